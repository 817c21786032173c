"""GitLab's Code Quality report: the subset of the Code Climate format that a merge request shows."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from brieflint.reports.shared import UNREAD, dumps, place, plain, relative

if TYPE_CHECKING:
    from brieflint.engine import Report
    from brieflint.errors import BrieflintError
    from brieflint.findings import Finding

SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}


def render(report: Report, **_: Any) -> str:
    """A JSON array; a file that could not be checked is an entry of its own, as a blocker."""
    return dumps([*(_error(e) for e in report.errors), *(_finding(f) for f in report.findings)])


def _finding(finding: Finding) -> dict[str, Any]:
    start, end = finding.location.start, finding.location.end
    lines = {"begin": start.line if start else 1}
    if start is not None and end is not None:
        lines["end"] = end.line
    where = f" ({place(finding)})" if place(finding) and finding.location.start is None else ""
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": plain(finding.message) + where + (f" {plain(finding.help)}" if finding.help else ""),
        "categories": ["Style"],
        "severity": SEVERITIES[finding.severity],
        "fingerprint": finding.fingerprint,
        "location": {"path": relative(finding.path), "lines": lines},
    }


def _error(error: BrieflintError) -> dict[str, Any]:
    path = relative(error.path or "")
    return {
        "type": "issue",
        "check_name": UNREAD,
        "description": f"Not checked: {plain(error.message)}",
        "categories": ["Bug Risk"],
        "severity": "blocker",
        "fingerprint": sha256(f"{UNREAD}\x1f{path}\x1f{error.message}".encode("utf-8", "replace")).hexdigest()[:32],
        "location": {"path": path or ".", "lines": {"begin": error.line or 1}},
    }
