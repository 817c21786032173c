"""What the front matter of a draft names: a creator, a deliverable and a version that the record has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_in
from brieflint.errors import did_you_mean
from brieflint.findings import Finding, Location
from brieflint.sources.front_matter import key_lines, split_front_matter

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

UNKNOWN, OUTDATED = "content/unknown-creator", "content/outdated-brief"


def named_findings(document: Document, record: Record, rules: RuleSet) -> Iterator[Finding]:
    """``content/unknown-creator`` and ``content/outdated-brief``; a draft of another campaign names its own."""
    if not document.body or document.kind == "transcript":
        return
    front = split_front_matter(document.source, document.path)[1]
    data = record.data
    if "campaign" in front and "id" in data and str(front["campaign"]).casefold() != data["id"].casefold():
        return
    creators = data.get("creators", [])
    if "creator" in front and creators:
        name = str(front["creator"])
        creator = record.creator(name)
        if creator is None:
            values = {"name": name, "record": record.path, "hint": did_you_mean(name, [c["id"] for c in creators])}
            yield _finding(document, rules.rules[UNKNOWN], "creator", values)
        elif "deliverable" in front and creator.get("deliverables"):
            known = [item["id"] for item in creator["deliverables"]]
            wanted = str(front["deliverable"])
            if wanted.casefold() not in (name.casefold() for name in known):
                values = {"name": wanted, "creator": creator["id"], "hint": did_you_mean(wanted, known)}
                yield _finding(document, rules.rules[UNKNOWN], "deliverable", values, "deliverable")
    answered, current = front.get("brief_version"), data.get("version")
    if answered is not None and current is not None and str(answered) != str(current):
        versions: dict[str, Any] = {"answered": answered, "current": current, "record": record.path}
        yield _finding(document, rules.rules[OUTDATED], "brief_version", versions)


def _finding(
    document: Document, rule: dict[str, Any], key: str, values: dict[str, Any], situation: str = ""
) -> Finding:
    """A finding on the line of a key of the front matter."""
    low, high = document.lines.line_span(key_lines(document.source, document.body).get(key, 1))
    location = Location(document.lines.position(low), document.lines.position(high))
    return finding_in(rule, document.path, location, document.source[low:high], values, situation=situation)
