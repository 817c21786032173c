"""markdown-it-py with places: where the content of every block and every inline token was cut from.

The parser says on which lines a block stands, not where its words are. So the rules that make leaf blocks note how each
line of their content was cut from the text, and the inline rules note where the parser stood when each token began;
both are wrapped through the parser's public ``Ruler.at``.

The parser has quadratic cases, more of them in older versions. Its steps are counted, not timed, so that the outcome
does not depend on the machine.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.text.offsets import OffsetMap

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    BlockRule = Callable[[StateBlock, int, int, bool], bool]
    InlineRule = Callable[[StateInline, bool], bool]

_DEEPEST = 32
"""Levels of quotes and lists; a list counts twice."""

# Real drafts need 0.1 steps a character, lists of one-letter items 3.
_STEPS = 50_000
_STEPS_PER_CHARACTER = 4
_MOST_STEPS = 2_000_000
_WIDE = 50

# Opening, closing, and how far after the start of the one the other may begin (`<!-->` is a whole comment).
_BRACKETS = (("<!--", "-->", 2), ("<![CDATA[", "]]>", 9), ("<?", "?>", 2), ("<!", ">", 3))
_PIPE = re.compile(r"\|")
_ESCAPED_PIPE = re.compile(r"\\\|")


class TooTangledError(Exception):
    """The Markdown is beyond what the parser reads wholly and in reasonable time; says how."""


class Place(NamedTuple):
    """Where the content of a block token stands: position ``lead + i`` of the map is character ``i`` of the content.

    ``loose`` content stands somewhere in the lines that the map names.
    """

    map: OffsetMap
    lead: int
    loose: bool


def parse_blocks(text: str) -> tuple[list[Token], dict[str, Any]]:
    """Block tokens of a text with line feeds only, and the environment for :func:`parse_inlines`.

    Tokens with content carry a :class:`Place` in ``meta["place"]``.

    Raises:
        TooTangledError: blocks are nested so deep that the parser drops some, or parsing takes too many steps.
    """
    env: dict[str, Any] = {"steps": min(_STEPS + _STEPS_PER_CHARACTER * len(text), _MOST_STEPS)}
    tokens = _parser().parse(text, env)
    if any(token.nesting > 0 and token.level >= _DEEPEST - 1 for token in tokens):
        raise TooTangledError(f"quotes or lists are nested more than {_DEEPEST} levels deep")
    return tokens, env


def parse_inlines(content: str, env: dict[str, Any]) -> list[Token]:
    """Inline tokens of the content of a block.

    Each carries the offset in ``content`` at which it begins as ``meta["at"]``, and all but words as they stand the
    end of what the rule took as ``meta["end"]``.

    Raises:
        TooTangledError: parsing takes too many steps.
    """
    from markdown_it.rules_inline import StateInline

    md = _parser()
    state = StateInline(content, md, env, [])
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


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """The parser, with rules that note places; it leaves the content of blocks to :func:`parse_inlines`."""
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    md.disable(["inline", "text_join", "fragments_join"])
    notes = {
        "paragraph": (_note_paragraph, ""),
        "lheading": (_note_paragraph, ""),
        "heading": (_note_heading, "#"),
        "code": (_note_code, ""),
        "fence": (_note_fence, "`~"),
        "html_block": (_note_html, "<"),
        "table": (_note_table, ""),
    }
    ruler = md.block.ruler
    chains = {chain: ruler.getRules(chain) for chain in ("paragraph", "reference", "blockquote", "list")}
    active = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    for name, (note, first) in notes.items():
        alt = [chain for chain, rules in chains.items() if active[name] in rules]
        ruler.at(name, _noting_block(active[name], note, first), {"alt": alt})
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
    """The rule for raw HTML; comments and the like are found here, as older parsers are quadratic and refuse ``--``."""

    def html_inline(state: StateInline, silent: bool) -> bool:
        src, start = state.src, state.pos
        found = next((pair for pair in _BRACKETS if src.startswith(pair[0], start)), None)
        if found is None:
            return rule(state, silent)
        _, closing, skip = found
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


def _noting_block(rule: BlockRule, note: Callable[[StateBlock, int, int], None], marks: str) -> BlockRule:
    """A block rule that notes how its content was cut from the text, as long as the parser's marks still say so.

    It is asked only at lines that begin with one of ``marks``, if there are any.
    """

    def noting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        _step(state.env)
        if marks:
            at = state.bMarks[start] + state.tShift[start]
            if state.src[at : at + 1] not in marks:
                return False
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
        raise TooTangledError("the Markdown is too tangled to be read in reasonable time")


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
        token.meta["place"] = Place(_lines_map(state, start, end, indent), lead, False)
    else:
        _note_whole(state, token, start, end)


def _note_whole(state: StateBlock, token: Token, start: int, end: int) -> None:
    """Note that the content may stand anywhere in the lines of the block."""
    whole = OffsetMap()
    last = min(end, len(state.eMarks)) - 1
    whole.add(state.bMarks[start], max(state.bMarks[start], state.eMarks[last]), len(token.content), verbatim=False)
    token.meta["place"] = Place(whole, 0, True)


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
        token.meta["place"] = Place(_lines_map(state, start, end, indent), 0, False)
    else:
        _note_whole(state, token, start, end)


def _note_heading(state: StateBlock, start: int, made: int) -> None:
    token = state.tokens[made + 1]
    mark = state.bMarks[start] + state.tShift[start] + len(state.tokens[made].markup)
    at = state.src.find(token.content, mark, state.eMarks[start])
    if at >= 0:
        place = OffsetMap()
        place.add(at, at + len(token.content), len(token.content), verbatim=True)
        token.meta["place"] = Place(place, 0, False)
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
    token.meta["place"] = Place(place, lead, False)
    return True
