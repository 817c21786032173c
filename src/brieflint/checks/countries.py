"""Which of a draft's countries a rule names."""

from __future__ import annotations

from collections.abc import Iterable

EU = frozenset("at be bg hr cy cz dk ee fi fr de gr hu ie it lv lt lu mt nl pl pt ro sk si es se".split())


def named(wanted: Iterable[str], unwanted: Iterable[str], countries: tuple[str, ...]) -> tuple[str, ...]:
    """Which of ``countries`` a list of jurisdictions names; an empty list names all, and ``eu`` its members too."""
    listed, barred = _with_members(wanted), _with_members(unwanted)
    return tuple(c for c in countries if (not listed or c in listed) and c not in barred)


def _with_members(jurisdictions: Iterable[str]) -> frozenset[str]:
    codes = frozenset(jurisdictions)
    return codes | EU if "eu" in codes else codes
