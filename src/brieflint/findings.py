"""What a check reports: plain, frozen values without behaviour of their own.

Offsets count Unicode code points of the file as stored, from 0, end exclusive. Lines and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

SEVERITIES = ("note", "warning", "error")
"""From least to most severe."""


def step_down(severity: str) -> str:
    """One severity lower; a note stays a note."""
    return SEVERITIES[max(0, SEVERITIES.index(severity) - 1)]


def at_least(severity: str, threshold: str) -> bool:
    """Whether ``severity`` reaches ``threshold`` (``never`` is reached by none)."""
    return threshold != "never" and SEVERITIES.index(severity) >= SEVERITIES.index(threshold)


class Position(NamedTuple):
    """A place in a text file."""

    line: int
    column: int
    offset: int


class Place(NamedTuple):
    """A place in a file whose parts people know by other names than line and column.

    Attributes:
        label: in words: ``cell D4 of sheet 'Plan', character 5``.
        data: the same for programs: ``{"row": 4, "column": "D", "character": 5, ...}``.
        order: where it stands among the places of its file.
    """

    label: str
    data: Mapping[str, Any]
    order: tuple[int, ...] = ()


class Location(NamedTuple):
    """Where a finding is: a span of text, with a time (seconds) in subtitles, or a box (pixels) in an image.

    In calendars and word-processor files there is a :class:`Place`: beside the span where the file is text (CSV), else
    alone.
    """

    start: Position | None = None
    end: Position | None = None
    time: tuple[float, float] | None = None
    box: tuple[int, int, int, int] | None = None
    place: Place | None = None


class Reference(NamedTuple):
    """A source of law or guidance: what it is called, where it stands, and when somebody last looked."""

    title: str
    url: str
    checked: str = ""


class Edit(NamedTuple):
    """Replace ``[start, end)`` of the file by ``text``."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """A correction that is certain: applying it removes the finding."""

    description: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change, with its place, its law and what to do instead."""

    rule: str
    severity: str
    path: str
    message: str
    location: Location
    excerpt: str
    jurisdictions: tuple[str, ...] = ()
    help: str = ""
    references: tuple[Reference, ...] = ()
    fix: Fix | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Order in a report: by file, by place, by rule."""
        start, box = self.location.start, self.location.box
        place: tuple[int, ...] = (0, 0)
        if start is not None:
            place = (start.offset, self.location.end.offset if self.location.end else 0)
        elif self.location.place is not None:
            place = self.location.place.order
        return (self.path, place, box or (), self.rule, self.message)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that somebody has decided not to act on, and where that is written.

    Attributes:
        how: ``waiver`` or ``baseline``.
        kind: ``inline`` (a comment in the draft) or ``file`` (an entry of ``waivers.yaml`` or of a baseline).
        reason: why, in the words of who decided; a baseline knows none.
        approver: who decided, where a ``waivers.yaml`` says so.
        until: last day on which it holds, ISO 8601; empty where it has no end.
        path: the file in which it is written, as messages show it.
        line: 1-based line in that file, where there is one.
    """

    finding: Finding
    how: str
    kind: str
    reason: str = ""
    approver: str = ""
    until: str = ""
    path: str = ""
    line: int | None = None


def fingerprint(rule: str, path: str, excerpt: str, context: str, occurrence: int) -> str:
    """A name for a finding that survives edits elsewhere in the file and breaks when its own wording changes.

    Args:
        context: the line or block around the excerpt, white space folded.
        occurrence: how many findings with the same rule, excerpt and context came before it in this file.
    """
    parts = (rule, path.replace("\\", "/"), " ".join(excerpt.split()), " ".join(context.split()), str(occurrence))
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
