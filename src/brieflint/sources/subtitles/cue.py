"""A cue as every reader yields it: when, who, and lines of text with the place of each character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Time = tuple[float, float]
"""Start and end in seconds."""

MOST_SECONDS = 1_000_000.0
"""No recording is that long; a larger number is no time in seconds."""


class Piece(NamedTuple):
    """A stretch of a line: ``[start, end)`` of the source as it stands, or ``text`` in its place."""

    start: int
    end: int
    text: str | None = None


@dataclass(slots=True)
class Line:
    """One line of a cue."""

    pieces: list[Piece] = field(default_factory=list)

    def plain(self, source: str) -> str:
        """The words of the line."""
        return "".join(source[p.start : p.end] if p.text is None else p.text for p in self.pieces)

    def after(self, length: int) -> Line:
        """What stands after the first ``length`` characters."""
        rest: list[Piece] = []
        for piece in self.pieces:
            size = piece.end - piece.start if piece.text is None else len(piece.text)
            if length >= size:
                length -= size
            elif piece.text is None:
                rest.append(Piece(piece.start + length, piece.end))
                length = 0
            else:
                rest.append(Piece(piece.start, piece.end, piece.text[length:]))
                length = 0
        return Line(rest)


@dataclass(slots=True)
class Cue:
    """What is shown or said at a time.

    Attributes:
        number: from 1, in the order of the file.
        time: ``None`` where the file gives none that can be read.
        speaker: a name, or a mark that only tells that somebody else speaks; empty when nothing is told.
    """

    number: int
    time: Time | None
    lines: list[Line]
    speaker: str = ""


@dataclass(slots=True)
class Complaints:
    """What could not be read, one remark for each kind of trouble however often it occurs."""

    _first: dict[str, str] = field(default_factory=dict)
    _more: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, where: str) -> None:
        """Note trouble.

        Args:
            kind: what is wrong, as the end of a sentence.
            where: its place, as the beginning; empty for the whole file.
        """
        if kind in self._first:
            self._more[kind] = self._more.get(kind, 0) + 1
        else:
            self._first[kind] = where

    def remarks(self) -> tuple[str, ...]:
        """Plain sentences."""
        return tuple(
            (f"{where}: {kind}" if where else kind)
            + (f"; so are {self._more[kind]} more" if kind in self._more else "")
            for kind, where in self._first.items()
        )


def time_of(start: float | None, end: float | None) -> Time | None:
    """A time out of two numbers, if they are one; an end that is missing is the start."""
    if start is None or not 0 <= start <= MOST_SECONDS:  # NaN is not in any range
        return None
    if end is None:
        return start, start
    return (start, end) if 0 <= end <= MOST_SECONDS else None


def quoted(text: str, most: int = 40) -> str:
    """Text of a file inside a message: short, on one line, printable."""
    flat = " ".join(text.split())
    flat = "".join(c if c.isprintable() else "\ufffd" for c in flat)
    return f"'{flat if len(flat) <= most else flat[: most - 1] + '…'}'"


def last_time(cues: Sequence[Cue]) -> float:
    """When the last cue ends."""
    return max((c.time[1] for c in cues if c.time is not None), default=0.0)
