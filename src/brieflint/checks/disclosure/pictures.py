"""What a picture adds to the question of disclosure: whose words these are, and whether a person can read them.

The strip above a post belongs to the platform: "Paid partnership with" there is its label, worth what each country
makes of it. What apps write on their buttons and other people in comments is nobody's disclosure. What the creator set
on the picture must be large, plain and clear of the platform's own buttons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from brieflint.checks.disclosure.mentions import Mentions

if TYPE_CHECKING:
    from brieflint.sources.images.legibility import Measures

PLATFORM_LABEL = "platform-label"
_SAID_BY_PLATFORMS = ("paid-partnership", "sponsored", "ad-word", "commercial-cooperation")
_BARE = frozenset(("ad", "ads"))
_SURE_ENOUGH = 70.0
_COVERED_SURFACES = {"tiktok": "short", "snapchat": "story"}


class SeenPicture(Protocol):
    """What the check asks of a picture."""

    thorough: bool
    caption: int | None

    def place(self, position: int) -> str:
        """``header``, ``overlay``, ``caption`` or ``interface``."""
        ...

    def confidence(self, start: int, end: int) -> float:
        """How sure the engine is of a span, 0 to 100."""
        ...

    def measure(self, start: int, end: int, zones: Sequence[Sequence[float]]) -> Measures:
        """Contrast, size and cover of a span."""
        ...


class Illegible(NamedTuple):
    """Why a label can hardly be read: a message of the rule, and whether it fails or only may."""

    reason: str
    certain: bool


def sort_out(mentions: Mentions, picture: SeenPicture) -> Mentions:
    """Mentions that count on a picture: none of the interface, no bare word out of texture, platforms' labels named."""
    kept = []
    own = [(m.start, m.end) for m in mentions.labels if m.concept == PLATFORM_LABEL]
    for mention in mentions.labels:
        place = picture.place(mention.start)
        if place == "interface" and mention.concept != PLATFORM_LABEL:
            continue
        unsure = picture.confidence(mention.start, mention.end) < _SURE_ENOUGH
        if mention.form != "tag" and mention.label in _BARE and unsure:
            continue
        if mention.concept != PLATFORM_LABEL and any(a < mention.end and mention.start < b for a, b in own):
            continue
        if place == "header" and mention.concept in _SAID_BY_PLATFORMS:
            mention = mention._replace(concept=PLATFORM_LABEL)
        kept.append(mention)
    return Mentions(kept, [d for d in mentions.denials if picture.place(d.start) != "interface"])


def zones_of(platforms: Mapping[str, Any], platform: str | None, surface: str | None) -> list[list[float]]:
    """What a platform covers of a frame, as ``(left, top, right, bottom)`` shares."""
    covered = platforms.get(platform or "", {}).get("covered", {})
    return list(covered.get(surface or "") or covered.get(_COVERED_SURFACES.get(platform or "", ""), []))


def judge(measures: Measures, limits: Mapping[str, Mapping[str, float | None]]) -> Illegible | None:
    """The worst that a label's measures come to, or ``None`` where it can be read.

    Args:
        limits: ``fail`` and ``warn`` of ``contrast``, ``ground``, ``size`` (least) and ``covered`` (most).
    """
    found = []
    for reason, value in (("size", measures.pixels), ("contrast", measures.contrast), ("ground", measures.worst)):
        fail, warn = _bounds(limits, reason, 0.0)
        if value is not None and value < max(fail, warn):
            found.append(Illegible(reason, value < fail))
    fail, warn = _bounds(limits, "covered", 1.0)
    if measures.covered > min(fail, warn):
        found.append(Illegible("covered", measures.covered > fail))
    return max(found, key=lambda f: f.certain, default=None)


def _bounds(limits: Mapping[str, Mapping[str, float | None]], reason: str, never: float) -> tuple[float, float]:
    """``fail`` and ``warn`` of a measure; ``never`` where one is not set."""
    bounds = limits.get(reason, {})
    fail, warn = bounds.get("fail"), bounds.get("warn")
    return never if fail is None else fail, never if warn is None else warn
