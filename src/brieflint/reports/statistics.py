"""Counts of a report by rule, family and country, for ``--statistics``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brieflint.engine import Report

TITLES = {"rules": "rule", "families": "family", "jurisdictions": "country"}


def counts(report: Report) -> dict[str, dict[str, int]]:
    """How many findings each rule, family and jurisdiction has, the most frequent first.

    A finding that concerns two jurisdictions counts in both.
    """
    return {
        "rules": _ordered(f.rule for f in report.findings),
        "families": _ordered(f.rule.split("/")[0] for f in report.findings),
        "jurisdictions": _ordered(code for f in report.findings for code in f.jurisdictions),
    }


def _ordered(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def table(report: Report) -> str:
    """The counts as aligned text, without any text of a draft; empty when nothing was found."""
    parts = []
    for key, counted in counts(report).items():
        if counted:
            width = max(len(str(number)) for number in counted.values())
            rows = [f"  {number:>{width}}  {name}" for name, number in counted.items()]
            parts.append("\n".join([f"Findings by {TITLES[key]}", *rows]) + "\n")
    return "\n".join(parts)
