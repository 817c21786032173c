"""Fields of a campaign record that say what a careless brief says in words: rights without end, labels out of sight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_on_record
from brieflint.checks.wording import join
from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

HIDDEN_PLACES = frozenset("end last-frame hashtags first-comment bio description below-fold".split())
"""Places of ``disclosure.placement`` at which readers miss a label."""

_SPECIFIC = ("seconds", "words", "ratio", "format", "live", "draft_due")
_SCOPE = {"organic": ("days",), "paid": ("days", "channels")}


def check_fields(document: Document, record: Record, rules: RuleSet) -> Iterator[Finding]:
    """Findings of the ``brief`` family on single fields."""

    def found(rule: str, key: str, words: Any, situation: str = "record", severity: str | None = None) -> Finding:
        return finding_on_record(
            rules.rules[f"brief/{rule}"], document, key, {"words": words},
            text=str(words), situation=situation, severity=severity,
        )  # fmt: skip

    data = record.data
    for medium, places in data.get("disclosure", {}).get("placement", {}).items():
        if places and HIDDEN_PLACES.issuperset(places):
            yield found("bad-disclosure-placement", f"disclosure.placement.{medium}", places[0])
    voice = data.get("voice", {})
    if voice.get("freedom") == "prescribed" and voice.get("use") != "ad-asset":
        yield found("verbatim-mandate", "voice.freedom", "prescribed", severity="warning")
    rounds = data.get("approval", {}).get("max_rounds")
    if rounds == "unlimited":
        yield found("unlimited-revisions", "approval.max_rounds", rounds)
    rights = data.get("usage_rights", {})
    for kind, wanted in _SCOPE.items():
        granted = rights.get(kind)
        if granted is None:
            continue
        if granted.get("days") == "perpetual":
            yield found("unbounded-usage-rights", f"usage_rights.{kind}.days", "perpetual")
        missing = [name for name in wanted if not granted.get(name)]
        if missing:
            yield found("vague-usage-rights", f"usage_rights.{kind}", f"{kind} use: no {join(missing, 'or')}")
    contract = data.get("contract", {})
    if contract.get("nda") and not contract.get("nda_disclosure_carveout"):
        yield found("nda-without-disclosure-carveout", "contract.nda", "nda")
    for number, creator in enumerate(data.get("creators", ())):
        for k, item in enumerate(creator.get("deliverables", ())):
            if not any(item.get(name) for name in _SPECIFIC):
                yield found("vague-deliverable", f"creators.{number}.deliverables.{k}", item["id"])
