"""Transcripts in text files: ``[00:12]``, ``0:12`` on a line of its own, ``Anna:``, ``SPEAKER_01:``.

A time begins a cue that lasts until the next one. Names before a colon are taken for speakers where they recur. A text
without times stays in its paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from brieflint.document import Reading
from brieflint.sources.plain import read_plain
from brieflint.sources.subtitles.cue import Cue, Line, Piece, last_time, time_of
from brieflint.sources.subtitles.cues import clock_seconds
from brieflint.sources.subtitles.joining import joined
from brieflint.sources.subtitles.speech import clean

WORDS_A_SECOND = 2.5
"""How fast people speak, for a time that the file does not tell."""

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_STAMP = re.compile(
    rf"[ \t]*(?:[\[(]{_CLOCK}(?:[ \t]*(?:-->|-|–|to)[ \t]*{_CLOCK})?[\])]|{_CLOCK}(?![\d:.]|[ \t]*(?:am|pm|uhr)\b))"
    r"[ \t]*(?:[-–—|:](?!\S)[ \t]*)?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"[\[(]{_CLOCK}(?:[ \t]*(?:-->|-|–|to)[ \t]*{_CLOCK})?[\])]")
_NAME = r"[^\W\d_][\w.'’ -]{0,38}[\w.)]"
_SPEAKER = re.compile(
    rf"[ \t]*(?:\*\*|__)?((?:SPEAKER|Speaker|Sprecher(?:in)?)[ _]?\d{{1,3}}|{_NAME}):(?:\*\*|__)?[ \t]+"
)
_SURE_SPEAKER = re.compile(r"(?:SPEAKER|Speaker|Sprecher(?:in)?)[ _]?\d{1,3}\Z")
_NAME_THEN_TIME = re.compile(
    rf"[ \t]*(?:\*\*|__)?({_NAME})(?:\*\*|__)?[ \t]*[,:-]?[ \t]*(?=[\[(]?{_CLOCK}[\])]?[ \t]*:?[ \t]*(?:\n|\Z))"
)
_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_NOBODY = frozenset(
    "ad ads advert advertisement sponsored sponsor disclosure disclaimer note warning werbung anzeige hinweis"
    " publicité pub publicidad anuncio nota pubblicità reclame reklame annonce reklam mainos reklama publi".split()
)
"""Words before a colon that are what is said, not who says it."""


def read_transcript(source: str, body: int = 0) -> Reading:
    """Read a transcript in plain text from ``body`` on."""
    plain = read_plain(source, body)
    cues = _Reader(source, plain).cues()
    if cues is None:
        return clean(plain)
    reading = joined(source, body, cues)
    return reading._replace(comments=plain.comments)


def looks_timed(text: str, start: int = 0) -> bool:
    """Whether a text has the marks of a transcript: times or speakers at the beginnings of lines."""
    lines = [m[0] for m in _LINE.finditer(text, start) if m[0].strip()]
    marked = (_STAMP.match(line) or line.startswith(">> ") or _NAME_THEN_TIME.match(line) for line in lines)
    return sum(1 for m in marked if m) >= 2 or bool(_speakers("".join(lines)))


def _speakers(text: str) -> frozenset[str]:
    """Names before a colon at the beginnings of lines that recur, or that no word could be."""
    counts: Counter[str] = Counter()
    for line in _LINE.finditer(text):
        stamp = _STAMP.match(line[0])
        said = _SPEAKER.match(line[0], stamp.end() if stamp else 0)
        if said:
            counts[said[1]] += 1
    names = {n for n, k in counts.items() if n.split()[0].lower() not in _NOBODY and len(n.split()) <= 4}
    recurring = {n for n in names if counts[n] > 1}
    sure = {n for n in names if _SURE_SPEAKER.match(n)}
    return frozenset(recurring | sure | (names if recurring and len(names) <= 6 else set()))


_Stretch = tuple[int, int, "float | None", "float | None", str]
"""Start and end in the text, start and end in seconds, and who speaks."""


class _Reader:
    def __init__(self, source: str, plain: Reading) -> None:
        self.source = source
        self.text = plain.text
        self.map = plain.map
        self.speakers = _speakers(plain.text)

    def cues(self) -> list[Cue] | None:
        """The stretches between times and speakers, or ``None`` where the text has neither."""
        marks = list(self.marks())
        if len(marks) < 2 and not (marks and not self.text[: marks[0][0]].strip()):
            if not self.speakers:
                return None
            marks = []
        first = marks[0][0] if marks else len(self.text)
        stretches: list[_Stretch] = [(0, first, None, None, "")] if self.text[:first].strip() else []
        for number, (_, end, begins, ends, who) in enumerate(marks):
            stop = marks[number + 1][0] if number + 1 < len(marks) else len(self.text)
            stretches.append((end, stop, begins, ends, who))
        found: list[Cue] = []
        speaker = ""
        for at, stop, begins, ends, who in stretches:
            for said_by, lines in self.turns(at, stop):
                speaker = said_by or who or speaker
                found.append(Cue(len(found) + 1, time_of(begins, ends), lines, speaker))
        self.set_ends(found)
        return found

    def marks(self) -> Iterator[tuple[int, int, float | None, float | None, str]]:
        """Times with their place in the text, the seconds, and the name before them."""
        for line in _LINE.finditer(self.text):
            at, stop = line.span()
            who = ""
            start = at
            named = _NAME_THEN_TIME.match(self.text, at, stop)
            if named:
                who, at = named[1], named.end()
            stamp = _STAMP.match(self.text, at, stop)
            if stamp is None and (said := _SPEAKER.match(self.text, at, stop)) and said[1] in self.speakers:
                stamp = _BRACKETED.match(self.text, said.end(), stop)
                who = said[1] if stamp else ""
            if stamp is not None:
                yield (start, stamp.end(), *_seconds(stamp), who)
                at = stamp.end()
            for inner in _BRACKETED.finditer(self.text, at, stop):
                yield (inner.start(), inner.end(), *_seconds(inner), "")

    def turns(self, at: int, stop: int) -> Iterator[tuple[str, list[Line]]]:
        """The words of a stretch by who says them."""
        lines: list[Line] = []
        who = ""
        for match in _LINE.finditer(self.text, at, stop):
            start, end = match.start(), match.start() + len(match[0].rstrip("\n"))
            said = _SPEAKER.match(self.text, start, end)
            if said and said[1] in self.speakers:
                if lines:
                    yield who, lines
                    lines = []
                who, start = said[1], said.end()
            line = Line()
            for low, high, length, verbatim in self.map.pieces(start, end):
                line.pieces.append(Piece(low, high) if verbatim else Piece(low, high, " " * length))
            if line.plain(self.source).strip():
                lines.append(line)
        if lines:
            yield who, lines

    def set_ends(self, cues: list[Cue]) -> None:
        """A stretch ends where the next begins; the last as long as its words take."""
        for number, cue in enumerate(cues):
            if cue.time is None or cue.time[1] > cue.time[0]:
                continue
            following = next((c for c in cues[number + 1 : number + 50] if c.time and c.time[0] > cue.time[0]), None)
            if following is not None and following.time is not None:
                end = max(cue.time[0], following.time[0])
            else:
                words = sum(len(line.plain(self.source).split()) for line in cue.lines)
                end = max(cue.time[0], last_time(cues)) if following else cue.time[0] + words / WORDS_A_SECOND
            cue.time = (cue.time[0], end)


def _seconds(match: re.Match[str]) -> tuple[float | None, float | None]:
    """Start and end that a mark tells."""
    groups = match.groups()
    clocks = [groups[i : i + 4] for i in range(0, len(groups), 4)]
    if len(clocks) == 3 and clocks[0][1] is None:  # without brackets there is no end
        clocks = [clocks[2], (None, None, None, None)]
    start, end = clocks[:2]
    begins = clock_seconds(*start) if start[1] else None
    return begins, clock_seconds(*end) if end[1] else None


__all__ = ["WORDS_A_SECOND", "looks_timed", "read_transcript"]
