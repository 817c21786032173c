"""What an engine read: lines of words, each with its box and how sure the engine is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

Box = tuple[int, int, int, int]
"""``(x, y, width, height)`` in pixels."""


class Word(NamedTuple):
    """One word as it was read; ``confidence`` runs from 0 to 100."""

    text: str
    box: Box
    confidence: float


class Line(NamedTuple):
    """Words that stand beside each other, from left to right."""

    words: tuple[Word, ...]
    box: Box
    confidence: float

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words)


def line_of(words: Iterable[Word]) -> Line:
    """A line from words that are in order; its confidence is the mean weighted by length."""
    listed = tuple(words)
    weight = sum(len(word.text) for word in listed) or 1
    confidence = sum(word.confidence * len(word.text) for word in listed) / weight
    return Line(listed, union(word.box for word in listed), round(confidence, 1))


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of ``boxes``, of which there is at least one."""
    listed = list(boxes)
    left, top = min(b[0] for b in listed), min(b[1] for b in listed)
    right, bottom = max(b[0] + b[2] for b in listed), max(b[1] + b[3] for b in listed)
    return left, top, right - left, bottom - top


def overlap(box: Box, other: Box) -> float:
    """The share of ``box`` that ``other`` covers."""
    width = min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0])
    height = min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1])
    return width * height / (box[2] * box[3]) if width > 0 and height > 0 and box[2] and box[3] else 0.0


def scaled(line: Line, factor: float) -> Line:
    """The line in a picture that is ``factor`` times as large."""
    if factor == 1:
        return line
    words = tuple(Word(w.text, _scaled(w.box, factor), w.confidence) for w in line.words)
    return Line(words, _scaled(line.box, factor), line.confidence)


def _scaled(box: Box, factor: float) -> Box:
    x, y, width, height = (round(value * factor) for value in box)
    return x, y, max(1, width), max(1, height)


def split_words(text: str, box: Box, confidence: float) -> tuple[Word, ...]:
    """Words of a line of which only the whole box is known: the width is shared out by the width of the letters."""
    pieces = text.split()
    if not pieces:
        return ()
    x, y, width, height = box
    total = sum(map(advance, " ".join(pieces))) or 1.0
    words, at = [], 0.0
    for piece in pieces:
        own = sum(map(advance, piece))
        left, right = x + width * at / total, x + width * (at + own) / total
        words.append(Word(piece, (round(left), y, max(1, round(right - left)), height), confidence))
        at += own + advance(" ")
    return tuple(words)


def advance(char: str) -> float:
    """How wide a letter runs in common screen fonts, in ems."""
    if char in "ijl|!.,:;'’`·":
        return 0.27
    if char in "frtI()[]{}/\\- ":
        return 0.35
    if char in "mwMW@—%":
        return 0.87
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return 0.66 if char.isupper() or char in "#&" else 0.56
