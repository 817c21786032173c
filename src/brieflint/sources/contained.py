"""A draft that stands inside another file: a row of a calendar, the text of a web page or of a word-processor file.

Checks see the draft as if it were a file of its own. Only its places lead back to the file that holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from brieflint.document import Document, Reading
from brieflint.findings import Edit, Fix, Location
from brieflint.text.offsets import OffsetMap

if TYPE_CHECKING:
    from brieflint.context import Context
    from brieflint.findings import Place

CALENDAR = "calendar"
"""The kind of a container that holds several drafts."""

_JOINT = 2
"""Characters at most between two parts of a draft, such as a caption and its hashtags."""

Named = Callable[[int, int], "Place | None"]


class ContainedDocument(Document):
    """A draft inside a file.

    Args:
        container: the file itself; what reports show lines of.
        text: the draft as it will be published.
        reading: ``text`` as the rules see it.
        place: the name of a span of ``text`` in the file.
        outer: the way from ``text`` to the file, where the file is text.
        written: how words must be written in the file, or ``None`` where they cannot be written by a program.
    """

    def __init__(
        self,
        container: Document,
        text: str,
        reading: Reading,
        context: Context,
        place: Named,
        outer: OffsetMap | None = None,
        written: Callable[[str, int], str | None] | None = None,
    ) -> None:
        super().__init__(container.path, text, 0, reading, context)
        self._container = container
        self._place = place
        self._outer = outer
        self._written = written
        self.reread = self._reread

    def _reread(self, text: str) -> Document:
        """The draft with other words, to try a correction on; it has no places in the file yet."""
        from brieflint.sources.plain import read_plain

        return ContainedDocument(self._container, text, read_plain(text), self.context, self._place)

    @property
    def container(self) -> Document:
        """The file that holds the draft; what reports show lines of."""
        return self._container

    def location(self, start: int, end: int) -> Location:
        """The place in the file of a span of :attr:`text`."""
        low, high = self.source_span(start, end)
        place = self._place(low, high)
        if self._outer is None:
            return Location(place=place)
        first, last = self._outer.span(low, high)
        lines = self.container.lines
        return Location(lines.position(first), lines.position(last), place=place)

    def span_at(self, location: Location) -> tuple[int, int] | None:
        """The span of :attr:`text` at a place in the file; ``None`` where another draft of the file stands there."""
        if self._outer is None:
            if location.place is None or len(location.place.order) < 2:
                return None
            low, high = location.place.order[-2:]
        elif location.start is None or location.end is None:
            return None
        else:
            low = self._outer.position_of(location.start.offset)
            high = self._outer.position_of(location.end.offset) if location.end > location.start else low
        first, last = self.map.position_of(low), self.map.position_of(high)
        named = location.start, location.place and location.place.label
        for start in range(first, first + _JOINT + 1):  # what joins two parts lies at the same place in the file
            found = self.location(start, max(start, last))
            if (found.start, found.place and found.place.label) == named:
                return start, max(start, last)
        return None

    def position_of(self, offset: int) -> int | None:
        """The position in :attr:`source` of an offset in the file; ``None`` where the file is no text."""
        return None if self._outer is None else self._outer.position_of(offset)

    def excerpt(self, start: int, end: int) -> str:
        """What stands in the file at a span of :attr:`text`."""
        low, high = self.source_span(start, end)
        if self._outer is None:
            return self.source[low:high]
        first, last = self._outer.span(low, high)
        return self.container.source[first:last]

    def in_file(self, fix: Fix) -> Fix | None:
        """A correction of the draft as one of the file; ``None`` where it would not be certain."""
        if self._outer is None or self._written is None:
            return None
        edits = []
        for edit in fix.edits:
            low, high = self._outer.span(edit.start, edit.end)
            if high - low != edit.end - edit.start:  # it would replace what is written otherwise in the file
                return None
            text = self._written(edit.text, low)
            if text is None:
                return None
            edits.append(Edit(low, high, text))
        return Fix(fix.description, tuple(edits))
