"""Compare the drafts of one campaign with each other: ``overscript/shared-script``.

Every four words in a row that drafts of two creators have in common are a lead; the drafts with most leads in common
are held against each other as a draft is held against its brief. Time and memory grow with the number of words, not of
pairs: a table of one byte a slot tells which four words occur twice at all, only those are listed with their drafts,
each list is short, and a draft is compared with few others.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median_low
from typing import TYPE_CHECKING

from brieflint.checks.build import finding_at, shorten
from brieflint.checks.overlap.check import copies, own_words
from brieflint.checks.overlap.near import Match, chains, patches
from brieflint.checks.overlap.runs import Index, shared_runs
from brieflint.checks.overlap.words import Exempt, Words, document_words

if TYPE_CHECKING:
    from brieflint.checks.overlap.sources import Brand
    from brieflint.document import Document
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet

RULE = "overscript/shared-script"

GRAM = 4
"""Words in a row that make a lead."""

LEADS = 2
"""Leads that two drafts must have in common to be compared."""

MOST_LISTED = 8
"""Drafts (of different creators) that are listed for one lead; creators beyond them are counted."""

MOST_COMPARED = 4
"""Other drafts that one draft is compared with, those with most leads in common."""

SHARED_SCORE = 8
"""Least score of a shared passage (see :class:`~brieflint.checks.overlap.near.Match`)."""

SHARED_CONTENT = 5
"""Least number of its words that carry meaning."""

_KEPT = 4096  # drafts whose words are kept: the same few are compared with many
_SLOTS_A_WORD = 8
_LEAST_SLOTS, _MOST_SLOTS = 1 << 16, 1 << 27


@dataclass(slots=True)
class _Lead:
    """Who uses the same four words: how many creators, and the first drafts of some of them."""

    creators: int = 0
    last: int = -1
    drafts: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Passage:
    match: Match
    other: int


def shared(documents: Sequence[Document], rules: RuleSet, brand: Brand) -> Iterator[tuple[Document, Finding]]:
    """Findings for drafts of one campaign that share wording with a draft of another creator.

    Args:
        documents: drafts of one campaign; those without a known creator, and briefs, are left out.
        rules: the rules in force.
        brand: the campaign's own wording and terms: a passage that repeats it is another rule's finding.

    Yields:
        Each draft with one finding for each shared passage, in order of creator and path.
    """
    drafts = sorted(
        (d for d in documents if d.context.creator and d.kind != "brief" and d.context.relationship != "own-brand"),
        key=lambda d: (str(d.context.creator), d.path),
    )
    creators = {name: number for number, name in enumerate(sorted({str(d.context.creator) for d in drafts}))}
    if len(creators) < 2:
        return
    comparison = _Comparison(drafts, [creators[str(d.context.creator)] for d in drafts], rules, brand)
    for number, document in enumerate(drafts):
        for passage in comparison.passages(number):
            yield document, comparison.finding(number, passage)


class _Comparison:
    def __init__(self, drafts: Sequence[Document], owners: Sequence[int], rules: RuleSet, brand: Brand) -> None:
        self.drafts = drafts
        self.owners = owners
        self.rules = rules
        self.brand = brand
        self.stock = Exempt.of(rules.rules[RULE]["unless"])
        self.vocabulary: dict[str, int] = {}
        self.ids = [self._numbered(document_words(d, brand.terms.exempt).keys) for d in drafts]
        self.leads = self._leads()
        self.prepared: dict[int, Words] = {}

    def _numbered(self, keys: Sequence[str]) -> array[int]:
        vocabulary = self.vocabulary
        return array("L", [vocabulary.setdefault(key, len(vocabulary)) for key in keys])

    def _leads(self) -> dict[int, _Lead]:
        """Leads that more than one creator has; drafts come in order of their creators."""
        words = sum(map(len, self.ids))
        slots = _LEAST_SLOTS
        while slots < min(words * _SLOTS_A_WORD, _MOST_SLOTS):
            slots *= 2
        once, seen = slots - 1, bytearray(slots)  # 0 not seen, 1 in one draft, 2 in more
        for ids in self.ids:
            for gram in set(_grams(ids)):
                slot = gram & once
                seen[slot] = 2 if seen[slot] else 1
        leads: dict[int, _Lead] = {}
        for number, ids in enumerate(self.ids):
            owner = self.owners[number]
            for gram in set(_grams(ids)):
                if seen[gram & once] < 2:
                    continue
                lead = leads.get(gram)
                if lead is None:
                    lead = leads[gram] = _Lead()
                if lead.last != owner:
                    lead.last = owner
                    lead.creators += 1
                    if len(lead.drafts) < MOST_LISTED:
                        lead.drafts.append(number)
        return {gram: lead for gram, lead in leads.items() if lead.creators > 1}

    def _rivals(self, number: int) -> list[int]:
        """Drafts of other creators with most leads in common."""
        votes: dict[int, int] = {}
        for gram in set(_grams(self.ids[number])):
            lead = self.leads.get(gram)
            for other in lead.drafts if lead else ():
                if self.owners[other] != self.owners[number]:
                    votes[other] = votes.get(other, 0) + 1
        ranked = sorted((-count, other) for other, count in votes.items() if count >= LEADS)
        return [other for _, other in ranked[:MOST_COMPARED]]

    def _words(self, number: int) -> Words:
        """A draft's words without labels, fixed text and what it repeats of the brand's own wording."""
        if number not in self.prepared:
            if len(self.prepared) >= _KEPT:
                self.prepared.clear()
            words = own_words(self.drafts[number], self.brand).exempted(self.stock)
            known = copies(words, self.brand)
            self.prepared[number] = words.without([words.span(copy.first, copy.last) for copy in known])
        return self.prepared[number]

    def passages(self, number: int) -> list[_Passage]:
        """Shared passages of a draft, none over another, in order of the draft."""
        rivals = self._rivals(number)
        if not rivals:
            return []
        mine = self._words(number)
        found = []
        for other in rivals:
            theirs = self._words(other)
            strong = [m for m in chains(shared_runs(mine.keys, Index(theirs.keys))) if m.score >= GRAM]
            for match in patches(strong, len(theirs)):
                content = sum(theirs.content(k, k + 1) for k in match.covered)
                score = match.score * theirs.share_of_words(match.covered)
                if score >= SHARED_SCORE and content >= SHARED_CONTENT:
                    found.append(_Passage(match, other))
        found.sort(key=lambda p: (-p.match.score, p.match.draft, p.other))
        kept: list[_Passage] = []
        for passage in found:
            low, high = passage.match.draft, passage.match.draft_end
            if not any(low < k.match.draft_end and k.match.draft < high for k in kept):
                kept.append(passage)
        return sorted(kept, key=lambda p: p.match.draft)

    def finding(self, number: int, passage: _Passage) -> Finding:
        """The finding for one shared passage, with its place in the other draft."""
        document, other = self.drafts[number], self.drafts[passage.other]
        words, theirs, match = self._words(number), self._words(passage.other), passage.match
        start, end = words.span(match.draft, match.draft_end)
        place = other.location(*theirs.span(match.source, match.source_end)).start
        line = place.line if place else 1
        creators = self._creators(words, match)
        values = {
            "words": shorten(document.text[start:end]),
            "other": other.context.creator,
            "creators": creators,
            "count": match.matched,
            "place": f"{other.path}:{line}",
        }
        return finding_at(
            self.rules.rules[RULE], document, (start, end), values,
            situation="many" if creators > 1 else "",
            properties={
                "words": match.matched, "creators": creators, "other": {"path": other.path, "line": line},
            },
        )  # fmt: skip

    def _creators(self, words: Words, match: Match) -> int:
        """How many other creators have the passage: the middle one of the counts of its leads."""
        ids = self._numbered(words.keys[match.draft : match.draft_end])
        counts = [self.leads[gram].creators - 1 for gram in _grams(ids) if gram in self.leads]
        return max(1, median_low(counts)) if counts else 1


def _grams(ids: Sequence[int]) -> Iterator[int]:
    """A number for every four words in a row; other words may, very rarely, have the same."""
    return map(hash, zip(ids, ids[1:], ids[2:], ids[3:], strict=False))
