"""Copies with small changes: shared runs joined over gaps, so that a misheard word or a filler does not hide a script.

A *chain* is runs in the same order on both sides with few words between them (a local alignment). A *patch* is chains
that stand close together in the draft in any order, so that swapped clauses count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from brieflint.checks.overlap.runs import Run

GAP = 6
"""Most words between two runs of a chain or patch, on either side."""

_GAP_COST = 0.5  # of a matched word, for each word of the longer side of a gap
_MOST_OPEN = 64  # runs that a new run is tried against


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of the draft and what it has in common with the source.

    Attributes:
        draft, draft_end: words of the draft, end exclusive.
        source, source_end: words of the source between its first and last matched word.
        covered: source words that were matched, ascending.
        matched: how many draft words were matched.
        score: matched words less half of those between them; a chain of a patchwork scores low.
    """

    draft: int
    draft_end: int
    source: int
    source_end: int
    covered: tuple[int, ...]
    matched: int
    score: float


def chains(runs: Sequence[Run]) -> list[Match]:
    """The best chains, none sharing a draft word with another, best first."""
    best: list[float] = []
    previous: list[int] = []
    open_: list[int] = []
    for number, run in enumerate(runs):
        score, before = float(run.length), -1
        open_ = [k for k in open_ if runs[k].draft_end + GAP >= run.draft][-_MOST_OPEN:]
        for k in open_:
            gain = best[k] + _joined(runs[k], run)
            if gain > score:
                score, before = gain, k
        best.append(score)
        previous.append(before)
        open_.append(number)
    taken: set[int] = set()
    found: list[Match] = []
    for number in sorted(range(len(runs)), key=lambda k: (-best[k], k)):
        members: list[Run] = []
        at = number
        while at >= 0 and at not in taken:
            members.append(runs[at])
            taken.add(at)
            at = previous[at]
        if members:
            found.append(_aligned(members[::-1]))
    found.sort(key=lambda m: (-m.score, m.draft))
    return _apart(found)


def _joined(left: Run, right: Run) -> float:
    """What ``right`` adds to a chain that ends with ``left``."""
    over = max(left.draft_end - right.draft, left.source_end - right.source, 0)
    length = right.length - over
    if length <= 0 or right.source <= left.source:
        return -inf
    wide = max(right.draft + over - left.draft_end, right.source + over - left.source_end)
    return length - _GAP_COST * wide if wide <= GAP else -inf


def _aligned(members: Sequence[Run]) -> Match:
    """The chain of these runs, overlaps cut."""
    covered: list[int] = []
    cost = 0.0
    d_end = s_end = -1
    for run in members:
        over = max(d_end - run.draft, s_end - run.source, 0) if covered else 0
        if covered:
            cost += _GAP_COST * max(run.draft + over - d_end, run.source + over - s_end)
        covered += range(run.source + over, run.source_end)
        d_end, s_end = run.draft_end, run.source_end
    return Match(
        members[0].draft, d_end, members[0].source, s_end, tuple(covered), len(covered), len(covered) - cost
    )  # fmt: skip


def _apart(matches: Sequence[Match]) -> list[Match]:
    taken = bytearray(max((m.draft_end for m in matches), default=0))
    kept: list[Match] = []
    for match in matches:
        if 1 not in taken[match.draft : match.draft_end]:
            taken[match.draft : match.draft_end] = b"\1" * (match.draft_end - match.draft)
            kept.append(match)
    return kept


def patches(matches: Sequence[Match], length: int) -> list[Match]:
    """Chains that stand close together in the draft, in whatever order the source has them, taken as one.

    Args:
        matches: chains that share no draft word.
        length: words of the source; a patch is not much wider than that.
    """
    found: list[Match] = []
    for match in sorted(matches, key=lambda m: m.draft):
        last = found[-1] if found else None
        near = last is not None and match.draft - last.draft_end <= GAP
        if last is not None and near and match.draft_end - last.draft <= 2 * length + GAP:
            found[-1] = Match(
                last.draft, match.draft_end, min(last.source, match.source), max(last.source_end, match.source_end),
                tuple(sorted({*last.covered, *match.covered})), last.matched + match.matched, last.score + match.score,
            )  # fmt: skip
        else:
            found.append(match)
    return found
