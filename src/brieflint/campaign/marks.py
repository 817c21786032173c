"""Marks in rendered text that tell from which line of which template, and from which key of the record, it comes.

A brief is rendered twice: once as it is, and once with marks. The marked text only serves the map, and only where it is
the same text without them; so no mark can ever change a brief.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2.ext import Extension
from jinja2.lexer import Token

_MARK = re.compile(r"\x02(?:L(\d+):([^\x03]*)|V([^\x03]*)|(v))\x03")
MARK = re.compile(r"\x02[^\x03]*\x03")
ENDS = (re.compile(r"(?:\s|\x02[^\x03]*\x03)*"), re.compile(r"(?:\s|\x02[^\x03]*\x03)*\Z"))
"""Blanks and marks at the beginning, and at the end, of a text."""

_OTHER_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(slots=True)
class Line:
    """One line of a brief and where it comes from.

    Attributes:
        template: the template's name as messages show it.
        template_line: 1-based.
        values: stretches ``(start, end, key)`` of the line that were taken from the record.
    """

    text: str
    template: str = ""
    template_line: int = 0
    values: tuple[tuple[int, int, str], ...] = ()


def value_mark(key: str, text: str) -> str:
    """A text between the marks of its place in the record."""
    return f"\x02V{key}\x03{text}\x02v\x03"


def line_mark(line: int, template: str) -> str:
    """The mark of a template's line."""
    return f"\x02L{line}:{template}\x03"


class LineMarks(Extension):
    """Puts the mark of its line before every line of template text and every ``{{``."""

    def filter_stream(self, stream: Any) -> Iterator[Token]:
        """Marks in the data tokens of a template."""
        name = stream.filename or ""
        for token in stream:
            if token.type == "data":
                lines = token.value.split("\n")
                marked = [line_mark(token.lineno + k, name) + text for k, text in enumerate(lines)]
                yield Token(token.lineno, "data", "\n".join(marked))
            elif token.type == "variable_begin":
                yield Token(token.lineno, "data", line_mark(token.lineno, name))
                yield token
            else:
                yield token


def plain_lines(text: str) -> list[Line]:
    """The lines of an unmarked text, tidied, of unknown origin."""
    return _tidy([Line(_OTHER_CONTROL.sub("", line)) for line in text.split("\n")])


def marked_lines(text: str) -> list[Line]:
    """The lines of a marked text, tidied, with their origin."""
    template, number = "", 0
    open_keys: list[str] = []
    lines: list[Line] = []
    for raw in text.split("\n"):
        shown, values, at = "", [], 0
        origin = None
        for mark in [*_MARK.finditer(raw), None]:
            piece = _OTHER_CONTROL.sub("", raw[at : mark.start() if mark else len(raw)])
            if piece:
                if open_keys:
                    values.append((len(shown), len(shown) + len(piece), open_keys[-1]))
                if origin is None and piece.strip():
                    origin = (template, number)
                shown += piece
            if mark is None:
                break
            at = mark.end()
            if mark[1] is not None:
                template, number = mark[2], int(mark[1])
            elif mark[3] is not None:
                open_keys.append(mark[3])
            elif open_keys:
                open_keys.pop()
        name, line = origin or (template, number)
        lines.append(Line(shown, name, line, tuple(values)))
    return _tidy(lines)


def _tidy(lines: list[Line]) -> list[Line]:
    """At most one empty line in a row, none at either end: what an absent field leaves must not show."""
    kept: list[Line] = []
    for line in lines:
        if line.text.strip():
            kept.append(line)
        elif kept and kept[-1].text:
            line.text, line.values = "", ()
            kept.append(line)
    while kept and not kept[-1].text:
        kept.pop()
    return kept
