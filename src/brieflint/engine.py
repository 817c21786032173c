"""Run the checks: from paths to findings and errors. Prints nothing and never exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint._version import __version__
from brieflint.baseline import Baseline, Baselines
from brieflint.checks.run import Checks
from brieflint.config import Config, ConfigFinder
from brieflint.document import Document
from brieflint.errors import BrieflintError, ForeignFile, InputError, UsageError, did_you_mean
from brieflint.findings import SEVERITIES, Finding, Suppressed, fingerprint
from brieflint.packs import rule_folders
from brieflint.rules.ruleset import RuleSet, load_rules
from brieflint.sources.contained import CALENDAR
from brieflint.sources.decode import note_read, read_bytes
from brieflint.sources.deliverable import Folders, Key, key_of, may_have_parts
from brieflint.sources.discover import RECORD_SUFFIXES, discover
from brieflint.sources.read import RecordFinder, Settings, document_of, read_document, read_documents
from brieflint.waivers.ledger import Ledger, resolver

if TYPE_CHECKING:
    from brieflint.context import Context

FAMILIES = ("disclosure", "claims", "overscript", "brief", "content", "campaign", "waiver")


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may be told; everything has a default that fits a one-off check.

    Attributes:
        flags: context keys given on the command line, parsed.
        select, ignore: rule ids or prefixes; empty ``select`` means the configuration's, then every rule.
        config: a configuration file to use instead of looking for one.
        force_exclude: honour ``exclude`` for files named one by one.
        cache: use the user's cache.
        rules: further rule folders, before those of the configuration.
        brief: a campaign record or a brief to hold drafts against.
        today: the day on which waivers are judged, ``YYYY-MM-DD``; ``None``: see :func:`brieflint.waivers.model.today`.
        baseline: a file of known findings; ``None``: what configurations name; empty: none.
        texts: by absolute path, what to take a file for instead of what is stored; ``-`` is standard input.
        reports: files, by absolute path, that are reports of this run and so no drafts.
        ocr_engine: what reads pictures; ``None``: what the configuration says, or else the best that is installed.
        jobs: processes that check files; 0: as many as there are processors.
    """

    flags: Mapping[str, Any] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: str | None = None
    force_exclude: bool = False
    cache: bool = True
    rules: tuple[str, ...] = ()
    stdin_filename: str = "stdin.md"
    brief: str | None = None
    ocr_engine: str | None = None
    jobs: int = 1
    today: str | None = None
    baseline: str | None = None
    texts: Mapping[str, bytes] = field(default_factory=dict)
    reports: frozenset[str] = frozenset()


class Checked(NamedTuple):
    """A file that was read and checked, with or without findings; small, since a run keeps one for each file.

    Attributes:
        context: what was known of it.
        opening: the first characters of its text.
        length: how many characters its text has.
    """

    context: Context
    opening: str
    length: int


_OPENING = 1500  # characters of a draft's text that are kept when nothing was found in it


@dataclass(slots=True)
class Report:
    """The outcome of a run; what every report format renders."""

    version: str = __version__
    rules_digest: str = ""
    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    errors: list[BrieflintError] = field(default_factory=list)
    suppressed_findings: list[Suppressed] = field(default_factory=list)
    """What a waiver or the baseline covers, in the order of :attr:`findings`, with fingerprints."""
    sources: dict[str, Document] = field(default_factory=dict)
    """Documents with findings, suppressed ones included, for reports that show their text."""
    drafts: dict[str, list[Document]] = field(default_factory=dict)
    """For files that hold drafts (calendars, word-processor files, pages): those with findings."""
    rule_sets: dict[str, RuleSet] = field(default_factory=dict)
    """The rules in force for each path of :attr:`sources`, for reports that explain them."""
    checked: dict[str, Checked] = field(default_factory=dict)
    """Every file that could be read, by path."""
    baselines: list[Baseline] = field(default_factory=list)
    """Those in use, each with what of it was not found any more."""
    fail_on: str | None = None
    """The weakest ``fail_on`` of the configurations met, if any said one."""

    @property
    def suppressed(self) -> int:
        """How many findings a waiver or the baseline covers."""
        return len(self.suppressed_findings)

    @property
    def stale(self) -> int:
        """How many entries of baselines are not found any more."""
        return sum(len(baseline.stale()) for baseline in self.baselines)

    def keep(self, document: Document, rules: RuleSet) -> None:
        """Keep a document in which something was found, and the rules by which."""
        self.sources.setdefault(document.path, document.container)
        self.rule_sets.setdefault(document.path, rules)
        if document.container is not document:
            drafts = self.drafts.setdefault(document.path, [])
            if all(known is not document for known in drafts):
                drafts.append(document)

    def count(self, severity: str) -> int:
        """How many findings have this severity."""
        return sum(1 for f in self.findings if f.severity == severity)


class Engine:
    """One run over any number of files, with the rule sets that their configurations ask for."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.configs = ConfigFinder(options.config)
        self._rules: dict[tuple[str, ...], RuleSet] = {}
        self._selections: dict[tuple[Any, ...], Callable[[str], bool]] = {}
        self._checks: dict[tuple[int, str], Checks] = {}
        self._records: RecordFinder | None = None
        self._brief: Document | None = None
        self._parts: dict[Key, list[tuple[Document, Config]]] = {}
        self._folders = Folders()
        self.ledger = Ledger(options.today, self.configs, cache=options.cache)
        self.baselines = Baselines(options.baseline)

    def rules_for(self, config: Config) -> RuleSet:
        """The bundled rules plus those that a configuration names."""
        key = (*self.options.rules, *(str(config.root / r) for r in config.rules))
        if key not in self._rules:
            own = rule_folders(self.options.rules, Path(), config.path)
            folders = [*own, *rule_folders(config.rules, config.root, config.path)]
            names = [*self.options.rules, *config.rules]
            self._rules[key] = load_rules(folders, names, cache=self.options.cache)
        return self._rules[key]

    def selection(self, config: Config, rules: RuleSet) -> Callable[[str], bool]:
        """A test for rule ids, from ``select`` and ``ignore`` of the run or else of the configuration.

        Raises:
            UsageError: an id or prefix fits no rule.
        """
        select = self.options.select or config.select
        ignore = (*self.options.ignore, *config.ignore)
        key = (select, ignore, tuple(config.severity), rules.digest)
        if key not in self._selections:
            for name in (*self.options.select, *self.options.ignore):
                _check_known(name, rules)
            for name in (*config.select, *config.ignore, *config.severity):
                _check_known(name, rules, config.path)
            chosen = tuple(rules.resolve(name) for name in select)
            refused = tuple(rules.resolve(name) for name in ignore)

            def test(rule: str) -> bool:
                named = any(_covers(c, rule) for c in chosen) if chosen else rule not in rules.off
                return named and not any(_covers(r, rule) for r in refused)

            self._selections[key] = test
        return self._selections[key]

    def run(self, paths: Sequence[str], progress: Callable[[int, int], object] | None = None) -> Report:
        """Check files and folders; ``-`` reads standard input.

        Args:
            progress: told after each file how many of how many are done.
        """
        report = Report()
        here = self.configs.for_folder(Path.cwd())
        base = self.rules_for(here)
        self.selection(here, base)
        report.rules_digest = base.digest
        campaigns: dict[str, list[tuple[Document, Config]]] = {}
        self._parts, self._folders = {}, Folders()
        items = list(discover(paths, self.configs, force_exclude=self.options.force_exclude))
        if self.options.reports:
            items = [i for i in items if isinstance(i, Exception) or os.path.abspath(i) not in self.options.reports]
        found = self._found_apart([item for item in items if isinstance(item, str)])
        for number, item in enumerate(items, 1):
            if isinstance(item, BrieflintError):
                report.errors.append(item)
                continue
            report.files += 1
            named = item in paths and not self.options.force_exclude
            self._one(item, report, campaigns, named=named, known=next(found, None))
            if progress is not None:
                progress(number, len(items))
        for parts in self._parts.values():
            self._deliverable(parts, report)
        for drafts in campaigns.values():
            self._campaign(drafts, report)
        contexts: Contexts = {}
        self._settle(report, _with_origins(self._finished(report, contexts), report, base), contexts)
        report.errors.sort(key=lambda e: (e.path or "", e.message))
        return report

    def _found_apart(self, paths: list[str]) -> Iterator[list[list[Finding]] | None]:
        """What other processes found in each file; nothing where this one does it all."""
        jobs = self.options.jobs
        if jobs == 1 or len(paths) < 2 or "-" in paths:
            return iter(())
        from brieflint.parallel import check_apart, processes

        jobs = processes(jobs, len(paths))
        return check_apart(replace(self.options, jobs=1), paths, jobs) if jobs > 1 else iter(())

    def _one(
        self,
        path: str,
        report: Report,
        campaigns: dict[str, list[tuple[Document, Config]]],
        *,
        named: bool,
        known: list[list[Finding]] | None = None,
    ) -> None:
        try:
            config = self.configs.for_file(Path(self.options.stdin_filename if path == "-" else path))
            documents, problems = self.read_all(path, config)
            rules = self.rules_for(config)
            checks = self.checks(config, rules)
            if known is None or len(known) != len(documents):
                known = [list(checks.document(document)) for document in documents]
            found = list(zip(documents, known, strict=True))
            for container in {id(d.container): d.container for d in documents}.values():
                self.ledger.saw(container, config, checks)
                self.baselines.saw(container, config, checks)
        except ForeignFile as problem:
            if named:
                report.errors.append(problem)
            else:
                report.files -= 1
            return
        except BrieflintError as problem:
            report.errors.append(problem if problem.path else InputError(problem.message, path=path))
            return
        if config.fail_on and (report.fail_on is None or FAIL_ORDER[config.fail_on] < FAIL_ORDER[report.fail_on]):
            report.fail_on = config.fail_on
        report.errors += problems
        kept: list[Finding] = []
        for document, findings in found:
            name, text, before = document.path, document.text, report.checked.get(document.path)
            if path != "-" and document.container.kind != CALENDAR and may_have_parts(document, self._folders):
                self._parts.setdefault(key_of(document), []).append((document, config))
            if document.campaign is not None:
                campaigns.setdefault(document.campaign.path, []).append((document, config))
            opening, length = (before.opening, before.length) if before else (text[:_OPENING], 0)
            report.checked[name] = Checked(document.context, opening, length + len(text))
            if findings:
                kept += [_configured(f, config) for f in findings]
                report.keep(document, rules)
            for remark in document.remarks:
                report.errors.append(InputError(remark, path=name))
        report.findings += kept if len(found) < 2 else _once(kept)

    def read(self, path: str, config: Config) -> list[Document]:
        """The drafts of one path; see :meth:`read_all`."""
        return self.read_all(path, config)[0]

    def read_all(self, path: str, config: Config) -> tuple[list[Document], list[InputError]]:
        """The drafts of one path, mostly one, and what of the file could not be read; ``-`` is standard input.

        Raises:
            BrieflintError: nothing of it can be read.
        """
        if path == "-":
            given = self.options.texts.get("-")
            raw = sys.stdin.buffer.read() if given is None else given
            note_read("-", self.options.stdin_filename, raw)
            return read_documents(self.options.stdin_filename, raw, self._with_ocr(config))
        shown = path.replace("\\", "/") if os.sep == "\\" else path
        raw = self._bytes(path, shown)
        if path.lower().endswith(RECORD_SUFFIXES):
            from brieflint.waivers.store import is_waivers, read_waivers

            if is_waivers(path, raw):
                return [read_waivers(path, shown, resolver(self.rules_for(config)), cache=self.options.cache)], []
            from brieflint.sources.record import read_record_document

            return [read_record_document(shown, raw, cache=self.options.cache)], []
        return read_documents(shown, raw, self._with_ocr(config))

    def _bytes(self, path: str, shown: str) -> bytes:
        """A file as it is, or as the run was told to take it."""
        given = self.options.texts.get(os.path.abspath(path)) if self.options.texts else None
        if given is None:
            return read_bytes(Path(path), shown)
        note_read(path, shown, given)
        return given

    def _with_ocr(self, config: Config) -> Settings:
        """The settings, with what reads pictures."""
        engine = self.options.ocr_engine or config.ocr_engine or "auto"
        return replace(self._settings(config), ocr_engine=engine, cache=self.options.cache)

    def _settings(self, config: Config) -> Settings:
        if self._records is None:
            self._records, self._brief = self._brief_named()
        return Settings(self.options.flags, config, self._records, self._brief)

    def _brief_named(self) -> tuple[RecordFinder, Document | None]:
        """What ``--brief`` names: a campaign record, or a brief in prose."""
        name = self.options.brief
        if name is None:
            return RecordFinder(cache=self.options.cache), None
        if name.lower().endswith(RECORD_SUFFIXES):
            from brieflint.campaign.store import load_record

            return RecordFinder(load_record(Path(name), name), cache=self.options.cache), None
        finder = RecordFinder(cache=self.options.cache)
        config = self.configs.for_file(Path(name))
        settings = Settings({"kind": "brief"}, config, finder)
        return finder, read_document(name, read_bytes(Path(name), name), settings)

    def checks(self, config: Config, rules: RuleSet) -> Checks:
        """The selected checks of a configuration."""
        key = (id(config), rules.digest)
        if key not in self._checks:
            self._checks[key] = Checks(rules, self.selection(config, rules))
        return self._checks[key]

    def _deliverable(self, parts: list[tuple[Document, Config]], report: Report) -> None:
        """Checks across the parts of one deliverable, those beside them that were not named included."""
        documents = [document for document, _ in parts]
        named = {os.path.abspath(d.path) for d in documents}
        for path in self._folders.siblings(documents[0].path):
            if os.path.abspath(path) not in named:
                with suppress(BrieflintError):
                    documents += self.read(path, self.configs.for_file(Path(path)))
        if len(documents) < 2:
            return
        by_document = {id(document): config for document, config in parts}
        checks = self.checks(parts[0][1], self.rules_for(parts[0][1]))
        found: list[Finding] = []
        for document, finding in checks.deliverable(documents):
            config = by_document.get(id(document))
            if config is not None and self.selection(config, self.rules_for(config))(finding.rule):
                found.append(_configured(finding, config))
                report.keep(document, self.rules_for(config))
        if found:
            from brieflint.checks.disclosure.deliverables import REPLACED

            told = {(finding.path, REPLACED) for finding in found}
            report.findings = [f for f in report.findings if (f.path, f.rule) not in told] + found

    def _campaign(self, drafts: list[tuple[Document, Config]], report: Report) -> None:
        """Checks across the drafts of one campaign, those in its folder that were not named included."""
        first, config = drafts[0]
        rules = self.rules_for(config)
        checks = self.checks(config, rules)
        record = first.campaign
        assert record is not None
        named = {os.path.abspath(document.path) for document, _ in drafts}
        documents = [document for document, _ in drafts]
        if len(record.data.get("creators", ())) > 1:
            documents += self._siblings(record.folder, named, record.path)
        for document, finding in checks.campaign(documents):
            if os.path.abspath(document.path) in named and checks.wanted(finding.rule):
                report.findings.append(_configured(finding, config))
                report.keep(document, rules)

    def _siblings(self, folder: Path, named: set[str], record: str) -> Iterator[Document]:
        """Other drafts of the campaign; one that cannot be read is reported when it is checked itself."""
        for item in discover([str(folder)], self.configs):
            if (
                isinstance(item, str)
                and os.path.abspath(item) not in named
                and not item.lower().endswith(RECORD_SUFFIXES)
            ):
                with suppress(BrieflintError):
                    for document in self.read(item, self.configs.for_file(Path(item))):
                        if document.campaign is not None and document.campaign.path == record:
                            yield document

    def check(self, document: Document, config: Config, rules: RuleSet) -> list[Finding]:
        """All findings of one document that are selected, with severities overridden and fingerprints set."""
        checks = self.checks(config, rules)
        found = [_configured(f, config) for f in checks.document(document)]
        ledger = Ledger(self.options.today, self.configs, cache=self.options.cache, files=False)
        ledger.saw(document, config, checks)
        found.sort(key=lambda f: f.sort_key)
        left, _, about = ledger.settle(_with_fingerprints(document, found, document.path))
        own = [_configured(a.finding, config) for a in about]
        return sorted((*left, *_with_fingerprints(document, own, document.path)), key=lambda f: f.sort_key)

    def _settle(self, report: Report, findings: list[Finding], contexts: Contexts) -> None:
        """Part what stands from what is covered or known, and add what there is to say about waivers."""
        left, waived, about = self.ledger.settle(findings)
        report.findings, known = self.baselines.settle(left, contexts)
        report.suppressed_findings = sorted((*waived, *known), key=lambda s: s.finding.sort_key)
        by_path: dict[str, list[Finding]] = {}
        for finding, document, config, checks in about:
            report.sources.setdefault(document.path, document.container)
            report.rule_sets.setdefault(document.path, checks.rules)
            by_path.setdefault(document.path, []).append(_configured(finding, config))
        for path, found in by_path.items():
            report.findings += _with_fingerprints(report.sources[path], found, self._stable_name(path))
        report.findings.sort(key=lambda f: f.sort_key)
        report.errors += [*self.ledger.problems, *self.baselines.problems]
        report.baselines = self.baselines.used

    def _finished(self, report: Report, contexts: Contexts) -> list[Finding]:
        """Findings in order, each with its fingerprint."""
        out: list[Finding] = []
        by_path: dict[str, list[Finding]] = {}
        for finding in sorted(report.findings, key=lambda f: f.sort_key):
            by_path.setdefault(finding.path, []).append(finding)
        for path, findings in by_path.items():
            out += _with_fingerprints(report.sources[path], findings, self._stable_name(path), contexts)
        return out

    def _stable_name(self, path: str) -> str:
        """A file's name that is the same from whichever folder it is checked, where there is a configuration."""
        with suppress(BrieflintError, ValueError):
            config = self.configs.for_file(Path(path))
            if config.path is not None:
                root = os.path.abspath(config.root)
                return Path(os.path.abspath(path)).relative_to(root).as_posix()
        return os.path.normpath(path).replace(os.sep, "/")


def _configured(finding: Finding, config: Config) -> Finding:
    return replace(finding, severity=_severity(finding, config)) if config.severity else finding


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Of findings that one row of a calendar has on several platforms, the gravest."""
    best: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        place = finding.location.place
        key = (finding.rule, finding.location.start, finding.location.end, place.order if place else ())
        if key not in best or SEVERITIES.index(finding.severity) > SEVERITIES.index(best[key].severity):
            best[key] = finding
    return list(best.values())


FAIL_ORDER = {"note": 0, "warning": 1, "error": 2, "never": 3}


def _severity(finding: Finding, config: Config) -> str:
    """The configured severity: the most specific of the rule's id and its prefixes."""
    fitting = [name for name in config.severity if _covers(name, finding.rule)]
    return config.severity[max(fitting, key=len)] if fitting else finding.severity


def _covers(name: str, rule: str) -> bool:
    """Whether an id or prefix names a rule: ``disclosure``, ``disclosure/mis``, ``disclosure/missing``."""
    return rule == name or (rule.startswith(name) and ("/" in name or rule.startswith(name + "/")))


def _check_known(name: str, rules: RuleSet, path: str | None = None) -> None:
    known = [*FAMILIES, *rules.rules, *rules.data["formerly"]]
    if name not in known and not ("/" in name and any(_covers(name, rule) for rule in rules.rules)):
        if any(name.startswith(f"{family}/") for family in FAMILIES):
            known = [k for k in known if "/" in k]
        raise UsageError(f"no rule is called '{name}'; {did_you_mean(name, known)}", path=path)


Contexts = dict[str, tuple[str, int]]
"""By fingerprint: the line or text around a finding, and how many like it came before."""


def _with_fingerprints(
    document: Document, findings: Iterable[Finding], path: str, contexts: Contexts | None = None
) -> list[Finding]:
    """Findings of one document, in order, each with its fingerprint.

    Args:
        path: what the fingerprints call the file.
        contexts: takes what each fingerprint is made of.
    """
    seen: dict[tuple[str, str, str], int] = {}
    out = []
    for finding in findings:
        finding = _with_cue(document, finding)
        picture = document.picture is not None  # of which all words count: what is missing has none of its own
        context = document.text[:_MOST_CONTEXT] if picture or not finding.excerpt.strip() else finding.excerpt
        if finding.location.start is not None and not picture:
            low, high = document.lines.line_span(finding.location.start.line)
            context = document.source[low : min(high, low + _MOST_CONTEXT)]
        key = (finding.rule, " ".join(finding.excerpt.split()), " ".join(context.split()))
        number = seen[key] = seen.get(key, -1) + 1
        name = fingerprint(finding.rule, path, finding.excerpt, context, number)
        if contexts is not None:
            contexts[name] = (context, number)
        out.append(replace(finding, fingerprint=name))
    return out


_MOST_CONTEXT = 500


def _with_origins(findings: list[Finding], report: Report, rules: RuleSet) -> list[Finding]:
    """Findings on rendered briefs name the line of the record or the template behind them."""
    checked = (report.sources.get(path) for path in {finding.path for finding in findings})
    if not any(d is not None and d.kind == "brief" and d.campaign is not None for d in checked):
        return findings
    from brieflint.campaign.origin import with_origins

    return with_origins(findings, report.sources, rules)


def _with_cue(document: Document, finding: Finding) -> Finding:
    """The finding with the number of the cue it begins in, and of the one it ends in if that is another."""
    start, end = finding.location.start, finding.location.end
    first = document.cue_at(start.offset) if start is not None else None
    if first is None or start is None:
        return finding
    last = document.cue_at(max(start.offset, end.offset - 1)) if end is not None else first
    cues = {"cue": first} if last == first else {"cue": first, "last_cue": last}
    return replace(finding, properties={**finding.properties, **cues})


def check_text(text: str, filename: str, options: Options) -> tuple[Document, list[Finding]]:
    """Check one text that is no file; the suffix of ``filename`` decides how it is read.

    Raises:
        BrieflintError: the text, a rule or the configuration cannot be used.
    """
    engine = Engine(options)
    config = engine.configs.for_file(Path(filename)) if options.config else Config()
    rules = engine.rules_for(config)
    document = document_of(filename, text, Settings(options.flags, config))
    return document, engine.check(document, config, rules)
