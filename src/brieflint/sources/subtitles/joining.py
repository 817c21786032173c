"""One text out of cues: each line once, cues joined into sentences, sounds left out.

Rolling captions show every line twice and growing ones a line word by word; what was on the screen a moment ago is not
said again. Cues stand on lines of their own; a blank line parts them where somebody else speaks or after a pause, and
only there do phrases end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from brieflint.document import Block, Reading
from brieflint.sources.subtitles.cue import Cue, Line
from brieflint.sources.subtitles.speech import clean
from brieflint.text.offsets import OffsetMap

PAUSE = 3.0
"""Seconds of silence after which a phrase does not go on."""

_SAME_SCREEN = 0.6  # seconds between a line and its repetition
_TURN = re.compile(r"\s*(?:>>+|&gt;&gt;)\s*")
_SPEAKER = re.compile(r"\s*\[?((?:SPEAKER|Speaker|Sprecher(?:in)?|Locuteur|Hablante|S)[ _]?\d{1,3})\]?:\s*")


class _Writer:
    """Text under construction with its map back to the source."""

    def __init__(self, source: str, origin: int) -> None:
        self.source = source
        self.parts: list[str] = []
        self.map = OffsetMap(origin)
        self.end = origin  # source offset at which the last piece ended

    @property
    def length(self) -> int:
        return self.map.length

    def gap(self, text: str, start: int) -> None:
        """A break that stands nowhere in the source, before what begins at ``start``."""
        self.map.add(start, start, len(text), verbatim=False)
        self.parts.append(text)

    def line(self, line: Line) -> None:
        for piece in line.pieces:
            text = self.source[piece.start : piece.end] if piece.text is None else piece.text
            self.map.add(piece.start, piece.end, len(text), verbatim=piece.text is None)
            self.parts.append(text)
            self.end = piece.end


def joined(source: str, body: int, cues: Sequence[Cue], remarks: Iterable[str] = ()) -> Reading:
    """The reading of a file of cues."""
    writer = _Writer(source, body)
    blocks: list[Block] = []
    before: tuple[Cue, list[str]] | None = None  # the last cue, and what it showed
    last: Cue | None = None  # the last cue that said something new
    for cue in cues:
        shown, lines, turned = _spoken_lines(source, cue)
        fresh = _fresh(source, before, cue, shown, lines)
        before = (cue, shown or (before[1] if before and _touching(before[0], cue) else []))
        if not fresh:
            continue
        if blocks:
            parted = turned or (last is not None and _parted(last, cue))
            writer.gap("\n\n" if parted else "\n", fresh[0].pieces[0].start)
        start = writer.length
        for number, line in enumerate(fresh):
            if number:
                writer.gap("\n", line.pieces[0].start)
            writer.line(line)
        blocks.append(Block(start, writer.length, "cue", _meta(cue)))
        last = cue
    reading = Reading("".join(writer.parts), writer.map, tuple(blocks), remarks=tuple(remarks))
    return clean(reading)


def _meta(cue: Cue) -> dict[str, Any]:
    meta: dict[str, Any] = {"cue": cue.number}
    if cue.time is not None:
        meta["time"] = cue.time
    if cue.speaker:
        meta["speaker"] = cue.speaker
    return meta


def _spoken_lines(source: str, cue: Cue) -> tuple[list[str], list[Line], bool]:
    """Lines with words, folded and as they are, and whether a mark says that somebody else begins to speak."""
    shown: list[str] = []
    kept: list[Line] = []
    turned = False
    for line in cue.lines:
        plain = line.plain(source)
        if mark := _TURN.match(plain) or _SPEAKER.match(plain):
            turned = True
            if mark.re is _SPEAKER and not cue.speaker:
                cue.speaker = mark[1]
            line, plain = line.after(mark.end()), plain[mark.end() :]
        lead = len(plain) - len(plain.lstrip())
        if lead:
            line, plain = line.after(lead), plain[lead:]
        if plain:
            shown.append(" ".join(plain.split()))
            kept.append(line)
    return shown, kept, turned


def _touching(one: Cue, other: Cue) -> bool:
    if one.time is None or other.time is None:
        return False
    return -_SAME_SCREEN <= other.time[0] - one.time[1] <= _SAME_SCREEN or one.time[0] <= other.time[0] <= one.time[1]


def _fresh(
    source: str, before: tuple[Cue, list[str]] | None, cue: Cue, shown: list[str], lines: list[Line]
) -> list[Line]:
    """Lines that were not on the screen a moment ago."""
    if before is None or not shown or not before[1] or not _touching(before[0], cue):
        return lines
    old = before[1]
    for count in range(min(len(old), len(shown)), 0, -1):
        if old[-count:] == shown[:count]:
            return lines[count:]
    for count in range(min(len(old), len(shown)), 0, -1):  # the last line of the screen grew
        same = old[-count:-1] == shown[: count - 1]
        if same and shown[count - 1].startswith(old[-1] + " "):
            return [_rest(source, lines[count - 1], old[-1]), *lines[count:]]
    return lines


def _rest(source: str, line: Line, known: str) -> Line:
    """A line without the words it began with; blanks do not count."""
    letters = sum(1 for c in known if not c.isspace())
    plain = line.plain(source)
    at = 0
    while at < len(plain) and (letters or plain[at].isspace()):
        letters -= not plain[at].isspace()
        at += 1
    return line.after(at)


def _parted(one: Cue, other: Cue) -> bool:
    """Whether a phrase ends between two cues."""
    if one.speaker != other.speaker and (one.speaker and other.speaker):
        return True
    if one.time is None or other.time is None:
        return False
    return other.time[0] - one.time[1] >= PAUSE or other.time[0] < one.time[0]
