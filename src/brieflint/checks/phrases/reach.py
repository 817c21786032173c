"""Is a wording claimed, or denied, asked, reported? Decided clause by clause, on tokens."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from brieflint.text.tokens import CLAUSE, COMMA, SENTENCE, TokenStream

_REACH = 9  # tokens between a negator and what it denies

_SUBJECTS = frozenset(
    "it it's its this that's these i i'm we we're they they're you you're she he it'll you'll"
    " es das sie wir ich du c'est il elle ça on je nous".split()
)
"""Words that begin a clause of their own after a comma: "not a drug, it cures acne"."""

_WITHOUT = frozenset("no without zero ohne sans sin senza zonder sem kein keine keinen keiner".split())
_JOINING = frozenset("or nor and oder und noch ou et ni o y e of en".split())
_LIST = 6  # tokens behind a wording in which a list goes on

Span = tuple[int, int]

_TELLING = (
    "did you know",
    "do you know that",
    "wusstest du",
    "wussten sie",
    "saviez vous",
    "savais tu",
    "sabías que",
    "lo sapevi",
)
"""Openings of questions that tell something and ask for nothing."""


@dataclass(slots=True)
class Reach:
    """Token spans of the cues of one document, sorted by start.

    ``negators`` exclude phrases that only look like negation ("not only", "no side effects").
    """

    stream: TokenStream
    negators: list[Span]
    enders: list[Span]
    reported: list[Span]
    doubtful: list[Span]
    hedges: list[Span]

    def negated(self, start: int, end: int) -> bool:
        """Whether a negator before the wording reaches it: same sentence, not cut off by "but", not too far."""
        stream = self.stream
        low, _ = stream.sentence(start)
        for _, last in _between(self.negators, low, start):
            if last > start:  # part of the claim: "there are no risks"
                continue
            between = range(last, start)
            if any(stream.breaks[k] == COMMA and stream.words[k] in _SUBJECTS for k in (*between, start)):
                continue
            if len(between) > _REACH:
                continue
            if _between(self.enders, last, start):
                continue
            if any(stream.breaks[k] >= CLAUSE for k in (*between, start) if k > last - 1):
                continue
            if stream.words[last - 1] in _WITHOUT and self._begins_anew(last, start):
                continue
            if (
                len(between) > 4
                and sum(stream.breaks[k] == COMMA for k in between) == 1
                and not self._list_between(last, start)
            ):
                continue
            return True
        return False

    def _begins_anew(self, last: int, start: int) -> bool:
        """Whether a comma ends what "no" or "without" denies: "no BPA, kind to the planet", but no list with "or"."""
        stream = self.stream
        if not any(stream.breaks[k] == COMMA for k in range(last, start + 1)):
            return False
        _, high = stream.sentence(start)
        return not any(stream.words[k] in _JOINING for k in range(last, min(high, start + _LIST)))

    def _list_between(self, start: int, end: int) -> bool:
        """Commas of a list ("to diagnose, treat, cure") do not end the reach; the comma of a clause does."""
        gaps = [k for k in range(start, end) if self.stream.breaks[k] == COMMA]
        parts = list(zip([start, *gaps], [*gaps, end], strict=True))
        low, high = parts[-1]
        joined = any(self.stream.words[k] in _JOINING for k in range(low, high))
        return all(b - a <= 3 for a, b in parts[:-1]) and high - low <= (5 if joined else 3)

    def in_report(self, start: int, end: int) -> bool:
        """Whether the sentence reports, warns of or debunks the wording."""
        low, high = self.stream.sentence(start)
        return any(not (start <= first and last <= end) for first, last in _between(self.reported, low, high))

    def asked(self, start: int) -> bool:
        """Whether the sentence is a question whose answer is missing, negative or open."""
        stream = self.stream
        if not stream.is_question(start):
            return False
        low, high = stream.sentence(start)
        opening = " ".join(stream.words[low : min(high, low + 6)])
        if any(telling in opening for telling in _TELLING):
            return False
        if high >= len(stream):
            return True
        _, stop = stream.sentence(high)
        return bool(_between(self.negators, high, stop) or _between(self.doubtful, high, stop))

    def hedged(self, start: int) -> bool:
        """Whether may, might, could, up to stand in the sentence before the wording."""
        low, _ = self.stream.sentence(start)
        return bool(_between(self.hedges, low, start))


def _between(spans: list[Span], low: int, high: int) -> list[Span]:
    """Those of sorted spans that begin in ``[low, high)``."""
    return spans[bisect_left(spans, (low, 0)) : bisect_left(spans, (high, 0))]


def sentences_around(stream: TokenStream, index: int, neighbours: bool) -> Span:
    """Token range of the sentence of ``index``, with the one before and after it when ``neighbours``."""
    low, high = stream.sentence(index)
    if neighbours:
        if low > 0:
            low, _ = stream.sentence(low - 1)
        if high < len(stream):
            _, high = stream.sentence(high)
    return low, high


def without(spans: list[Span], exceptions: list[Span]) -> list[Span]:
    """``spans`` that no exception covers, sorted."""
    starts = sorted(exceptions)
    reach: list[int] = []  # how far the exceptions up to each one reach
    for _, end in starts:
        reach.append(max(end, reach[-1]) if reach else end)
    kept = []
    for start, end in sorted(set(spans)):
        i = bisect_left(starts, (start + 1, 0))
        if not i or reach[i - 1] < end:
            kept.append((start, end))
    return kept


__all__ = ["SENTENCE", "Reach", "sentences_around", "without"]
