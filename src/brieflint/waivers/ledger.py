"""Holds the findings of a run against the waivers of its files, and the waivers against the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from brieflint.checks.build import finding_in, shorten
from brieflint.checks.wording import join
from brieflint.errors import BrieflintError
from brieflint.findings import Finding, Location, Suppressed
from brieflint.waivers.model import Waiver, today
from brieflint.waivers.store import WaiverFinder

if TYPE_CHECKING:
    from brieflint.checks.run import Checks
    from brieflint.config import Config, ConfigFinder
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet
    from brieflint.waivers.inline import Problem
    from brieflint.waivers.store import Entry, WaiverBook

INVALID, EXPIRED, UNUSED = "waiver/invalid", "waiver/expired", "waiver/unused"
_MOST_MARKED = 2000


class About(NamedTuple):
    """A finding about a waiver, with the file it is written in and the settings of that file."""

    finding: Finding
    document: Document
    config: Config
    checks: Checks


class _Seen(NamedTuple):
    """A document with waivers in it; ``rows`` holds those that cover each line."""

    document: Document
    config: Config
    checks: Checks
    waivers: list[Waiver]
    problems: list[Problem]
    rows: dict[int, list[Waiver]]

    def at(self, first: int, last: int) -> list[Waiver]:
        """The waivers that cover one of the lines ``first`` to ``last``."""
        if last - first > len(self.waivers):
            return [w for w in self.waivers if w.lines[0] <= last and first <= w.lines[1]]
        found = {id(w): w for row in range(first, last + 1) for w in self.rows.get(row, ())}
        return list(found.values())


class Ledger:
    """The waivers of one run.

    Args:
        day: what the caller says today is, ``YYYY-MM-DD``; see :func:`brieflint.waivers.model.today`.
        configs: finds the configuration of a file.
        cache: use the user's cache.
        files: look for ``waivers.yaml``; without, only the text itself counts.
    """

    def __init__(self, day: str | None, configs: ConfigFinder, *, cache: bool = True, files: bool = True) -> None:
        self._given = day
        self._today: str | None = today(day) if day else None
        self._configs = configs
        self._finder = WaiverFinder(cache=cache)
        self._files = files
        self._seen: dict[str, list[_Seen]] = {}
        self._books: dict[str, WaiverBook] = {}
        self._settings: dict[int, tuple[Config, Checks]] = {}

    @property
    def problems(self) -> list[BrieflintError]:
        """What is wrong with the ``waivers.yaml`` files met."""
        return self._finder.problems

    def saw(self, document: Document, config: Config, checks: Checks) -> None:
        """Take note of the waivers for a document that is being checked."""
        if document.kind == "waivers":
            return
        if b"brieflint" in document.source.encode(errors="replace").lower():  # far faster than text that is not ASCII
            from brieflint.waivers.inline import mentions_waivers, read_inline

            if mentions_waivers(document):
                waivers, problems = read_inline(document, resolver(checks.rules))
                if waivers or problems:
                    rows: dict[int, list[Waiver]] = {}
                    for waiver in waivers:
                        for row in range(waiver.lines[0], waiver.lines[1] + 1):
                            rows.setdefault(row, []).append(waiver)
                    found = _Seen(document, config, checks, waivers, problems, rows)
                    self._seen.setdefault(document.path, []).append(found)
        if not self._files:
            return
        book = self._finder.for_file(document.path, config, resolver(checks.rules))
        if book is not None:
            self._books[document.path] = book
            self._settings.setdefault(id(book), (config, checks))
            name = book.name(document.path)
            if name is not None:
                compared = bool(document.campaign or document.brief)
                book.checked.setdefault(name, []).append(lambda rule: checks.runs(rule, compared=compared))

    def settle(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Suppressed], list[About]]:
        """Part findings that stand from those that a waiver covers, and say what is wrong with the waivers."""
        if not self._seen and not self._books:
            return list(findings), [], []
        left: list[Finding] = []
        covered: list[Suppressed] = []
        missed: dict[str, list[Finding]] = {}
        for finding in findings:
            waiver = self._covering(finding)
            if waiver is None:
                left.append(finding)
            else:
                covered.append(
                    Suppressed(
                        finding, "waiver", waiver.kind, waiver.reason, waiver.approver, waiver.until, waiver.path,
                        waiver.line,
                    )
                )  # fmt: skip
            if finding.path in self._seen:
                missed.setdefault(finding.path, []).append(finding)
        about: list[About] = []
        for path, seen in self._seen.items():
            for one in seen:
                about += self._about_inline(one, missed.get(path, []))
        for book in self._finder.books:
            about += self._about_book(book)
        return left, covered, [a for a in about if a.checks.wanted(a.finding.rule)]

    # ------------------------------------------------------------------------------------------------ covering

    def _covering(self, finding: Finding) -> Waiver | None:
        """The waiver that covers a finding; every other that would is in use, too."""
        found: Waiver | None = None
        for waiver in self._candidates(finding):
            names = waiver.naming(finding)
            if names and not self._over(waiver):
                waiver.used.update(names)
                found = found or waiver
        return found

    def _candidates(self, finding: Finding) -> list[Waiver]:
        waivers: list[Waiver] = []
        if finding.location.start is not None:
            for seen in self._seen.get(finding.path, ()):
                first, last = _rows(finding, seen.document)
                waivers += seen.at(first, last)
        book = self._books.get(finding.path)
        if book is not None:
            waivers += book.waivers_for(finding.path)
        return waivers

    def _over(self, waiver: Waiver) -> bool:
        """Whether a waiver has expired."""
        if not waiver.until:
            return False
        if self._today is None:
            self._today = today(self._given)
        return waiver.until < self._today

    # ------------------------------------------------------------------------------------------- about waivers

    def _about_inline(self, seen: _Seen, findings: Sequence[Finding]) -> list[About]:
        found = [
            About(
                _finding(INVALID, seen.checks, seen.document, (p.start, p.end), {"problem": _sentence(p.text)}),
                *seen[:3],
            )
            for p in seen.problems
        ]
        compared = bool(seen.document.campaign or seen.document.brief)
        for waiver in seen.waivers:
            if self._over(waiver):
                found.append(About(_expired(waiver, seen.document, seen.checks), *seen[:3]))
                continue
            idle = [r for r in waiver.rules if r not in waiver.used and seen.checks.runs(r, compared=compared)]
            if idle:
                finding = _unused(waiver, seen.document, seen.checks, idle, findings)
                found.append(About(finding, *seen[:3]))
        return found

    def _about_book(self, book: WaiverBook) -> list[About]:
        if id(book) not in self._settings:
            return []
        config, checks = self._settings[id(book)]
        found = []
        on_disk: list[str] | None = None
        for entry in book.entries:
            finding = None
            if self._over(entry.waiver):
                finding = _expired(entry.waiver, book.document, checks)
            elif set(entry.waiver.rules) - entry.waiver.used:
                if on_disk is None:
                    on_disk = self._on_disk(book)
                finding = _idle_entry(entry, book, checks, on_disk)
            if finding is not None:
                found.append(About(finding, book.document, config, checks))
        return found

    def _on_disk(self, book: WaiverBook) -> list[str]:
        """Files that a check of the whole folder would read, and for which this book counts."""
        from brieflint.sources.discover import discover

        names = []
        for item in discover([book.root], self._configs):
            if isinstance(item, str):
                with suppress(BrieflintError):
                    found = self._finder.where(item, self._configs.for_file(Path(item)))
                    name = book.name(item)
                    if name is not None and found == (book.file, book.root):
                        names.append(name)
        return names


def _idle_entry(entry: Entry, book: WaiverBook, checks: Checks, on_disk: Sequence[str]) -> Finding | None:
    """Whether an entry of ``waivers.yaml`` is of no use; only said when all its files were checked for it."""
    files = {name for name in (*on_disk, *book.checked) if entry.fits(name)}
    if not files:
        if set(on_disk) <= set(book.checked):
            globs = join([f"'{glob}'" for glob in entry.globs], "or")
            values = {"what": f"no file fits {globs}", "elsewhere": ""}
            return _finding(UNUSED, checks, book.document, entry.waiver.span, values)
        return None
    if not files <= set(book.checked):
        return None
    idle = [
        rule
        for rule in entry.waiver.rules
        if rule not in entry.waiver.used and all(runs(rule) for name in files for runs in book.checked[name])
    ]
    return _unused(entry.waiver, book.document, checks, idle) if idle else None


def _sentence(text: str) -> str:
    return text if text.endswith("?") else text + "."


def _rows(finding: Finding, document: Document) -> tuple[int, int]:
    """First and last line that a finding marks."""
    start, end = finding.location.start, finding.location.end
    assert start is not None
    last = start.line
    if end is not None and end.offset > start.offset:
        last = max(last, document.lines.position(end.offset - 1).line)
    return start.line, last


def _expired(waiver: Waiver, document: Document, checks: Checks) -> Finding:
    values = {"rules": join(list(waiver.rules)), "until": waiver.until}
    return _finding(EXPIRED, checks, document, waiver.span, values)


def _unused(
    waiver: Waiver, document: Document, checks: Checks, idle: list[str], findings: Sequence[Finding] = ()
) -> Finding:
    """A waiver, or a part of it, that covers nothing; an inline one may stand in the wrong line.

    Args:
        findings: all of the same draft.
    """
    first, last = waiver.lines
    where = f"on '{shorten(waiver.excerpt)}' " if waiver.excerpt else ""
    where += "in the files it is for"
    if waiver.kind == "inline":
        where = f"in line {last}" if last == first else f"in lines {first} to {last}"
    rows = sorted({_rows(f, document)[0] for f in findings if f.location.start and set(waiver.naming(f)) & set(idle)})
    values = {
        "what": f"no finding of {join(idle, 'or')} is {where}",
        "elsewhere": f", or move it to line {rows[0]}, where one is" if rows else "",
    }
    return _finding(UNUSED, checks, document, waiver.span, values, "part" if len(idle) < len(waiver.rules) else "")


def _finding(
    rule: str, checks: Checks, document: Document, span: tuple[int, int], values: dict[str, str], situation: str = ""
) -> Finding:
    low, high = span[0], min(span[1], span[0] + _MOST_MARKED)
    location = Location(document.lines.position(low), document.lines.position(high))
    return finding_in(
        checks.rules.rules[rule], document.path, location, document.source[low:high], values, situation=situation
    )


def resolver(rules: RuleSet) -> Callable[[str], str]:
    """The present id of a rule or family; raises ``UsageError`` for one that does not exist."""

    def find(name: str) -> str:
        found = rules.resolve(name)
        families = {rule.split("/")[0] for rule in rules.kinds}
        if found not in rules.kinds and found not in families:
            from brieflint.waivers.inline import unknown

            raise unknown(name, [*families, *rules.kinds])
        return found

    return find
