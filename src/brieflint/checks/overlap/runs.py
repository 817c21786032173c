"""Stretches that two texts share word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SEED = 2
_MOST_PLACES = 16  # a pair of words that stands more often in the source is no seed; runs still grow over it


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` equal words from word ``draft`` of one text and word ``source`` of the other; it cannot be longer."""

    draft: int
    source: int
    length: int

    @property
    def draft_end(self) -> int:
        """Word after the last one in the draft."""
        return self.draft + self.length

    @property
    def source_end(self) -> int:
        """Word after the last one in the source."""
        return self.source + self.length


class Index:
    """Where each pair of neighbouring words stands in a source."""

    __slots__ = ("keys", "places")

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.places: dict[tuple[str, str], list[int]] = {}
        for at, pair in enumerate(pairwise(keys)):
            self.places.setdefault(pair, []).append(at)


def shared_runs(draft: Sequence[str], source: Index) -> list[Run]:
    """Every maximal run of at least two words that ``draft`` shares with ``source``, in order of the draft.

    The time grows with the length of the draft: a pair of words has at most sixteen places, and each diagonal is
    walked once.
    """
    keys, places = source.keys, source.places
    found: list[Run] = []
    done: dict[int, int] = {}  # diagonal to the draft word up to which it is walked
    for at in range(len(draft) - 1):
        hits = places.get((draft[at], draft[at + 1]))
        if hits is None or len(hits) > _MOST_PLACES:
            continue
        for place in hits:
            diagonal = at - place
            if done.get(diagonal, -1) > at:
                continue
            low, high = at, at + SEED
            while low > 0 and low > diagonal and draft[low - 1] == keys[low - 1 - diagonal]:
                low -= 1
            while high < len(draft) and high - diagonal < len(keys) and draft[high] == keys[high - diagonal]:
                high += 1
            done[diagonal] = high
            found.append(Run(low, low - diagonal, high - low))
    found.sort(key=lambda r: (r.draft, r.source))
    return found
