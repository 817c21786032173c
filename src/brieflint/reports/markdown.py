"""A comment for a pull or merge request: what to change as a table, the law and the safer wording folded below it.

Nothing in a draft may act in the comment: no person is notified, no link or picture made, no HTML and no command of a
chat bot written. Words that a forge would turn into something stand in code, where they are words, and can be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as html
from typing import TYPE_CHECKING, Any

from brieflint.findings import SEVERITIES, Finding, Reference
from brieflint.own_files import REPORT_MARK
from brieflint.reports.shared import NAME, clean, place, plain, relative
from brieflint.reports.statistics import TITLES, counts

if TYPE_CHECKING:
    from brieflint.engine import Report
    from brieflint.errors import BrieflintError

LIMIT = 65_536
"""The longest comment that GitHub takes, in characters; held in bytes, to be sure of it."""

"""The first line: by it a CI job finds its former comment and writes over it."""

_ICONS = {"error": "❌", "warning": "⚠️", "note": "ℹ️"}
_MESSAGE, _EXCERPT, _PATH = 400, 240, 200  # characters shown
_LAWS = 3


def render(report: Report, *, statistics: bool = False, limit: int = LIMIT, **_: Any) -> str:
    """The report as GitHub's dialect of Markdown.

    Args:
        statistics: add the counts by rule, family and country.
        limit: bytes to stay within; what does not fit is counted, the least severe left out first.
    """
    head = [REPORT_MARK, f"### {NAME}: {_headline(report)}", ""]
    tail = _statistics(report) if statistics else []
    room = limit - _size([*head, *tail]) - 600  # for the lines around tables and what is said of the rest
    errors = []
    for error in report.errors:
        room -= _size([_error_row(error)])
        if room < 0:
            break
        errors.append(_error_row(error))
    kept = _kept(report.findings, room)
    shown = [report.findings[n] for n in sorted(kept)]
    lines = list(head)
    if report.errors:
        lines += ["**Not checked**", "", "| file | why |", "| --- | --- |", *errors, ""]
        lines += _more(len(report.errors) - len(errors), "file", "that could not be checked")
    if shown:
        lines += ["| | where | what |", "| --- | --- | --- |", *(_row(f) for f in shown), ""]
    left = [f for n, f in enumerate(report.findings) if n not in kept]
    lines += _more(len(left), "finding", f"not shown for want of room ({_by_severity(left)})")
    lines += _details(shown) + tail
    return "\n".join(lines).rstrip("\n") + "\n"


def _headline(report: Report) -> str:
    files = f"{report.files} file{'' if report.files == 1 else 's'}"
    unread = len({e.path for e in report.errors})
    found = _by_severity(report.findings) or ("nothing found in the rest" if unread else "nothing found")
    parts = [f"{found} in {files}"]
    if unread:
        parts.append(f"{unread} not checked")
    if report.suppressed:
        parts.append(f"{report.suppressed} suppressed")
    return ", ".join(parts)


def _by_severity(findings: Sequence[Finding]) -> str:
    numbers = ((severity, sum(f.severity == severity for f in findings)) for severity in reversed(SEVERITIES))
    return ", ".join(f"{number} {severity}{'' if number == 1 else 's'}" for severity, number in numbers if number)


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode("utf-8")) + 1 for line in lines)


def _kept(findings: Sequence[Finding], room: int) -> set[int]:
    """Which findings fit into so many bytes, the most severe first."""
    paths: set[str] = set()
    kept = set()
    for number in sorted(range(len(findings)), key=lambda n: -SEVERITIES.index(findings[n].severity)):
        finding = findings[number]
        room -= _size((_row(finding), *_detail(finding)))
        if finding.path not in paths:
            room -= _size(_details([finding])) - _size(_detail(finding))
            paths.add(finding.path)
        if room < 0:
            break
        kept.add(number)
    return kept


def _more(number: int, word: str, rest: str) -> list[str]:
    return [f"... and {number} more {word}{'' if number == 1 else 's'} {rest}.", ""] if number > 0 else []


def _row(finding: Finding) -> str:
    what = f"{prose(_cut(finding.message, _MESSAGE), table=True)}<br>`{finding.rule}`"
    return f"| {_ICONS[finding.severity]} {finding.severity} | {_where(finding)} | {what} |"


def _where(finding: Finding) -> str:
    at = place(finding)
    time = finding.location.time
    if time is not None:
        from brieflint.reports.text import clock

        at += f" at {clock(time[0])}"
    return code(_cut(relative(finding.path), _PATH), table=True) + (f"<br>{prose(at, table=True)}" if at else "")


def _error_row(error: BrieflintError) -> str:
    line = f"<br>line {error.line}" if error.line else ""
    path = code(_cut(relative(error.path or NAME), _PATH), table=True)
    return f"| {path}{line} | {prose(_cut(error.message, _MESSAGE), table=True)} |"


def _details(findings: Sequence[Finding]) -> list[str]:
    """The findings of each file, folded."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    lines = []
    for path, found in by_path.items():
        shown = html(_cut(plain(relative(path)), _PATH))
        lines += ["<details>", f"<summary><code>{shown}</code>: what to write instead, and the law</summary>", ""]
        for finding in found:
            lines += _detail(finding)
        lines += ["", "</details>", ""]
    return lines


def _detail(finding: Finding) -> list[str]:
    at = place(finding)
    lines = [f"- {_ICONS[finding.severity]} `{finding.rule}`" + (f" at {prose(at)}" if at else "")]
    excerpt = " ".join(finding.excerpt.split())
    if excerpt:
        lines.append(f"  - Text: {code(_cut(excerpt, _EXCERPT))}")
    if finding.help:
        lines.append(f"  - Help: {prose(_cut(finding.help, _MESSAGE))}")
    if finding.fix is not None:
        lines.append(f"  - Fix: {prose(_cut(finding.fix.description, _MESSAGE))}")
    if finding.references:
        laws = [_link(reference) for reference in finding.references[:_LAWS]]
        if len(finding.references) > _LAWS:
            laws.append(f"{len(finding.references) - _LAWS} more: `{NAME} rules show {finding.rule}`")
        lines.append("  - Law: " + "; ".join(laws))
    return lines


def _statistics(report: Report) -> list[str]:
    rows = []
    for key, counted in counts(report).items():
        rows += [f"| {TITLES[key]} | `{name}` | {number} |" for name, number in counted.items()]
    return ["| counted by | name | findings |", "| --- | --- | --- |", *rows, ""] if rows else []


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 3] + "..."


_ACTIVE = re.compile(
    r"""\S*(?:
        @ | :// | \bwww\. | \b(?:mailto|xmpp): | \#(?=\d) | \bGH-\d | :\w+: | \b[0-9a-f]{7,40}\b
        | [!%&~$^](?=[\w"]) | \[\[ | ^/\w
    )\S*""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that a forge turns into links, people, issues, labels or pictures, wherever they stand outside of code."""

_PUNCTUATION = re.compile(r"[\\`*_{}\[\]|~$^]")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def prose(text: str, *, table: bool = False) -> str:
    """Text as one line of Markdown that says just this text, without doing anything.

    Args:
        table: for a cell of a table, where a bar must be escaped in code, too.
    """
    text = plain(text)
    out, at = [], 0
    for match in _ACTIVE.finditer(text):
        out += [_escaped(text[at : match.start()]), code(match[0], table=table)]
        at = match.end()
    return "".join([*out, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\g<0>", text.translate(_HTML))


def code(text: str, *, table: bool = False) -> str:
    """Text as a code span on one line; nothing when it is empty."""
    text = plain(text)
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    if table:
        text = text.replace("\\|", "\\ |").replace("|", r"\|")  # a backslash before it would free the bar
    return f"{fence}{pad}{text}{pad}{fence}"


_ODD = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'*+,;=%]")


def _link(reference: Reference) -> str:
    title = prose(_cut(clean(reference.title), _PATH))
    if not reference.url.startswith(("https://", "http://")):
        return f"{title} {code(reference.url)}".rstrip()
    address = _ODD.sub(lambda match: "".join(f"%{byte:02X}" for byte in clean(match[0]).encode()), reference.url)
    return f"[{title}](<{address}>)"
