"""A file as the rules see it: plain text, what each part of it is, and exact places in the source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from brieflint.findings import Fix, Location, Position
from brieflint.text.fold import Folded, fold
from brieflint.text.offsets import OffsetMap

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.context import Context
    from brieflint.sources.images.described import DescribedPicture
    from brieflint.sources.images.picture import Picture
    from brieflint.text.tokens import TokenStream

_BETWEEN = "\n\n"
_LINE_END = re.compile(r"\r\n|\r|\n")

BLOCK_KINDS = ("paragraph", "heading", "list-item", "table-cell", "code", "html", "cue", "line", "field")
"""What a block of text is. ``cue`` is a subtitle cue, ``line`` one of an image, ``field`` a value of a record."""

INLINE_KINDS = ("code", "link", "url", "image-alt", "emphasis", "quote")
"""What a stretch inside the text is. ``quote`` covers whole quoted blocks."""


class Block(NamedTuple):
    """One block of :attr:`Document.text`; blocks are apart by blank lines and no match crosses from one to another.

    Cues alone follow each other line by line, as people speak on; a blank line parts them at a pause and where somebody
    else speaks. ``meta`` may hold ``level`` (heading), ``row``, ``column``, ``header`` (table cell), ``depth`` (list
    item), ``time`` (``(start, end)`` seconds), ``cue`` (its number in the file), ``speaker``, ``box`` (``(x, y, width,
    height)`` pixels), ``confidence``, ``place`` (where on a picture: ``header``, ``overlay``, ``caption``,
    ``interface``), ``key`` (of a record's value).
    """

    start: int
    end: int
    kind: str
    meta: Mapping[str, Any] = MappingProxyType({})


class Inline(NamedTuple):
    """A stretch inside the text that is more than words; ``target`` is the address of a link."""

    start: int
    end: int
    kind: str
    target: str = ""


class Comment(NamedTuple):
    """An HTML comment: never text, but where suppressions stand. Offsets are source offsets."""

    start: int
    end: int
    text: str


class Reading(NamedTuple):
    """What a reader of a format makes of a source: the text, the way back, and its parts."""

    text: str
    map: OffsetMap
    blocks: tuple[Block, ...]
    inlines: tuple[Inline, ...] = ()
    comments: tuple[Comment, ...] = ()
    remarks: tuple[str, ...] = ()
    """Plain words on what could not be read (a broken cue), for ``brieflint read`` and the report's errors."""


class Code:
    """Which parts of a block of a sketch are code; true where some are."""

    __slots__ = ("_numbers", "_parts")

    def __init__(self, parts: tuple[str, ...], numbers: tuple[int, ...]) -> None:
        self._parts = parts
        self._numbers = numbers

    def __bool__(self) -> bool:
        return bool(self._numbers)

    @property
    def all(self) -> bool:
        """Whether the block is nothing else."""
        return len(self._parts) == len(self._numbers)

    @property
    def rest(self) -> str:
        """The block with a blank for each stretch of code."""
        parts = list(self._parts)
        for number in self._numbers:
            parts[number] = " "
        return "".join(parts)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where in the block code stands."""
        ends = list(accumulate(map(len, self._parts)))
        return tuple((ends[number] - len(self._parts[number]), ends[number]) for number in self._numbers)


NO_CODE = Code((), ())


class Sketch:
    """The words of a source, block by block, without the way back: enough to see that no rule has anything to say.

    The blocks are those of the reading, in the same words; ``code`` tells what of each is code, ``headings`` which of
    them are headings, and perhaps some others.
    """

    def __init__(
        self,
        blocks: tuple[str, ...],
        code: tuple[Code, ...],
        headings: frozenset[int] = frozenset(),
    ) -> None:
        self.blocks = blocks
        self.code = code
        self.headings = headings

    @cached_property
    def text(self) -> str:
        """The text of the reading."""
        return _BETWEEN.join(self.blocks)

    @cached_property
    def starts(self) -> list[int]:
        """Where in the text each block begins."""
        return [0, *accumulate(len(block) + len(_BETWEEN) for block in self.blocks)][: len(self.blocks)]

    @cached_property
    def code_spans(self) -> list[tuple[int, int]]:
        """Where in the text code stands, in order."""
        blocks = zip(self.starts, self.code, strict=True)
        return [(start + low, start + high) for start, code in blocks for low, high in code.spans]


class PartReader(Protocol):
    """Reads parts of a source of which there is a sketch."""

    def blocks(self, sketch: Sketch) -> tuple[Block, ...]:
        """The blocks of the reading."""

    def around(self, sketch: Sketch, start: int, end: int) -> tuple[Reading, int] | None:
        """The reading of a part that holds ``[start, end)`` of the text and where it begins, or ``None``."""


class LineIndex:
    """Lines of a text as stored; a line ends with LF, CR LF or CR."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def position(self, offset: int) -> Position:
        """Line and column of a source offset."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line + 1, offset - self._starts[line] + 1, offset)

    def line_span(self, line: int) -> tuple[int, int]:
        """Offsets of a 1-based line without its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        while end > start and self._text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def __len__(self) -> int:
        return len(self._starts)


def _cannot_reread(source: str) -> Document:
    raise NotImplementedError("this document was not read from a source that can change")


class Document:
    """One draft, brief or transcript, ready to be checked.

    Attributes:
        path: how the user named the file; what reports print.
        kind: ``caption``, ``script``, ``description``, ``overlay``, ``transcript``, ``brief`` or ``campaign``
            (a record).
        source: the file's text as stored, front matter and byte-order mark included.
        body: source offset at which the text after the front matter begins.
        context: what is known about the draft, and from where.
        campaign: the campaign record that the file belongs to, if there is one.
        scans: what checks found out about the text and share, by the digest of the rules.
        brief: the brief to hold the draft against, where one was named.
        reread: reads a changed source as this document was read; how a fix is tried before it is offered.
        picture: what is known of a picture beyond its words; ``None`` for a text.
    """

    picture: Picture | DescribedPicture | None = None

    def __init__(
        self,
        path: str,
        source: str,
        body: int,
        reading: Reading | Callable[[], Reading],
        context: Context,
        sketch: Callable[[], Sketch | None] = lambda: None,
        parts: PartReader | None = None,
    ) -> None:
        """Make a document.

        Args:
            reading: what the reader of the format makes of the source, or a function that reads when it is asked for.
            sketch: makes the same words without their places, where that is faster; ``None`` where it cannot.
            parts: reads a part of the source, for the places of a text that is only sketched.
        """
        self.path = path
        self.source = source
        self.body = body
        self._read = reading
        self._draw = sketch
        self._parts = parts
        self.context = context
        self.kind = context.kind
        self.campaign: Record | None = None
        self.brief: Document | None = None
        self.scans: dict[str, Any] = {}
        self.reread: Callable[[str], Document] = _cannot_reread

    @cached_property
    def _reading(self) -> Reading:
        return self._read() if callable(self._read) else self._read

    @cached_property
    def sketch(self) -> Sketch | None:
        """The words of each block without their places, for a first look; ``None`` where the reading is there."""
        return None if "_reading" in self.__dict__ else self._draw()

    @property
    def _only_sketched(self) -> bool:
        """Whether the words are known and their places not yet."""
        return self.__dict__.get("sketch") is not None and "_reading" not in self.__dict__

    @property
    def text(self) -> str:
        """What the rules see."""
        return self.sketch.text if self._only_sketched and self.sketch is not None else self._reading.text

    @property
    def map(self) -> OffsetMap:
        """The way from :attr:`text` back to the source."""
        return self._reading.map

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the text, in order."""
        return self._sketched_blocks if self._only_sketched and self._parts is not None else self._reading.blocks

    @cached_property
    def _sketched_blocks(self) -> tuple[Block, ...]:
        return self._parts.blocks(self.sketch) if self._parts is not None and self.sketch is not None else ()

    @property
    def inlines(self) -> tuple[Inline, ...]:
        """Stretches that are more than words."""
        return self._reading.inlines

    @property
    def comments(self) -> tuple[Comment, ...]:
        """HTML comments, and what else is for brieflint and not for readers."""
        return self._reading.comments

    @property
    def remarks(self) -> tuple[str, ...]:
        """What could not be read; there is nothing to remark where a sketch could be made."""
        return self._reading.remarks if self.__dict__.get("sketch") is None else ()

    @property
    def container(self) -> Document:
        """The file that holds the draft, where the draft is a part of it only; else the document itself."""
        return self

    @cached_property
    def lines(self) -> LineIndex:
        """Line starts of the source."""
        return LineIndex(self.source)

    @cached_property
    def folded(self) -> Folded:
        """The text folded for matching; its map leads to :attr:`text`, not to the source."""
        return fold(self.text)

    @property
    def code_spans(self) -> list[tuple[int, int]]:
        """Where in the text code stands, in order."""
        if self._only_sketched and self.sketch is not None:
            return self.sketch.code_spans
        code = [(i.start, i.end) for i in self.inlines if i.kind == "code"]
        return sorted([*code, *((b.start, b.end) for b in self.blocks if b.kind == "code")])

    @cached_property
    def tokens(self) -> TokenStream:
        """Tokens of the folded text; code holds none, and fillers of a transcript are none."""
        from brieflint.text.tokens import tokenize

        place = self.folded.map.position_of
        stream = tokenize(self.folded.text, [(place(start), place(end)) for start, end in self.code_spans])
        if self.kind != "transcript":
            return stream
        from brieflint.text.language import detect
        from brieflint.text.speech import spoken

        return spoken(stream, self.context.language or detect(self.folded.text))

    def reread_text(self, text: str) -> Document:
        """A small text read in the same context, for judging a wording on its own."""
        from brieflint.text.offsets import OffsetMap

        reading = Reading(text, OffsetMap.identity(len(text)), (Block(0, len(text), "paragraph"),))
        return Document(self.path, text, 0, reading, self.context)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of ``[start, end)`` of :attr:`text`."""
        if self._only_sketched and self._parts is not None and self.sketch is not None and self.sketch.blocks:
            part = self._parts.around(self.sketch, start, end)
            if part is not None:
                reading, shift = part
                return reading.map.span(start - shift, end - shift)
        return self.map.span(start, end)

    def excerpt(self, start: int, end: int) -> str:
        """The exact source text of a span of :attr:`text`."""
        low, high = self.source_span(start, end)
        return self.source[low:high]

    def words(self, start: int, end: int) -> str:
        """A span of :attr:`text` on one line, for a message: without the times between two cues."""
        spoken = not self._only_sketched and any("cue" in b.meta for b in self.blocks[:1])
        return " ".join((self.text[start:end] if spoken else self.excerpt(start, end)).split())

    def location(self, start: int, end: int) -> Location:
        """The place of a span of :attr:`text`, for a finding."""
        low, high = self.source_span(start, end)
        if self._only_sketched:  # nothing that is sketched has times
            return Location(self.lines.position(low), self.lines.position(high))
        block = self.block_at(start)
        last = self.block_at(max(start, end - 1))
        times = [b.meta["time"] for b in (block, last) if b is not None and "time" in b.meta]
        time = (times[0][0], max(times[0][0], times[-1][1])) if times else None
        return Location(self.lines.position(low), self.lines.position(high), time=time)

    def span_at(self, location: Location) -> tuple[int, int] | None:
        """The span of :attr:`text` that :meth:`location` made a location of; ``None`` where it is of something else."""
        start, end = location.start, location.end
        if start is None or end is None:
            return None
        low = self.map.position_of(start.offset)
        high = self.map.position_of(end.offset) if end.offset > start.offset else low
        return min(low, len(self.text)), min(max(low, high), len(self.text))

    def in_file(self, fix: Fix) -> Fix | None:
        """A correction of the draft's source as one of the file that holds it; ``None`` where that is not certain."""
        return fix

    def block_at(self, position: int) -> Block | None:
        """The block that holds a position of :attr:`text`, if any."""
        i = bisect_right(self._block_starts, position) - 1
        if i >= 0 and position <= self.blocks[i].end:
            return self.blocks[i]
        return None

    @cached_property
    def cues(self) -> tuple[tuple[int, int], ...]:
        """Source offset and number of each cue that has words, in order."""
        if self._only_sketched:
            return ()
        return tuple((self.source_span(b.start, b.end)[0], b.meta["cue"]) for b in self.blocks if "cue" in b.meta)

    def cue_at(self, offset: int) -> int | None:
        """The number of the cue at a source offset."""
        at = bisect_right(self.cues, (offset, len(self.source))) - 1
        return self.cues[max(0, at)][1] if self.cues else None

    @cached_property
    def _block_starts(self) -> list[int]:
        return [b.start for b in self.blocks]

    def inside(self, start: int, end: int, *kinds: str) -> bool:
        """Whether a span of :attr:`text` touches an inline stretch or block of one of ``kinds``."""
        for kind in kinds:
            starts, ends = self._stretches.get(kind, ((), ()))
            at = bisect_left(starts, end) - 1
            if at >= 0 and ends[at] > start:
                return True
        return False

    @cached_property
    def _stretches(self) -> dict[str, tuple[list[int], list[int]]]:
        """Starts and ends of what is of a kind, in order and apart."""
        found: dict[str, tuple[list[int], list[int]]] = {}
        parts = [(b.start, b.end, b.kind) for b in self.blocks] + [(i.start, i.end, i.kind) for i in self.inlines]
        for start, end, kind in sorted(parts):
            starts, ends = found.setdefault(kind, ([], []))
            if ends and start < ends[-1]:
                ends[-1] = max(end, ends[-1])
            else:
                starts.append(start)
                ends.append(end)
        return found
