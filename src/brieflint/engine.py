"""Run the checks: from paths to findings and errors. Prints nothing and never exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from brieflint._version import __version__
from brieflint.config import Config, ConfigFinder
from brieflint.document import Document
from brieflint.errors import BrieflintError, InputError, UsageError, did_you_mean
from brieflint.findings import Finding, fingerprint
from brieflint.rules.ruleset import RuleSet, load_rules
from brieflint.sources.discover import discover
from brieflint.sources.read import Settings, document_of, read_document

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
    """

    flags: Mapping[str, Any] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: str | None = None
    force_exclude: bool = False
    cache: bool = True
    rules: tuple[str, ...] = ()
    stdin_filename: str = "stdin.md"


@dataclass(slots=True)
class Report:
    """The outcome of a run; what every report format renders."""

    version: str = __version__
    rules_digest: str = ""
    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    errors: list[BrieflintError] = field(default_factory=list)
    suppressed: int = 0
    sources: dict[str, Document] = field(default_factory=dict)
    """Documents with findings, for reports that show their text."""
    fail_on: str | None = None
    """The weakest ``fail_on`` of the configurations met, if any said one."""

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

    def rules_for(self, config: Config) -> RuleSet:
        """The bundled rules plus those that a configuration names."""
        key = (*self.options.rules, *(str(config.root / r) for r in config.rules))
        if key not in self._rules:
            folders = [Path(k) for k in key]
            for folder, name in zip(folders, (*self.options.rules, *config.rules), strict=True):
                if not folder.exists():
                    raise UsageError(f"rule folder '{name}' does not exist", path=config.path)
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
        key = (select, ignore, rules.digest)
        if key not in self._selections:
            for name in (*select, *ignore, *config.severity):
                _check_known(name, rules)
            chosen = tuple(rules.resolve(name) for name in select)
            refused = tuple(rules.resolve(name) for name in ignore)

            def test(rule: str) -> bool:
                named = any(_covers(c, rule) for c in chosen) if chosen else rule not in rules.off
                return named and not any(_covers(r, rule) for r in refused)

            self._selections[key] = test
        return self._selections[key]

    def run(self, paths: Sequence[str]) -> Report:
        """Check files and folders; ``-`` reads standard input."""
        report = Report()
        base = self.rules_for(self.configs.for_folder(Path.cwd()))
        self.selection(self.configs.for_folder(Path.cwd()), base)
        report.rules_digest = base.digest
        for item in discover(paths, self.configs, force_exclude=self.options.force_exclude):
            if isinstance(item, BrieflintError):
                report.errors.append(item)
                continue
            report.files += 1
            self._one(item, report)
        report.findings.sort(key=lambda f: f.sort_key)
        report.errors.sort(key=lambda e: (e.path or "", e.message))
        return report

    def _one(self, path: str, report: Report) -> None:
        try:
            if path == "-":
                name = self.options.stdin_filename
                config = self.configs.for_file(Path(name))
                document = read_document(name, sys.stdin.buffer.read(), Settings(self.options.flags, config))
            else:
                from brieflint.sources.decode import read_bytes

                config = self.configs.for_file(Path(path))
                shown = path.replace("\\", "/") if os.sep == "\\" else path
                document = read_document(shown, read_bytes(Path(path), shown), Settings(self.options.flags, config))
            rules = self.rules_for(config)
            findings = self.check(document, config, rules)
        except BrieflintError as problem:
            report.errors.append(problem if problem.path else InputError(problem.message, path=path))
            return
        if config.fail_on and (report.fail_on is None or FAIL_ORDER[config.fail_on] < FAIL_ORDER[report.fail_on]):
            report.fail_on = config.fail_on
        if findings:
            report.findings += findings
            report.sources[document.path] = document
        for remark in document.remarks:
            report.errors.append(InputError(remark, path=document.path))

    def check(self, document: Document, config: Config, rules: RuleSet) -> list[Finding]:
        """All findings of one document that are selected, with severities overridden and fingerprints set."""
        wanted = self.selection(config, rules)
        found = [f for f in _checks(document, rules, wanted) if wanted(f.rule)]
        if config.severity:
            found = [replace(f, severity=_severity(f, config)) for f in found]
        return _with_fingerprints(document, sorted(found, key=lambda f: f.sort_key))


FAIL_ORDER = {"note": 0, "warning": 1, "error": 2, "never": 3}


def _severity(finding: Finding, config: Config) -> str:
    """The configured severity: the most specific of the rule's id and its prefixes."""
    fitting = [name for name in config.severity if _covers(name, finding.rule)]
    return config.severity[max(fitting, key=len)] if fitting else finding.severity


def _checks(document: Document, rules: RuleSet, wanted: Callable[[str], bool]) -> Iterator[Finding]:
    if any(wanted(rule) for rule, kind in rules.kinds.items() if kind == "verdict"):
        from brieflint.checks import disclosure

        yield from disclosure.check(document, rules)
    if any(wanted(rule) for rule, kind in rules.kinds.items() if kind == "phrase"):
        from brieflint.checks import phrases

        yield from phrases.check(document, rules)
    if document.kind == "brief" and any(wanted(r) for r, k in rules.kinds.items() if k in ("section", "field")):
        from brieflint.checks import brief

        yield from brief.check(document, rules)


def _covers(name: str, rule: str) -> bool:
    """Whether an id or prefix names a rule: ``disclosure``, ``disclosure/mis``, ``disclosure/missing``."""
    return rule == name or (rule.startswith(name) and ("/" in name or rule.startswith(name + "/")))


def _check_known(name: str, rules: RuleSet) -> None:
    known = [*FAMILIES, *rules.rules, *rules.data["formerly"]]
    if name not in known and not ("/" in name and any(_covers(name, rule) for rule in rules.rules)):
        if any(name.startswith(f"{family}/") for family in FAMILIES):
            known = [k for k in known if "/" in k]
        raise UsageError(f"no rule is called '{name}'; {did_you_mean(name, known)}")


def _with_fingerprints(document: Document, findings: Iterable[Finding]) -> list[Finding]:
    seen: dict[tuple[str, str, str], int] = {}
    out = []
    for finding in findings:
        context = finding.excerpt
        if finding.location.start is not None:
            low, high = document.lines.line_span(finding.location.start.line)
            context = document.source[low:high][:500]
        key = (finding.rule, finding.excerpt, context)
        number = seen[key] = seen.get(key, -1) + 1
        out.append(
            replace(finding, fingerprint=fingerprint(finding.rule, finding.path, finding.excerpt, context, number))
        )
    return out


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
