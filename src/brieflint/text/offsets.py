"""Maps from a derived text back to the text it was made from.

A map is a list of segments. A *verbatim* segment is a run of characters copied one to one; any other segment is one
replaced piece (``&amp;`` to ``&``, ``ﬁ`` to ``fi``, a collapsed blank), inside which every position means the whole
piece. Maps are never composed: a span walks back through each in turn.
"""

from __future__ import annotations

from bisect import bisect_right


class OffsetMap:
    """Where each piece of a derived text came from."""

    __slots__ = ("_end", "_out", "_src", "_verbatim", "length")

    def __init__(self) -> None:
        self._out: list[int] = []
        self._src: list[int] = []
        self._end: list[int] = []
        self._verbatim: list[bool] = []
        self.length = 0
        """Length of the derived text covered so far."""

    @classmethod
    def identity(cls, length: int, start: int = 0) -> OffsetMap:
        """A text copied whole from ``start`` of its source."""
        new = cls()
        new.add(start, start + length, length, verbatim=True)
        return new

    def add(self, start: int, end: int, length: int, *, verbatim: bool) -> None:
        """Append ``length`` derived characters that came from ``[start, end)`` of the source."""
        if length == 0:
            return
        if (
            verbatim
            and self._out
            and self._verbatim[-1]
            and self._end[-1] == start
            and self._src[-1] + self.length - self._out[-1] == start
        ):
            self._end[-1] = end
        else:
            self._out.append(self.length)
            self._src.append(start)
            self._end.append(end)
            self._verbatim.append(verbatim)
        self.length += length

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``[start, end)``; an end inside a replaced piece takes the whole piece.

        An empty span maps to an empty span before the character that stands at ``start``.
        """
        if not self._out:
            return 0, 0
        if start >= end:
            at = self.start_of(start)
            return at, at
        i = bisect_right(self._out, start) - 1
        j = bisect_right(self._out, end - 1) - 1
        low = self._src[i] + start - self._out[i] if self._verbatim[i] else self._src[i]
        high = self._src[j] + end - self._out[j] if self._verbatim[j] else self._end[j]
        return low, max(low, high)

    def start_of(self, position: int) -> int:
        """The source offset at which the derived ``position`` starts (the end of the source piece when past it)."""
        if not self._out:
            return 0
        if position >= self.length:
            return self._end[-1]
        i = bisect_right(self._out, max(0, position)) - 1
        return self._src[i] + position - self._out[i] if self._verbatim[i] else self._src[i]

    def position_of(self, offset: int) -> int:
        """The first derived position whose source reaches ``offset``; the inverse of :meth:`start_of` where it has one."""
        i = bisect_right(self._src, offset) - 1
        if i < 0:
            return 0
        stop = self._out[i + 1] if i + 1 < len(self._out) else self.length
        if offset == self._src[i]:
            while i > 0 and self._src[i - 1] == offset:
                i -= 1
            return self._out[i]
        if offset >= self._end[i]:
            return stop
        return min(self._out[i] + offset - self._src[i], stop) if self._verbatim[i] else self._out[i]
