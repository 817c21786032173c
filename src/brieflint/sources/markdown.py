"""Markdown (CommonMark with tables and strikethrough) to text with an exact place for every piece.

markdown-it-py says on which lines a block stands, not where its words are. So the rules that make leaf blocks note how
each line of their content was cut from the source, and the inline rules note where the parser stood when each token
began; both are wrapped through the parser's public ``Ruler.at``. A piece is only called verbatim when it was copied
from the source; whatever cannot be placed counts for its whole block.

Drafts are mostly plain paragraphs: where nothing in the body can be Markdown, the same reading is made without the
parser, which costs more to import than most drafts cost to read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

from brieflint.document import Block, Comment, Inline, Reading
from brieflint.sources.plain import read_plain
from brieflint.text.offsets import OffsetMap, TextBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    BlockRule = Callable[[StateBlock, int, int, bool], bool]
    InlineRule = Callable[[StateInline, bool], bool]

_DEEPEST = 32
"""Levels of quotes and lists (a list counts twice). The parser drops what lies deeper, so such a body is read plain."""

# The parser has quadratic cases, more of them in older versions. Its steps are counted, not timed, so that the outcome
# does not depend on the machine. Real drafts need 0.1 steps a character, lists of one-letter items 3.
_STEPS = 50_000
_STEPS_PER_CHARACTER = 4
_MOST_STEPS = 2_000_000
_WIDE = 50

_LINE_END = re.compile(r"\r\n|\r|\n")
_CARRIAGE = re.compile(r"\r\n?|\0")

# What may be more than words in a body: anything else cannot start a Markdown construct.
_MAYBE_MARKDOWN = re.compile(
    r"[\\`*\[|\t\x00-\x08\x0b-\x1f\x85\u2028\u2029]"
    r"|~~|&[#A-Za-z]|<(?![0-9 ])|<[^<>]*>"
    r"|(?<![A-Za-z0-9_])_|_(?![A-Za-z0-9_])"
    r"|^ *(?:[-+=>]|#+(?:[ ]|$)|[0-9]+[.)](?:[ ]|$))"
    r"|^ {4}",
    re.MULTILINE,
)
_MAYBE_INLINE = re.compile(r"[\\`*~_\[<&]")
_BLANK_LINE = re.compile(r"\n(?:[ ]*\n)+")
_LINE_EDGE = re.compile(r"(?<![ ])[ ]*\n[ \t]*")
_ENTITY = r"&(?:\#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,7})|[A-Za-z][A-Za-z0-9]{1,31});"
_TAG = r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)>"
_HTML = re.compile(
    rf"<!---?>|<!--(?P<comment>.*?)(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![A-Za-z][^>]*(?:>|\Z)|{_TAG}"
    rf"|(?P<entity>{_ENTITY})|(?P<line>\n[ \t]*)",
    re.DOTALL,
)
# Opening, closing, and how far after the start of the one the other may begin (`<!-->` is a whole comment).
_BRACKETS = (("<!--", "-->", 2), ("<![CDATA[", "]]>", 9), ("<?", "?>", 2), ("<!", ">", 3))
_PIPE = re.compile(r"\|")
_ESCAPED_PIPE = re.compile(r"\\\|")
_ONE_TAG = re.compile(_TAG, re.DOTALL)
_HREF = re.compile(r"(?<![\w-])href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_UNSEEN = ("script", "style", "template", "title")
_BREAKING = re.compile(
    "address|article|aside|blockquote|br|caption|center|d[dlt]|details|dialog|dir|div|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hr|legend|li|main|menu|nav|ol|optgroup|option|p|pre|section|summary|table|tbody|td|tfoot|th"
    "|thead|tr|ul"
)
_EMPHASIS = {"em_open": 1, "strong_open": 1, "em_close": -1, "strong_close": -1}


def read_markdown(source: str, body: int = 0) -> Reading:
    """Read ``source`` from ``body`` on as Markdown.

    The text holds the words of each block in order, with a blank line between blocks. Markup, link addresses, the
    alternative text of images, HTML tags and comments are no text; code is, as blocks and stretches of kind ``code``.
    """
    if body == 0 and source.startswith("\ufeff"):
        body = 1
    lines = _Source(source, body)
    if not _MAYBE_MARKDOWN.search(lines.text):
        reading = _read_prose(lines)
        if reading is not None:
            return reading
    return _read_tokens(lines)


class _Source:
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


class _Writer:
    """Puts text, blocks and inlines together; blocks without text leave no trace."""

    def __init__(self, lines: _Source) -> None:
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

    def put(self, text: str, start: int, end: int, *, loose: bool = False) -> None:
        """Append ``text`` for ``[start, end)`` of the normalised body, or for a place somewhere in there."""
        if not text:
            return
        self._join(start)
        if not loose:
            self.builder.put(text, self.lines.at(start), self.lines.at(end))
            return
        # Later pieces may stand before `end`; places must not go backwards.
        low = max(self.builder.end, self.lines.at(start))
        self.builder.put(text, low, max(low, self.lines.at(end)))
        self.builder.end = low

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


def _read_prose(lines: _Source) -> Reading | None:
    """The reading of a body without Markdown; ``None`` where blanks that only the parser knows to trim are in play."""
    writer = _Writer(lines)
    text, at = lines.text, 0
    while at < len(text):
        gap = _BLANK_LINE.search(text, at)
        start, end = at, gap.start() if gap else len(text)
        at = gap.end() if gap else len(text)
        paragraph = text[start:end].strip(" \n")
        if paragraph != paragraph.strip():
            return None
        start = text.index(paragraph, start) if paragraph else start
        writer.open()
        _copy_lines(writer, text, start, start + len(paragraph))
        writer.close("paragraph", {})
    return writer.reading()


def _copy_lines(writer: _Writer, text: str, start: int, end: int) -> None:
    """Append lines of a paragraph, without the blanks round their ends."""
    for match in _LINE_EDGE.finditer(text, start, end):
        feed = text.index("\n", match.start())
        writer.copy(start, match.start())
        writer.copy(feed, feed + 1)
        start = match.end()
    writer.copy(start, end)


def _read_tokens(lines: _Source) -> Reading:
    md = _parser()
    env: dict[str, Any] = {"steps": min(_STEPS + _STEPS_PER_CHARACTER * len(lines.text), _MOST_STEPS)}
    writer = _Writer(lines)
    try:
        tokens = md.parse(lines.text, env)
        if any(token.nesting > 0 and token.level >= _DEEPEST - 1 for token in tokens):
            return _give_up(lines, f"quotes or lists are nested more than {_DEEPEST} levels deep")
        walk = _Blocks(writer, md, env)
        for token in tokens:
            walk.token(token)
    except _TooMuchError:
        return _give_up(lines, "the Markdown is too tangled to be read in reasonable time")
    return writer.reading()


def _give_up(lines: _Source, why: str) -> Reading:
    return read_plain(lines.source, lines.body)._replace(remarks=(f"{why}: read as plain text",))


class _TooMuchError(Exception):
    """Parsing asks for more steps than any honest draft."""


class _Blocks:
    """Walks the block tokens and writes what the leaves say."""

    def __init__(self, writer: _Writer, md: MarkdownIt, env: dict[str, Any]) -> None:
        self.writer = writer
        self.md = md
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
            inside = self.writer.blocks[self.quote_start :]
            if self.quotes == 0 and inside:
                self.writer.add(inside[0].start, "quote")
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
        _Inlines(writer, token, self.md, self.env).write()
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

    def __init__(self, writer: _Writer, token: Token) -> None:
        self.writer = writer
        self.text = token.content
        self._map, self._lead, self._loose = token.meta["brieflint"]

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

    def __init__(self, writer: _Writer, token: Token, md: MarkdownIt, env: dict[str, Any]) -> None:
        self.writer = writer
        self.content = _Content(writer, token)
        self.md = md
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
        for token in _inline_tokens(self.md, text, self.env):
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

    def __init__(self, writer: _Writer, content: _Content) -> None:
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
                if not closed:
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


def _anchor(writer: _Writer, anchors: list[tuple[int, str]], tag: re.Match[str]) -> None:
    """Take a raw ``<a>`` tag."""
    if tag["close"]:
        if anchors:
            start, target = anchors.pop()
            writer.add(start, "link", target)
        return
    href = _HREF.search(tag["rest"])
    if href is not None:
        anchors.append((writer.here, unescape(href[1] or href[2] or href[3] or "")))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """The parser, with rules that note places. Words inside blocks are parsed by :func:`_inline_tokens`."""
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    md.disable(["inline", "text_join", "fragments_join"])
    notes = {
        "paragraph": _note_paragraph,
        "lheading": _note_paragraph,
        "heading": _note_heading,
        "code": _note_code,
        "fence": _note_fence,
        "html_block": _note_html,
        "table": _note_table,
    }
    ruler = md.block.ruler
    chains = {chain: ruler.getRules(chain) for chain in ("paragraph", "reference", "blockquote", "list")}
    active = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    for name, note in notes.items():
        alt = [chain for chain, rules in chains.items() if active[name] in rules]
        ruler.at(name, _noting_block(active[name], note), {"alt": alt})
    marks = {
        "newline": "\n",
        "escape": "\\",
        "backticks": "`",
        "strikethrough": "~",
        "emphasis": "*_",
        "link": "[",
        "image": "!",
        "autolink": "<",
        "html_inline": "<",
        "entity": "&",
    }
    inline = md.inline.ruler
    for name, inline_rule in zip(inline.get_active_rules(), inline.getRules(""), strict=True):
        if name == "text":
            inline.at(name, _noting_text(inline_rule))
        elif name in marks:
            rule = _html_inline(inline_rule) if name == "html_inline" else inline_rule
            inline.at(name, _noting_inline(rule, marks[name]))
    return md


def _inline_tokens(md: MarkdownIt, text: str, env: dict[str, Any]) -> list[Token]:
    """The tokens of the words of a block, each with ``at`` in its ``meta``, and most with ``end``."""
    from markdown_it.rules_inline import StateInline

    state = StateInline(text, md, env, [])
    flush = state.pushPending

    def push_pending() -> Token:
        token = flush()
        token.meta["at"] = vars(state).get("text_at", -1)
        return token

    state.pushPending = push_pending  # type: ignore[method-assign]
    md.inline.tokenize(state)
    for rule in md.inline.ruler2.getRules(""):
        rule(state)
    return state.tokens


def _noting_text(rule: InlineRule) -> InlineRule:
    """The text rule, which comes first at every place: it notes where a run of plain text begins."""

    def noting(state: StateInline, silent: bool) -> bool:
        if not silent and not state.pending:
            state.text_at = state.pos  # type: ignore[attr-defined]
        return rule(state, silent)

    return noting


def _noting_inline(rule: InlineRule, marks: str) -> InlineRule:
    """An inline rule that notes where the tokens it makes begin; it is asked only at its own marks."""

    def noting(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in marks:
            return False
        _step(state.env)
        if silent:
            return rule(state, True)
        at, made = state.pos, len(state.tokens)
        if not rule(state, False):
            return False
        for token in state.tokens[made:]:
            if "at" not in token.meta:
                token.meta["at"] = at
                token.meta["end"] = state.pos
                at += len(token.content)
        return True

    return noting


def _html_inline(rule: InlineRule) -> InlineRule:
    """The rule for raw HTML, with all but tags found here: older parsers refuse ``--`` in comments, and are quadratic."""

    def html_inline(state: StateInline, silent: bool) -> bool:
        src, start = state.src, state.pos
        for opening, closing, skip in _BRACKETS:
            if src.startswith(opening, start):
                break
        else:
            return rule(state, silent)
        if closing == ">" and not src[start + 2 : start + 3].isalpha():
            return False
        known = vars(state)
        if closing not in known:
            known[closing] = src.rfind(closing)
        if known[closing] < start + skip:
            return False
        end = src.find(closing, start + skip) + len(closing)
        if end > state.posMax:
            return False
        if not silent:
            state.push("html_inline", "", 0).content = src[start:end]
        state.pos = end
        return True

    return html_inline


def _noting_block(rule: BlockRule, note: Callable[[StateBlock, int, int], None]) -> BlockRule:
    """A block rule that notes how its content was cut from the body, as long as the parser's marks still say so."""

    def noting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        _step(state.env)
        if silent:
            return rule(state, start, end, True)
        if note is _note_table:
            _step(state.env, _table_steps(state, start, end))
        made = len(state.tokens)
        if not rule(state, start, end, False):
            return False
        note(state, start, made)
        return True

    return noting


def _step(env: Any, steps: int = 1) -> None:
    env["steps"] -= steps
    if env["steps"] < 0:
        raise _TooMuchError


def _lines_map(state: StateBlock, start: int, end: int, indent: int) -> OffsetMap:
    """How ``state.getLines(start, end, indent, True)`` was cut: the places of its characters in the body."""
    lines = OffsetMap()
    for line in range(start, end):
        first, last = state.bMarks[line], state.eMarks[line]
        column = 0
        at = first
        while at < last and column < indent:
            if state.src[at] == "\t":
                column += 4 - (column + state.bsCount[line]) % 4
            elif state.src[at] == " " or at - first < state.tShift[line]:
                column += 1
            else:
                break
            at += 1
        if column > indent:
            # A tab that reaches over the indent: the rest of it is blanks of the content.
            lines.add(at - 1, at, column - indent, verbatim=False)
        last = min(last + 1, len(state.src))
        lines.add(at, last, last - at, verbatim=True)
    return lines


def _note_lines(state: StateBlock, token: Token, start: int, end: int, indent: int) -> None:
    lead = state.getLines(start, end, indent, True).find(token.content)
    if lead >= 0:
        token.meta["brieflint"] = (_lines_map(state, start, end, indent), lead, False)
    else:
        _note_whole(state, token, start, end)


def _note_whole(state: StateBlock, token: Token, start: int, end: int) -> None:
    """Note that the content may stand anywhere in the lines of the block."""
    whole = OffsetMap()
    last = min(end, len(state.eMarks)) - 1
    whole.add(state.bMarks[start], max(state.bMarks[start], state.eMarks[last]), len(token.content), verbatim=False)
    token.meta["brieflint"] = (whole, 0, True)


def _note_paragraph(state: StateBlock, start: int, made: int) -> None:
    _note_lines(state, state.tokens[made + 1], start, state.line, state.blkIndent)


def _note_code(state: StateBlock, start: int, made: int) -> None:
    token = state.tokens[made]
    # The last line may lack the line end that the content has.
    _note_lines_but_end(state, token, start, state.line, 4 + state.blkIndent)


def _note_fence(state: StateBlock, start: int, made: int) -> None:
    token = state.tokens[made]
    _note_lines_but_end(state, token, start + 1, state.line, state.sCount[start])


def _note_html(state: StateBlock, start: int, made: int) -> None:
    _note_lines(state, state.tokens[made], start, state.line, state.blkIndent)


def _note_lines_but_end(state: StateBlock, token: Token, start: int, end: int, indent: int) -> None:
    if state.getLines(start, end, indent, True).startswith(token.content.removesuffix("\n")):
        token.meta["brieflint"] = (_lines_map(state, start, end, indent), 0, False)
    else:
        _note_whole(state, token, start, end)


def _note_heading(state: StateBlock, start: int, made: int) -> None:
    token = state.tokens[made + 1]
    mark = state.bMarks[start] + state.tShift[start] + len(state.tokens[made].markup)
    at = state.src.find(token.content, mark, state.eMarks[start])
    if at >= 0:
        place = OffsetMap()
        place.add(at, at + len(token.content), len(token.content), verbatim=True)
        token.meta["brieflint"] = (place, 0, False)
    else:
        _note_whole(state, token, start, start + 1)


def _note_table(state: StateBlock, start: int, made: int) -> None:
    row: list[tuple[int, int]] = []
    column = 0
    line = start
    for token in state.tokens[made:]:
        if token.type == "tr_open":
            line = token.map[0] if token.map else line
            row, column = _cells(state, line), 0
        elif token.type == "inline":
            if not (column < len(row) and _note_cell(state, token, *row[column])):
                _note_whole(state, token, line, line + 1)
            column += 1


def _table_steps(state: StateBlock, start: int, end: int) -> int:
    """What a table that may begin here costs at most: short rows are filled up to its width."""
    if start + 2 > end:
        return 0
    columns = state.src.count("|", state.bMarks[start + 1], state.eMarks[start + 1]) + 1
    if columns < _WIDE:
        return 0
    rows = 0
    while start + rows < end and not state.isEmpty(start + rows):
        rows += 1
    return rows * columns


def _cells(state: StateBlock, line: int) -> list[tuple[int, int]]:
    """The places of the cells of a table row, from left to right."""
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    row = state.src[start:end]
    end -= len(row) - len(row.rstrip())
    start += len(row) - len(row.lstrip())
    cells = []
    at = start
    for match in _PIPE.finditer(state.src, start, end):
        # A backslash before the row (as in a lazy line) is none of its own.
        if match.start() > start and state.src[match.start() - 1] == "\\":
            continue
        cells.append((at, match.start()))
        at = match.end()
    cells.append((at, end))
    if cells[0][0] == cells[0][1]:
        cells.pop(0)
    if cells and cells[-1][0] == cells[-1][1]:
        cells.pop()
    return cells


def _note_cell(state: StateBlock, token: Token, start: int, end: int) -> bool:
    raw = state.src[start:end]
    lead = raw.replace("\\|", "|").find(token.content)
    if lead < 0:
        return False
    place = OffsetMap()
    at = start
    for match in _ESCAPED_PIPE.finditer(state.src, start, end):
        place.add(at, match.start(), match.start() - at, verbatim=True)
        place.add(match.start(), match.end(), 1, verbatim=False)
        at = match.end()
    place.add(at, end, end - at, verbatim=True)
    token.meta["brieflint"] = (place, lead, False)
    return True
