"""HTML in Markdown: which words a block of it shows, and where they stand."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from brieflint.document import Comment
from brieflint.text.offsets import OffsetMap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brieflint.sources.markdown import Writer

_LINE_END = re.compile(r"\r\n|\r|\n")
_ENTITY = r"&(?:\#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,7})|[A-Za-z][A-Za-z0-9]{1,31});"
_TAG = r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)>"
_HTML = re.compile(
    rf"<!---?>|<!--(?P<comment>.*?)(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![A-Za-z][^>]*(?:>|\Z)|{_TAG}"
    rf"|(?P<entity>{_ENTITY})|(?P<line>\n[ \t]*)",
    re.DOTALL,
)
ONE_TAG = re.compile(_TAG, re.DOTALL)
_HREF = re.compile(r"(?<![\w-])href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_UNSEEN = ("script", "style", "template", "title")
BREAKING = re.compile(
    "address|article|aside|blockquote|br|caption|center|d[dlt]|details|dialog|dir|div|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hr|legend|li|main|menu|nav|ol|optgroup|option|p|pre|section|summary|table|tbody|td|tfoot|th"
    "|thead|tr|ul"
)


class Content:
    """The text of a block that was cut from lines, with the place of every piece in the body."""

    def __init__(self, writer: Writer, pieces: Sequence[tuple[int, int, str]]) -> None:
        self.writer = writer
        self.text = "".join(value for _, _, value in pieces)
        self._map = OffsetMap(pieces[0][0] if pieces else 0)
        source = writer.lines.text
        for start, end, value in pieces:
            verbatim = end - start == len(value) and source.startswith(value, start)
            self._map.add(start, end, len(value), verbatim=verbatim)

    def copy(self, start: int, end: int) -> None:
        """Write ``[start, end)`` of the content."""
        at = start
        for low, high, length, verbatim in self._map.pieces(start, end):
            if verbatim:
                self.writer.copy(low, high)
            else:
                self.writer.put(self.text[at : at + length], low, high)
            at += length

    def put(self, text: str, start: int, end: int) -> None:
        """Write ``text`` for ``[start, end)`` of the content."""
        self.writer.put(text, *self.span(start, end))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``[start, end)`` of the content stands in the body."""
        return self._map.span(start, end)

    def line(self, offset: int) -> int:
        """The 1-based line of the file on which a place of the content stands."""
        lines = self.writer.lines
        return 1 + len(_LINE_END.findall(lines.source, 0, lines.at(self.span(offset, offset)[0])))


class HtmlWords:
    """Writes the words of an HTML block."""

    def __init__(self, writer: Writer, content: Content) -> None:
        self.writer = writer
        self.content = content
        self.anchors: list[tuple[int, str]] = []
        self._break: tuple[int, int] | None = None

    def write(self) -> None:
        """Scan all of it."""
        html = self.content.text
        at = len(html) - len(html.lstrip())
        unseen = ""
        for match in _HTML.finditer(html, at):
            if unseen:
                if match["close"] and match["name"].lower() == unseen:
                    unseen = ""
                    at = match.end()
                continue
            self.words(html, at, match.start(), trim=match["line"] is not None)
            at = match.end()
            if match["comment"] is not None:
                closed = match[0].endswith("-->")
                end = match.end() if closed else len(html.rstrip())
                comment(self.writer, *self.content.span(match.start(), end), match["comment"])
                if not closed and not self.writer.remarks:
                    line = self.content.line(match.start())
                    self.writer.remarks.append(
                        f"line {line}: an HTML comment is not closed; the text after it is not read"
                    )
            elif match["line"] is not None:
                self.pause(match.start(), match.start() + 1)
            elif match["entity"] is not None:
                self.entity(match[0], match.start(), match.end())
            elif match["name"] is not None:
                name = match["name"].lower()
                if name in _UNSEEN and not match["close"]:
                    unseen = name
                elif BREAKING.fullmatch(name):
                    self.pause(match.start(), match.end())
                elif name == "a":
                    anchor(self.writer, self.anchors, match)
        if not unseen:
            self.words(html, at, len(html), trim=True)

    def words(self, html: str, start: int, end: int, *, trim: bool) -> None:
        """Write words; blanks before a line end go."""
        if trim:
            while end > start and html[end - 1] in " \t\n":
                end -= 1
        if self._break is not None or self.writer.block_is_empty:
            while start < end and html[start] in " \t":
                start += 1
        if start < end:
            self.flush()
            self.content.copy(start, end)

    def entity(self, raw: str, start: int, end: int) -> None:
        """Write the character that an entity stands for."""
        self.flush()
        self.content.put(unescape(raw), start, end)

    def pause(self, start: int, end: int) -> None:
        """Note a line end, or a tag that works like one."""
        if self._break is None and not self.writer.block_is_empty:
            self._break = (start, end)

    def flush(self) -> None:
        """Write the line end that was noted."""
        if self._break is not None:
            self.content.put("\n", *self._break)
            self._break = None


def comment(writer: Writer, start: int, end: int, inner: str) -> None:
    """Keep a comment that stands at a place of the body."""
    lines = writer.lines
    writer.comments.append(Comment(lines.at(start), lines.at(end), inner.strip()))


def anchor(writer: Writer, anchors: list[tuple[int, str]], tag: re.Match[str]) -> None:
    """Take a raw ``<a>`` tag."""
    if tag["close"]:
        if anchors:
            start, target = anchors.pop()
            writer.add(start, "link", target)
        return
    href = _HREF.search(tag["rest"])
    if href is not None:
        anchors.append((writer.here, unescape(href[1] or href[2] or href[3] or "")))
