"""Cut a text into pieces for showing: findings, coloured tags, what is left out, and where the platform cuts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from brieflint.findings import SEVERITIES

_BEFORE, _AFTER = 160, 160  # characters kept around a finding
_MARKED = 600  # of a longer finding, only so much is sure to be shown
_LINES = 70  # characters from which a finding is only underlined
_SMALL = 600  # a block up to this length is shown whole or not at all
_SLACK = 1.5  # a text this little longer than its opening is shown whole


class Span(NamedTuple):
    """A finding in a text: positions in the text, its number in the report, its severity."""

    start: int
    end: int
    number: int
    severity: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in which nothing changes.

    Attributes:
        text: what to show.
        tag: a hashtag, handle or link, which platforms colour.
        severity: of the worst finding over it; empty where there is none.
        starts: findings that begin here.
        long: all findings over it go on for lines, so that colour would say nothing.
        below: behind the platform's cut.
        gap: instead of a text, so many characters are left out.
        fold: instead of a text, what to write where the platform cuts.
    """

    text: str = ""
    tag: bool = False
    severity: str = ""
    starts: tuple[Span, ...] = ()
    numbers: str = ""
    long: bool = False
    below: bool = False
    gap: int = 0
    fold: str = ""


class Flow:
    """A text with what lies over it."""

    def __init__(
        self,
        text: str,
        blocks: Sequence[tuple[int, int]],
        spans: Iterable[Span],
        tags: Iterable[tuple[int, int]] = (),
        cut: int | None = None,
        opening: int = 2400,
        fold: str = "",
    ) -> None:
        """Prepare a text.

        Args:
            text: the text.
            blocks: its parts, in order; nothing outside them is shown.
            spans: findings in it; one that touches no block moves to the nearest.
            tags: stretches that platforms colour.
            cut: where readers must tap to go on.
            fold: what to write there.
            opening: characters that are shown from the beginning, however long the text is.
        """
        self.text = text
        self.cut, self.fold = cut, fold
        self.shown: set[int] = set()
        """Numbers of the findings that a piece has shown the beginning of."""
        self._starts = [start for start, _ in blocks]
        self._blocks = blocks
        self._spans = sorted(self._in_blocks(span) for span in spans)
        self._keeps = self._kept(opening)
        self._tags = [(a, b) for a, b in sorted(tags) if self.keeps(a, b)]
        self._tag_starts = [a for a, _ in self._tags]
        edges = {edge for s in self._spans for edge in (s.start, s.end)}
        edges.update(edge for pair in (*self._tags, *self._keeps) for edge in pair)
        if cut is not None:
            edges.add(cut)
        self._edges = sorted(edges)

    def _in_blocks(self, span: Span) -> Span:
        """A finding, moved to the nearest block where it touches none."""
        if not self._blocks:
            return span
        at = max(0, bisect_right(self._starts, span.start) - 1)
        start, end = self._blocks[at]
        if start <= span.start <= end and (span.start < end or span.start == span.end):
            return span
        if at + 1 < len(self._blocks) and span.start >= end:
            start, end = self._blocks[at + 1]
            if span.end > start:
                return span
            return span._replace(start=start, end=start)
        point = start if span.start < start else end
        return span if span.start < start < span.end else span._replace(start=point, end=point)

    def _kept(self, opening: int) -> list[tuple[int, int]]:
        length = len(self.text)
        if length <= opening * _SLACK:
            return [(0, length)]
        wanted = [(0, opening)]
        wanted += [(s.start - _BEFORE, min(s.end, s.start + _MARKED) + _AFTER) for s in self._spans]
        merged: list[tuple[int, int]] = []
        for low, high in sorted(self._whole(max(0, low), min(length, high)) for low, high in wanted):
            if merged and low <= merged[-1][1] + _BEFORE:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return merged

    def _whole(self, low: int, high: int) -> tuple[int, int]:
        """A stretch, widened to whole blocks where these are small."""
        for position in (low, high):
            at = bisect_right(self._starts, position) - 1
            if at >= 0:
                start, end = self._blocks[at]
                if position < end <= start + _SMALL:
                    low, high = min(low, start), max(high, end)
        return low, high

    def keeps(self, start: int, end: int) -> bool:
        """Whether any of a stretch is shown."""
        at = bisect_left(self._keeps, (end, -1)) - 1
        return at >= 0 and self._keeps[at][1] > start

    def pieces(self, start: int, end: int) -> list[Piece]:
        """The pieces of one block."""
        low, high = bisect_right(self._edges, start), bisect_left(self._edges, end)
        points = [start, *self._edges[low:high], end]
        near = [s for s in self._spans if s.start <= end and s.end >= start]
        out: list[Piece] = []
        hidden = 0
        for a, b in pairwise(points):
            if a == self.cut and a > start:
                out.append(Piece(fold=self.fold))
            below = self.cut is not None and a >= self.cut
            out += self._points(near, a, below)
            if a == b:
                continue
            if not self.keeps(a, b):
                hidden += b - a
                continue
            if hidden:
                out.append(Piece(gap=hidden, below=below))
                hidden = 0
            out.append(self._piece(near, a, b, below))
        if hidden:
            out.append(Piece(gap=hidden))
        if end > start:
            out += self._points(near, end, self.cut is not None and end > self.cut)
        return out

    def _points(self, near: list[Span], at: int, below: bool) -> list[Piece]:
        """Findings that mark no character but a place."""
        starts = tuple(s for s in near if s.start == s.end == at and s.number not in self.shown)
        self.shown.update(s.number for s in starts)
        return [Piece(severity=_worst(starts), starts=starts, numbers=_numbers(starts), below=below)] if starts else []

    def _piece(self, near: list[Span], a: int, b: int, below: bool) -> Piece:
        over = tuple(s for s in near if s.start <= a and b <= s.end and s.start < s.end)
        starts = tuple(s for s in over if s.number not in self.shown)
        self.shown.update(s.number for s in starts)
        at = bisect_right(self._tag_starts, a) - 1
        tag = at >= 0 and self._tags[at][1] >= b
        long = all(s.end - s.start > _LINES for s in over)
        return Piece(self.text[a:b], tag, _worst(over), starts, _numbers(over), long, below)


def _worst(spans: Iterable[Span]) -> str:
    return max((s.severity for s in spans), key=SEVERITIES.index, default="")


def _numbers(spans: Iterable[Span]) -> str:
    return " ".join(str(s.number) for s in spans)
