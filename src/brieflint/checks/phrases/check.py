"""From phrase hits to findings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brieflint.checks.laws import laws_of
from brieflint.checks.phrases.reach import sentences_around
from brieflint.checks.phrases.scan import Scan, scan_if_heard
from brieflint.checks.phrases.views import in_groups, known_category
from brieflint.checks.wording import fill, join
from brieflint.findings import SEVERITIES, Finding, step_down

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

Span = tuple[int, int]


@dataclass(slots=True)
class _Candidate:
    rule: dict[str, Any]
    block: dict[str, Any]
    first: int
    last: int
    start: int
    end: int
    severity: str
    countries: tuple[str, ...]
    depends: bool = False
    evidence: str = ""


_words = re.compile(r"[^\W_]+(?:'[^\W_]+)*").findall


def check(document: Document, rules: RuleSet, families: frozenset[str] | None = None) -> Iterator[Finding]:
    """All findings of phrase rules in one document, or at least those of some families of rules."""
    scan = scan_if_heard(document, rules, families)
    if scan is not None:
        yield from _Check(document, rules, scan).findings()


class _Check:
    def __init__(self, document: Document, rules: RuleSet, scan: Scan) -> None:
        self.document = document
        self.rules = rules
        self.context = document.context
        self.category = known_category(document.context.category, rules)
        self.scan = scan
        self.countries = self.scan.countries
        self.stream = self.scan.stream
        self._hits: dict[str, dict[tuple[str, int], _Hits]] = {}

    def _own(self, role: str, rule: str, number: int) -> Iterator[_Hits]:
        """Hits of a rule's phrases in a role: those of one block, and those of the whole rule."""
        known = self._hits.get(role)
        if known is None:
            listed: dict[tuple[str, int], list[Span]] = {}
            for first, last, owner, block in self.scan.by_role.get(role, ()):
                listed.setdefault((owner, block), []).append((first, last))
            known = self._hits[role] = {key: _Hits(spans) for key, spans in listed.items()}
        for key in ((rule, number), (rule, -1)):
            if key in known:
                yield known[key]

    def findings(self) -> Iterator[Finding]:
        families: dict[str, list[_Candidate]] = {}
        kinds = self.rules.kinds
        for first, last, rule, block in sorted(set(self.scan.by_role.get("phrases", ()))):
            if kinds[rule] not in ("phrase", "field"):
                continue
            candidate = self._candidate(first, last, self.rules.rules[rule], block)
            if candidate is not None and self._stands(candidate, block):
                families.setdefault(rule.split("/")[0], []).append(candidate)
        for candidates in families.values():
            for candidate in _most_specific(candidates):
                yield self._finding(candidate)

    # ------------------------------------------------------------------------------------------ conditions

    def _in_group(self, groups: list[str]) -> bool:
        return in_groups(self.category, groups, self.rules)

    def _candidate(self, first: int, last: int, rule: dict[str, Any], number: int) -> _Candidate | None:
        block = rule["blocks"][number]
        if block["kinds"] and self.document.kind not in block["kinds"]:
            return None
        countries = self.scan.applies(rule["jurisdictions"], [])
        countries = tuple(
            c for c in self.scan.applies(block["jurisdictions"], block["not_jurisdictions"]) if c in countries
        )
        if not countries:
            return None
        severity = block["severity"] or rule["severity"]
        wanted = [*rule["categories"], *block["categories"]]
        depends = False
        if self.category is None:
            if wanted:
                if block["unknown_category"] == "skip":
                    return None
                if block["unknown_category"] == "lower":
                    severity, depends = step_down(severity), True
        elif (wanted and not self._in_group(wanted)) or self._in_group(block["not_categories"]):
            return None
        if not self.context.jurisdictions and (block["jurisdictions"] or rule["jurisdictions"]):
            severity = step_down(severity)
        start, end = self.scan.span(first, last)
        return _Candidate(rule, block, first, last, start, end, severity, countries, depends)

    def _stands(self, found: _Candidate, number: int) -> bool:
        """Whether nothing near the hit takes it back."""
        reach = self.scan.reach
        rule = found.rule["id"]
        first, last = found.first, found.last
        if any(hits.cover(first, last) for hits in self._own("unless", rule, number)):
            return False
        block = found.block
        if block["needs"] and self.context.relationship not in block["or_told"]:
            low, high = 0, len(self.stream)
            if block["within"] != "text":
                low, high = sentences_around(self.stream, first, block["within"] == "neighbours")
            near = (span for hits in self._own("needs", rule, number) for span in hits.beginning(low, high))
            if not any(b <= first or a >= last for a, b in near):
                return False
        if block["unless_near"]:
            low, high = self.stream.sentence(first)
            if any(hits.beginning(low, high) for hits in self._own("unless_near", rule, number)):
                return False
        if block["cleared_by"] and any(self._own("cleared_by", rule, number)):
            return False
        if block["negated"] == "clear" and reach.negated(first, last):
            return False
        if block["negated"] == "clear" and reach.in_report(first, last):
            return False
        if block["asked"] == "clear" and reach.asked(first):
            return False
        if block["masked"] == "clear" and self.scan.mask.covers(found.start, found.end):  # last: it reads the places
            return False
        if block["hedged"] == "lower" and reach.hedged(first):
            found.severity = step_down(found.severity)
        return True

    # -------------------------------------------------------------------------------------------- findings

    def _finding(self, found: _Candidate) -> Finding:
        document, rule = self.document, found.rule
        words = document.words(found.start, found.end)
        claim = found.block["claim"] or rule["claim"]
        severity = found.severity
        evidence = self._evidence(self.stream.text[self.stream.starts[found.first] : self.stream.ends[found.last - 1]])
        help_text = fill(rule["help"], {"words": words})
        if rule["instead"]:
            help_text = f"{help_text} Say instead: {join([repr_(i) for i in rule['instead']], 'or')}.".strip()
        if claim == "substantiate":
            if evidence:
                severity = "note"
                help_text = f"Evidence on file: {evidence}. {help_text}".strip()
            elif not help_text:
                help_text = "Keep the proof on file and name it under `product_claims`, or drop the claim."
        if found.depends:
            help_text += " It depends on what is advertised: say `category:` to be sure."
            if self.context.category is not None:
                help_text += f" The rules do not know the category '{self.context.category}'."
        names = [self.rules.policies[c]["name"] if c in self.rules.policies else c for c in found.countries]
        values = {
            "words": words,
            "countries": join(names) if self.context.jurisdictions else "English-language countries",
        }
        return Finding(
            rule=rule["id"],
            severity=severity,
            path=document.path,
            message=fill(found.block["message"] or rule["message"], values),
            location=document.location(found.start, found.end),
            excerpt=document.excerpt(found.start, found.end),
            jurisdictions=tuple(sorted(found.countries)) if self.context.jurisdictions else (),
            help=help_text,
            references=laws_of(rule, found.countries),
            properties={"claim": claim, **({"evidence": evidence} if evidence else {})} if claim else {},
        )

    def _evidence(self, words: str) -> str:
        """The evidence that ``product_claims`` names for a wording."""
        hit = set(_words(words))
        for entry in self.context.product_claims:
            text, proof = entry, "named in product_claims"
            if isinstance(entry, dict):
                text = entry.get("claim") or entry.get("pattern") or ""
                proof = str(entry.get("evidence") or proof)
            claimed = set(_words(str(text).lower()))
            if claimed and (claimed <= hit or hit <= claimed):
                return proof
        return ""


def repr_(text: str) -> str:
    """A wording in quotes."""
    return f'"{text}"'


class _Hits:
    """Spans in order, found by place: a long text with many hits must not look through all of them for each."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = sorted(set(spans))
        self._longest = max(b - a for a, b in self._spans)

    def beginning(self, low: int, high: int) -> list[Span]:
        """Spans that begin in ``[low, high)``."""
        return self._spans[bisect_left(self._spans, (low, low)) : bisect_left(self._spans, (high, high))]

    def cover(self, first: int, last: int) -> bool:
        """Whether one of the spans holds all of ``[first, last)``."""
        return any(a <= first and last <= b for a, b in self.beginning(last - self._longest, first + 1))


def _most_specific(candidates: list[_Candidate]) -> list[_Candidate]:
    """Of hits that overlap, the one that says most: a rule that others yield to, the severer, the longer."""
    kept: list[_Candidate] = []  # apart from each other, in order

    def weight(c: _Candidate) -> tuple[int, int, str]:
        return (SEVERITIES.index(c.severity), c.end - c.start, c.rule["id"])

    for candidate in sorted(candidates, key=weight, reverse=True):
        high = low = bisect_left(kept, candidate.end, key=_start)
        while low and kept[low - 1].end > candidate.start:
            low -= 1
        rivals = kept[low:high]
        if all(candidate.rule["id"] in rival.rule["yields_to"] for rival in rivals):
            kept[low:high] = [candidate]
    return kept


def _start(candidate: _Candidate) -> int:
    return candidate.start
