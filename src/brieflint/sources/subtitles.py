"""SubRip and WebVTT cues, with exact places: each cue is a block with its time, its text mapped to the source.

Cue settings, identifiers, notes, styles and voice or word-time tags are no text. A transcript kept in a plain text file
is recognised by its timing lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from brieflint.document import Block, Comment, Reading
from brieflint.text.offsets import OffsetMap

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\r\n]*$", re.MULTILINE)
_TAG = re.compile(r"<[^<>\n]{0,200}>")
_NOTE = re.compile(
    r"(?:(?<=\n\n)|(?<=\r\n\r\n)|(?<=\r\r))NOTE(?:[ \t]+|\r\n?|\n)(brieflint\b[^\r\n]*(?:(?:\r\n?|\n)[^\r\n]+)*)",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"\r\n|\r|\n")


def looks_like_cues(text: str, start: int = 0) -> bool:
    """Whether a text holds timing lines."""
    return _TIMING.search(text, start) is not None


def _seconds(groups: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = groups
    return (
        int(hours or 0) * 3600
        + int(minutes or 0) * 60
        + int(seconds or 0)
        + int((fraction or "0").ljust(3, "0")) / 1000
    )


def read_cues(source: str, body: int) -> Reading:
    """Read SubRip or WebVTT cues from ``body`` on."""
    text: list[str] = []
    offsets = OffsetMap()
    blocks: list[Block] = []
    remarks: list[str] = []
    timings = list(_TIMING.finditer(source, body))
    for number, timing in enumerate(timings):
        start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
        if end < start:
            remarks.append(f"cue {number + 1} ends before it begins")
            end = start
        stop = timings[number + 1].start() if number + 1 < len(timings) else len(source)
        lines = _payload(source, timing.end(), stop)
        if not lines:
            continue
        if blocks:
            at = lines[0][0]
            offsets.add(at, at, 2, verbatim=False)
            text.append("\n\n")
        first = offsets.length
        for k, (low, high) in enumerate(lines):
            if k:
                offsets.add(lines[k - 1][1], low, 1, verbatim=False)
                text.append("\n")
            _line(source, low, high, text, offsets)
        blocks.append(Block(first, offsets.length, "cue", {"time": (start, end)}))
    return Reading("".join(text), offsets, tuple(blocks), comments=tuple(_notes(source, body)), remarks=tuple(remarks))


def _notes(source: str, body: int) -> Iterator[Comment]:
    """``NOTE brieflint: ...`` blocks of WebVTT."""
    if not source.startswith("WEBVTT", body):
        return
    for note in _NOTE.finditer(source, body):
        yield Comment(note.start(), note.end(), note[1].strip())


def _payload(source: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Text lines of a cue: those after the timing line up to the first blank one."""
    lines: list[tuple[int, int]] = []
    at = start
    match = _LINE_END.match(source, at)
    if match:
        at = match.end()
    while at < stop:
        ending = _LINE_END.search(source, at, stop)
        high = ending.start() if ending else stop
        if not source[at:high].strip():
            break
        lines.append((at, high))
        at = ending.end() if ending else stop
    return lines


def _line(source: str, low: int, high: int, text: list[str], offsets: OffsetMap) -> None:
    """Copy one line without its tags."""
    at = low
    for tag in _TAG.finditer(source, low, high):
        if tag.start() > at:
            text.append(source[at : tag.start()])
            offsets.add(at, tag.start(), tag.start() - at, verbatim=True)
        at = tag.end()
    if at < high:
        text.append(source[at:high])
        offsets.add(at, high, high - at, verbatim=True)
