"""JUnit XML, as Jenkins, GitLab and most CI servers read it: a suite a file, a case a finding.

A finding below ``--fail-on`` is a skipped case, so that the server's verdict is that of the exit status.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from brieflint.findings import at_least
from brieflint.reports.shared import NAME, UNREAD, advice, place, plain

if TYPE_CHECKING:
    from brieflint.engine import Report
    from brieflint.errors import BrieflintError
    from brieflint.findings import Finding


def render(report: Report, *, fail_on: str = "error", **_: Any) -> str:
    """The report as XML.

    Args:
        fail_on: the severity from which on a finding is a failure; ``never`` makes none.
    """
    found: dict[str, list[Finding | BrieflintError]] = {path: [] for path in sorted(report.checked)}
    for error in report.errors:
        found.setdefault(error.path or NAME, []).append(error)
    for finding in report.findings:
        found.setdefault(finding.path, []).append(finding)
    root = Element("testsuites", {"name": NAME})
    for path, items in sorted(found.items()):
        _suite(root, path, items, fail_on)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, path: str, items: list[Finding | BrieflintError], fail_on: str) -> None:
    suite = SubElement(root, "testsuite", {"name": plain(path)})
    outcomes: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for item in items:
        outcome, name, kind, message, detail = _case(item, fail_on)
        names[name] += 1
        outcomes[outcome] += 1
        unique = name if names[name] == 1 else f"{name} ({names[name]})"
        case = SubElement(suite, "testcase", {"name": unique, "classname": plain(path)})
        SubElement(case, outcome, {"type": kind, "message": message}).text = detail
    if not items:
        SubElement(suite, "testcase", {"name": "nothing found", "classname": plain(path)})
    suite.set("tests", str(max(1, len(items))))
    suite.set("failures", str(outcomes["failure"]))
    suite.set("errors", str(outcomes["error"]))
    suite.set("skipped", str(outcomes["skipped"]))


def _case(item: Finding | BrieflintError, fail_on: str) -> tuple[str, str, str, str, str]:
    """Outcome, name, type, message and detail."""
    if isinstance(item, Exception):
        message = plain(item.message)
        return "error", UNREAD, UNREAD, message, f"{plain(item.path or NAME)}: {message}"
    at = place(item)
    message = plain(item.message)
    lines = [f"{plain(item.path)}:{at}: {item.severity} {item.rule}", message]
    if item.excerpt.strip():
        lines.append(f"Text: {plain(item.excerpt[:500])}")
    outcome = "failure" if at_least(item.severity, fail_on) else "skipped"
    return outcome, f"{item.rule} at {at}", item.severity, message, "\n".join([*lines, *advice(item)])
