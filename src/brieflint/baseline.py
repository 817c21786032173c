"""Known findings: a file that lists them by content, so that a check only reports what is new.

An entry is found again whatever is edited elsewhere in its file, and no more once its own line or wording changes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.errors import BrieflintError, InputError, did_you_mean
from brieflint.findings import Finding, Suppressed, fingerprint
from brieflint.waivers.model import FAMILY

if TYPE_CHECKING:
    from brieflint.checks.run import Checks
    from brieflint.config import Config
    from brieflint.document import Document

SCHEMA = "brieflint/baseline@1"
_MOST_SHOWN = 80
_KEYS = ("path", "rule", "excerpt", "fingerprint")


class Known(NamedTuple):
    """One known finding.

    Attributes:
        path: the file, from the folder of the baseline, with ``/``.
        excerpt: the marked words, shortened: for people who read the file.
        fingerprint: the finding by its content; see :func:`brieflint.findings.fingerprint`.
    """

    path: str
    rule: str
    excerpt: str
    fingerprint: str


@dataclass(slots=True)
class Baseline:
    """A baseline file.

    Attributes:
        path: as messages show it.
        root: its folder, absolute; paths in it begin there.
        entries: what is known, by path and fingerprint.
        used: those of them that were found.
        checked: for each file of this run: whether a rule runs on it, asked of each draft in it.
    """

    path: str
    root: str
    entries: dict[tuple[str, str], Known] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)
    checked: dict[str, list[Callable[[str], bool]]] = field(default_factory=dict)

    def name(self, path: str) -> str:
        """A file as entries name it."""
        try:
            return os.path.relpath(path, self.root).replace(os.sep, "/")
        except ValueError:  # another drive
            return os.path.abspath(path).replace(os.sep, "/")

    def known(self, finding: Finding, context: str, occurrence: int) -> Known:
        """The entry for a finding."""
        name = self.name(finding.path)
        key = fingerprint(finding.rule, name, finding.excerpt, context, occurrence)
        return Known(_clean(name), finding.rule, _shown(finding.excerpt), key)

    def stale(self) -> list[Known]:
        """Entries that are no longer found: in files of this run whose rules ran, and in files that are gone."""
        return [entry for key, entry in sorted(self.entries.items()) if key not in self.used and self._gone(entry)]

    def _gone(self, entry: Known) -> bool:
        asked = self.checked.get(entry.path)
        if asked is None:
            return not os.path.lexists(os.path.join(self.root, entry.path))
        return all(runs(entry.rule) for runs in asked)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _shown(excerpt: str) -> str:
    flat = _clean(" ".join(excerpt.split()))
    return flat if len(flat) <= _MOST_SHOWN else flat[: _MOST_SHOWN - 1] + "…"


class Baselines:
    """The baselines of one run: the one that was named, or those that configurations name.

    Args:
        named: a file to use for everything; empty: none at all; ``None``: what configurations say.

    Raises:
        InputError: the named file cannot be used.
    """

    def __init__(self, named: str | None = None) -> None:
        self._named = load_baseline(named, named) if named else None
        self._none = named == ""
        self._by_file: dict[str, Baseline | None] = {}
        self._of: dict[str, Baseline] = {}
        self.problems: list[BrieflintError] = []
        """What is wrong with files that configurations name; each once."""

    @property
    def used(self) -> list[Baseline]:
        """Every baseline of the run, in the order of their names."""
        found = [b for b in (self._named, *self._by_file.values()) if b is not None]
        return sorted(found, key=lambda b: b.path)

    def saw(self, document: Document, config: Config, checks: Checks) -> None:
        """Take note of a document that is being checked."""
        baseline = self._for(config)
        if baseline is not None:
            self._of[document.path] = baseline
            compared = bool(document.campaign or document.brief)
            runs = baseline.checked.setdefault(baseline.name(document.path), [])
            runs.append(lambda rule: checks.runs(checks.rules.resolve(rule), compared=compared))

    def _for(self, config: Config) -> Baseline | None:
        if self._named is not None or self._none or config.baseline is None:
            return self._named
        file = os.path.join(os.path.abspath(config.root), config.baseline)
        if file not in self._by_file:
            try:
                shown = os.path.relpath(file).replace(os.sep, "/")
            except ValueError:  # another drive
                shown = file.replace(os.sep, "/")
            try:
                self._by_file[file] = load_baseline(file, shown)
            except BrieflintError as problem:
                self.problems.append(problem)
                self._by_file[file] = None
        return self._by_file[file]

    def settle(
        self, findings: Iterable[Finding], contexts: Mapping[str, tuple[str, int]]
    ) -> tuple[list[Finding], list[Suppressed]]:
        """Part new findings from known ones.

        Args:
            contexts: for each fingerprint, the line or text around the finding, and how many like it came before.
        """
        if not self._of:
            return list(findings), []
        left: list[Finding] = []
        hidden: list[Suppressed] = []
        for finding in findings:
            baseline = self._of.get(finding.path)
            if baseline is not None and not finding.rule.startswith(FAMILY + "/"):
                entry = baseline.known(finding, *contexts[finding.fingerprint])
                key = (entry.path, entry.fingerprint)
                if key in baseline.entries:
                    baseline.used.add(key)
                    hidden.append(Suppressed(finding, "baseline", "file", path=baseline.path))
                    continue
            left.append(finding)
        return left, hidden


class Recorder(Baselines):
    """Hides nothing, and takes note of everything that a new baseline would hold.

    Args:
        baseline: the old one, or an empty one.
    """

    def __init__(self, baseline: Baseline) -> None:
        super().__init__("")
        self._named = baseline
        self._found: set[Known] = set()

    def settle(
        self, findings: Iterable[Finding], contexts: Mapping[str, tuple[str, int]]
    ) -> tuple[list[Finding], list[Suppressed]]:
        """Take note of all findings but those about waivers."""
        assert self._named is not None
        listed = list(findings)
        self._found |= {
            self._named.known(f, *contexts[f.fingerprint]) for f in listed if not f.rule.startswith(FAMILY + "/")
        }
        return listed, []

    def entries(self) -> set[Known]:
        """What the new baseline holds: what was found, and what of the old one was not looked for in this run."""
        assert self._named is not None
        return self._found | (set(self._named.entries.values()) - set(self._named.stale()))


def load_baseline(path: str, shown: str) -> Baseline:
    """Read a baseline.

    Args:
        path: the file.
        shown: what messages call it.

    Raises:
        InputError: it is missing, or no baseline; one line with the remedy.
    """
    from brieflint.sources.decode import decode, read_bytes

    if not os.path.lexists(path):
        raise InputError(f"does not exist: write it with 'brieflint baseline update {shown}'", path=shown)
    text = decode(read_bytes(path, shown, "baseline"), shown).removeprefix("\ufeff")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as problem:
        if any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in text.splitlines()):
            raise InputError(
                "holds a merge conflict: keep the lines of both sides, then run 'brieflint baseline prune'", path=shown
            ) from None
        raise InputError(
            f"is no baseline: not valid JSON ({problem.msg.lower()}): mend it, or delete it and write it anew",
            path=shown,
            line=problem.lineno,
        ) from None
    except RecursionError:
        raise InputError("is no baseline: nested too deep", path=shown) from None
    baseline = Baseline(shown, os.path.dirname(os.path.abspath(path)))
    for entry in _entries(data, shown):
        baseline.entries[entry.path, entry.fingerprint] = entry
    return baseline


def _entries(data: Any, shown: str) -> list[Known]:
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("findings"), list):
        raise InputError(f'is no baseline: it needs "schema": "{SCHEMA}" and a list \'findings\'', path=shown)
    found = []
    for number, item in enumerate(data["findings"]):
        where = f"'findings.{number}'"
        if not isinstance(item, dict):
            raise InputError(f"{where}: must be an object with {', '.join(_KEYS)}", path=shown)
        for key in _KEYS:
            if not isinstance(item.get(key), str):
                raise InputError(f"{where}: '{key}' must be text", path=shown)
        for key in item:
            if key not in _KEYS:
                raise InputError(f"{where}: unknown key '{key[:40]}'; {did_you_mean(key[:40], _KEYS)}", path=shown)
        found.append(Known(*(item[key] for key in _KEYS)))
    return found


def render_baseline(entries: Iterable[Known]) -> str:
    """The text of a baseline: one entry a line, sorted, so that differences and merges stay small."""
    lines = [json.dumps(entry._asdict(), ensure_ascii=False) for entry in sorted(set(entries))]
    inner = ",\n    ".join(lines)
    return f'{{\n  "schema": "{SCHEMA}",\n  "findings": [{f"{chr(10)}    {inner}{chr(10)}  " if lines else ""}]\n}}\n'


def write_baseline(path: str, shown: str, entries: Iterable[Known]) -> None:
    """Write a baseline.

    Raises:
        InputError: it cannot be written.
    """
    from brieflint.files import replace_file

    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    except OSError as problem:
        raise InputError(f"cannot be written: {(problem.strerror or str(problem)).lower()}", path=shown) from None
    replace_file(path, render_baseline(entries).encode("utf-8"), shown)
