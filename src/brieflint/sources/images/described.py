"""A picture that is told, not seen: what the examples of rules stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from brieflint.sources.images.legibility import Measures


class DescribedPicture:
    """Answers as a picture does, with the same measures for every stretch of the text."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Take over ``contrast``, ``worst``, ``pixels``, ``covered``, ``place`` and ``thorough``."""
        self._told = told
        self.thorough: bool = told["thorough"]
        self.caption: int | None = 0 if told["place"] == "caption" else None

    def place(self, position: int) -> str:
        """The place that was told."""
        return str(self._told["place"])

    def confidence(self, start: int, end: int) -> float:
        """Sure, since nothing was recognised."""
        return 100.0

    def measure(self, start: int, end: int, zones: Sequence[Sequence[float]]) -> Measures:
        """The measures that were told."""
        told = self._told
        return Measures(told["contrast"], told["worst"], told["pixels"], told["covered"])
