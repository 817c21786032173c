"""Copies with small changes: shared runs joined over gaps, so that a misheard word or a filler does not hide a script.

A *chain* is runs in the same order on both sides with few words between them (a local alignment). A *patch* is runs that
lie close together in the draft in any order, so that swapped clauses count. Words between two runs of a chain that are
spelt nearly alike (a recogniser's or scanner's slip) are paired.
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


def chains(runs: Sequence[Run], draft: Sequence[str], source: Sequence[str]) -> list[Match]:
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
            found.append(_aligned(members[::-1], draft, source))
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


def _aligned(members: list[Run], draft: Sequence[str], source: Sequence[str]) -> Match:
    """The chain of these runs: overlaps cut, gaps filled with words that are spelt nearly alike."""
    pairs: list[tuple[int, int]] = []
    cost = 0.0
    for run in members:
        start = run.draft
        if pairs:
            d, s = pairs[-1][0] + 1, pairs[-1][1] + 1
            start += max(d - run.draft, s - run.source, 0)
            inner = _alike_pairs(draft, d, start, source, s, start - run.draft + run.source)
            pairs += inner
            cost += _GAP_COST * (max(start - d, start - run.draft + run.source - s) - len(inner))
        pairs += [(i, i - run.draft + run.source) for i in range(start, run.draft_end)]
    return Match(
        pairs[0][0], pairs[-1][0] + 1, pairs[0][1], pairs[-1][1] + 1, tuple(s for _, s in pairs), len(pairs),
        len(pairs) - cost,
    )  # fmt: skip


def _alike_pairs(
    draft: Sequence[str], d: int, d_end: int, source: Sequence[str], s: int, s_end: int
) -> list[tuple[int, int]]:
    pairs = []
    for i in range(d, d_end):
        for k in range(s, s_end):
            if alike(draft[i], source[k]):
                pairs.append((i, k))
                s = k + 1
                break
    return pairs


def alike(one: str, other: str) -> bool:
    """Whether two words are equal but for a slip: one edit from four letters on, two from eight on; numbers never."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 4 or one[:1].isdigit() or other[:1].isdigit():
        return False
    return within(shorter, longer, 2 if len(shorter) >= 8 else 1)


def within(one: str, other: str, most: int) -> bool:
    """Whether at most ``most`` single-letter edits (a swap of neighbours counts as one) turn one word into the other."""
    if abs(len(one) - len(other)) > most:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        older, before = before, row
        row = [i]
        for k, b in enumerate(other, start=1):
            cost = min(before[k] + 1, row[-1] + 1, before[k - 1] + (a != b))
            if i > 1 and k > 1 and a == other[k - 2] and one[i - 2] == b:
                cost = min(cost, older[k - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most


def _apart(matches: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in matches:
        if not any(match.draft < k.draft_end and k.draft < match.draft_end for k in kept):
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
        if last is not None and match.draft - last.draft_end <= GAP and match.draft_end - last.draft <= 2 * length + GAP:
            found[-1] = Match(
                last.draft, match.draft_end, min(last.source, match.source), max(last.source_end, match.source_end),
                tuple(sorted({*last.covered, *match.covered})), last.matched + match.matched, last.score + match.score,
            )  # fmt: skip
        else:
            found.append(match)
    return found
