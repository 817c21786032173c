"""Claims that a brief asks for: in scripts, in quotations, under "key messages"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from brieflint.checks.brief.labels import quoted_spans
from brieflint.checks.brief.record_texts import PROMOTIONAL, moved, part
from brieflint.checks.laws import laws_of
from brieflint.checks.phrases.check import check as check_phrases
from brieflint.checks.wording import fill
from brieflint.document import Block
from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.checks.brief.scripts import Script
    from brieflint.checks.phrases.scan import Scan
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

PROOF = re.compile(
    r"\b(?:proof|evidence|source|substantiation|study|beleg|nachweis|quelle|studie|preuve|étude|prueba|estudio)\s?:"
    r"|\b(?:test|lab) report\b|\b(?:lab|data|product|fact) sheet\b"
    r"|\b(?:study|studies|evidence|proof) (?:is |are )?attached\b"
    r"|\b(?:testbericht|prüfbericht|rapport d'essai|informe de ensayo)\b",
    re.IGNORECASE,
)
"""What names the evidence for a claim beside it."""


def check_claims(document: Document, rules: RuleSet, scan: Scan, scripts: Sequence[Script]) -> Iterator[Finding]:
    """``brief/banned-claim-in-brief`` and ``brief/claim-needs-substantiation``."""
    spans = [(s.start, s.end) for s in scripts] + quoted_spans(document) + _sections(document, scan)
    claims = [f for f in check_phrases(document, rules) if f.rule.startswith("claims/")]
    seen: set[tuple[str, tuple[int, int]]] = set()
    for start, end in _apart(spans):
        # Alone and called an ad it says more than in the brief, whose other sentences may count as well.
        alone = part(document, document.text[start:end], PROMOTIONAL)
        block = Block(start, end, "paragraph")
        found = [moved(f, document, block) for f in check_phrases(alone, rules) if f.rule.startswith("claims/")]
        found += [f for f in claims if start <= _span(document, f)[0] < end]
        proved = PROOF.search(document.text, start, end) is not None
        for place, claim in _severest(document, found):
            banned = claim.properties.get("claim") == "ban"
            known = (claim.rule, place) in seen
            if known or (proved and not banned) or not claim.excerpt or scan.mask.covers(*place):
                continue
            seen.add((claim.rule, place))
            yield replace(claim, **asked(claim, rules, banned=banned), properties={"claim_rule": claim.rule})


def _span(document: Document, claim: Finding) -> tuple[int, int]:
    return document.span_at(claim.location) or (0, 0)


def _severest(document: Document, claims: list[Finding]) -> list[tuple[tuple[int, int], Finding]]:
    """Of claims that overlap, one with its span of the text: a banned one, then the longest."""
    kept: list[tuple[tuple[int, int], Finding]] = []
    for claim in sorted(claims, key=lambda f: (f.properties.get("claim") != "ban", -len(f.excerpt), f.sort_key)):
        start, end = _span(document, claim)
        if not any(low < end and start < high for (low, high), _ in kept):
            kept.append(((start, end), claim))
    return sorted(kept, key=lambda found: found[1].sort_key)


def asked(claim: Finding, rules: RuleSet, *, banned: bool) -> dict[str, Any]:
    """What changes in a finding on a claim when it is a brief that asks for the claim."""
    rule = rules.rules["brief/banned-claim-in-brief" if banned else "brief/claim-needs-substantiation"]
    values = {"words": " ".join(claim.excerpt.split()), "claim": claim.message, "help": claim.help}
    return {
        "rule": rule["id"],
        "severity": rule["severity"],
        "message": fill(rule["message"], values),
        "help": fill(rule["help"], values),
        "references": (*laws_of(rule), *claim.references),
    }


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those inside another one left out."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if end > start and not (kept and end <= kept[-1][1]):
            kept.append((start, end))
    return kept


def _sections(document: Document, scan: Scan) -> list[tuple[int, int]]:
    """Blocks under a heading that demands words: key messages, talking points; the list after such a lead-in."""
    demands = [scan.span(a, b) for a, b, _, _ in scan.by_role.get("demanding", ())]
    text = document.text
    found: list[tuple[int, int]] = []
    open_level = 0
    listing = False
    for block in document.blocks:
        asked = any(block.start <= a < block.end for a, _ in demands)
        if block.kind == "heading":
            level = int(block.meta.get("level", 1))
            open_level = level if asked else (0 if level <= open_level else open_level)
            listing = False
        elif open_level or (listing and block.kind == "list-item"):
            found.append((block.start, block.end))
        elif asked:  # a lead-in: to the end of its sentence, or the list that it announces
            lead = next(a for a, _ in demands if block.start <= a < block.end)
            stop = text.find(". ", lead, block.end)
            found.append((lead, block.end if stop < 0 else stop))
            listing = True
        else:
            listing = False
    return found
