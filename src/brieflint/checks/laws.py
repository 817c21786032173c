"""From the sources of rules and policies to the references of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brieflint.checks.countries import named
from brieflint.findings import Reference


def reference(source: Mapping[str, Any]) -> Reference:
    """A source of a rule or policy as a finding cites it."""
    return Reference(source["title"], source["url"], source["checked"])


def laws_of(rule: Mapping[str, Any], countries: tuple[str, ...] | None = None) -> tuple[Reference, ...]:
    """References of a rule.

    Args:
        countries: only those that hold in one of these, and those that hold everywhere; ``None``: all.
    """
    return tuple(
        reference(source)
        for source in rule["references"]
        if countries is None or named(source["jurisdictions"], (), countries)
    )
