"""Which of a rule's references to show: the law of the draft's own countries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brieflint.checks.phrases.scan import named
from brieflint.findings import Reference


def laws_of(rule: Mapping[str, Any], countries: tuple[str, ...]) -> tuple[Reference, ...]:
    """References of a rule that hold in one of ``countries``, and those that hold everywhere."""
    return tuple(
        Reference(source["title"], source["url"], source["checked"])
        for source in rule["references"]
        if named(source["jurisdictions"], [], countries)
    )
