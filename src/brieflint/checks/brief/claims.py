"""Claims that a brief asks for: in scripts, in quotations, under "key messages"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from brieflint.checks.brief.labels import quoted_spans
from brieflint.checks.build import finding_at
from brieflint.checks.phrases.check import check as check_phrases
from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.checks.brief.scripts import Script
    from brieflint.checks.phrases.scan import Scan
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet


def check_claims(document: Document, rules: RuleSet, scan: Scan, scripts: Sequence[Script]) -> Iterator[Finding]:
    """``brief/banned-claim-in-brief`` and ``brief/claim-needs-substantiation``."""
    demanded = [(s.start, s.end) for s in scripts] + quoted_spans(document) + _sections(document, scan)
    for finding in check_phrases(document, rules):
        if not finding.rule.startswith("claims/") or finding.location.start is None or finding.location.end is None:
            continue
        start = document.map.position_of(finding.location.start.offset)
        end = document.map.position_of(finding.location.end.offset)
        if not any(a <= start and end <= b + 1 for a, b in demanded):
            continue
        banned = finding.properties.get("claim") == "ban"
        rule = rules.rules["brief/banned-claim-in-brief" if banned else "brief/claim-needs-substantiation"]
        values = {"words": " ".join(finding.excerpt.split()), "claim": finding.message, "help": finding.help}
        yield finding_at(
            rule, document, (start, end), values, properties={"claim_rule": finding.rule}
        )  # fmt: skip


def _sections(document: Document, scan: Scan) -> list[tuple[int, int]]:
    """Blocks under a heading that demands words: key messages, talking points."""
    demands = [scan.span(a, b) for a, b, _, _ in scan.by_role.get("demanding", ())]
    found: list[tuple[int, int]] = []
    open_level = 0
    for block in document.blocks:
        asked = any(block.start <= a < block.end for a, _ in demands)
        if block.kind == "heading":
            level = int(block.meta.get("level", 1))
            open_level = level if asked else (0 if level <= open_level else open_level)
        elif open_level:
            found.append((block.start, block.end))
        elif asked:  # a lead-in: to the end of its sentence
            lead = next(a for a, _ in demands if block.start <= a < block.end)
            stop = document.text.find(". ", lead, block.end)
            found.append((lead, block.end if stop < 0 else stop))
    return found
