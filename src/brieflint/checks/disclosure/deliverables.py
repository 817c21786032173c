"""Parts of one deliverable: the caption tells that it is advertising and the voice does not, or the other way round.

A part that says nothing while another part does is not undisclosed altogether. What it is worth then depends on the
country: ``video`` of its policy. The finding takes the place of ``disclosure/missing`` on that part.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.checks.disclosure.check import Assessment, assess
from brieflint.checks.laws import laws_of, reference
from brieflint.checks.wording import fill, join
from brieflint.findings import SEVERITIES, Finding, Reference, step_down
from brieflint.sources.deliverable import SPOKEN, WRITTEN

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

TEXT_ONLY, SPOKEN_ONLY = "disclosure/text-only", "disclosure/spoken-only"
REPLACED = "disclosure/missing"
"""What a part gets on its own, and no longer once the other parts are known."""

_SOUND_ALONE = {
    "severity": "note",
    "why": "whoever only reads the notes does not learn it",
    "source": None,
}
"""A podcast is heard: what is written beside it is an extra."""

_DEFAULTS = {
    TEXT_ONLY: {"severity": "warning", "why": "whoever listens without reading does not learn it", "source": None},
    SPOKEN_ONLY: {"severity": "warning", "why": "whoever watches without sound does not learn it", "source": None},
}


class _Part(NamedTuple):
    document: Document
    assessment: Assessment


def across(parts: Sequence[Document], rules: RuleSet) -> Iterator[tuple[Document, Finding]]:
    """Findings on the parts of one deliverable that say nothing while another part says that it is advertising."""
    written, spoken = (
        [_Part(d, a) for d in sorted(parts, key=lambda d: d.path) if d.kind in kinds and (a := assess(d, rules))]
        for kinds in (WRITTEN, SPOKEN)
    )
    said = next((p for p in written if p.assessment.says_so), None)
    if said is not None:
        for part in spoken:
            if part.assessment.silent:
                yield part.document, _finding(TEXT_ONLY, part, said, rules)
        return
    heard = next((p for p in spoken if p.assessment.says_so), None)
    if heard is not None:
        for part in written:
            if part.assessment.silent and part.document.picture is None:
                yield part.document, _finding(SPOKEN_ONLY, part, heard, rules)


def _finding(rule_id: str, silent: _Part, said: _Part, rules: RuleSet) -> Finding:
    rule = rules.rules[rule_id]
    document, context = silent.document, silent.document.context
    demands: dict[str, dict[str, Any]] = {}
    for verdict in silent.assessment.verdicts:
        policy = rules.policies.get(verdict.jurisdiction)
        own = policy["video"][rule_id.split("/")[1]] if policy else None
        demands[verdict.jurisdiction] = own or _DEFAULTS[rule_id]
    heard = context.platform == "podcast" or context.surface == "episode"
    if heard and rule_id == SPOKEN_ONLY:
        demands = dict.fromkeys(demands, _SOUND_ALONE)
    severity = max((d["severity"] for d in demands.values()), key=SEVERITIES.index)
    strictest = {code: d for code, d in demands.items() if d["severity"] == severity}
    policies = {code: rules.policies[code] for code in strictest if code in rules.policies}
    why = next(iter(strictest.values()))["why"]
    countries = (
        "English-language countries" if silent.assessment.assumed else join([p["name"] for p in policies.values()])
    )
    references: dict[str, Reference] = {}
    for code, policy in policies.items():
        source = strictest[code]["source"]
        for key in [source] if source else policy["law"]["missing"]:
            law = policy["sources"][key]
            references.setdefault(law["url"], reference(law))
    start, end = silent.assessment.span
    values = {
        "label": said.assessment.label,
        "other": os.path.basename(said.document.path),
        "countries": countries or "its country",
        "why": why,
        "start": silent.assessment.start,
        "write": silent.assessment.write,
    }
    if context.relationship == "unknown" or context.platform_tool:
        severity = step_down(severity)
    return Finding(
        rule=rule_id,
        severity=severity,
        path=document.path,
        message=fill(rule["message"], values),
        location=document.location(start, end),
        excerpt=document.excerpt(start, end),
        jurisdictions=() if silent.assessment.assumed else tuple(sorted(demands)),
        help=fill(rule["help"], values),
        references=tuple(references.values()) or laws_of(rule),
        properties={"disclosed_in": os.path.basename(said.document.path), "label": said.assessment.label},
    )
