"""Apply the fixes that findings carry: text by text, checked again after each round, until nothing is left to apply.

Nothing is written here before all is settled; :func:`write` then writes each file at once or not at all.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from brieflint.engine import Engine, Options, Report
from brieflint.errors import BrieflintError, InputError, UsageError
from brieflint.files import replace_file
from brieflint.findings import Edit, Finding, Fix

if TYPE_CHECKING:
    from brieflint.document import Document

MOST_ROUNDS = 10
_RENDERED = "<!-- Rendered by brieflint from "


@dataclass(slots=True)
class Fixed:
    """One file that was fixed.

    Attributes:
        path: as the user named it; standard input has the name that it was given.
        before, after: its text, byte-order mark and line ends included.
        fixes: what was done, in words, in order.
    """

    path: str
    before: str
    after: str
    fixes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """What came of applying fixes.

    Attributes:
        report: the findings that are left.
        files: what was changed, by path.
        declined: ``(path, reason)`` of fixes that were offered and not applied.
        stdin: what standard input held, where that was checked.
    """

    report: Report
    files: list[Fixed]
    declined: list[tuple[str, str]]
    stdin: bytes | None = None


def fix(options: Options, paths: Sequence[str], progress: Callable[[int, int], object] | None = None) -> Outcome:
    """Check, and apply fixes in memory until none is left.

    A fix that would bring a finding of another rule is taken back: it was not certain after all.

    Args:
        options: as for a check.
        paths: files and folders; ``-`` alone is standard input.
        progress: as for :meth:`brieflint.engine.Engine.run`.

    Raises:
        UsageError: standard input is one path of several.
    """
    if "-" in paths and len(paths) > 1:
        raise UsageError("standard input is fixed alone: name no other path beside '-'")
    return _Fixer(options, paths).run(progress)


class _Fixer:
    def __init__(self, options: Options, paths: Sequence[str]) -> None:
        self.options = options
        self.paths = paths
        self.stdin = sys.stdin.buffer.read() if "-" in paths else None
        self.changed: dict[str, Fixed] = {}
        self.declined: dict[str, str] = {}

    def run(self, progress: Callable[[int, int], object] | None) -> Outcome:
        report = last = self.check(self.paths, progress)
        for _ in range(MOST_ROUNDS):
            before = {path: (one.after, list(one.fixes)) for path, one in self.changed.items()}
            touched = self.round(last)
            if not touched:
                break
            again = self.check(touched)
            spoiled = _spoiled(last, again, touched)
            for path, rules in spoiled.items():
                self.declined[path] = f"would bring {', '.join(rules)}: a person has to decide"
                one = self.changed[path]
                one.after, one.fixes = before.get(path, (one.before, []))
            last = self.check(touched) if spoiled else again
        files = sorted((one for one in self.changed.values() if one.before != one.after), key=lambda one: one.path)
        if files:
            report = self.check(self.paths)
        return Outcome(report, files, sorted(self.declined.items()), self.stdin)

    def check(self, paths: Sequence[str], progress: Callable[[int, int], object] | None = None) -> Report:
        """Check files as they are after the fixes so far."""
        texts = {os.path.abspath(path): one.after.encode("utf-8") for path, one in self.changed.items()}
        if self.stdin is not None:
            paths = ["-"]
            texts = {"-": next(iter(texts.values()), self.stdin)}
        return Engine(replace(self.options, texts=texts)).run(paths, progress)

    def round(self, report: Report) -> list[str]:
        """Apply what can be applied at once; the files that changed."""
        offered: dict[str, list[Finding]] = {}
        for finding in report.findings:
            if finding.fix is not None and finding.path not in self.declined:
                offered.setdefault(finding.path, []).append(finding)
        touched = []
        for path, findings in offered.items():
            document = report.sources[path]
            why = _refusal(document)
            if why:
                self.declined[path] = why
                continue
            fixes = _apart(findings)
            text = _apply(document.source, [edit for fix in fixes for edit in fix.edits])
            if text == document.source:
                continue
            one = self.changed.setdefault(path, Fixed(path, document.source, document.source))
            one.after = text
            one.fixes += [fix.description for fix in fixes]
            touched.append(path)
        return touched


def _refusal(document: Document) -> str:
    """Why the text of a file is not for us to change; empty where it is."""
    if document.kind == "brief" or _RENDERED in document.source:
        return "is a brief: fix the campaign record and render it again"
    if not document.source:
        return "is no text that can be changed in place"
    return ""


def _apart(findings: Iterable[Finding]) -> list[Fix]:
    """Fixes that do not touch one another, the first in the file first; others wait for the next round."""
    chosen: list[Fix] = []
    taken: list[Edit] = []
    for finding in findings:
        fix = finding.fix
        if fix is not None and all(e.end < t.start or t.end < e.start for e in fix.edits for t in taken):
            chosen.append(fix)
            taken += fix.edits
    return chosen


def _apply(source: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


def _spoiled(before: Report, after: Report, touched: Iterable[str]) -> dict[str, list[str]]:
    """Files in which a fix brought a finding that was not there, with its rules."""
    old, new = _counts(before), _counts(after)
    found: dict[str, list[str]] = {}
    unread = {error.path for error in after.errors}
    for path in touched:
        more = sorted(rule for (where, rule), number in new.items() if where == path and number > old[where, rule])
        if path in unread:
            more.append("a file that cannot be read")
        if more:
            found[path] = more
    return found


def _counts(report: Report) -> Counter[tuple[str, str]]:
    return Counter((finding.path, finding.rule) for finding in report.findings)


def write(files: Iterable[Fixed]) -> list[BrieflintError]:
    """Write what was fixed; what could not be written, with the reason."""
    problems: list[BrieflintError] = []
    for one in files:
        try:
            with open(one.path, "rb") as handle:
                now = handle.read()
            if now != one.before.encode("utf-8"):
                raise InputError("changed while it was being fixed: run it again", path=one.path)
            replace_file(one.path, one.after.encode("utf-8"), one.path)
        except OSError as problem:
            why = (problem.strerror or str(problem)).lower()
            problems.append(InputError(f"cannot be read again: {why}", path=one.path))
        except BrieflintError as problem:
            problems.append(problem)
    return problems


def diff(files: Iterable[Fixed]) -> str:
    """A unified diff, as ``patch`` and ``git apply`` take it; a line that has no end says so.

    No line of it is a command to a CI that reads logs: such lines of a draft are left out where they only stand around.
    """
    from difflib import unified_diff

    out = []
    for one in files:
        before, after = _lines(one.before), _lines(one.after)
        name = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in one.path)
        around = 0 if any(line.lstrip().startswith(("::", "##[")) for line in before) else _AROUND
        for line in unified_diff(before, after, f"a/{name}", f"b/{name}", n=around):
            out.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(out)


_AROUND = 2  # lines of a diff before and after a change


def _lines(text: str) -> list[str]:
    """Lines as tools of the kind of ``patch`` know them: only a line feed ends one."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
