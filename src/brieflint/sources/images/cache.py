"""Remember what was read: a hook and a CI job see the same pictures again and again.

The key is the content of the file with the engine, its version and its settings; a damaged entry is read anew.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from brieflint.rules.ruleset import cache_folder, read_checked, write_checked
from brieflint.sources.images.engines import Engine
from brieflint.sources.images.lines import Line, Word

FORMAT = 1
"""Grows when what is kept, or how a picture is prepared, changes."""

_KEPT = 2000  # pictures; a few kilobytes each


class Seen(NamedTuple):
    """All that is known of a picture without its pixels.

    ``size`` is the upright size in pixels, in which the boxes are; ``on_page`` says of each line whether it stands on
    the flat ground of an app or page rather than on a photo.
    """

    size: tuple[int, int]
    lines: tuple[Line, ...]
    on_page: tuple[bool, ...]
    lossy: bool
    remarks: tuple[str, ...]


def entry(raw: bytes, engine: Engine, languages: Sequence[str]) -> Path:
    """The file that holds, or will hold, what ``engine`` reads off a picture."""
    told = "\0".join((str(FORMAT), engine.name, engine.version, engine.settings, *languages))
    key = sha256(told.encode() + b"\0" + sha256(raw).digest()).hexdigest()[:40]
    return cache_folder() / f"picture-{key}.json"


def recall(file: Path) -> Seen | None:
    """What was read before, or ``None``."""
    sections = read_checked(file)
    if sections is None:
        return None
    try:
        data = json.loads(sections["seen"])
        lines = tuple(
            Line(tuple(Word(t, _box(b), c) for t, b, c in words), _box(box), confidence)
            for words, box, confidence in data["lines"]
        )
        width, height = data["size"]
        return Seen((width, height), lines, tuple(data["on_page"]), data["lossy"], tuple(data["remarks"]))
    except (KeyError, TypeError, ValueError):
        return None


def _box(values: list[int]) -> tuple[int, int, int, int]:
    x, y, width, height = values
    return x, y, width, height


def remember(file: Path, seen: Seen) -> None:
    """Keep what was read; a disk that cannot be written is no error."""
    data = {
        "size": seen.size,
        "lines": [[line.words, line.box, line.confidence] for line in seen.lines],
        "on_page": seen.on_page,
        "lossy": seen.lossy,
        "remarks": seen.remarks,
    }
    write_checked(file, {"seen": json.dumps(data, separators=(",", ":"))}, keep=_KEPT)
