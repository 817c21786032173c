"""Which files to read: named ones always, folders walked for the suffixes that brieflint knows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from brieflint.config import ConfigFinder
from brieflint.errors import BrieflintError, InputError

TEXT_SUFFIXES = (".md", ".markdown", ".txt")
SUBTITLE_SUFFIXES = (".srt", ".vtt", ".json3", ".json")
RECORD_SUFFIXES = (".yaml", ".yml")
RECORD_NAMES = ("campaign.yaml", "campaign.yml")
IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".heic", ".heif")
CALENDAR_SUFFIXES = (".csv", ".tsv", ".xlsx")
PAGE_SUFFIXES = (".html", ".htm")
WORD_SUFFIXES = (".docx",)
SUFFIXES = TEXT_SUFFIXES + SUBTITLE_SUFFIXES + IMAGE_SUFFIXES + CALENDAR_SUFFIXES + PAGE_SUFFIXES + WORD_SUFFIXES
OTHER_SUBTITLES = (".sbv", ".ttml", ".dfxp", ".itt", ".ass", ".ssa", ".sub", ".smi", ".lrc", ".srv1", ".srv2", ".srv3")
UNREAD_SUBTITLES = "holds subtitles in a format that brieflint does not read: save it as .srt or .vtt"
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv", "site-packages", "dist", "build"})


def discover(
    paths: Sequence[str], configs: ConfigFinder, *, force_exclude: bool = False
) -> Iterator[str | BrieflintError]:
    """Files to check, as the user would name them, in a fixed order, each once; what cannot be walked is an error.

    Args:
        force_exclude: apply the configuration's ``exclude`` to named files too, as a pre-commit hook needs it.
    """
    seen: set[str] = set()
    for path in paths:
        if path == "-":
            yield path
            continue
        if os.path.isdir(path):
            found: Iterator[str | BrieflintError] = _walk(path, configs)
        elif not os.path.lexists(path):
            yield InputError("no such file or folder", path=path)
            continue
        elif os.path.splitext(path)[1].lower() not in (*SUFFIXES, *RECORD_SUFFIXES):
            yield InputError(_foreign(path), path=path)
            continue
        else:
            if force_exclude:
                try:
                    if configs.for_file(Path(path)).excluded(Path(path)):
                        continue
                except BrieflintError as problem:
                    yield problem
                    continue
            found = iter([path])
        for item in found:
            if isinstance(item, str):
                key = os.path.abspath(item)
                if key in seen:
                    continue
                seen.add(key)
            yield item


def _foreign(path: str) -> str:
    """Why a file is not read, and what to do."""
    if os.path.splitext(path)[1].lower() in OTHER_SUBTITLES:
        return UNREAD_SUBTITLES
    return f"is not a kind of file that brieflint reads; it reads {' '.join(SUFFIXES)}"


def _is_transcript(path: str) -> bool:
    """Whether a JSON file is a transcript, by its name or else by what is in it; most JSON is somebody else's."""
    if os.path.basename(path).lower().split(".")[-2].startswith("transcript"):
        return True
    from brieflint.sources.subtitles.json_cues import is_transcript

    return is_transcript(Path(path))


def _walk(folder: str, configs: ConfigFinder) -> Iterator[str | BrieflintError]:
    """Files below a folder in the order of their names; a list of what is left, so that depth does not matter."""
    left = [(folder, True)]
    while left:
        path, is_folder = left.pop()
        if is_folder:
            try:
                with os.scandir(path) as entries:
                    listed = sorted(entries, key=lambda e: e.name, reverse=True)
            except OSError as problem:
                yield InputError(f"folder cannot be read: {problem.strerror or problem}", path=path)
                continue
            for entry in listed:
                below = entry.name if path in (".", "./") else os.path.join(path, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith(".") and entry.name not in _SKIPPED_FOLDERS:
                        left.append((below, True))
                elif (suffix := os.path.splitext(entry.name)[1].lower()) in SUFFIXES or entry.name in RECORD_NAMES:
                    if suffix == ".json" and not _is_transcript(below):
                        continue
                    left.append((below, False))
            continue
        try:
            if configs.for_file(Path(path)).excluded(Path(path)):
                continue
        except BrieflintError as problem:
            yield problem
            here = os.path.dirname(path)
            left = [item for item in left if os.path.dirname(item[0]) != here]
            continue
        yield path
