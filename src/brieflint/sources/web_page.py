"""HTML pasted or saved from a mail, a form or a CMS: the text that a reader sees, by :mod:`html.parser`.

Of the well-kept HTML parsers it is the one that tells where in the file everything stands. Elements that no reader sees
(scripts, styles, ``hidden``, ``display: none``) are no text, so that a hidden label discloses nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from typing import Any

from brieflint.context import Context
from brieflint.document import Block, Comment, Document, Inline, Reading
from brieflint.errors import InputError
from brieflint.findings import Place
from brieflint.sources.contained import ContainedDocument
from brieflint.text.offsets import OffsetMap, TextBuilder

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_UNSEEN = frozenset("script style template noscript title iframe object svg math select textarea audio video".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr"
    " ul".split()
)
_CLOSES = {
    "li": ("li",), "dd": ("dd", "dt"), "dt": ("dd", "dt"), "td": ("td", "th"), "th": ("td", "th"),
    "tr": ("tr", "td", "th"),
}  # fmt: skip
_SCOPES = frozenset("ul ol dl table".split())
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|\Z)", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CARRIAGE = re.compile(r"\r\n?")
_EMPHASIS = frozenset("b strong em i".split())


def read_web_page(path: str, source: str, context: Context) -> Document:
    """The visible text of a web page as one draft.

    Raises:
        InputError: a tag or comment is never closed.
    """
    _check_closed(path, source)
    parser = _Page(source)
    parser.feed(source)
    parser.close()
    parser.finish()
    text = parser.builder.text
    container = Document(path, source, 0, Reading("", OffsetMap(), (), (), tuple(parser.comments)), context)
    reading = Reading(text, OffsetMap.identity(len(text)), tuple(parser.blocks), tuple(parser.inlines))
    document = ContainedDocument(container, text, reading, context, _no_place, parser.builder.map, _written)
    return document


_MOST_OPEN = 50
_DEEPEST = 512  # as in browsers; what is nested deeper belongs to what holds it


def _check_closed(path: str, source: str) -> None:
    """Refuse pages with many tags or comments that nothing closes: the parser looks for each one's end anew."""
    for opening, closing in (("<", ">"), ("<!--", "-->"), ("<![", "]>")):
        tail = source.rfind(closing) + 1
        if source.count(opening, tail) > _MOST_OPEN:
            line = 1 + source.count("\n", 0, source.find(opening, tail))
            raise InputError(
                f"'{opening}' is opened again and again and never closed: save it anew", path=path, line=line
            )


def _no_place(low: int, high: int) -> Place | None:
    return None


def _written(words: str, at: int) -> str | None:
    return None if any(char in words for char in "<>&") else words


class _Page(HTMLParser):
    """Collects text, blocks and stretches with their places."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.builder = TextBuilder(source, 0)
        self.blocks: list[Block] = []
        self.inlines: list[Inline] = []
        self.comments: list[Comment] = []
        self._starts = [0, *(m.end() for m in re.finditer("\n", source))]
        self._open: list[tuple[str, bool, int, str]] = []  # tag, hides what it holds, start in the text, target
        self._counts: Counter[str] = Counter()
        self._hidden = 0
        self._block: int | None = None
        self._blank: tuple[int, int] | None = None
        self._row = self._column = -1

    # what the parser tells -------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in _BLOCKS:
            self._end_block()
            self._close_implied(tag)
            if tag == "table":
                self._row = -1
            elif tag == "tr":
                self._row, self._column = self._row + 1, -1
            elif tag in ("td", "th"):
                self._column += 1
        if tag == "br" and not self._hidden and self._block is not None:
            self._blank = None
            at = self._at()
            self.builder.put("\n", at, at + len(self.get_starttag_text() or ""))
        if tag == "img" and not self._hidden and (told.get("alt") or "").strip():
            self._alt(" ".join((told["alt"] or "").split()))
        if tag in _VOID or len(self._open) >= _DEEPEST:
            return
        hides = tag in _UNSEEN or "hidden" in told or bool(_HIDING.search(told.get("style") or ""))
        self._hidden += hides
        self._counts[tag] += 1
        self._open.append((tag, hides, self._next(), told.get("href") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # "<div/>" opens a div in HTML

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if self._counts[tag]:
            while self._pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text(self._at(), data)

    def handle_entityref(self, name: str) -> None:
        self._reference(1 + len(name))

    def handle_charref(self, name: str) -> None:
        self._reference(2 + len(name))

    def handle_comment(self, data: str) -> None:
        at = self._at()
        end = self.source.find("-->", at)
        if data.strip().startswith("brieflint:") and end >= 0:
            self.comments.append(Comment(at, end + 3, data.strip()))

    def finish(self) -> None:
        """Close what the page left open."""
        self._end_block()
        while self._open:
            self._pop()
        self.inlines.sort()

    # what is made of it ----------------------------------------------------------------------------------

    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _reference(self, length: int) -> None:
        if self._hidden:
            return
        at = self._at()
        end = at + length + self.source.startswith(";", at + length)
        char = unescape(self.source[at:end])
        if char == "\xa0":
            char = " "
        if char.isspace():
            self._text(at, char, end)
            return
        self._begin()
        self.builder.put(char, at, end)

    def _text(self, at: int, data: str, end: int | None = None) -> None:
        if self._counts["pre"]:
            self._begin()
            if end is not None:
                self.builder.put(data, at, end)
                return
            done = 0
            for match in _CARRIAGE.finditer(data):
                self.builder.copy(at + done, at + match.start())
                self.builder.put("\n", at + match.start(), at + match.end())
                done = match.end()
            self.builder.copy(at + done, at + len(data))
            return
        done = 0
        for match in _BLANKS.finditer(data):
            self._words(at, data, done, match.start())
            self._blank = (at + match.start(), end or at + match.end())
            done = match.end()
        self._words(at, data, done, len(data))

    def _words(self, at: int, data: str, start: int, end: int) -> None:
        if start < end:
            self._begin()
            self.builder.copy(at + start, at + end)

    def _alt(self, words: str) -> None:
        at = self._at()
        self._begin()
        start = self.builder.length
        self.builder.put(words, at, at + len(self.get_starttag_text() or ""))
        self.inlines.append(Inline(start, self.builder.length, "image-alt"))

    def _begin(self) -> None:
        """Make ready for visible text: open a block, or write the blank that came before."""
        if self._block is None:
            if self.builder.length:
                self.builder.put("\n\n", self.builder.end, self.builder.end)
            self._block = self.builder.length
            self._blank = None
        elif self._blank is not None:
            if not self.builder.ends_with("\n"):
                self.builder.put(" ", *self._blank)
            self._blank = None

    def _next(self) -> int:
        return self.builder.length + (2 if self._block is None and self.builder.length else 0)

    def _end_block(self) -> None:
        if self._block is not None:
            kind, meta = self._kind()
            self.blocks.append(Block(self._block, self.builder.length, kind, meta))
        self._block = self._blank = None

    def _kind(self) -> tuple[str, dict[str, Any]]:
        for tag, *_ in reversed(self._open):
            if tag in ("td", "th"):
                return "table-cell", {"row": self._row, "column": self._column, "header": tag == "th"}
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                return "heading", {"level": int(tag[1])}
            if tag == "pre":
                return "code", {}
            if tag in ("li", "dd", "dt"):
                return "list-item", {"depth": sum(1 for t, *_ in self._open if t in ("ul", "ol", "dl"))}
        return "paragraph", {}

    def _close_implied(self, tag: str) -> None:
        while self._open and self._open[-1][0] == "p":
            self._pop()
        closes = _CLOSES.get(tag, ())
        if not any(self._counts[name] for name in closes):
            return
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] in _SCOPES:
                return
            if self._open[at][0] in closes:
                while len(self._open) > at:
                    self._pop()

    def _pop(self) -> str:
        tag, hides, start, target = self._open.pop()
        self._hidden -= hides
        self._counts[tag] -= 1
        end = self.builder.length
        if not hides and start < end:
            if tag == "a" and target:
                self.inlines.append(Inline(start, end, "link", target))
            elif tag in _EMPHASIS:
                self.inlines.append(Inline(start, end, "emphasis"))
            elif tag == "code":
                self.inlines.append(Inline(start, end, "code"))
            elif tag == "blockquote":
                self.inlines.append(Inline(start, end, "quote"))
        return tag
