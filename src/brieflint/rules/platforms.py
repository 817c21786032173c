"""How much of a text a platform shows before its "more", by ``rules/disclosure/platforms.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNKNOWN: Mapping[str, Any] = {"name": "the platform", "warn_after": 100, "fold": 125, "first_lines": None}
"""What holds where nobody said which platform it is."""


def platform_row(platforms: Mapping[str, Any], name: str | None) -> Mapping[str, Any]:
    """The row of a platform, or :data:`UNKNOWN`."""
    row: Mapping[str, Any] = platforms.get(name or "", UNKNOWN)
    return row


def beginning(text: str) -> int:
    """Where the words of a text begin: platforms drop blanks before them."""
    return len(text) - len(text.lstrip())


def cut_of(text: str, row: Mapping[str, Any]) -> int | None:
    """The position in a text from which on readers see it only after "more"; ``None`` where all of it is shown.

    Args:
        text: of a caption or description.
        row: of its platform.
    """
    start, end = beginning(text), len(text.rstrip())
    cut = start + row["fold"] if row.get("fold") else end
    if row.get("first_lines"):
        at, seen = start, 0
        while at < min(cut, end):
            stop = text.find("\n", at)
            stop = end if stop < 0 else stop
            seen += bool(text[at:stop].strip())
            if seen > row["first_lines"]:
                cut = at
                break
            at = stop + 1
    return cut if cut < end else None
