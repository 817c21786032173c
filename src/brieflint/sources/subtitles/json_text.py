"""JSON with the place of every string, for findings; bounded in depth and lenient at the end.

The standard library's parser tells no places and, on hostile nesting, runs out of stack. This one keeps an explicit
stack, keeps what was read before a fault, and leaves out long lists of numbers, which no transcript is about.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from brieflint.sources.subtitles.cue import Piece

MOST_DEEP = 64
_MOST_NUMBERS = 8  # of a list of plain values; times come in pairs

_SPACE = " \t\r\n"
_TOKEN = re.compile(
    r"[ \t\r\n]*(?:"
    r"(\"[^\"\\]*(?:\\.[^\"\\]*)*\")"  # 1 string
    r"|(-?\d{1,40}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,6})?|-?Infinity|NaN)"  # 2 number
    r"|([{}\[\],:])"  # 3 sign
    r"|(true|false|null)"  # 4 word
    r")",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[^u]", re.DOTALL)
_LONE = re.compile("[\ud800-\udfff]")
_WORDS = {"true": True, "false": False, "null": None}
_LINE_END = re.compile(r"\r\n|\r|\n")


class Text(NamedTuple):
    """A string: its value, and where its characters stand, between the quotation marks."""

    value: str
    start: int
    end: int

    def pieces(self, source: str) -> Iterator[Piece]:
        """The string as stretches of the source and what its escapes stand for."""
        at = self.start
        for match in _ESCAPE.finditer(source, self.start, self.end):
            if match.start() > at:
                yield Piece(at, match.start())
            yield Piece(match.start(), match.end(), _unescaped(match[0]))
            at = match.end()
        if at < self.end:
            yield Piece(at, self.end)


class Fault(NamedTuple):
    """Why reading stopped, and in which line."""

    reason: str
    line: int


class Parsed(NamedTuple):
    """What was read, whole or up to the fault; and a key that stood twice, with its line."""

    value: Any
    fault: Fault | None
    twice: tuple[str, int] | None


def _unescaped(escape: str) -> str:
    try:
        text: str = json.loads(f'"{escape}"', strict=False)
    except ValueError:
        return escape
    return _LONE.sub("\ufffd", text)


class _Parser:
    def __init__(self, source: str, at: int) -> None:
        self.source = source
        self.at = at
        self.root: Any = None
        self.stack: list[Any] = []
        self.keys: list[str | None] = []
        self.twice: tuple[str, int] | None = None

    def line(self, offset: int) -> int:
        starts = [m.end() for m in _LINE_END.finditer(self.source)]
        return bisect_right(starts, offset) + 1

    def text(self, start: int, end: int) -> Text:
        raw = self.source[start + 1 : end - 1]
        if "\\" in raw:
            raw = _ESCAPE.sub(lambda m: _unescaped(m[0]), raw)
        return Text(_LONE.sub("\ufffd", raw), start + 1, end - 1)

    def run(self) -> Fault | None:
        """Read one value; what a comma, colon or bracket may follow is told by ``expect``."""
        expect = "value"
        source = self.source
        while True:
            match = _TOKEN.match(source, self.at)
            if match is None:
                return self.stopped()
            self.at = match.end()
            string, number, sign, word = match.groups()
            if sign is None:
                if expect in ("key", "key or end"):
                    if string is None:
                        return Fault("is not valid JSON", self.line(match.start(2)))
                    self.key(self.text(*match.span(1)))
                    expect = "colon"
                    continue
                if expect not in ("value", "value or end"):
                    return Fault("is not valid JSON", self.line(self.at - 1))
                if string is not None:
                    self.put(self.text(*match.span(1)))
                elif number is not None:
                    self.put(float(number))
                else:
                    self.put(_WORDS[word])
                expect = "next"
            elif sign in "{[" and expect in ("value", "value or end"):
                if len(self.stack) >= MOST_DEEP:
                    return Fault("is nested too deeply", self.line(self.at - 1))
                new: Any = {} if sign == "{" else []
                self.put(new)
                self.stack.append(new)
                self.keys.append(None)
                expect = "key or end" if sign == "{" else "value or end"
                continue
            elif sign in "}]" and self.stack and expect in ("next", "key or end" if sign == "}" else "value or end"):
                if isinstance(self.stack[-1], dict) != (sign == "}"):
                    return Fault("is not valid JSON", self.line(self.at - 1))
                self.stack.pop()
                self.keys.pop()
                expect = "next"
            elif sign == "," and self.stack and expect == "next":
                expect = "key" if isinstance(self.stack[-1], dict) else "value"
                continue
            elif sign == ":" and expect == "colon":
                expect = "value"
                continue
            else:
                return Fault("is not valid JSON", self.line(self.at - 1))
            if not self.stack:
                rest = source[self.at :].strip(_SPACE)
                return Fault("holds more than one JSON value", self.line(self.at)) if rest else None

    def stopped(self) -> Fault:
        """Why no token begins here."""
        source, at = self.source, self.at
        while at < len(source) and source[at] in _SPACE:
            at += 1
        ended = at == len(source) or source[at] == '"'
        return Fault("ends in the middle" if ended else "is not valid JSON", self.line(min(at, len(source) - 1)))

    def key(self, text: Text) -> None:
        if text.value in self.stack[-1] and self.twice is None:
            self.twice = (text.value, self.line(text.start))
        self.keys[-1] = text.value

    def put(self, value: Any) -> None:
        if not self.stack:
            self.root = value
            return
        parent = self.stack[-1]
        if isinstance(parent, dict):
            parent[self.keys[-1]] = value
        elif not isinstance(value, float) or len(parent) < _MOST_NUMBERS:
            parent.append(value)


def parse(source: str, at: int = 0) -> Parsed:
    """Read JSON from ``at`` on; strings come as :class:`Text`, numbers as ``float``."""
    parser = _Parser(source, at)
    fault = parser.run()
    return Parsed(parser.root, fault, parser.twice)
