"""Markdown events to text: what the words of each block are, and which stretches are more than words.

The parser (pulldown-cmark, through pyromark) says of every event where in the UTF-8 bytes it stands; here bytes become
characters, and an event whose text is not what stands there (an entity, an escape, a tab cut in two) counts as one
replaced piece.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from brieflint.sources.markdown_html import BREAKING, ONE_TAG, Content, HtmlWords, anchor, comment

if TYPE_CHECKING:
    from pyromark import Markdown

    from brieflint.sources.markdown import Writer

_MOST_CELLS = 500_000
_DELIMITERS = re.compile(r"^[ \t>|:\d.)*+-]{100,}$", re.MULTILINE)  # perhaps the line under the head of a wide table
_WIDE = 50
_BLANK = re.compile(r"\n[ \t>]*(?:\n|\Z)")
_MOST_MARKS = 1_000_000
_MARKS = "*_[]<&\\`~|"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
Span = tuple[int, int]
_PREFIX = " \t>"  # what may stand before a line inside quotes and lists


class TooTangledError(Exception):
    """The Markdown is beyond what is read in reasonable time and memory; says how."""


@lru_cache(maxsize=1)
def parser() -> Markdown:
    """The parser, with tables and strikethrough."""
    from pyromark import Markdown, Options

    return Markdown(options=Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH)


class Characters:
    """From offsets in UTF-8 to offsets in the text."""

    __slots__ = ("_ends", "_extra")

    def __init__(self, text: str) -> None:
        self._ends: list[int] = []  # where each character of several bytes ends, in bytes
        self._extra: list[int] = [0]  # bytes more than characters up to there
        extra = 0
        for match in _NOT_ASCII.finditer(text):
            point = ord(match[0])
            more = 1 if point < 0x800 else 2 if point < 0x10000 else 3
            extra += more
            self._ends.append(match.end() + extra)
            self._extra.append(extra)

    def __call__(self, offset: int) -> int:
        """The offset in the text."""
        return offset - self._extra[bisect_right(self._ends, offset)]


def write_events(writer: Writer) -> None:
    """Parse the body of ``writer`` and write all of it.

    Raises:
        TooTangledError: the body would need too many events; nothing was written.
    """
    if too_tangled(writer.lines.text):
        raise TooTangledError("the Markdown is too tangled to be read in reasonable time")
    _Events(writer).walk()


def parsed(text: str) -> str:
    """What the parser is given: it takes no halves of surrogate pairs."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def too_tangled(text: str) -> bool:
    """Whether a body would need too many events."""
    if len(text) > _MOST_MARKS and sum(map(text.count, _MARKS)) > _MOST_MARKS:
        return True
    return text.count("|") >= _WIDE and _table_cells(text) > _MOST_CELLS


def _table_cells(text: str) -> int:
    """What wide tables come to at most: short rows are filled up to the width of the head."""
    total = at = 0
    while match := _DELIMITERS.search(text, at):
        gap = _BLANK.search(text, match.end())
        at = gap.start() if gap else len(text)
        columns = max(m[0].count("|") for m in _DELIMITERS.finditer(text, match.start(), at))
        if columns >= _WIDE:
            total += columns * text.count("\n", match.end(), at)
    return total


class Cells:
    """Counts the rows and columns of the table that is being read."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._header = False

    def begin(self, name: str) -> None:
        """Take note of a block that begins."""
        if name == "TableHead":
            self._row, self._column, self._header = 0, -1, True
        elif name == "TableRow":
            self._row, self._column, self._header = self._row + 1, -1, False

    def next(self) -> dict[str, Any]:
        """The place of the next cell, as ``meta`` of its block has it."""
        self._column += 1
        return {"row": self._row, "column": self._column, "header": self._header}


class _Events:
    """Walks the events of a body and writes what the leaves say."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.text = writer.lines.text
        self.kind = ""  # of the open block
        self.meta: dict[str, Any] = {}
        self.quotes = 0
        self.quote_start = 0
        self.items = 0
        self.cells = Cells()
        self.pictures = 0
        self.links: list[tuple[int, str, str]] = []
        self.emphasis: list[int] = []
        self.anchors: list[tuple[int, str]] = []
        self.pieces: list[tuple[int, int, str]] | None = None  # of a block of code or HTML
        self.said = 0  # where the last piece of text ended

    def walk(self) -> None:
        """Take every event."""
        text = self.text
        text = parsed(text)
        at = None if text.isascii() else Characters(text)
        event: Any
        for event, place in parser().events_with_range(text):
            start, end = place["start"], place["end"]
            if at is not None:
                start, end = at(start), at(end)
            if isinstance(event, str):
                if event in ("SoftBreak", "HardBreak"):
                    self.line_end(start, end)
                else:  # a rule parts the words of a list item
                    self.close()
                continue
            name, value = event.popitem()
            if name == "Text":
                self.words(value, start, end)
            elif name == "Start":
                self.start(*tag_of(value))
            elif name == "End":
                self.end(tag_of(value)[0])
            elif name == "Code":
                self.code(value, start, end)
            elif name == "InlineHtml":
                self.html(value, start, end)
            elif name == "Html" and self.pieces is not None:
                self.pieces.append((start, end, value))

    # ---------------------------------------------------------------------------------------------- blocks

    def start(self, name: str, value: Any) -> None:
        """Take the beginning of a block or an inline stretch."""
        if name in ("Emphasis", "Strong"):
            self.inline()
            self.emphasis.append(self.writer.here)
        elif name == "Link":
            self.inline()
            kind = "url" if value["link_type"] in ("Autolink", "Email") else "link"
            target = f"mailto:{value['dest_url']}" if value["link_type"] == "Email" else value["dest_url"]
            self.links.append((self.writer.here, kind, target))
        elif name == "Image":
            self.pictures += 1
        elif name != "Strikethrough":
            self.close()
            self.start_block(name, value)

    def start_block(self, name: str, value: Any) -> None:
        """Take the beginning of a block."""
        self.cells.begin(name)
        if name == "Paragraph":
            self.inline()
        elif name == "Heading":
            self.open("heading", {"level": int(value["level"][1:])})
        elif name == "Item":
            self.items += 1
        elif name == "BlockQuote":
            if self.quotes == 0:
                self.quote_start = len(self.writer.blocks)
            self.quotes += 1
        elif name == "TableCell":
            self.open("table-cell", self.cells.next())
        elif name in ("CodeBlock", "HtmlBlock"):
            self.pieces = []

    def end(self, name: str) -> None:
        """Take the end of a block or an inline stretch."""
        writer = self.writer
        if name in ("Emphasis", "Strong"):
            writer.add(self.emphasis.pop(), "emphasis")
        elif name == "Link":
            writer.add(*self.links.pop())
        elif name == "Image":
            self.pictures -= 1
        elif name == "CodeBlock":
            self.code_block()
        elif name == "HtmlBlock":
            self.html_block()
        elif name != "Strikethrough":
            self.close()
            if name == "Item":
                self.items -= 1
            elif name == "BlockQuote":
                self.quotes -= 1
                blocks = writer.blocks
                if self.quotes == 0 and len(blocks) > self.quote_start:
                    writer.add(blocks[self.quote_start].start, "quote")

    def open(self, kind: str, meta: dict[str, Any]) -> None:
        """Begin a block of words."""
        self.kind, self.meta = kind, meta
        self.anchors = []
        self.writer.open()

    def inline(self) -> None:
        """Words begin here: in a list without blank lines nothing else opens their block."""
        if not self.kind:
            if self.items:
                self.open("list-item", {"depth": self.items})
            else:
                self.open("paragraph", {})

    def close(self) -> None:
        """End the open block of words."""
        if self.kind:
            self.writer.close(self.kind, self.meta)
            self.kind = ""

    def code_block(self) -> None:
        """Write a block of code, without its last line end."""
        writer, pieces = self.writer, self.pieces or []
        self.pieces = None
        writer.open()
        if any(value.strip() for _, _, value in pieces):
            for number, (start, end, value) in enumerate(pieces, 1):
                last = number == len(pieces) and value.endswith("\n")
                self.piece(value[:-1] if last else value, start, end - 1 if last else end)
        writer.close("code", {})

    def html_block(self) -> None:
        """Write what an HTML block shows: no tags, comments, scripts or styles."""
        content = Content(self.writer, self.pieces or [])
        self.pieces = None
        self.writer.open()
        HtmlWords(self.writer, content).write()
        self.writer.close("html", {})

    # ---------------------------------------------------------------------------------------------- inlines

    def words(self, value: str, start: int, end: int) -> None:
        """Write words: as they stand, or for the entity or escape that they stand for."""
        if self.pieces is not None:
            self.pieces.append((start, end, value))
            return
        if self.pictures:
            return
        self.inline()
        text = self.text
        if start > self.said and text[start - 1] == "\\" and text[start] == value[:1] and value[0] in _ESCAPABLE:
            self.writer.put(value[0], start - 1, start + 1)  # the backslash goes with the sign that it escapes
            value, start = value[1:], start + 1
        self.piece(value, start, end)
        self.said = end

    def piece(self, value: str, start: int, end: int) -> None:
        """Write a piece as it stands, or for what stands there."""
        if end - start == len(value) and self.text.startswith(value, start):
            self.writer.copy(start, end)
        elif value:
            self.writer.put(value, start, end)

    def line_end(self, start: int, end: int) -> None:
        """Write the end of a line."""
        if self.pictures:
            return
        self.inline()
        feed = self.text.find("\n", start, end)
        if feed >= 0:
            self.writer.copy(feed, feed + 1)

    def code(self, value: str, start: int, end: int) -> None:
        """Write a code span; line ends in it are blanks."""
        if self.pictures:
            return
        self.inline()
        here = self.writer.here
        self.code_words(value, start, end)
        self.said = end
        self.writer.add(here, "code")

    def code_words(self, value: str, start: int, end: int) -> None:
        """Write the words of a code span, line by line where quotes and lists allow it."""
        text = self.text
        while start < end and text[start] == "`":
            start, end = start + 1, end - 1
        pieces: list[tuple[int, int]] = []
        at = start
        for number, line in enumerate(text[start:end].split("\n")):
            if number:
                pieces.append((at - 1, at))
            kept = len(line.lstrip(_PREFIX)) if number else len(line)
            pieces.append((at + len(line) - kept, at + len(line)))
            at += len(line) + 1
        pieces = [piece for piece in pieces if piece[0] < piece[1]]
        flat = "".join(text[low:high] for low, high in pieces).replace("\n", " ")
        escaped = self.kind == "table-cell" and "\\|" in flat
        if escaped:
            flat = flat.replace("\\|", "|")
        if flat != value:
            if flat[1:-1] != value:
                self.writer.put(value, start, end)
                return
            pieces[0] = (pieces[0][0] + 1, pieces[0][1])
            pieces[-1] = (pieces[-1][0], pieces[-1][1] - 1)
        for low, high in pieces:
            if text.startswith("\n", low):
                if low < high:
                    self.writer.put(" ", low, high)
                continue
            while escaped and (pipe := text.find("\\|", low, high)) >= 0:
                self.writer.copy(low, pipe)
                self.writer.put("|", pipe, pipe + 2)
                low = pipe + 2
            self.writer.copy(low, high)

    def html(self, raw: str, start: int, end: int) -> None:
        """Take a tag or a comment inside words."""
        if self.pictures:
            return
        self.inline()
        if raw.startswith("<!--"):
            comment(self.writer, start, end, raw[4:-3])
            return
        match = ONE_TAG.match(raw)
        if match is None:
            return
        name = match["name"].lower()
        if BREAKING.fullmatch(name):
            if not self.writer.block_is_empty:
                self.writer.put("\n", start, end)
        elif name == "a":
            anchor(self.writer, self.anchors, match)


def tag_of(value: Any) -> tuple[str, Any]:
    """The name of a tag and what is said of it."""
    if isinstance(value, str):
        return value, None
    return next(iter(value.items()))  # type: ignore[no-any-return]
