"""The text report: place, source line with the span underlined, law and remedy, within the width of the terminal.

Whatever comes from a draft is neutralised: no control character, escape sequence or bidirectional override of a draft
ever reaches the terminal.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from brieflint.findings import Finding, Suppressed

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.engine import Report
    from brieflint.errors import BrieflintError

WIDTH = 80
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
_SHOWN_LAWS = 3
_READ_TEXT = 300  # characters shown of what was read off a picture

Style = Callable[..., str]


def _plain(text: str, **_: Any) -> str:
    return text


def render(
    report: Report,
    *,
    style: Style = _plain,
    width: int = WIDTH,
    summary: bool = True,
    show_suppressed: bool = False,
    errors: bool = True,
    statistics: bool = False,
    **_: Any,
) -> str:
    """The report as text.

    Args:
        style: ``click.style`` for a terminal; the default adds no colour.
        width: columns to fit into.
        summary: end with a line of counts.
        show_suppressed: list what waivers and the baseline cover, too, after the findings.
        errors: list what could not be checked, for a report that nobody reads beside standard error.
        statistics: count by rule, family and country.
    """
    parts = [_error(e) for e in report.errors] if errors else []
    parts += [_finding(f, report.sources.get(f.path), style, max(40, width)) for f in report.findings]
    if show_suppressed:
        parts += [_suppressed(s, report.sources.get(s.finding.path), style, width) for s in report.suppressed_findings]
    if statistics and report.findings:
        from brieflint.reports.statistics import table

        parts.append(table(report))
    if summary:
        parts.append(_summary(report, style))
    return "\n".join(parts)


def _error(error: BrieflintError) -> str:
    line = f":{error.line}" if error.line else ""
    return f"{safe(error.path or 'brieflint')}{line}: not checked: {safe(error.message)}\n"


def _summary(report: Report, style: Style) -> str:
    counts = [
        _count(report.count("error"), "error", style, "red"),
        _count(report.count("warning"), "warning", style, "yellow"),
        _count(report.count("note"), "note", style, "cyan"),
    ]
    files = f"{report.files} file{'' if report.files == 1 else 's'} checked"
    unread = len({e.path for e in report.errors if e.path})
    if unread:
        files += f", {unread} not or not wholly"
    found = ", ".join(c for c in counts if c)
    if not found:
        found = "nothing found in the rest" if report.errors else style("nothing found", fg="green")
    if report.suppressed:
        found += f", {report.suppressed} suppressed"
    mendable = sum(1 for finding in report.findings if finding.fix is not None)
    hint = f" {mendable} can be fixed with --fix." if mendable else ""
    return f"{files}: {found}.{hint}\n"


def _count(number: int, word: str, style: Style, colour: str) -> str:
    return style(f"{number} {word}{'' if number == 1 else 's'}", fg=colour) if number else ""


def _finding(finding: Finding, document: Document | None, style: Style, width: int) -> str:
    place = safe(finding.path)
    if finding.location.start is not None:
        place += f":{finding.location.start.line}:{finding.location.start.column}"
    head = (
        f"{style(place, bold=True)}: {style(finding.severity, fg=_COLOURS[finding.severity], bold=True)} {finding.rule}"
    )
    if finding.location.time is not None:
        head += f" at {clock(finding.location.time[0])}"
    if "cue" in finding.properties:
        head += f" in cue {finding.properties['cue']}"
    if finding.location.box is not None:
        x, y, wide, high = finding.location.box
        head += f" in the box {x},{y} {wide}x{high}"
    if finding.location.place is not None:
        head += f" in {safe(finding.location.place.label)}"
    lines = [head, *_wrap(safe(finding.message), width, "  ", "  ")]
    if finding.location.start is None and finding.excerpt.strip():
        lines += _wrap(safe(" ".join(finding.excerpt.split())[:_READ_TEXT]), width, "  | ", "  | ")
    if document is not None and finding.location.start is not None:
        lines += _excerpt(finding, document, style, width)
    origin = finding.properties.get("source")
    if isinstance(origin, dict):
        lines += _wrap(f"comes from {safe(origin_of(origin))}", width, "  = ", "    ")
    if finding.help:
        lines += _wrap(safe(finding.help), width, "  = help: ", "          ")
    for reference in finding.references[:_SHOWN_LAWS]:
        lines += _wrap(safe(reference.title), width, "  = law: ", "         ")
        lines.append("         " + style(safe(reference.url), dim=True))
    if len(finding.references) > _SHOWN_LAWS:
        lines.append(f"         and {len(finding.references) - _SHOWN_LAWS} more: brieflint rules show {finding.rule}")
    if finding.fix is not None:
        lines += _wrap(safe(finding.fix.description), width, "  = fix: ", "         ")
    return "\n".join(lines) + "\n"


def _suppressed(suppressed: Suppressed, document: Document | None, style: Style, width: int) -> str:
    """A covered finding: its place and message, and who decided what."""
    finding = suppressed.finding
    place = safe(finding.path)
    if finding.location.start is not None:
        place += f":{finding.location.start.line}:{finding.location.start.column}"
    head = f"{style(place, bold=True)}: {style('suppressed', fg='cyan', bold=True)} {finding.severity} {finding.rule}"
    width = max(40, width)
    lines = [head, *_wrap(safe(finding.message), width, "  ", "  ")]
    if document is not None and finding.location.start is not None:
        lines += _excerpt(finding, document, style, width)
    where = safe(suppressed.path) + (f":{suppressed.line}" if suppressed.line else "")
    if suppressed.how == "baseline":
        lines += _wrap(f"in the baseline {where}", width, "  = ", "    ")
    else:
        who = f", approved by {safe(suppressed.approver)}" if suppressed.approver else ""
        until = f" until {suppressed.until}" if suppressed.until else ""
        if suppressed.kind == "inline":
            where = f"line {suppressed.line}"
        lines += _wrap(f"waived{until} in {where}{who}: {safe(suppressed.reason)}", width, "  = ", "    ")
    return "\n".join(lines) + "\n"


def origin_of(origin: dict[str, Any]) -> str:
    """``campaign.yaml:41 (key_messages[0].text)``."""
    key = f" ({shown_key(origin['key'])})" if origin.get("key") else ""
    return f"{origin['path']}:{origin['line']}{key}"


def shown_key(key: str) -> str:
    """A dotted path as people write it: ``key_messages.0.text`` is ``key_messages[0].text``."""
    return "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in key.split(".")).lstrip(".")


def clock(seconds: float) -> str:
    """``75.4`` as ``1:15``; with hours where there are any."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def _wrap(text: str, width: int, first: str, rest: str) -> list[str]:
    lines = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=True, break_on_hyphens=False
    )
    lines = [rest + safe(line.lstrip()) if line.lstrip().startswith("::") else line for line in lines]
    return lines or [first.rstrip()]


def _excerpt(finding: Finding, document: Document, style: Style, width: int) -> list[str]:
    """The first source line of the span, cut to the width around the span, with the span underlined."""
    start, end = finding.location.start, finding.location.end
    assert start is not None
    assert end is not None
    low, high = document.lines.line_span(start.line)
    if low == 0 and document.source.startswith("\ufeff"):
        low = 1
    gutter = str(start.line)
    room = width - len(gutter) - 5
    source, most = document.source, 4 * room  # a line may hold megabytes
    before = safe(source[max(low, start.offset - most) : start.offset])
    marked = safe(source[max(low, start.offset) : max(start.offset, min(end.offset, high, start.offset + most))])
    stop = min(max(end.offset, start.offset), high)
    after = safe(source[stop : min(high, stop + most)])
    if cells(before) > room // 2 and cells(before) + cells(marked) > room - 3:
        before = "..." + _tail(before, max(8, room - min(cells(marked), room // 2) - 12))
    line = before + marked + after
    if cells(line) > room:
        line = _head(line, room - 3) + "..."
    carets = max(1, min(cells(marked), room - cells(before)))
    bar = style("|", fg="blue")
    pad = " " * len(gutter)
    return [
        f" {pad} {bar}",
        f" {gutter} {bar} {line}",
        f" {pad} {bar} {' ' * cells(before)}{style('^' * carets, fg=_COLOURS[finding.severity], bold=True)}",
    ]


def cells(text: str) -> int:
    """Columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def _head(text: str, room: int) -> str:
    end = len(text)
    while end > 0 and cells(text[:end]) > room:
        end = min(end - 1, room) if end > room * 2 else end - 1
    return text[:end]


def _tail(text: str, room: int) -> str:
    start = max(0, len(text) - room)
    while start < len(text) and cells(text[start:]) > room:
        start += 1
    return text[start:]


_MARKS = 4  # more combining marks on one letter climb into other lines
_SAFE = {"\t": "    ", "\u200d": "\u200d", "\ufe0f": "\ufe0f", "\u3000": "  "}


_COMMANDS = re.compile(r"(?<!\S):(?=:)|(?<=#)#(?=\w*\[)")
"""What runners of CI jobs take for the beginning of a command."""


def safe(text: str) -> str:
    """Text that cannot steer a terminal or a CI runner that reads the log.

    Controls, bidirectional marks and other invisibles are spelled out, and so is what begins a runner's command:
    ``::`` at the start of a line, ``##[`` anywhere.

    Of marks stacked on one letter, the first few stay.
    """
    if "##" in text or text.lstrip().startswith("::"):
        text = _COMMANDS.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)
    if text.isascii() and text.isprintable():
        return text
    out = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > _MARKS:
            continue
        if char in _SAFE:
            out.append(_SAFE[char])
        elif category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            out.append(f"<U+{ord(char):04X}>")
        else:
            out.append(" " if category == "Zs" else char)
    return "".join(out)
