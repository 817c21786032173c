"""What a brief in prose does not speak of, where the text is a brief at all: several topics, more than a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from brieflint.checks.brief.labels import first_line
from brieflint.checks.build import finding_at
from brieflint.checks.phrases.scan import scan_of
from brieflint.checks.phrases.views import in_groups
from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

_LEAST_TOPICS = 2
_LEAST_WORDS = 25


def check_topics(document: Document, rules: RuleSet, *, scripted: bool) -> Iterator[Finding]:
    """``brief/missing-*`` for a brief in prose; a script says what must come across, too much so."""
    scan = scan_of(document, rules)
    spoken = {rule for _, _, rule, _ in scan.by_role.get("evidence", ())}
    if len(spoken) < _LEAST_TOPICS or len(scan.stream) < _LEAST_WORDS:
        return
    for name, kind in rules.kinds.items():
        if scripted and name == "brief/missing-key-messages":
            continue
        if kind != "field" or name in spoken or not name.startswith("brief/"):
            continue
        rule = rules.rules[name]
        if not rule["evidence"] or document.context.relationship not in (
            rule["owed_by"] or [document.context.relationship]
        ):
            continue
        if rule["categories"] and not in_groups(document.context.category, rule["categories"], rules):
            continue
        yield finding_at(rule, document, first_line(document), {})
