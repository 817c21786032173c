"""One walk over a document for all phrase rules, masks and cues; what the checks then share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from brieflint.checks.phrases.masks import Mask, forbidden_spans
from brieflint.checks.phrases.reach import Reach, without
from brieflint.checks.phrases.words import split_hashtags
from brieflint.text.tokens import TokenStream

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

Span = tuple[int, int]
Found = tuple[int, int, str, int]
"""Token range, rule id, number of the block."""

EU = frozenset("at be bg hr cy cz dk ee fi fr de gr hu ie it lv lt lu mt nl pl pt ro sk si es se".split())
ENGLISH_REGIMES = ("au", "ca", "gb", "ie", "nz", "us")


class Scan:
    """Everything that the phrase matcher finds in one document.

    Attributes:
        stream: tokens with hashtags split into words.
        by_role: hits by what the phrase is for: ``phrases``, ``needs``, ``unless``, ``evidence``, ``negators``, ...
    """

    def __init__(self, document: Document, rules: RuleSet) -> None:
        self.document = document
        self.rules = rules
        self.countries = document.context.jurisdictions or ENGLISH_REGIMES
        matcher = rules.phrase_matcher
        self.stream: TokenStream = split_hashtags(document.tokens, self._written, lambda w: bool(matcher.candidates(w)))
        data = rules.data["phrases"]
        owners = data["owners"]
        self.by_role: dict[str, list[Found]] = {}
        for hit in matcher.find(self.stream, document.text, document.folded.map.span):
            role, rule, block = owners[hit.phrase]
            self.by_role.setdefault(role, []).append((hit.start, hit.end, rule, block))
        patterns = list(self._regex_hits(data["patterns"]))
        if patterns:
            self.by_role.setdefault("phrases", []).extend(patterns)
        self._mask: Mask | None = None
        self._reach: Reach | None = None

    def _written(self, start: int, end: int) -> str:
        low, high = self.document.folded.map.span(start, end)
        return self.document.text[low:high]

    def span(self, first: int, last: int) -> Span:
        """Text offsets of a token range."""
        return self.document.folded.map.span(self.stream.starts[first], self.stream.ends[last - 1])

    @property
    def mask(self) -> Mask:
        """Where phrase rules are silent."""
        if self._mask is None:
            self._mask = self._build_mask()
        return self._mask

    @property
    def reach(self) -> Reach:
        """Negation, questions and report."""
        if self._reach is None:
            spans = {role: [(a, b) for a, b, _, _ in found] for role, found in self.by_role.items()}
            self._reach = Reach(
                self.stream,
                without(spans.get("negators", []), spans.get("no_negators", [])),
                spans.get("enders", []),
                spans.get("reported", []),
                spans.get("doubtful_answers", []),
                spans.get("hedges", []),
            )
        return self._reach

    def _regex_hits(self, patterns: list[list[Any]]) -> Iterator[Found]:
        text = self.document.folded.text
        for rule, block, pattern, literal in patterns:
            if literal in text:
                for match in _compiled(pattern).finditer(text):
                    first, last = self.stream.at(match.start()), self.stream.before(match.end())
                    if last > first:
                        yield first, last, rule, block

    def _build_mask(self) -> Mask:
        document, by_role = self.document, self.by_role
        statements = self.rules.data["phrases"]["statements"]
        spans = [(i.start, i.end) for i in document.inlines if i.kind == "code"]
        spans += [(b.start, b.end) for b in document.blocks if b.kind == "code"]
        for first, last, _, number in by_role.get("statements", ()):
            if self.applies(statements[number]["jurisdictions"], []):
                spans.append(self.span(first, last))
        spans += self.forbidden()
        return Mask(spans)

    def applies(self, wanted: list[str], unwanted: list[str]) -> tuple[str, ...]:
        """Which of the draft's countries a list of jurisdictions names; an empty list names all."""
        named = set(wanted) | (EU if "eu" in wanted else set())
        barred = set(unwanted) | (EU if "eu" in unwanted else set())
        return tuple(c for c in self.countries if (not wanted or c in named) and c not in barred)

    def forbidden(self) -> list[Span]:
        """Text that quotes what may not be said: ban lists, columns, sentences."""
        leads = [self.span(a, b) for a, b, _, _ in self.by_role.get("forbidding", ())]
        demands = [self.span(a, b) for a, b, _, _ in self.by_role.get("demanding", ())]
        return forbidden_spans(self.document, leads, demands)


def scan_of(document: Document, rules: RuleSet) -> Scan:
    """The scan of a document, made once."""
    known: Scan | None = document.scans.get(rules.digest)
    if known is None:
        known = document.scans[rules.digest] = Scan(document, rules)
    return known


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
