"""Plain text: the file itself, in paragraphs."""

from __future__ import annotations

import re

from brieflint.document import Block, Comment, Inline, Reading
from brieflint.text.offsets import TextBuilder

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
_QUOTED = re.compile(r"^[ \t]{0,3}>[^\n]*(?:\n[ \t]{0,3}>[^\n]*)*", re.MULTILINE)
_CARRIAGE = re.compile(r"\r\n?")
_COMMENT = re.compile(r"<!--\s*brieflint\b", re.IGNORECASE)
_BLANKS = " \t"


def read_plain(source: str, body: int = 0) -> Reading:
    """Read ``source`` from ``body`` on as plain text.

    The text is the source with every line end as a line feed and without ``<!-- brieflint: ... -->``; such a comment on
    lines of its own goes with its last line end. Paragraphs are apart by blank lines; lines that begin with ``>`` are
    quoted.
    """
    if body == 0 and source.startswith("\ufeff"):
        body = 1
    builder = TextBuilder(source, body)
    comments = []
    at = body
    for start, end, cut_start, cut_end in _find_comments(source, body):
        inner = _CARRIAGE.sub("\n", source[start + 4 : end - 3])
        comments.append(Comment(start, end, inner.strip()))
        _copy(builder, source, at, cut_start)
        at = cut_end
    _copy(builder, source, at, len(source))
    text = builder.text
    blocks = tuple(Block(m.start(), m.start() + len(m[0].rstrip()), "paragraph") for m in _PARAGRAPH.finditer(text))
    quotes = tuple(Inline(m.start(), m.end(), "quote") for m in _QUOTED.finditer(text)) if ">" in text else ()
    return Reading(text, builder.map, blocks, quotes, tuple(comments))


def _find_comments(source: str, body: int) -> list[tuple[int, int, int, int]]:
    """``(start, end, cut start, cut end)`` of each comment, the cut being what leaves the text."""
    found: list[tuple[int, int, int, int]] = []
    at = body
    while match := _COMMENT.search(source, at):
        start = match.start()
        end = source.find("-->", match.end())
        if end < 0:
            break
        end += 3
        left, right = start, end
        while left > at and source[left - 1] in _BLANKS:
            left -= 1
        while right < len(source) and source[right] in _BLANKS:
            right += 1
        alone = (left == body or source[left - 1] in "\r\n") and (right == len(source) or source[right] in "\r\n")
        if alone:
            right += 2 if source.startswith("\r\n", right) else right < len(source)
            found.append((start, end, left, right))
        else:
            found.append((start, end, start, end))
        at = found[-1][3]
    return found


def _copy(builder: TextBuilder, source: str, start: int, end: int) -> None:
    for match in _CARRIAGE.finditer(source, start, end):
        builder.copy(start, match.start())
        builder.put("\n", *match.span())
        start = match.end()
    builder.copy(start, end)
