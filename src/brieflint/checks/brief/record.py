"""Brief rules on the fields of a campaign record: what is missing, weak, or too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from brieflint.checks.brief.claims import asked
from brieflint.checks.brief.record_fields import check_fields
from brieflint.checks.brief.record_texts import PROMOTIONAL, check_texts, moved, part
from brieflint.checks.build import finding_on_record
from brieflint.checks.disclosure.mentions import find_mentions
from brieflint.checks.disclosure.verdict import Judge
from brieflint.checks.phrases.check import check as check_phrases
from brieflint.checks.phrases.views import in_groups
from brieflint.checks.wording import join
from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

_MOST_MESSAGES, _FAR_TOO_MANY = 3, 5
_EXPOSURE = frozenset("reach impressions views likes followers follower-growth cpm video-views".split())
_EXPOSURE_GOALS = frozenset({"awareness", "launch"})


def check_record(document: Document, rules: RuleSet) -> Iterator[Finding]:
    """All findings of the ``brief`` family on a record."""
    record = document.campaign
    if record is None:
        return
    yield from _missing(document, record, rules)
    yield from _label(document, record, rules)
    yield from _claims(document, record, rules)
    yield from check_texts(document, record, rules)
    yield from check_fields(document, record, rules)
    data = record.data
    messages = data.get("key_messages", [])
    if len(messages) > _MOST_MESSAGES:
        far = len(messages) > _FAR_TOO_MANY
        yield finding_on_record(
            rules.rules["brief/too-many-key-messages"],
            document,
            "key_messages",
            {"count": len(messages)},
            situation="far" if far else "",
            severity="error" if far else None,
        )
    primary = str(data.get("kpis", {}).get("primary", "")).lower()
    if primary in _EXPOSURE and data.get("objective", "awareness") not in _EXPOSURE_GOALS:
        yield finding_on_record(rules.rules["brief/vanity-kpi"], document, "kpis.primary", {"words": primary})


def _missing(document: Document, record: Record, rules: RuleSet) -> Iterator[Finding]:
    creators = record.data.get("creators", [])
    relationships = {creator["relationship"] for creator in creators}
    for name, kind in rules.kinds.items():
        if kind != "field" or not name.startswith("brief/"):
            continue
        rule = rules.rules[name]
        owed = set(rule["owed_by"]) or relationships
        if relationships.isdisjoint(owed):
            continue
        if rule["categories"] and not in_groups(document.context.category, rule["categories"], rules):
            continue
        if any("*" not in path and _value(record.data, path.split(".")) for path in rule["fields"]):
            continue
        starred = [path for path in rule["fields"] if path.startswith("creators.*.")]
        if starred:
            for number, creator in enumerate(creators):
                if creator["relationship"] in owed and not any(
                    _value(creator, path.split(".")[2:]) for path in starred
                ):
                    yield finding_on_record(rule, document, f"creators.{number}", {})
        else:
            yield finding_on_record(rule, document, rule["fields"][0].rpartition(".")[0] or "schema", {})


def _value(data: Any, path: list[str]) -> Any:
    """What a dotted path leads to; ``*`` is any item of a list."""
    if not path:
        return data
    if path[0] == "*":
        return any(_value(item, path[1:]) for item in data) if isinstance(data, list) else None
    return _value(data.get(path[0]), path[1:]) if isinstance(data, dict) else None


def _label(document: Document, record: Record, rules: RuleSet) -> Iterator[Finding]:
    """``disclosure.label`` judged in every country of the campaign."""
    label = str(record.data.get("disclosure", {}).get("label") or "")
    policies = [rules.policies[c] for c in record.data["jurisdictions"] if c in rules.policies]
    if not policies:
        return
    write = join([f'"{next(iter(p["write"].values()))}"' for p in policies], "or")
    if not label and not record.data.get("disclosure", {}).get("labels"):
        yield finding_on_record(
            rules.rules["brief/no-disclosure-clause"],
            document,
            "disclosure",
            {"write": write},
            situation="record",
        )
        return
    if not label:
        return
    draft = document.reread_text(label)
    spoken = [language for policy in policies for language in policy["languages"]]
    languages = dict.fromkeys(["en", *spoken, *record.data.get("languages", [])])
    mentions = find_mentions(draft, rules, languages)
    poor, why = [], ""
    for policy in policies:
        judge = Judge(policy, rules.data["defaults"], document.context.relationship, "caption", None, {})
        worths = [judge.worth(m) for m in mentions.labels]
        if not any(w.counts == "clear" for w in worths):
            poor.append(policy["name"])
            why = why or next((w.why for w in worths if w.why), "readers do not know it as one")
    if poor:
        values = {
            "label": label,
            "countries": join(poor),
            "why": why or "readers do not know it as one",
            "write": write,
        }
        yield finding_on_record(rules.rules["brief/weak-disclosure-term"], document, "disclosure.label", values)


def _claims(document: Document, record: Record, rules: RuleSet) -> Iterator[Finding]:
    """Claims in key messages and scripts: banned ones, and those that need proof and name none."""
    for block in document.blocks:
        name, _, rest = str(block.meta["key"]).partition(".")
        if name not in ("key_messages", "script") or not rest.endswith(".text"):
            continue
        item = record.data[name][int(rest.split(".")[0])]
        text = document.text[block.start : block.end]
        for claim in check_phrases(part(document, text, PROMOTIONAL), rules):
            banned = claim.properties.get("claim") == "ban"
            if not claim.rule.startswith("claims/") or (not banned and item.get("evidence")):
                continue
            finding = moved(claim, document, block)
            yield replace(
                finding,
                **asked(claim, rules, banned=banned),
                properties={"claim_rule": claim.rule, "key": block.meta["key"]},
            )
