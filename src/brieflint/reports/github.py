"""Annotations for GitHub Actions: workflow commands on standard output, at most as many as GitHub shows.

A draft cannot issue a command: what it says is escaped as the runner unescapes it, and never begins a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brieflint.reports.shared import NAME, UNREAD, advice, place, plain, relative

if TYPE_CHECKING:
    from brieflint.engine import Report
    from brieflint.findings import Finding

LIMIT = 10
"""Annotations of one kind that GitHub shows for one step; it drops the rest without a word."""

LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, **_: Any) -> str:
    """One command a line; what is over the limit follows as plain lines in a folded group of the log."""
    commands: dict[str, list[tuple[str, str]]] = {level: [] for level in LEVELS.values()}
    for error in report.errors:
        where = {"file": _file(error.path or ""), "line": str(error.line or "")}
        line = f"{plain(error.path or '')}: error {UNREAD}: {plain(error.message)}"
        commands["error"].append((_command("error", {**where, "title": UNREAD}, [plain(error.message)]), line))
    for finding in report.findings:
        level = LEVELS[finding.severity]
        commands[level].append((_command(level, _where(finding), _says(finding)), _line(finding)))
    left = sum(max(0, len(listed) - LIMIT) for listed in commands.values())
    room = dict.fromkeys(commands, LIMIT)
    if left:
        room["notice"] -= 1
    lines = [command for level, listed in commands.items() for command, _ in listed[: room[level]]]
    more = [line for level, listed in commands.items() for _, line in listed[room[level] :]]
    if more:
        says = f"{len(more)} more finding{'' if len(more) == 1 else 's'} than GitHub shows as annotations: see the log."
        lines.append(_command("notice", {"title": NAME}, [says]))
        lines += [f"::group::{NAME}: {len(more)} more", *(f"- {line}" for line in more), "::endgroup::"]
    return "".join(f"{line}\n" for line in lines)


def _where(finding: Finding) -> dict[str, str]:
    where = {"file": _file(finding.path), "title": finding.rule}
    start, end = finding.location.start, finding.location.end
    if start is not None and end is not None:
        where |= {"line": str(start.line), "endLine": str(end.line)}
        if start.line == end.line:  # GitHub takes columns only within a line
            where |= {"col": str(start.column), "endColumn": str(max(end.column, start.column))}
    return where


def _file(path: str) -> str:
    """The path as it is, for GitHub to find it, unless it would steer the log."""
    from brieflint.reports.text import safe

    return safe(relative(path))


def _says(finding: Finding) -> list[str]:
    at = f" ({place(finding)})" if place(finding) and finding.location.start is None else ""
    return [plain(finding.message) + at, *advice(finding)]


def _line(finding: Finding) -> str:
    return f"{plain(finding.path)}:{place(finding)}: {finding.severity} {finding.rule}: {plain(finding.message)}"


def _command(name: str, properties: dict[str, str], lines: list[str]) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name} {given}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
