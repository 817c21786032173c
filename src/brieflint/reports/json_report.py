"""The JSON report, ``brieflint/report@1``: keys sorted, the same bytes for the same input, rules and version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brieflint.findings import Finding, Location, Position, Suppressed
from brieflint.reports.shared import clean, dumps, place_data

if TYPE_CHECKING:
    from brieflint.engine import Report

SCHEMA = "brieflint/report@1"


def render(report: Report, *, show_suppressed: bool = False, statistics: bool = False, **_: Any) -> str:
    """One JSON object and a line feed."""
    return dumps(as_data(report, show_suppressed=show_suppressed, statistics=statistics))


def as_data(report: Report, *, show_suppressed: bool = False, statistics: bool = False) -> dict[str, Any]:
    """The report as plain data.

    Args:
        show_suppressed: add the list ``suppressed``, in which each finding says what covers it.
        statistics: add the counts by rule, family and country.
    """
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "brieflint", "version": report.version, "rules": report.rules_digest},
        "summary": {
            "files": report.files,
            "errors": report.count("error"),
            "warnings": report.count("warning"),
            "notes": report.count("note"),
            "suppressed": report.suppressed,
        },
        "findings": [_finding(f) for f in report.findings],
        "errors": [_error(e) for e in report.errors],
    }
    if report.baselines:
        data["summary"]["stale"] = report.stale
    if show_suppressed:
        data["suppressed"] = [
            {**_finding(s.finding), "suppression": _suppression(s)} for s in report.suppressed_findings
        ]
    if statistics:
        from brieflint.reports.statistics import counts

        data["statistics"] = counts(report)
    return data


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    data: dict[str, Any] = {
        "how": suppressed.how,
        "kind": suppressed.kind,
        "reason": clean(suppressed.reason),
        "path": clean(suppressed.path),
    }
    if suppressed.line is not None:
        data["line"] = suppressed.line
    if suppressed.approver:
        data["approver"] = clean(suppressed.approver)
    if suppressed.until:
        data["until"] = suppressed.until
    return data


def _error(error: Any) -> dict[str, Any]:
    data = {"path": clean(error.path or ""), "message": clean(error.message)}
    if error.line:
        data["line"] = error.line
    return data


def _finding(finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "path": clean(finding.path),
        "message": clean(finding.message),
        "location": _location(finding.location),
        "excerpt": clean(finding.excerpt),
        "jurisdictions": list(finding.jurisdictions),
        "help": clean(finding.help),
        "references": [
            {"title": r.title, "url": r.url, **({"checked": r.checked} if r.checked else {})}
            for r in finding.references
        ],
        "properties": finding.properties,
        "fingerprint": finding.fingerprint,
    }
    if finding.fix is not None:
        data["fix"] = {
            "description": clean(finding.fix.description),
            "edits": [{"start": e.start, "end": e.end, "text": clean(e.text)} for e in finding.fix.edits],
        }
    return data


def _location(location: Location) -> dict[str, Any]:
    if location.box is not None:
        x, y, width, height = location.box
        return {"box": {"x": x, "y": y, "width": width, "height": height}}
    data: dict[str, Any] = {}
    if location.start is not None and location.end is not None:
        data = {"start": _position(location.start), "end": _position(location.end)}
    if location.time is not None:
        data["time"] = {"start": location.time[0], "end": location.time[1]}
    if location.place is not None:
        data["place"] = place_data(location.place)
    return data


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset}
