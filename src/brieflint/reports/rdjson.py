"""reviewdog's diagnostic format (rdjson), which posts findings as review comments; columns count bytes of UTF-8."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from brieflint.reports.shared import NAME, UNREAD, dumps, merged, place, plain, relative

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.engine import Report
    from brieflint.findings import Finding

_LAWS = 3
SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def render(report: Report, **_: Any) -> str:
    """One ``DiagnosticResult``; a fix is a suggestion that a reviewer can take with one click."""
    errors = [
        {
            "message": _quiet(f"Not checked: {plain(e.message)}"),
            "location": {"path": relative(e.path or ""), **({"range": {"start": {"line": e.line}}} if e.line else {})},
            "severity": "ERROR",
            "code": {"value": UNREAD},
        }
        for e in report.errors
    ]
    found = [_finding(f, report.sources.get(f.path)) for f in report.findings]
    return dumps({"source": {"name": NAME}, "diagnostics": errors + found})


def _finding(finding: Finding, document: Document | None) -> dict[str, Any]:
    location: dict[str, Any] = {"path": relative(finding.path)}
    start, end = finding.location.start, finding.location.end
    where = ""
    if document is not None and start is not None and end is not None:
        location["range"] = _range(document, start.offset, end.offset)
    elif start is None and place(finding):
        where = f" ({place(finding)})"
    lines = [plain(finding.message) + where, *([f"Help: {plain(finding.help)}"] if finding.help else [])]
    laws = [f"Law: {_quiet(plain(r.title))} {_address(r.url)}" for r in finding.references[:_LAWS]]
    data: dict[str, Any] = {
        "message": "\n".join([*(_quiet(line) for line in lines), *laws]),
        "location": location,
        "severity": SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if finding.references and finding.references[0].url.startswith(("https://", "http://")):
        data["code"]["url"] = finding.references[0].url
    if finding.fix is not None and document is not None and start is not None:
        low, high, text = merged(finding.fix, document.source)
        data["suggestions"] = [{"range": _range(document, low, high), "text": text}]
    return data


def _range(document: Document, start: int, end: int) -> dict[str, Any]:
    return {"start": _position(document, start), "end": _position(document, end)}


def _position(document: Document, offset: int) -> dict[str, int]:
    line, column, _ = document.lines.position(offset)
    before = document.source[offset - column + 1 : offset]
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}


_ACTIVE = re.compile(
    r"@(?=\w) | \#(?=\d) | <(?=[\w/!?]) | \](?=[\[(]) | !(?=\[) | ```|~~~ | (?<=:)// | (?<=\bww)w(?=\.)",
    re.IGNORECASE | re.VERBOSE,
)


def _quiet(text: str) -> str:
    """Text that reviewdog posts as Markdown or shows as it is: an invisible space keeps it from calling anybody."""
    return _ACTIVE.sub(lambda match: match[0][0] + "\u200b" + match[0][1:], text)


def _address(url: str) -> str:
    """The address of a law, which may be a link."""
    trusted = url.startswith(("https://", "http://")) and not set(url) & set(" <>()[]@")
    return plain(url) if trusted else _quiet(plain(url))
