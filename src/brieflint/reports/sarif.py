"""SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.

Places count code points, and as the standard wants it a byte-order mark counts for nothing. Files are named relative
to ``SRCROOT``. Only rules with results are described.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from brieflint.findings import Finding, Position, Suppressed
from brieflint.reports.markdown import code, prose
from brieflint.reports.shared import NAME, UNREAD, clean, dumps, place_data, plain, rule_of
from brieflint.reports.statistics import counts
from brieflint.rules.examples import unmark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brieflint.document import Document
    from brieflint.engine import Report
    from brieflint.errors import BrieflintError

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "SRCROOT"
FINGERPRINT = "brieflint/v1"
_EXAMPLES = 3
_TAGS = 20  # code scanning takes no more for a rule


def render(report: Report, *, show_suppressed: bool = False, statistics: bool = False, **_: Any) -> str:
    """The report as a SARIF log with one run.

    Args:
        show_suppressed: add what waivers and the baseline cover, as suppressed results. Not the default, since code
            scanning on GitHub shows them as open alerts.
        statistics: add the counts by rule, family and country to the run's properties.
    """
    suppressed = report.suppressed_findings if show_suppressed else []
    rules = _Rules(report, [*report.findings, *(s.finding for s in suppressed)])
    results = [_result(report, finding, rules) for finding in report.findings]
    results += [{**_result(report, s.finding, rules), "suppressions": [_suppression(s)]} for s in suppressed]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": NAME,
                "version": report.version,
                "semanticVersion": report.version,
                "rules": rules.described(),
                "properties": {"rulesDigest": report.rules_digest},
            }
        },
        "invocations": [
            {"executionSuccessful": not report.errors, "toolExecutionNotifications": [_note(e) for e in report.errors]}
        ],
        "originalUriBaseIds": {BASE: {"description": {"text": "The folder in which brieflint was run."}}},
        "columnKind": "unicodeCodePoints",
        "defaultEncoding": "UTF-8",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "language": "en",
        "results": results,
        "properties": {"files": report.files},
    }
    if statistics:
        run["properties"]["statistics"] = counts(report)
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


class _Rules:
    """The rules of the results, in the order of their ids."""

    def __init__(self, report: Report, findings: list[Finding]) -> None:
        self._first: dict[str, tuple[Finding, Mapping[str, Any]]] = {}
        for finding in findings:
            if finding.rule not in self._first:
                self._first[finding.rule] = finding, rule_of(report, finding)
        self.ids = sorted(self._first)

    def index(self, rule: str) -> int:
        return self.ids.index(rule)

    def described(self) -> list[dict[str, Any]]:
        return [self._described(rule) for rule in self.ids]

    def _described(self, rule: str) -> dict[str, Any]:
        finding, known = self._first[rule]
        described: dict[str, Any] = {"id": rule, "name": _pascal(rule)}
        if known:
            why = plain(known["why"])
            described |= {
                "shortDescription": {"text": plain(known["title"])},
                "fullDescription": {"text": why},
                "defaultConfiguration": {"level": known["severity"]},
                "properties": {"tags": [rule.split("/", maxsplit=1)[0], *known["jurisdictions"]][:_TAGS]},
            }
        laws = [(r["title"], r["url"], r["checked"]) for r in known.get("references", ())]
        laws = laws or [(r.title, r.url, r.checked) for r in finding.references]
        described["help"] = _help(known, laws)
        address = next((url for _, url, _ in laws if _is_address(url)), "")
        if address:
            described["helpUri"] = _address(address)
        return described


def _help(known: Mapping[str, Any], laws: list[tuple[str, str, str]]) -> dict[str, str]:
    """Why, what to do, under which law: as text, and as Markdown with what is flagged and what passes."""
    why, remedy = plain(known.get("why", "")), plain(known.get("help", ""))
    if "{" in remedy:  # a template, filled in for each finding
        remedy = ""
    text = [part for part in (why, remedy) if part]
    formatted = [prose(part) for part in text]
    if laws:
        text.append("Law:\n" + "\n".join(f"- {plain(title)} {plain(url)}" for title, url, _ in laws))
        rows = [
            f"- {f'[{prose(title)}](<{_address(url)}>)' if _is_address(url) else prose(title)}"
            + (f" (read {prose(day)})" if day else "")
            for title, url, day in laws
        ]
        formatted.append("**Law**\n\n" + "\n".join(rows))
    for side, title in (("flag", "Flagged"), ("pass", "Passes")):
        examples = known["examples"][side][:_EXAMPLES] if known else []
        if examples:
            texts = [unmark(e["text"])[0] if side == "flag" else e["text"] for e in examples]
            formatted.append(f"**{title}**\n\n" + "\n".join(f"- {code(text)}" for text in texts))
    return {"text": "\n\n".join(text) or "See the message.", "markdown": "\n\n".join(formatted) or "See the message."}


def _result(report: Report, finding: Finding, rules: _Rules) -> dict[str, Any]:
    document = report.sources.get(finding.path)
    lines = [_message(finding.message), *([_message(finding.help)] if finding.help else [])]
    properties: dict[str, Any] = {"jurisdictions": list(finding.jurisdictions)}
    if finding.properties:
        properties["measured"] = finding.properties
    if finding.location.time is not None:
        properties["time"] = {"start": finding.location.time[0], "end": finding.location.time[1]}
    if finding.references:
        properties["references"] = [{"title": clean(r.title), "url": clean(r.url)} for r in finding.references]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.severity,
        "message": {"text": "\n".join(lines)},
        "locations": [_location(finding, document)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": properties,
    }
    if finding.fix is not None and document is not None:
        result["fixes"] = [
            {
                "description": {"text": _message(finding.fix.description)},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(finding.path),
                        "replacements": [
                            {
                                "deletedRegion": _region(document, edit.start, edit.end),
                                "insertedContent": {"text": clean(edit.text)},
                            }
                            for edit in sorted(finding.fix.edits)
                        ],
                    }
                ],
            }
        ]
    return result


def _location(finding: Finding, document: Document | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(finding.path)}
    start, end, box = finding.location.start, finding.location.end, finding.location.box
    if document is not None and start is not None and end is not None:
        physical["region"] = {
            **_region(document, start.offset, end.offset),
            "snippet": {"text": clean(finding.excerpt)},
        }
    location: dict[str, Any] = {"physicalLocation": physical}
    if box is not None:
        shape = dict(zip(("x", "y", "width", "height"), box, strict=True))
        location["properties"] = {"box": shape, "text": clean(finding.excerpt)}
    if (place := finding.location.place) is not None:
        location["properties"] = {"place": place_data(place), "text": clean(finding.excerpt)}
    return location


def _region(document: Document, start: int, end: int) -> dict[str, int]:
    first, last = (_without_mark(document, document.lines.position(offset)) for offset in (start, end))
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
        "charOffset": first.offset,
        "charLength": last.offset - first.offset,
    }


def _without_mark(document: Document, position: Position) -> Position:
    """A place that does not count the byte-order mark."""
    if not document.source.startswith("\ufeff") or position.offset == 0:
        return position
    column = position.column - 1 if position.line == 1 else position.column
    return Position(position.line, column, position.offset - 1)


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": "inSource" if suppressed.kind == "inline" else "external",
        "status": "accepted",
        "properties": {"how": suppressed.how},
    }
    if suppressed.reason:
        data["justification"] = plain(suppressed.reason)
    for key, value in (("approver", suppressed.approver), ("until", suppressed.until)):
        if value:
            data["properties"][key] = plain(value)
    if suppressed.path:
        physical: dict[str, Any] = {"artifactLocation": _artifact(suppressed.path)}
        if suppressed.line:
            physical["region"] = {"startLine": suppressed.line}
        data["location"] = {"physicalLocation": physical}
    return data


def _note(error: BrieflintError) -> dict[str, Any]:
    note: dict[str, Any] = {
        "level": "error",
        "message": {"text": _message(f"Not checked: {error.message}")},
        "descriptor": {"id": UNREAD},
    }
    if error.path:
        physical: dict[str, Any] = {"artifactLocation": _artifact(error.path)}
        if error.line:
            physical["region"] = {"startLine": error.line}
        note["locations"] = [{"physicalLocation": physical}]
    return note


_DRIVE = re.compile(r"[A-Za-z]:/")


def _artifact(path: str) -> dict[str, str]:
    """A file as a URI reference; names that are no UTF-8 keep their bytes."""
    path = posixpath.normpath(path)
    quoted = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    if path.startswith("/"):
        return {"uri": f"file://{quoted}"}
    if _DRIVE.match(path):
        return {"uri": f"file:///{path[:2]}{quoted[4:]}"}
    return {"uri": quoted, "uriBaseId": BASE}


def _message(text: str) -> str:
    """A plain text message in which nothing is an embedded link (``[words](target)``) or a placeholder (``{0}``)."""
    text = plain(text)
    if "](" in text:
        text = re.sub(r"[\\\[\]]", r"\\\g<0>", text)
    return re.sub(r"\{(\d+)\}", r"{{\1}}", text)


def _pascal(rule: str) -> str:
    return "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", rule))


def _is_address(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _address(url: str) -> str:
    return quote(clean(url), safe="-._~:/?#@!$&'*+,;=%")
