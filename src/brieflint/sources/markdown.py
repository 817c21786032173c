"""Markdown (CommonMark with tables and strikethrough) to text with an exact place for every piece.

A piece of text is called verbatim only when it was copied from the source; anything else is one replaced piece.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from brieflint.document import Block, Comment, Inline, Reading, Sketch
from brieflint.text.offsets import TextBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from brieflint.sources.markdown_sketch import Outline

_CARRIAGE = re.compile(r"\r\n?|\0")


def read_markdown(source: str, body: int = 0) -> Reading:
    """Read ``source`` from ``body`` on as Markdown.

    The text holds the words of each block in order, with a blank line between blocks. Markup, link addresses, the
    alternative text of images, HTML tags and comments are no text; code is, as blocks and stretches of kind ``code``.
    """
    if body == 0 and source.startswith("\ufeff"):
        body = 1
    lines = Body(source, body)
    from brieflint.sources.markdown_events import TooTangledError, write_events

    writer = Writer(lines)
    try:
        write_events(writer)
    except TooTangledError as why:
        from brieflint.sources.plain import read_plain

        return read_plain(source, body)._replace(remarks=(f"{why}: read as plain text",))
    return writer.reading()


def sketch_markdown(source: str, body: int = 0) -> Sketch | None:
    """The words of :func:`read_markdown` without their places; ``None`` where there is more to say about the source."""
    from brieflint.sources.markdown_sketch import sketch_events

    if body == 0 and source.startswith("\ufeff"):
        body = 1
    return sketch_events(Body(source, body).text)


class Parts:
    """Readings of single outermost blocks, for places in a draft of which little is of interest."""

    def __init__(self, source: str, body: int = 0) -> None:
        self._source = source
        self._body = 1 if body == 0 and source.startswith("\ufeff") else body
        self._readings: dict[int, Reading] = {}
        self._known: Outline | None = None

    @cached_property
    def _lines(self) -> Body:
        return Body(self._source, self._body)

    def _outline(self, until: int) -> Outline:
        """What the blocks are up to a number, or further."""
        from brieflint.sources.markdown_sketch import outline_events

        if self._known is None:
            self._known = outline_events(self._lines.text, until)
        elif len(self._known.kinds) <= until:
            self._known = outline_events(self._lines.text)
        return self._known

    @cached_property
    def _characters(self) -> Callable[[int], int]:
        from brieflint.sources.markdown_sketch import characters

        return characters(self._lines.text)

    def blocks(self, sketch: Sketch) -> tuple[Block, ...]:
        """The blocks of the text, in order."""
        parts = zip(sketch.starts, sketch.blocks, self._outline(len(sketch.blocks) - 1).kinds, strict=True)
        return tuple(Block(start, start + len(text), kind, meta) for start, text, (kind, meta) in parts)

    def around(self, sketch: Sketch, start: int, end: int) -> tuple[Reading, int] | None:
        """The outermost block that holds ``[start, end)`` of the text, and where in the text it begins.

        Returns:
            ``None`` where only the whole can tell, as when links are defined in another place.
        """
        number = bisect_right(sketch.starts, start) - 1
        _, belongs, tops = self._outline(number)
        top = belongs[number]
        first, last = bisect_left(belongs, top), bisect_right(belongs, top) - 1
        shift, stop = sketch.starts[first], sketch.starts[last] + len(sketch.blocks[last])
        if not start < end <= stop:
            return None
        if top not in self._readings:
            text, at = self._lines.text, self._characters
            following = bisect_right(tops, top)
            low = text.rfind("\n", 0, at(top)) + 1
            high = at(tops[following]) if following < len(tops) else len(text)
            self._readings[top] = read_markdown(self._source[: self._lines.at(high)], self._lines.at(low))
        reading = self._readings[top]
        return (reading, shift) if reading.text == sketch.text[shift:stop] else None


class Body:
    """The body with every line end as a line feed (what the parser reads), and the way back."""

    __slots__ = ("_changed", "_longer", "body", "source", "text")

    def __init__(self, source: str, body: int) -> None:
        self.source = source
        self.body = body
        self.text = source[body:]
        # Offsets in `text` of characters that differ from the source, and of those that stand for two.
        self._changed: list[int] = []
        self._longer: list[int] = []
        if "\r" in self.text or "\0" in self.text:
            self._normalize()

    def _normalize(self) -> None:
        shift = 0
        for match in _CARRIAGE.finditer(self.text):
            self._changed.append(match.start() - shift)
            if match.end() - match.start() == 2:
                self._longer.append(match.start() - shift)
                shift += 1
        self.text = _CARRIAGE.sub(lambda m: "\ufffd" if m[0] == "\0" else "\n", self.text)

    def at(self, offset: int) -> int:
        """The source offset of an offset of the text."""
        return self.body + offset + (bisect_left(self._longer, offset) if self._longer else 0)

    def copy(self, builder: TextBuilder, start: int, end: int) -> None:
        """Append ``[start, end)`` of the text."""
        if self._changed:
            i = bisect_left(self._changed, start)
            while i < len(self._changed) and self._changed[i] < end:
                odd = self._changed[i]
                if start < odd:
                    builder.copy(self.at(start), self.at(odd))
                builder.put(self.text[odd], self.at(odd), self.at(odd + 1))
                start = odd + 1
                i += 1
        if start < end:
            builder.copy(self.at(start), self.at(end))


class Writer:
    """Puts text, blocks and inlines together; blocks without text leave no trace."""

    def __init__(self, lines: Body) -> None:
        self.lines = lines
        self.builder = TextBuilder(lines.source, lines.body)
        self.blocks: list[Block] = []
        self.inlines: list[Inline] = []
        self.comments: list[Comment] = []
        self.remarks: list[str] = []
        self._joining = False
        self._start = 0

    @property
    def here(self) -> int:
        """The position that the next piece of text will have."""
        return self.builder.length + (2 if self._joining and self.builder.length else 0)

    @property
    def block_is_empty(self) -> bool:
        """Whether the open block has no text yet."""
        return self._joining

    def open(self) -> None:
        """Begin a block."""
        self._joining = True

    def close(self, kind: str, meta: dict[str, Any]) -> None:
        """End the block."""
        if not self._joining:
            self.blocks.append(Block(self._start, self.builder.length, kind, meta))
        self._joining = False

    def copy(self, start: int, end: int) -> None:
        """Append ``[start, end)`` of the normalised body."""
        if start < end:
            self._join(start)
            self.lines.copy(self.builder, start, end)

    def put(self, text: str, start: int, end: int) -> None:
        """Append ``text`` for ``[start, end)`` of the normalised body."""
        if text:
            self._join(start)
            self.builder.put(text, self.lines.at(start), self.lines.at(end))

    def add(self, start: int, kind: str, target: str = "") -> None:
        """Record an inline stretch from ``start`` to here; without text, only a link is worth keeping."""
        end = max(start, self.builder.length)
        if start < end or target:
            self.inlines.append(Inline(start, end, kind, target))

    def reading(self) -> Reading:
        """All of it."""
        text = self.builder.text
        inlines = sorted(
            (Inline(min(i.start, len(text)), min(i.end, len(text)), i.kind, i.target) for i in self.inlines),
            key=lambda i: (i.start, -i.end),
        )
        comments = tuple(sorted(self.comments, key=lambda c: c.start))
        return Reading(text, self.builder.map, tuple(self.blocks), tuple(inlines), comments, tuple(self.remarks))

    def _join(self, start: int) -> None:
        if self._joining:
            self._joining = False
            if self.builder.length:
                self.builder.put("\n\n", self.builder.end, max(self.builder.end, self.lines.at(start)))
            self._start = self.builder.length
