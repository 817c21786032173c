"""Transcripts in JSON: YouTube json3, Whisper and its kin, OpenAI's verbose JSON, podcast transcripts.

Which one it is shows in its keys. Anything else is foreign: left alone in a folder, one error when it is named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from brieflint.errors import InputError
from brieflint.sources.subtitles.cue import Complaints, Cue, Line, Piece, Time, time_of
from brieflint.sources.subtitles.cues import clock_seconds
from brieflint.sources.subtitles.json_text import Text, parse

KNOWN = "YouTube json3, Whisper and OpenAI-style segments or words, whisper.cpp, and podcast transcripts"

_HINTS = (b'"segments"', b'"events"', b'"words"', b'"transcription"', b'"chunks"', b'"text"')
_TIMES = (b'"start"', b'"startTime"', b'"tStartMs"', b'"offsets"', b'"timestamp"', b'"start_time"')
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,3})(?:[.,](\d{1,9}))?\Z")
_PLAIN_KEYS = frozenset("text language duration task usage words segments logprobs".split())
_NEEDS_BLANK = re.compile(r"[^\s([{'\"“„«\u2e80-\U0001ffff/-](?=[^\W\u2e80-\U0001ffff])")  # words of their own
_WORDS_A_CUE = 14
_PAUSE = 0.8  # seconds between words that begins a new cue

_NO_TIME = "has no time that can be read; its words were checked without one"
_BACKWARDS = "ends before it begins"

Item = tuple[Time | None, list[Text], str]
"""Time, texts and speaker of one cue."""


def is_transcript(path: Path) -> bool:
    """Whether a JSON file met in a folder is a transcript; a quick look at its bytes first."""
    from brieflint.sources.decode import decode, read_bytes

    try:
        raw = read_bytes(path, str(path))
        if raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return False
        if not any(hint in raw for hint in _HINTS) or not any(time in raw for time in _TIMES):
            return False
        source = decode(raw, str(path))
    except InputError:
        return False
    return _items(parse(source, 1 if source.startswith("\ufeff") else 0).value, timed=True) is not None


def read_json(source: str, body: int, path: str) -> tuple[list[Cue], tuple[str, ...]]:
    """Cues of a transcript in JSON from ``body`` on, and what could not be read.

    Raises:
        InputError: it is no JSON, or no transcript.
    """
    parsed = parse(source, body)
    items = _items(parsed.value, timed=False)
    fault = parsed.fault
    if items is None:
        if fault is not None:
            raise InputError(f"{fault.reason} (line {fault.line}): save it anew as JSON", path=path, line=fault.line)
        raise InputError(f"is JSON, but no transcript that brieflint knows; it reads {KNOWN}", path=path)
    complaints = Complaints()
    cues: list[Cue] = []
    for number, (time, texts, speaker) in enumerate(items, start=1):
        if time is None:
            complaints.add(_NO_TIME, f"cue {number}")
        elif time[1] < time[0]:
            complaints.add(_BACKWARDS, f"cue {number}")
            time = (time[0], time[0])
        cues.append(Cue(number, time, list(_lines(source, texts)), speaker))
    remarks = complaints.remarks()
    if parsed.twice is not None:
        key, line = parsed.twice
        remarks += (f"line {line}: the key '{key[:40]}' stands twice in one object: only the last was read",)
    if fault is not None:
        remarks += (f"{fault.reason} (line {fault.line}): what follows was not read",)
    return cues, remarks


def _lines(source: str, texts: Iterable[Text]) -> Iterator[Line]:
    """The texts of a cue as lines; a line feed in a string ends one."""
    line = Line()
    last = ""
    for text in texts:
        if last and _NEEDS_BLANK.match(last[-1] + text.value[:1]):
            line.pieces.append(Piece(text.start, text.start, " "))
        last = text.value
        for piece in text.pieces(source):
            words = source[piece.start : piece.end] if piece.text is None else piece.text
            at = 0
            for end in (*(m.start() for m in re.finditer("\n", words)), len(words)):
                if end > at:
                    cut = Piece(piece.start + at, piece.start + end) if piece.text is None else piece
                    line.pieces.append(cut)
                if end < len(words):
                    yield line
                    line = Line()
                at = end + 1
    yield line


# ---------------------------------------------------------------------------------------------------- formats


def _items(root: Any, *, timed: bool) -> list[Item] | None:
    """The cues of whichever format it is.

    Args:
        timed: only what has times is a transcript; ``{"text": "..."}`` could be anything.
    """
    for read in _READERS:
        items = read(root)
        if items is not None:
            return items
    if timed or not isinstance(root, dict) or not isinstance(root.get("text"), Text) or not root.keys() <= _PLAIN_KEYS:
        return None
    return [((0.0, _number(root.get("duration")) or 0.0), [root["text"]], "")]


def _json3(root: Any) -> list[Item] | None:
    """YouTube: events with segments of text; times in milliseconds."""
    events = _dicts(root, "events")
    if events is None or not any("tStartMs" in e or "segs" in e for e in events):
        return None
    items: list[Item] = []
    for event in events:
        texts = [s["utf8"] for s in _list(event.get("segs")) if isinstance(s, dict) and isinstance(s.get("utf8"), Text)]
        if any(t.value.strip() for t in texts):
            start, length = _number(event.get("tStartMs")), _number(event.get("dDurationMs"))
            end = None if start is None or length is None else (start + length) / 1000
            items.append((time_of(None if start is None else start / 1000, end), texts, ""))
    return items


def _segments(root: Any) -> list[Item] | None:
    """Whisper and its kin: segments with text, start and end in seconds; podcast transcripts call them otherwise."""
    if (
        isinstance(root, dict)
        and isinstance(root.get("schema"), Text)
        and root["schema"].value.startswith("brieflint/")
    ):
        return None
    listed = _dicts(root, "segments")
    if listed is None:
        return None
    if not listed:
        return [] if isinstance(root.get("text"), Text) and not _list(root.get("words")) else None
    return _timed(listed, ("text", "body"), ("start", "startTime", "start_time"), ("end", "endTime", "end_time"))


def _words(root: Any) -> list[Item] | None:
    """OpenAI's words without segments, gathered into cues at pauses and ends of sentences."""
    listed = _dicts(root, "words")
    words = _timed(listed, ("word",), ("start",), ("end",)) if listed else None
    if words is None:
        return None
    items: list[Item] = []
    for time, texts, speaker in words:
        if items:
            (before, known, who) = items[-1]
            near = time is not None and before is not None and time[0] - before[1] < _PAUSE
            ended = known[-1].value.rstrip()[-1:] in (".", "?", "!")
            if (near or time is None) and not ended and len(known) < _WORDS_A_CUE and who == speaker:
                start = before[0] if before else time[0] if time else 0.0
                end = time[1] if time else before[1] if before else 0.0
                items[-1] = ((start, end), [*known, *texts], who)
                continue
        items.append((time, texts, speaker))
    return items


def _whisper_cpp(root: Any) -> list[Item] | None:
    """whisper.cpp: offsets in milliseconds."""
    listed = _dicts(root, "transcription")
    if not listed or not all(isinstance(i.get("text"), Text) for i in listed):
        return None
    items: list[Item] = []
    for item in listed:
        offsets = item.get("offsets")
        offsets = offsets if isinstance(offsets, dict) else {}
        start, end = _number(offsets.get("from")), _number(offsets.get("to"))
        time = time_of(None if start is None else start / 1000, None if end is None else end / 1000)
        items.append((time, [item["text"]], ""))
    return items


def _chunks(root: Any) -> list[Item] | None:
    """The transformers library: chunks with a pair of times."""
    listed = _dicts(root, "chunks")
    if not listed or not all(isinstance(i.get("text"), Text) and _list(i.get("timestamp")) for i in listed):
        return None
    items: list[Item] = []
    for item in listed:
        start, end = (*(_number(t) for t in _list(item["timestamp"])), None, None)[:2]
        items.append((time_of(start, end), [item["text"]], ""))
    return items


def _snippets(root: Any) -> list[Item] | None:
    """A bare list of texts with start and duration or end."""
    if not isinstance(root, list) or not root or not all(isinstance(i, dict) for i in root):
        return None
    return _timed(root, ("text",), ("start",), ("end",))


_READERS: tuple[Callable[[Any], list[Item] | None], ...] = (
    _json3, _segments, _words, _whisper_cpp, _chunks, _snippets,
)  # fmt: skip


def _timed(
    listed: list[dict[str, Any]], texts: tuple[str, ...], starts: tuple[str, ...], ends: tuple[str, ...]
) -> list[Item] | None:
    """Items with a text and times under one of some keys; ``None`` where most are no such items."""
    items: list[Item] = []
    for entry in listed:
        text = next((entry[k] for k in texts if isinstance(entry.get(k), Text)), None)
        keys = [k for k in starts if k in entry]
        if text is None or not keys:
            continue
        start = _number(entry[keys[0]])
        end = next((_number(entry[k]) for k in ends if k in entry), None)
        if end is None and start is not None and (length := _number(entry.get("duration"))) is not None:
            end = start + length
        told = entry.get("speaker")
        items.append((time_of(start, end), [text], told.value.strip() if isinstance(told, Text) else ""))
    return items if items and len(items) * 2 > len(listed) else None


def _dicts(root: Any, key: str) -> list[dict[str, Any]] | None:
    """The objects of a list under a key; ``None`` where there is no such list of objects."""
    listed = root.get(key) if isinstance(root, dict) else None
    if not isinstance(listed, list):
        return None
    found = [item for item in listed if isinstance(item, dict)]
    return found if len(found) * 2 > len(listed) or not listed else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> float | None:
    """A number, or a clock time or number in a string."""
    if isinstance(value, Text):
        text = value.value.strip().removesuffix("s")
        clock = _CLOCK.match(text)
        if clock:
            return clock_seconds(*clock.groups())
        try:
            value = float(text)
        except ValueError:
            return None
    return value if isinstance(value, float) and math.isfinite(value) else None
