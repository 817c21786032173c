"""What several report formats need: text that can be encoded, paths that a CI job understands, parts of a message."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brieflint.engine import Report
    from brieflint.findings import Finding, Fix, Place

NAME = "brieflint"
UNREAD = "brieflint/not-checked"
"""The rule id under which formats that know only findings show a file that could not be checked."""

_COMMAND = re.compile(r"##(?=\w*\[)")
"""``##[name]`` anywhere in a log line is a command to some CI runners, ``##vso[`` to others."""

_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Lone surrogates (file names that are no UTF-8) cannot be encoded; they become U+FFFD."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8").replace("\ufffd?", "\ufffd")


def dumps(data: Any) -> str:
    """JSON, keys sorted, and a line feed; no draft in it talks to a terminal, or to a CI runner that reads the log."""
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if "##" in text:
        text = _COMMAND.sub(r"#\\u0023", text)
    return text if text.isascii() else _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def relative(path: str) -> str:
    """A path as CI jobs name it: slashes, no ``./`` in front."""
    return clean(posixpath.normpath(path)) if path else path


def plain(text: str) -> str:
    """One line without anything invisible in it."""
    from brieflint.reports.text import safe

    return safe(" ".join(clean(text).split()))


def advice(finding: Finding, laws: int = 3) -> list[str]:
    """What stands under the message: the remedy, and the law with its address; one line each."""
    lines = [f"Help: {plain(finding.help)}"] if finding.help else []
    for reference in finding.references[:laws]:
        lines.append(f"Law: {plain(reference.title)} {plain(reference.url)}")
    return lines


def rule_of(report: Report, finding: Finding) -> Mapping[str, Any]:
    """The rule behind a finding; empty when the report knows nothing of it."""
    own = report.rule_sets.get(finding.path)
    for rules in (*([own] if own else []), *report.rule_sets.values()):
        if finding.rule in rules.rules:
            return rules.rules[finding.rule]
    return {}


def merged(fix: Fix, source: str) -> tuple[int, int, str]:
    """All edits of a fix as one: the span from the first to the last, and its new text."""
    edits = sorted(fix.edits)
    start, end = edits[0].start, max(edit.end for edit in edits)
    out, at = [], start
    for edit in edits:
        out += [source[at : edit.start], edit.text]
        at = edit.end
    return start, end, "".join(out) + source[at:end]


def place_data(place: Place) -> dict[str, Any]:
    """The parts of a place in a calendar or word-processor file, fit to be written."""
    return {key: clean(value) if isinstance(value, str) else value for key, value in place.data.items()}


def place(finding: Finding) -> str:
    """``12:25``, the box on a picture, or the cell or paragraph; empty when there is none."""
    location = finding.location
    if location.start is not None:
        return f"{location.start.line}:{location.start.column}"
    if location.box is not None:
        x, y, wide, high = location.box
        return f"box {x},{y} {wide}x{high}"
    if location.place is not None:
        return plain(location.place.label)
    return ""
