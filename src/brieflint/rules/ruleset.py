"""The rule set in force: found, built once, kept in the user's cache as plain JSON, and trusted only when whole.

The cache file lies in the user's own cache folder (or ``BRIEFLINT_CACHE_DIR``), never in a checked repository. Its
name is a digest of the rules, the version and the Python release; its first line is the digest of the rest, so a
damaged file is built again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from brieflint._version import __version__
from brieflint.errors import RuleError
from brieflint.rules.matcher import Matcher

FORMAT = 19
"""Grows when the built rule set changes shape, so that no older cache is read."""

_KEPT = 12  # built rule sets kept in the cache; an agency has a few configurations, not a hundred


def bundled(name: str) -> Path:
    """The bundled ``rules`` or ``templates`` folder, in an installed wheel or in a checkout."""
    here = Path(__file__).resolve().parent.parent
    inside = here / "_data" / name
    return inside if inside.is_dir() else here.parent.parent / name


class LazyParts(Mapping[str, Any]):
    """A mapping whose values are JSON until they are used: a check touches a few rules of many."""

    def __init__(self, packed: Mapping[str, str], prefix: str = "") -> None:
        self._packed = packed
        self._names = {name[len(prefix) :]: name for name in packed if name.startswith(prefix)}
        self._values: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        """The value of ``key``, parsed once."""
        if key not in self._values:
            self._values[key] = json.loads(self._packed[self._names[key]])
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Sections(Mapping[str, str]):
    """Sections of a cache file, cut out when they are asked for: most of the megabytes are not."""

    def __init__(self, body: bytes, spans: Mapping[str, tuple[int, int]]) -> None:
        self._body = body
        self._spans = spans

    def __getitem__(self, name: str) -> str:
        """The section ``name``."""
        start, end = self._spans[name]
        return self._body[start:end].decode("ascii")

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)


class RuleSet:
    """Rules, policies and lexicons, ready for use.

    Attributes:
        digest: SHA-256 of the rule files in force, printed in every report.
        shared: what checks make of the rules and keep for the next document.
    """

    def __init__(self, sections: Mapping[str, str], digest: str) -> None:
        self.data = LazyParts(sections)
        self.digest = digest
        self.shared: dict[str, Any] = {}
        self.rules: Mapping[str, dict[str, Any]] = LazyParts(sections, "rules ")
        self.policies: Mapping[str, dict[str, Any]] = LazyParts(sections, "policies ")
        self.languages: Mapping[str, dict[str, Any]] = LazyParts(sections, "labels ")
        self._label_matchers: dict[str, Matcher] = {}
        self.kinds: Mapping[str, str] = self.data["kinds"]
        """Every rule id with the kind of check that runs it."""

    @cached_property
    def platforms(self) -> Mapping[str, dict[str, Any]]:
        """Folds and limits by platform."""
        return dict(self.data["platforms"])

    @cached_property
    def off(self) -> frozenset[str]:
        """Rules that run only when they are selected by name."""
        return frozenset(self.data["off"])

    def label_matcher(self, language: str) -> Matcher:
        """Finds the label wordings of a language; its ``owners`` say what each is: [role, concept]."""
        if language not in self._label_matchers:
            self._label_matchers[language] = Matcher(self.languages[language]["index"])
        return self._label_matchers[language]

    @cached_property
    def signal_matcher(self) -> Matcher:
        """Finds what betrays a relationship."""
        return Matcher(self.data["signals"]["index"])

    @cached_property
    def phrase_matcher(self) -> Matcher:
        """Finds the wordings of phrase rules, their look-alikes and cues, and the masks."""
        return Matcher(self.data["phrases"]["index"])

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Jurisdiction aliases: ``uk`` is ``gb``."""
        return {alias: key for key, policy in self.policies.items() for alias in policy["aliases"]}

    def resolve(self, rule: str) -> str:
        """The present id of a rule that was renamed; other ids are returned as they are."""
        return str(self.data["formerly"].get(rule, rule))


def digest_of(folders: Sequence[Path]) -> str:
    """SHA-256 over the names and bytes of all rule files; line ends do not matter, so every platform agrees."""
    total = sha256()
    for folder in folders:
        stack, files = [str(folder)], []
        if folder.is_file():
            files, stack = [str(folder)], []
        while stack:
            try:
                with os.scandir(stack.pop()) as entries:
                    for entry in entries:
                        if entry.is_dir():
                            stack.append(entry.path)
                        elif entry.name.endswith((".yaml", ".yml")) and entry.is_file():
                            files.append(entry.path)
            except OSError as problem:
                raise RuleError(f"rule folder cannot be read: {problem.strerror}", path=str(folder)) from None
        root = len(str(folder)) + 1
        for name, path in sorted((f[root:].replace(os.sep, "/"), f) for f in files):
            with open(path, "rb") as handle:
                content = handle.read()
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content.replace(b"\r\n", b"\n"))
    return total.hexdigest()


def cache_folder() -> Path:
    """Where built rule sets and other derived data are kept."""
    chosen = os.environ.get("BRIEFLINT_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform not in ("win32", "darwin"):  # as platformdirs has it, without the time to import it
        base = os.environ.get("XDG_CACHE_HOME", "")
        return Path(base if os.path.isabs(base) else os.path.expanduser("~/.cache")) / "brieflint"
    import platformdirs

    return Path(platformdirs.user_cache_dir("brieflint", appauthor=False))


_MOST_LOADED = 4
_loaded: dict[str, RuleSet] = {}
"""Rule sets of this process: a library that checks text after text reads the cache once."""


def load_rules(folders: Sequence[Path] = (), labels: Sequence[str] = (), *, cache: bool = True) -> RuleSet:
    """The bundled rules plus ``folders``.

    Args:
        folders: rule folders or files of the user's own.
        labels: what messages call each of them.
        cache: read and write the user's cache.

    Raises:
        RuleError: a rule file is not valid.
    """
    everything = [bundled("rules"), *folders]
    names = ["rules", *labels]
    digest = digest_of(everything)
    key = sha256(f"{FORMAT}\0{digest}\0{__version__}\0{sys.version_info[:2]}\0{names}".encode()).hexdigest()[:40]
    if cache and key in _loaded:
        return _loaded[key]
    file = cache_folder() / f"rules-{key}.json" if cache else None
    sections = read_checked(file) if file else None
    if sections is None:
        from brieflint.rules.loader import build

        sections = pack(build(everything, names))
        if file:
            write_checked(file, sections)
    rules = RuleSet(sections, digest)
    if cache:
        if len(_loaded) >= _MOST_LOADED:
            _loaded.clear()
        _loaded[key] = rules
    return rules


_SPREAD = ("rules", "policies", "labels")


def pack(data: Mapping[str, Any]) -> dict[str, str]:
    """The built rule set as sections of JSON, all ASCII; every rule, policy and language is a section of its own."""
    parts = {key: value for key, value in data.items() if key not in _SPREAD}
    for key in _SPREAD:
        parts |= {f"{key} {name}": value for name, value in data[key].items()}
    return {key: json.dumps(value, separators=(",", ":")) for key, value in parts.items()}


def read_checked(file: Path) -> Mapping[str, str] | None:
    """Sections of a cache file, or ``None`` when there is none or it is damaged."""
    try:
        with open(file, "rb") as handle:
            head, body = handle.readline(), handle.read()
        if head.rstrip(b"\n") != sha256(body).hexdigest().encode("ascii"):
            return None
        if not body.isascii():
            return None
        end = body.find(b"\n")
        names = body if end < 0 else body[:end]
        at, spans = len(names) + 1, {}
        for name in json.loads(names):
            end = body.find(b"\n", at)
            end = len(body) if end < 0 else end
            spans[name] = (at, end)
            at = end + 1
        return _Sections(body, spans) if at == len(body) + 1 else None
    except (OSError, ValueError):
        return None


def write_checked(file: Path, sections: Mapping[str, str], keep: int = _KEPT) -> None:
    """Write a cache file beside and rename, so that nobody reads half of it; a full or closed disk is no error.

    Args:
        sections: JSON without line feeds, by name.
        keep: files of the same kind that stay; the oldest go.
    """
    body = "\n".join([json.dumps(list(sections)), *sections.values()]).encode("ascii")
    content = sha256(body).hexdigest().encode("ascii") + b"\n" + body
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.write_bytes(content)
        os.replace(beside, file)
        _prune(file, keep)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _prune(file: Path, keep: int) -> None:
    """Drop the oldest files of the same kind."""
    alike = sorted(file.parent.glob(f"{file.name.split('-')[0]}-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in alike[keep:]:
        old.unlink(missing_ok=True)
