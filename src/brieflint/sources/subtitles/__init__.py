"""Transcripts of what is said: SubRip, WebVTT, YouTube json3, Whisper and OpenAI-style JSON, and text with times.

Each format has a reader that yields cues whose every character knows its place in the file as stored; ``joining``
makes one text of them. The readers are brieflint's own because the well-kept parsers (pysubs2, webvtt-py, srt, the
``json`` module) return times and words but not where in the file a word stands, and a finding needs line, column and
offset of the words, escapes and markup included. pysubs2 is what the tests hold cues and times against.
"""

from __future__ import annotations

from brieflint.document import Reading
from brieflint.sources.subtitles.cues import looks_like_cues, notes, read_cues
from brieflint.sources.subtitles.joining import joined

JSON_SUFFIXES = (".json3", ".json")


def read_subtitles(source: str, body: int, suffix: str, path: str) -> Reading:
    """Read a transcript from ``body`` on.

    Args:
        suffix: of the file, lower case; other suffixes than the JSON ones hold SubRip or WebVTT cues.
        path: what messages call the file.

    Raises:
        InputError: JSON that is no transcript.
    """
    if suffix in JSON_SUFFIXES:
        from brieflint.sources.subtitles.json_cues import read_json

        return joined(source, body, *read_json(source, body, path))
    return joined(source, body, *read_cues(source, body))._replace(comments=tuple(notes(source, body)))


__all__ = ["JSON_SUFFIXES", "looks_like_cues", "read_subtitles"]
