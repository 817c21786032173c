"""A waiver, wherever it was written, and the day on which it is judged."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from brieflint.errors import UsageError

if TYPE_CHECKING:
    from brieflint.findings import Finding

FAMILY = "waiver"
"""Findings about waivers; no waiver covers them."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(slots=True)
class Waiver:
    """One waiver.

    Attributes:
        rules: the rules or families it names, by their present ids.
        kind: ``inline`` or ``file``.
        path: the file it is written in, as messages show it.
        span: where, in offsets of that file's source.
        line: the same as a 1-based line.
        reason, approver: as written.
        until: the last day on which it holds, ISO 8601; empty: no end.
        lines: of an inline waiver: the first and last line that it covers.
        excerpt, fingerprint: of a ``waivers.yaml`` entry: the words, or the one finding, that it is limited to.
        used: those of ``rules`` that covered a finding of this run.
    """

    rules: tuple[str, ...]
    kind: str
    path: str
    span: tuple[int, int]
    line: int
    reason: str
    approver: str = ""
    until: str = ""
    lines: tuple[int, int] = (0, 0)
    excerpt: str = ""
    fingerprint: str = ""
    used: set[str] = field(default_factory=set)

    def naming(self, finding: Finding) -> list[str]:
        """Those of :attr:`rules` that name the rule of a finding, where the finding is one that is meant."""
        if self.fingerprint and finding.fingerprint != self.fingerprint:
            return []
        if self.excerpt and (not finding.excerpt.strip() or _folded(finding.excerpt) not in _folded(self.excerpt)):
            return []
        return [rule for rule in self.rules if finding.rule == rule or finding.rule.startswith(rule + "/")]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def parse_day(text: str) -> str:
    """A day as ``YYYY-MM-DD``.

    Raises:
        ValueError: it is none, with what would be right.
    """
    import datetime

    shown = text if len(text) <= 40 else text[:39] + "…"
    if not _DAY.match(text):
        raise ValueError(f"'{shown}' is not a date: write it as 2026-12-31")
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{shown}' is not a day of the calendar") from None
    return text


def today(given: str | None) -> str:
    """The day on which waivers are judged: what the caller says, else the environment, else the system's date.

    ``BRIEFLINT_TODAY`` holds a date and ``SOURCE_DATE_EPOCH`` seconds since 1970 UTC, as in reproducible builds.
    Nothing else that brieflint does depends on a clock.

    Raises:
        UsageError: what was given is not a date.
    """
    import datetime

    for name, value in (("--today", given), ("BRIEFLINT_TODAY", os.environ.get("BRIEFLINT_TODAY"))):
        if value:
            try:
                return parse_day(value)
            except ValueError as problem:
                raise UsageError(f"{name}: {problem}") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).date().isoformat()
        except (ValueError, OverflowError, OSError):
            raise UsageError("SOURCE_DATE_EPOCH: is not a number of seconds since 1970") from None
    return datetime.date.today().isoformat()
