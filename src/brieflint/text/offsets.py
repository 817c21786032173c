"""Maps from a derived text back to the text it was made from.

A map is a list of segments. A *verbatim* segment is a run of characters copied one to one; any other segment is one
replaced piece (``&amp;`` to ``&``, ``ﬁ`` to ``fi``, a collapsed blank), inside which every position means the whole
piece. Maps are never composed: a span walks back through each in turn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator


class OffsetMap:
    """Where each piece of a derived text came from."""

    __slots__ = ("_end", "_origin", "_out", "_src", "_verbatim", "length")

    def __init__(self, origin: int = 0) -> None:
        """Start an empty map; ``origin`` is the source offset that stands for an empty text."""
        self._origin = origin
        self._out: list[int] = []
        self._src: list[int] = []
        self._end: list[int] = []
        self._verbatim: list[bool] = []
        self.length = 0
        """Length of the derived text covered so far."""

    @classmethod
    def identity(cls, length: int, start: int = 0) -> OffsetMap:
        """A text copied whole from ``start`` of its source."""
        new = cls(start)
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
            return self._origin, self._origin
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
            return self._origin
        if position >= self.length:
            return self._end[-1]
        i = bisect_right(self._out, max(0, position)) - 1
        return self._src[i] + position - self._out[i] if self._verbatim[i] else self._src[i]

    def position_of(self, offset: int) -> int:
        """The first derived position whose source reaches ``offset``: the inverse of :meth:`start_of`."""
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

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int, bool]]:
        """What ``[start, end)`` of the derived text is made of, in order.

        Yields:
            ``(source start, source end, derived length, verbatim)``; a replaced piece that is cut by ``start`` or
            ``end`` still names its whole source.
        """
        i = max(0, bisect_right(self._out, start) - 1)
        while i < len(self._out) and self._out[i] < end:
            at = self._out[i]
            stop = self._out[i + 1] if i + 1 < len(self._out) else self.length
            low, high = max(start, at), min(end, stop)
            if low < high:
                if self._verbatim[i]:
                    yield self._src[i] + low - at, self._src[i] + high - at, high - low, True
                else:
                    yield self._src[i], self._end[i], high - low, False
            i += 1


class TextBuilder:
    """A text under construction together with its map back to ``source``."""

    __slots__ = ("_parts", "_source", "end", "length", "map")

    def __init__(self, source: str, origin: int = 0) -> None:
        self._source = source
        self._parts: list[str] = []
        self.map = OffsetMap(origin)
        self.length = 0
        """Length of the text so far."""
        self.end = origin
        """Source offset at which the last piece ended."""

    def copy(self, start: int, end: int) -> None:
        """Take ``[start, end)`` of the source as it stands."""
        self.map.add(start, end, end - start, verbatim=True)
        self._parts.append(self._source[start:end])
        self.length += end - start
        self.end = end

    def put(self, text: str, start: int, end: int) -> None:
        """Take ``text`` for ``[start, end)`` of the source."""
        if self._source[start:end] == text:
            self.copy(start, end)
            return
        self.map.add(start, end, len(text), verbatim=False)
        self._parts.append(text)
        self.length += len(text)
        self.end = end

    def ends_with(self, tail: str) -> bool:
        """Whether the last piece ends with ``tail``."""
        return bool(self._parts) and self._parts[-1].endswith(tail)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)
