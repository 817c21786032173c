"""SubRip and WebVTT, read line by line and leniently: what players skip is still read, and said so.

Identifiers, settings, headers, regions, styles and notes are no text, nor are tags inside a line: voices, classes, word
times, fonts, override codes. A cue whose time cannot be read keeps its words, and so does text that has lost its time.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from brieflint.document import Comment
from brieflint.sources.subtitles.cue import Complaints, Cue, Line, Piece, Time, quoted, time_of

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,3})(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"[ \t]*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}(?![\d:.,\w])")
_ANY_TIMING = re.compile(rf"^{_TIMING.pattern}", re.MULTILINE)
_BAD_TIMING = re.compile(r"[ \t]*\d[^\r\n<>]{0,40}-->")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"\s*\d{1,9}\s*\Z")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION|X-TIMESTAMP-MAP)\b")
_MARKUP = re.compile(
    r"<[vV](?:\.[^\s<>]{0,60})?\s([^<>\n]{1,120})>"  # 1 voice
    r"|</?[A-Za-z][^<>\n]{0,200}>"  # tag
    r"|<\d[\d:.,]{0,20}>"  # word time
    r"|\{\\[^{}\n]{0,80}\}"  # override code
    r"|(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});)"  # 2 character reference
)
_NOTE = re.compile(
    r"(?:(?<=\n\n)|(?<=\r\n\r\n)|(?<=\r\r))NOTE(?:[ \t]+|\r\n?|\n)(brieflint\b[^\r\n]*(?:(?:\r\n?|\n)[^\r\n]+)*)",
    re.IGNORECASE,
)

_NO_TIME = "has no time that can be read; its words were checked without one"
_BACKWARDS = "ends before it begins"
_STRAY = "stands outside every cue; its words were checked without a time"
_NO_CUES = "holds no cues, such as begin with '00:00:01,000 --> 00:00:03,000'"


def looks_like_cues(text: str, start: int = 0) -> bool:
    """Whether a text holds timing lines."""
    return _ANY_TIMING.search(text, start) is not None


def clock_seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float | None:
    """Seconds of a clock time; ``None`` where it is none (75 minutes are an hour and a quarter)."""
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return (whole * 1000 + int((fraction or "0")[:3].ljust(3, "0"))) / 1000


class _Reader:
    def __init__(self, source: str, body: int) -> None:
        self.source = source
        self.complaints = Complaints()
        self.cues: list[Cue] = []
        self.lines = [(m.start(), m.end()) for m in _LINE.finditer(source, body) if m.end() > m.start()]
        self.starts = [0, *(m.end() for m in _LINE_END.finditer(source))]
        first = source[body : body + 7].lstrip("\ufeff")
        self.vtt = first.startswith("WEBVTT")

    def line_number(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def read(self) -> None:
        region: list[tuple[int, int]] = []
        timing: tuple[int, re.Match[str] | None] | None = None
        for start, end in self.lines:
            found = _TIMING.match(self.source, start, end) if "-->" in self.source[start:end] else None
            bad = found is None and _BAD_TIMING.match(self.source, start, end) is not None
            if found is None and not bad:
                region.append((start, end))
                continue
            self.region(timing, region, last=False)
            region, timing = [], (start, found)
        self.region(timing, region, last=True)
        if timing is None and (
            self.cues or (not self.vtt and self.lines and self.source[self.lines[0][0] :].strip("\ufeff \t\r\n"))
        ):
            self.complaints = Complaints()
            self.complaints.add(_NO_CUES, "")

    def region(
        self, timing: tuple[int, re.Match[str] | None] | None, lines: list[tuple[int, int]], *, last: bool
    ) -> None:
        """What stands between two timing lines: the text of a cue, and asides, and the next identifier."""
        paragraphs = self.paragraphs(lines)
        touching = bool(lines) and bool(self.source[slice(*lines[-1])].strip())
        if not last and touching and paragraphs:
            self.take_identifier(paragraphs, opens=timing is None)
        if timing is None:
            if self.vtt and paragraphs:
                paragraphs = paragraphs[1:]  # the header
            self.strays(paragraphs)
            return
        payload = paragraphs[0] if paragraphs and self.follows(timing[0], paragraphs[0]) else []
        rest = paragraphs[1:] if payload else paragraphs
        if not self.vtt:  # a blank line inside a cue of SubRip is a slip, not an end
            while rest and not self.numbered(rest[0]):
                payload = payload + rest.pop(0)
        self.cue(timing, payload)
        self.strays(rest)

    def paragraphs(self, lines: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
        found: list[list[tuple[int, int]]] = []
        open_ = False
        for start, end in lines:
            text = self.source[start:end]
            blank = not (
                text.rstrip("\r\n") if self.vtt else text.strip()
            )  # a blank in WebVTT is an empty line of text
            if not blank:
                if open_:
                    found[-1].append((start, end))
                else:
                    found.append([(start, end)])
            open_ = not blank
        return found

    def follows(self, timing: int, paragraph: list[tuple[int, int]]) -> bool:
        """Whether a paragraph stands right under the timing line, or is the only one of a SubRip cue."""
        between = self.source[timing : paragraph[0][0]]
        return not self.vtt or len(_LINE_END.findall(between)) == 1

    def numbered(self, paragraph: list[tuple[int, int]]) -> bool:
        """Whether a paragraph begins like a cue of its own whose timing line was lost."""
        return _NUMBER.match(self.source[slice(*paragraph[0])]) is not None

    def take_identifier(self, paragraphs: list[list[tuple[int, int]]], *, opens: bool) -> None:
        """Drop the line right above a timing line where it is the name of the cue."""
        line = self.source[slice(*paragraphs[-1][-1])]
        alone = len(paragraphs[-1]) == 1 and (len(paragraphs) > 1 or opens)
        if _NUMBER.match(line) or (self.vtt and alone and not _ASIDE.match(line)):
            paragraphs[-1].pop()
            if not paragraphs[-1]:
                paragraphs.pop()

    def strays(self, paragraphs: list[list[tuple[int, int]]]) -> None:
        """Paragraphs that belong to no cue: asides of WebVTT, or words whose timing line is missing."""
        for paragraph in paragraphs:
            first = self.source[slice(*paragraph[0])]
            if self.vtt and _ASIDE.match(first):
                continue
            lines = paragraph[1:] if _NUMBER.match(first) else paragraph
            if any(self.source[a:b].strip() for a, b in lines):
                self.complaints.add(_STRAY, f"line {self.line_number(lines[0][0])}")
                self.append(None, lines)

    def cue(self, timing: tuple[int, re.Match[str] | None], payload: list[tuple[int, int]]) -> None:
        start, match = timing
        number = len(self.cues) + 1
        where = f"cue {number} (line {self.line_number(start)})"
        time: Time | None = None
        if match is not None:
            begins, ends = clock_seconds(*match.groups()[:4]), clock_seconds(*match.groups()[4:])
            time = None if ends is None else time_of(begins, ends)
        if time is None:
            end = _LINE_END.search(self.source, start)
            shown = quoted(self.source[start : end.start() if end else len(self.source)])
            self.complaints.add(_NO_TIME, f"{where}, {shown}")
        elif time[1] < time[0]:
            self.complaints.add(_BACKWARDS, where)
            time = (time[0], time[0])
        self.append(time, payload)

    def append(self, time: Time | None, payload: list[tuple[int, int]]) -> None:
        lines: list[Line] = []
        speaker = ""
        for start, end in payload:
            line, voice = self.line(start, end)
            speaker = speaker or voice
            if line.pieces:
                lines.append(line)
        self.cues.append(Cue(len(self.cues) + 1, time, lines, speaker))

    def line(self, start: int, end: int) -> tuple[Line, str]:
        """The words of a line, and who says them."""
        source = self.source
        while end > start and source[end - 1] in "\r\n":
            end -= 1
        line, speaker = Line(), ""
        at = start
        if "<" in source[start:end] or "&" in source[start:end] or "{" in source[start:end]:
            for mark in _MARKUP.finditer(source, start, end):
                if mark.start() > at:
                    line.pieces.append(Piece(at, mark.start()))
                if mark[1]:
                    speaker = speaker or " ".join(html.unescape(mark[1]).split())
                elif mark[2]:
                    line.pieces.append(Piece(mark.start(), mark.end(), html.unescape(mark[2])))
                at = mark.end()
        if at < end:
            line.pieces.append(Piece(at, end))
        return line, speaker


def read_cues(source: str, body: int) -> tuple[list[Cue], tuple[str, ...]]:
    """Cues of SubRip or WebVTT from ``body`` on, and what could not be read."""
    reader = _Reader(source, body)
    reader.read()
    return reader.cues, reader.complaints.remarks()


def notes(source: str, body: int) -> Iterator[Comment]:
    """``NOTE brieflint: ...`` blocks of WebVTT."""
    if source.startswith("WEBVTT", body):
        for note in _NOTE.finditer(source, body):
            yield Comment(note.start(), note.end(), note[1].strip())
