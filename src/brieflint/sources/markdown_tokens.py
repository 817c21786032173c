"""Markdown tokens to text: what the words of each block are, and which stretches are more than words."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from brieflint.document import Comment
from brieflint.sources.markdown_places import Place, parse_blocks, parse_inlines

if TYPE_CHECKING:
    from markdown_it.token import Token

    from brieflint.sources.markdown import Writer

_LINE_END = re.compile(r"\r\n|\r|\n")
_MAYBE_INLINE = re.compile(r"[\\`*~_\[<&]")
_LINE_EDGE = re.compile(r"(?<![ ])[ ]*\n[ \t]*")
_ENTITY = r"&(?:\#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,7})|[A-Za-z][A-Za-z0-9]{1,31});"
_TAG = r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)>"
_HTML = re.compile(
    rf"<!---?>|<!--(?P<comment>.*?)(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![A-Za-z][^>]*(?:>|\Z)|{_TAG}"
    rf"|(?P<entity>{_ENTITY})|(?P<line>\n[ \t]*)",
    re.DOTALL,
)
_ONE_TAG = re.compile(_TAG, re.DOTALL)
_HREF = re.compile(r"(?<![\w-])href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_UNSEEN = ("script", "style", "template", "title")
_BREAKING = re.compile(
    "address|article|aside|blockquote|br|caption|center|d[dlt]|details|dialog|dir|div|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hr|legend|li|main|menu|nav|ol|optgroup|option|p|pre|section|summary|table|tbody|td|tfoot|th"
    "|thead|tr|ul"
)
_EMPHASIS = {"em_open": 1, "strong_open": 1, "em_close": -1, "strong_close": -1}


def write_tokens(writer: Writer) -> None:
    """Parse the body of ``writer`` and write all of it.

    Raises:
        TooTangledError: the body is beyond the parser; what was written is incomplete.
    """
    tokens, env = parse_blocks(writer.lines.text)
    walk = _Blocks(writer, env)
    for token in tokens:
        walk.token(token)


class _Blocks:
    """Walks the block tokens and writes what the leaves say."""

    def __init__(self, writer: Writer, env: dict[str, Any]) -> None:
        self.writer = writer
        self.env = env
        self.quotes = 0
        self.quote_start = 0
        self.items = 0
        self.heading = 0
        self.row = 0
        self.column = 0
        self.cell = ""

    def token(self, token: Token) -> None:
        """Take the next block token."""
        kind = token.type
        if kind == "inline":
            self.inline(token)
        elif kind in ("fence", "code_block"):
            self.code(token)
        elif kind == "html_block":
            self.html(token)
        elif kind == "heading_open":
            self.heading = int(token.tag[1:])
        elif kind == "heading_close":
            self.heading = 0
        elif kind == "list_item_open":
            self.items += 1
        elif kind == "list_item_close":
            self.items -= 1
        elif kind == "blockquote_open":
            if self.quotes == 0:
                self.quote_start = len(self.writer.blocks)
            self.quotes += 1
        elif kind == "blockquote_close":
            self.quotes -= 1
            blocks = self.writer.blocks
            if self.quotes == 0 and len(blocks) > self.quote_start:
                self.writer.add(blocks[self.quote_start].start, "quote")
        elif kind == "table_open":
            self.row = -1
        elif kind == "tr_open":
            self.row += 1
            self.column = -1
        elif kind in ("th_open", "td_open"):
            self.column += 1
            self.cell = token.tag
        elif kind in ("th_close", "td_close"):
            self.cell = ""

    def inline(self, token: Token) -> None:
        """Write a block of words."""
        if not token.content:
            return
        writer = self.writer
        writer.open()
        _Inlines(writer, token, self.env).write()
        meta: dict[str, Any] = {}
        kind = "paragraph"
        if self.cell:
            kind = "table-cell"
            meta = {"row": self.row, "column": self.column, "header": self.cell == "th"}
        elif self.heading:
            kind, meta = "heading", {"level": self.heading}
        elif self.items:
            kind, meta = "list-item", {"depth": self.items}
        writer.close(kind, meta)

    def code(self, token: Token) -> None:
        """Write a block of code, without its last line end."""
        content = token.content.removesuffix("\n")
        self.writer.open()
        if content.strip():
            _Content(self.writer, token).copy(0, len(content))
        self.writer.close("code", {})

    def html(self, token: Token) -> None:
        """Write what an HTML block shows: no tags, comments, scripts or styles."""
        content = _Content(self.writer, token)
        self.writer.open()
        _Html(self.writer, content).write(token.content)
        self.writer.close("html", {})


class _Content:
    """The content of a block token, with the place of every piece in the body."""

    def __init__(self, writer: Writer, token: Token) -> None:
        self.writer = writer
        self.text = token.content
        place: Place = token.meta["place"]
        self._map, self._lead, self._loose = place

    def copy(self, start: int, end: int) -> None:
        """Write ``[start, end)`` of the content."""
        source = self.writer.lines.text
        at = start
        for low, high, length, verbatim in self._map.pieces(start + self._lead, end + self._lead):
            piece = self.text[at : at + length]
            if verbatim and source[low:high] == piece:
                self.writer.copy(low, high)
            else:
                self.writer.put(piece, low, high, loose=self._loose)
            at += length

    def put(self, text: str, start: int, end: int) -> None:
        """Write ``text`` for ``[start, end)`` of the content."""
        self.writer.put(text, *self.span(start, end), loose=self._loose)

    def put_anywhere(self, text: str) -> None:
        """Write ``text`` that stands somewhere in the content."""
        self.writer.put(text, *self.span(0, len(self.text)), loose=True)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``[start, end)`` of the content stands in the body."""
        return self._map.span(start + self._lead, end + self._lead)

    def line(self, offset: int) -> int:
        """The 1-based line of the file on which a place of the content stands."""
        lines = self.writer.lines
        return 1 + len(_LINE_END.findall(lines.source, 0, lines.at(self.span(offset, offset)[0])))


class _Inlines:
    """Writes the content of one inline token."""

    def __init__(self, writer: Writer, token: Token, env: dict[str, Any]) -> None:
        self.writer = writer
        self.content = _Content(writer, token)
        self.env = env
        self.links: list[tuple[int, str, str]] = []
        self.anchors: list[tuple[int, str]] = []
        self.emphasis: list[int] = []
        self.address: tuple[int, int] | None = None

    def write(self) -> None:
        """Parse and write all of it."""
        text = self.content.text
        if not _MAYBE_INLINE.search(text):
            at = 0
            for match in _LINE_EDGE.finditer(text):
                self.content.copy(at, match.start())
                feed = text.index("\n", match.start())
                self.content.copy(feed, feed + 1)
                at = match.end()
            self.content.copy(at, len(text))
            return
        for token in parse_inlines(text, self.env):
            self.token(token)

    def token(self, token: Token) -> None:
        """Write one inline token."""
        kind = token.type
        content, writer = self.content, self.writer
        at = token.meta.get("at", -1)
        if kind == "text":
            if token.content:
                self.text(token.content, at)
        elif kind == "text_special":
            self.special(token, at)
        elif kind in ("softbreak", "hardbreak"):
            self.text("\n", content.text.find("\n", at) if at >= 0 else -1)
        elif kind == "code_inline":
            start = writer.here
            self.code(token, at)
            writer.add(start, "code")
        elif kind == "link_open":
            auto = token.markup == "autolink"
            self.links.append((writer.here, "url" if auto else "link", str(token.attrs.get("href", ""))))
            if auto and at >= 0:
                self.address = (at + 1, token.meta["end"] - 1)
        elif kind == "link_close":
            if self.links:
                writer.add(*self.links.pop())
        elif kind in _EMPHASIS:
            if _EMPHASIS[kind] > 0:
                self.emphasis.append(writer.here)
            elif self.emphasis:
                writer.add(self.emphasis.pop(), "emphasis")
        elif kind == "html_inline":
            self.html(token.content, at)

    def text(self, text: str, at: int) -> None:
        """Write words that stand at a place of the content, or anywhere in the block where the place is not known."""
        if self.address is not None:
            # The parser unquotes the address; a reader of the file sees it as it stands.
            self.content.copy(*self.address)
            self.address = None
        elif at >= 0 and self.content.text.startswith(text, at):
            self.content.copy(at, at + len(text))
        else:
            self.content.put_anywhere(text)

    def special(self, token: Token, at: int) -> None:
        """Write the character of an escape or an entity."""
        raw = token.markup
        if at < 0 or not self.content.text.startswith(raw, at):
            self.content.put_anywhere(token.content)
        elif token.content == raw:
            self.content.copy(at, at + len(raw))
        else:
            self.content.put(token.content, at, at + len(raw))

    def code(self, token: Token, at: int) -> None:
        """Write a code span; line ends in it are blanks."""
        if at < 0:
            self.content.put_anywhere(token.content)
            return
        whole = self.content.text
        start, end = at + len(token.markup), token.meta["end"] - len(token.markup)
        flat = whole[start:end].replace("\n", " ")
        if flat != token.content:
            if flat[1:-1] != token.content:
                self.content.put(token.content, at, token.meta["end"])
                return
            start, end = start + 1, end - 1
        while (feed := whole.find("\n", start, end)) >= 0:
            self.content.copy(start, feed)
            self.content.put(" ", feed, feed + 1)
            start = feed + 1
        self.content.copy(start, end)

    def html(self, raw: str, at: int) -> None:
        """Take a tag or a comment inside words."""
        writer = self.writer
        if at < 0:
            return
        if raw.startswith("<!--"):
            _comment(self.content, at, at + len(raw), raw[4:-3])
            return
        match = _ONE_TAG.match(raw)
        if match is None:
            return
        name = match["name"].lower()
        if _BREAKING.fullmatch(name):
            if not writer.block_is_empty:
                self.content.put("\n", at, at + len(raw))
        elif name == "a":
            _anchor(writer, self.anchors, match)


class _Html:
    """Writes the words of an HTML block."""

    def __init__(self, writer: Writer, content: _Content) -> None:
        self.writer = writer
        self.content = content
        self.anchors: list[tuple[int, str]] = []
        self._break: tuple[int, int] | None = None

    def write(self, html: str) -> None:
        """Scan all of it."""
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
                _comment(self.content, match.start(), match.end() if closed else len(html.rstrip()), match["comment"])
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
                elif _BREAKING.fullmatch(name):
                    self.pause(match.start(), match.end())
                elif name == "a":
                    _anchor(self.writer, self.anchors, match)
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


def _comment(content: _Content, start: int, end: int, inner: str) -> None:
    low, high = content.span(start, end)
    lines = content.writer.lines
    content.writer.comments.append(Comment(lines.at(low), lines.at(high), inner.strip()))


def _anchor(writer: Writer, anchors: list[tuple[int, str]], tag: re.Match[str]) -> None:
    """Take a raw ``<a>`` tag."""
    if tag["close"]:
        if anchors:
            start, target = anchors.pop()
            writer.add(start, "link", target)
        return
    href = _HREF.search(tag["rest"])
    if href is not None:
        anchors.append((writer.here, unescape(href[1] or href[2] or href[3] or "")))
