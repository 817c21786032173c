"""Build a finding from a rule, a place and what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from brieflint.checks.laws import laws_of
from brieflint.checks.wording import fill
from brieflint.findings import Finding, Location

if TYPE_CHECKING:
    from brieflint.document import Document

_MOST_QUOTED = 70
_MOST_MARKED = 2000  # a record may stand on one line


def finding_at(
    rule: Mapping[str, Any],
    document: Document,
    span: tuple[int, int],
    values: Mapping[str, Any],
    *,
    situation: str = "",
    severity: str | None = None,
    properties: Mapping[str, Any] | None = None,
) -> Finding:
    """A finding on a stretch of a document.

    Args:
        rule: the rule as the rule set holds it.
        span: offsets in the document's text.
        values: what the rule's message and help may name.
        situation: the entry of the rule's ``messages`` to use instead of ``message``, if it has that entry.
        severity: instead of the rule's own.
        properties: what was measured.
    """
    return _finding(
        rule, document.path, document.location(*span), document.excerpt(*span), values, situation, severity, properties
    )


def finding_in(
    rule: Mapping[str, Any],
    path: str,
    location: Location,
    excerpt: str,
    values: Mapping[str, Any],
    *,
    situation: str = "",
    severity: str | None = None,
    properties: Mapping[str, Any] | None = None,
) -> Finding:
    """A finding at a place that is already known, such as a line of a campaign record; see :func:`finding_at`."""
    return _finding(rule, path, location, excerpt, values, situation, severity, properties)


def _finding(
    rule: Mapping[str, Any], path: str, location: Location, excerpt: str, values: Mapping[str, Any], situation: str,
    severity: str | None, properties: Mapping[str, Any] | None,
) -> Finding:  # fmt: skip
    known = dict(values)
    return Finding(
        rule=rule["id"],
        severity=severity or rule["severity"],
        path=path,
        message=fill(rule["messages"].get(situation, rule["message"]), known),
        location=location,
        excerpt=excerpt,
        help=fill(rule["help"], known),
        references=laws_of(rule),
        properties=dict(properties or {}),
    )


def first_line(document: Document) -> tuple[int, int]:
    """The first line of a text: where a finding about something that is missing stands."""
    text = document.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return start, max(start, len(text.rstrip()) if end < 0 else end)


def shorten(text: str, most: int = _MOST_QUOTED) -> str:
    """A text on one line, its middle left out where it is long."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    head = flat[: most * 2 // 3].rsplit(" ", 1)[0]
    return f"{head} … {flat[len(flat) - most // 3 :].split(' ', 1)[-1]}"


def finding_on_record(
    rule: Mapping[str, Any],
    document: Document,
    key: str,
    values: Mapping[str, Any],
    *,
    text: str = "",
    situation: str = "",
    severity: str | None = None,
) -> Finding:
    """A finding on a campaign record.

    Args:
        document: the record as a document.
        key: dotted path of the field, such as ``creators.0.tracking.code``; of a field that is missing, its nearest
            parent counts.
        text: what to mark in the line of the field; without it, or where it is not found, the line is marked.
    """
    record = document.campaign
    row = min(record.line(key), len(document.lines)) if record is not None else 1
    low, high = document.lines.line_span(row)
    while low < high and document.source[low].isspace():
        low += 1
    at = document.source.find(text, low, high) if text else -1
    low, high = (at, at + len(text)) if at >= 0 else (low, min(high, low + _MOST_MARKED))
    location = Location(document.lines.position(low), document.lines.position(high))
    return finding_in(
        rule, document.path, location, document.source[low:high], values, situation=situation, severity=severity,
        properties={"key": key},
    )  # fmt: skip
