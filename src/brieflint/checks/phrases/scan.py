"""One walk over a document for all phrase rules, masks and cues; what the checks then share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brieflint.checks.countries import named
from brieflint.checks.phrases.views import Scope, scope_of, views_of
from brieflint.checks.phrases.words import split_hashtags
from brieflint.text.tokens import TokenStream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brieflint.checks.phrases.extract import Extract
    from brieflint.checks.phrases.masks import Mask
    from brieflint.checks.phrases.reach import Reach
    from brieflint.checks.phrases.sift import Look
    from brieflint.checks.phrases.views import Views
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet
    from brieflint.rules.tree_match import Hit

Span = tuple[int, int]
Found = tuple[int, int, str, int]
"""Token range, rule id, number of the block."""


class Scan:
    """Everything that the phrase matcher finds in one document.

    Attributes:
        stream: tokens with hashtags split into words.
        by_role: hits by what the phrase is for: ``phrases``, ``needs``, ``unless``, ``evidence``, ``negators``, ...
    """

    def __init__(
        self, document: Document, rules: RuleSet, scope: Scope | None = None, looked: Look | None = None
    ) -> None:
        """Scan a document.

        Args:
            scope: which phrases count; by default all that fit the document.
            looked: what a first look with the same scope found.
        """
        self.document = document
        self.rules = rules
        scope = scope or scope_of(document, rules, None)
        self.countries = scope.countries
        views = views_of(rules)
        self._extract: Extract | None = None
        phrases: frozenset[int] | None = None
        matches: list[Found] = []
        if looked is None or looked.pattern:
            self._text, self._folded, tokens = document.text, document.folded, document.tokens
            matches = [
                (*match.span(), pattern.rule, pattern.block)
                for pattern in views.patterns(scope)
                for match in pattern.matches(document.folded.text)
            ]
        else:
            from brieflint.checks.phrases.extract import Extract

            phrases = frozenset(number for numbers in looked.hits.values() for number in numbers)
            heard = frozenset(views.owners[number][1] for number in phrases)
            self._extract = extract = Extract(looked, views.distant(heard), views.masks())
            self._text, self._folded, tokens = extract.text, extract.folded, extract.tokens()
        self.stream: TokenStream = split_hashtags(tokens, self._written, views.known)
        self.by_role: dict[str, list[Found]] = {}
        self._take(views.wordings(scope).find(self.stream, self._text, self._folded.map.span, phrases=phrases))
        for start, end, rule, block in matches:
            first, last = self.stream.at(start), self.stream.before(end)
            if last > first:
                self.by_role.setdefault("phrases", []).append((first, last, rule, block))
        if self.by_role:
            self._find_around(views)
        self._mask: Mask | None = None
        self._reach: Reach | None = None

    def _find_around(self, views: Views) -> None:
        """Find what takes a wording back, or has to be there."""
        hits = self.by_role.get("phrases", ())
        rules = frozenset(rule for _, _, rule, _ in hits)
        if self.document.kind == "brief":  # whose masks and cues are asked for besides
            sentences = list(range(len(self.stream.sentences)))
        else:
            numbers = {self.stream.sentence_number(first) for first, _, _, _ in hits}
            around = {number + step for number in numbers for step in (-1, 0, 1)}
            sentences = sorted(around.intersection(range(len(self.stream.sentences))))
        for view in views.near(rules):
            self._take(view.find_in(self.stream, sentences, self._text, self._folded.map.span))
        masks = views.masks()
        for view in (*views.distant(rules), *([masks] if masks else ())):
            self._take(view.find(self.stream, self._text, self._folded.map.span))

    def _take(self, hits: Iterable[Hit]) -> None:
        owners = self.rules.data["phrases"]["owners"]
        for hit in hits:
            role, rule, block = owners[hit.phrase]
            self.by_role.setdefault(role, []).append((hit.start, hit.end, rule, block))

    def _written(self, start: int, end: int) -> str:
        low, high = self._folded.map.span(start, end)
        return self._text[low:high]

    def span(self, first: int, last: int) -> Span:
        """Text offsets of a token range."""
        low, high = self._folded.map.span(self.stream.starts[first], self.stream.ends[last - 1])
        return (low, high) if self._extract is None else self._extract.in_document(low, high)

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

    def _build_mask(self) -> Mask:
        from brieflint.checks.phrases.masks import Mask

        by_role = self.by_role
        statements = self.rules.data["phrases"]["statements"]
        spans = list(self.document.code_spans)
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
        if self._extract is not None and not self._extract.may_be_forbidden(leads):
            return []
        demands = [self.span(a, b) for a, b, _, _ in self.by_role.get("demanding", ())]
        return forbidden_spans(self.document, leads, demands)


def scan_of(document: Document, rules: RuleSet) -> Scan:
    """The scan of a document for all phrases, made once."""
    known: Scan | None = document.scans.get(rules.digest)
    if known is None:
        known = document.scans[rules.digest] = Scan(document, rules)
    return known


def scan_if_heard(document: Document, rules: RuleSet, families: frozenset[str] | None) -> Scan | None:
    """The scan of a document for some families of rules; ``None`` where a first look finds no wording of theirs."""
    if document.kind == "brief" or rules.digest in document.scans:
        return scan_of(document, rules)
    from brieflint.checks.phrases.sift import look

    views, scope = views_of(rules), scope_of(document, rules, families)
    looked = look(document, views.wordings(scope), views.known, views.patterns(scope))
    if looked is not None and not looked.hits and not looked.pattern:
        return None
    return Scan(document, rules, scope, looked)
