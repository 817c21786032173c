"""One walk over a document for all phrase rules, masks and cues; what the checks then share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from brieflint.checks.countries import named
from brieflint.checks.phrases.words import split_hashtags
from brieflint.rules.matcher import View
from brieflint.text.tokens import TokenStream

if TYPE_CHECKING:
    from brieflint.checks.phrases.masks import Mask
    from brieflint.checks.phrases.reach import Reach
    from brieflint.checks.phrases.sift import Pattern
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

Span = tuple[int, int]
Found = tuple[int, int, str, int]
"""Token range, rule id, number of the block."""

_MOST_VIEWS = 200
ENGLISH_REGIMES = ("au", "ca", "gb", "ie", "nz", "us")


class Views:
    """Parts of the phrase matcher: the wordings that can be hits in a document, and what stands around hits."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.owners = rules.data["phrases"]["owners"]
        self._wordings: dict[Any, View] = {}
        self._surroundings: dict[frozenset[str], View] = {}
        self._patterns: dict[Any, list[Pattern]] = {}

    def known(self, word: str) -> bool:
        """Whether a phrase holds ``word``."""
        return word in self.rules.phrase_matcher.words

    def wordings(self, document: Document, countries: tuple[str, ...]) -> View:
        """Wordings whose kind of document, country and category fit."""
        return self.part(document.kind, countries, known_category(document.context.category, self.rules))

    def part(self, kind: str, countries: tuple[str, ...], category: str | None) -> View:
        """Wordings for a kind of document, countries and a category."""
        brief = kind == "brief"
        key = (kind, countries, category)
        if key not in self._wordings:
            fits: dict[tuple[str, int], bool] = {}

            def active(number: int) -> bool:
                role, rule, block = self.owners[number]
                if role in ("evidence", "forbidding", "demanding"):
                    return brief
                if role != "phrases":
                    return False
                if (rule, block) not in fits:
                    fits[rule, block] = self._fits(self.rules.rules[rule], block, kind, countries, category)
                return fits[rule, block]

            self._wordings[key] = self.rules.phrase_matcher.view(active)
        return self._wordings[key]

    def _fits(
        self, rule: dict[str, Any], number: int, kind: str, countries: tuple[str, ...], category: str | None
    ) -> bool:
        block = rule["blocks"][number]
        if block["kinds"] and kind not in block["kinds"]:
            return False
        if not named(rule["jurisdictions"], [], countries) or not named(
            block["jurisdictions"], block["not_jurisdictions"], countries
        ):
            return False
        wanted = [*rule["categories"], *block["categories"]]
        if category is None:
            return not (wanted and block["unknown_category"] == "skip")
        if wanted and not in_groups(category, wanted, self.rules):
            return False
        return not in_groups(category, block["not_categories"], self.rules)

    def patterns(
        self, kind: str, countries: tuple[str, ...], category: str | None, families: frozenset[str] | None
    ) -> list[Pattern]:
        """Regular expressions of the rules for a kind of document, countries, a category and families of rules."""
        key = (kind, countries, category, families)
        if key not in self._patterns:
            from brieflint.checks.phrases.sift import Pattern

            self._patterns[key] = [
                Pattern(pattern, literals)
                for rule, block, pattern, literals in self.rules.data["phrases"]["patterns"]
                if self.rules.kinds[rule] in ("phrase", "field")
                and (families is None or rule.split("/")[0] in families)
                and self._fits(self.rules.rules[rule], block, kind, countries, category)
            ]
        return self._patterns[key]

    def surroundings(self, hit: frozenset[str]) -> View:
        """Masks, negation and the cues of the rules that were hit."""
        if hit not in self._surroundings:
            if len(self._surroundings) > _MOST_VIEWS:
                self._surroundings.clear()

            def active(number: int) -> bool:
                role, rule, _ = self.owners[number]
                return role not in ("phrases", "evidence") and (not rule or rule in hit)

            self._surroundings[hit] = self.rules.phrase_matcher.view(active)
        return self._surroundings[hit]


def views_of(rules: RuleSet) -> Views:
    """The views of a rule set, kept with it."""
    known: Views | None = rules.shared.get("phrase views")
    if known is None:
        known = rules.shared["phrase views"] = Views(rules)
    return known


def known_category(category: str | None, rules: RuleSet) -> str | None:
    """The category, if a group or a rule knows it; one that nobody knows says as much as none."""
    if category is None:
        return None
    known: set[str] | None = rules.shared.get("categories")
    if known is None:
        groups = rules.data["categories"]
        known = {*groups, *(member for members in groups.values() for member in members)}
        for rule in rules.rules.values():
            for part in (rule, *rule.get("blocks", ())):
                known.update(part.get("categories", ()), part.get("not_categories", ()))
        rules.shared["categories"] = known
    return category if category in known else None


def in_groups(category: str | None, groups: list[str], rules: RuleSet) -> bool:
    """Whether a category is one of ``groups`` or belongs to one."""
    known = rules.data["categories"]
    return category is not None and any(category == g or category in known.get(g, ()) for g in groups)


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
        views = views_of(rules)
        self.stream: TokenStream = split_hashtags(document.tokens, self._written, views.known)
        self.by_role: dict[str, list[Found]] = {}
        self._find(views.wordings(document, self.countries))
        patterns = list(self._regex_hits(rules.data["phrases"]["patterns"]))
        if patterns:
            self.by_role.setdefault("phrases", []).extend(patterns)
        if self.by_role:  # only now what takes a wording back
            self._find(views.surroundings(frozenset(rule for _, _, rule, _ in self.by_role.get("phrases", ()))))
        self._mask: Mask | None = None
        self._reach: Reach | None = None

    def _find(self, view: View) -> None:
        owners = self.rules.data["phrases"]["owners"]
        document = self.document
        for hit in view.find(self.stream, document.text, document.folded.map.span):
            role, rule, block = owners[hit.phrase]
            self.by_role.setdefault(role, []).append((hit.start, hit.end, rule, block))

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
            from brieflint.checks.phrases.reach import Reach, without

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
        for rule, block, pattern, literals in patterns:
            if any(literal in text for literal in literals):
                for match in _compiled(pattern).finditer(text):
                    first, last = self.stream.at(match.start()), self.stream.before(match.end())
                    if last > first:
                        yield first, last, rule, block

    def _build_mask(self) -> Mask:
        from brieflint.checks.phrases.masks import Mask

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
        """Which of the draft's countries a list of jurisdictions names."""
        return named(wanted, unwanted, self.countries)

    def forbidden(self) -> list[Span]:
        """Text that quotes what may not be said: ban lists, columns, sentences."""
        from brieflint.checks.phrases.masks import forbidden_spans

        leads = [self.span(a, b) for a, b, _, _ in self.by_role.get("forbidding", ())]
        demands = [self.span(a, b) for a, b, _, _ in self.by_role.get("demanding", ())]
        return forbidden_spans(self.document, leads, demands)


def is_quiet(document: Document, rules: RuleSet, families: frozenset[str] | None = None) -> bool:
    """Whether a first look shows that no wording of a phrase rule stands in a document.

    Args:
        families: those of the rules that are asked for; rules of one family stand back for each other, so a part of
            a family cannot be looked for alone.
    """
    if document.kind == "brief" or rules.digest in document.scans or document.sketch is None:
        return False
    from brieflint.checks.phrases.sift import may_speak

    views, countries = views_of(rules), document.context.jurisdictions or ENGLISH_REGIMES
    owners = views.owners

    def wanted(phrase: int) -> bool:
        return families is None or owners[phrase][1].split("/")[0] in families

    category = known_category(document.context.category, rules)
    patterns = views.patterns(document.kind, countries, category, families)
    return not may_speak(document, views.wordings(document, countries), views.known, patterns, wanted)


def scan_of(document: Document, rules: RuleSet) -> Scan:
    """The scan of a document, made once."""
    known: Scan | None = document.scans.get(rules.digest)
    if known is None:
        known = document.scans[rules.digest] = Scan(document, rules)
    return known


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
