"""Find the ``waivers.yaml`` of each file, and load every one once; valid ones are kept in the user's cache."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brieflint._version import __version__
from brieflint.campaign.store import is_root
from brieflint.document import Document, Reading
from brieflint.errors import BrieflintError, InputError
from brieflint.rules.ruleset import cache_folder, read_checked, write_checked
from brieflint.text.offsets import OffsetMap
from brieflint.waivers.inline import known_rule
from brieflint.waivers.model import Waiver

if TYPE_CHECKING:
    from brieflint.config import Config

FILE_NAME = "waivers.yaml"
FORMAT = 1
"""Grows when the stored form changes shape, so that no older cache is read."""

_KEPT = 50
_SCHEMA_LINE = re.compile(rb"^schema:[ \t]*[\"']?brieflint/waivers@", re.MULTILINE)


@dataclass(slots=True)
class Entry:
    """One entry of a ``waivers.yaml``: the waiver, and the files it is for."""

    waiver: Waiver
    globs: tuple[str, ...]
    spec: Any = None

    def fits(self, name: str) -> bool:
        """Whether it is for a file, named from the folder that globs begin at."""
        if self.spec is None:
            import pathspec

            self.spec = pathspec.GitIgnoreSpec.from_lines(self.globs)
        return bool(self.spec.match_file(name))


@dataclass(slots=True)
class WaiverBook:
    """A ``waivers.yaml`` that is valid.

    Attributes:
        document: the file, for findings about it.
        file: its absolute path.
        root: the folder that globs begin at.
        checked: for each file of this run that it was asked about, named from there: whether a rule or family runs on
            it, asked of each draft in it.
    """

    document: Document
    file: str
    root: str
    entries: list[Entry]
    checked: dict[str, list[Callable[[str], bool]]] = field(default_factory=dict)
    _fitting: dict[str, list[Waiver]] = field(default_factory=dict)

    def waivers_for(self, path: str) -> list[Waiver]:
        """The waivers that are for a file."""
        if path not in self._fitting:
            name = self.name(path)
            self._fitting[path] = [e.waiver for e in self.entries if name is not None and e.fits(name)]
        return self._fitting[path]

    def name(self, path: str) -> str | None:
        """A file's name from :attr:`root`; ``None`` for one outside."""
        try:
            return Path(os.path.abspath(path)).relative_to(self.root).as_posix()
        except ValueError:
            return None


class WaiverFinder:
    """Finds the waivers of each file: what the configuration names, or the nearest ``waivers.yaml`` upwards.

    The search ends at the project's root: the nearest folder with a brieflint configuration or a ``.git``.
    """

    def __init__(self, *, cache: bool = True) -> None:
        self._cache = cache
        self._by_folder: dict[str, str | None] = {}
        self._books: dict[tuple[str, str], WaiverBook | None] = {}
        self.problems: list[BrieflintError] = []
        """What is wrong with files that were found; each once."""

    @property
    def books(self) -> list[WaiverBook]:
        """Every file found so far that is valid, in the order of their names."""
        return sorted((b for b in self._books.values() if b is not None), key=lambda b: b.document.path)

    def for_file(self, path: str, config: Config, rule: Callable[[str], str]) -> WaiverBook | None:
        """The waivers for a file, if there are any.

        Args:
            rule: the present id of a rule or family; raises ``UsageError`` for one that does not exist.
        """
        place = self.where(path, config)
        if place is None:
            return None
        if place not in self._books:
            self._books[place] = self._load(*place, path, rule)
        return self._books[place]

    def where(self, path: str, config: Config) -> tuple[str, str] | None:
        """The waivers' file for a file, and the folder that its globs begin at, both absolute."""
        if config.waivers is not None:
            root = os.path.abspath(config.root)
            return os.path.join(root, config.waivers), root
        found = self._find(os.path.dirname(os.path.abspath(path)))
        return None if found is None else (found, os.path.dirname(found))

    def _find(self, folder: str) -> str | None:
        passed = []
        found = None
        while True:
            if folder in self._by_folder:
                found = self._by_folder[folder]
                break
            passed.append(folder)
            if os.path.isfile(os.path.join(folder, FILE_NAME)):
                found = os.path.join(folder, FILE_NAME)
                break
            above = os.path.dirname(folder)
            if above == folder or is_root(folder):
                break
            folder = above
        self._by_folder.update(dict.fromkeys(passed, found))
        return found

    def _load(self, file: str, root: str, beside: str, rule: Callable[[str], str]) -> WaiverBook | None:
        shown = _shown(file, beside)
        try:
            return load_book(file, shown, root, rule, cache=self._cache)
        except BrieflintError as problem:
            self.problems.append(problem)
            return None


def _shown(file: str, beside: str) -> str:
    """A path in the manner in which the user named the draft: relative to where they stand, or absolute."""
    if os.path.isabs(beside):
        return file.replace(os.sep, "/")
    try:
        return os.path.relpath(file).replace(os.sep, "/")
    except ValueError:  # another drive
        return file.replace(os.sep, "/")


def is_waivers(path: str, raw: bytes) -> bool:
    """Whether a YAML file that somebody named is a ``waivers.yaml``, by its name or by what it says."""
    return os.path.basename(path) == FILE_NAME or _SCHEMA_LINE.search(raw) is not None


def read_waivers(path: str, shown: str, rule: Callable[[str], str], *, cache: bool = True) -> Document:
    """A ``waivers.yaml`` to be checked itself: it is valid, or an error; see :func:`load_book`."""
    file = os.path.abspath(path)
    return load_book(file, shown, os.path.dirname(file), rule, cache=cache).document


def load_book(file: str, shown: str, root: str, rule: Callable[[str], str], *, cache: bool = True) -> WaiverBook:
    """Load a ``waivers.yaml``.

    Args:
        file: its absolute path.
        shown: what messages call it.
        root: the folder that globs begin at.
        rule: the present id of a rule or family; raises ``UsageError`` for one that does not exist.

    Raises:
        InputError: it is not valid; names the line and what would be right.
    """
    from brieflint.context import Context
    from brieflint.sources.decode import decode, read_bytes

    source = decode(read_bytes(file, shown, "waivers"), shown)
    data, lines = _validated(source, shown, cache)
    document = Document(shown, source, 0, Reading("", OffsetMap(), ()), Context(kind="waivers"))
    entries = []
    for number, item in enumerate(data):
        line = min(lines[number], len(document.lines))
        try:
            rules = tuple(dict.fromkeys(known_rule(name, rule) for name in item["rule"]))
        except ValueError as problem:
            raise InputError(f"'waivers.{number}.rule': {problem}", path=shown, line=line) from None
        waiver = Waiver(
            rules,
            "file",
            shown,
            _span(document, line),
            line,
            " ".join(item["reason"].split()),
            approver=" ".join(item["approver"].split()),
            until=item.get("until", ""),
            excerpt=item.get("excerpt", ""),
            fingerprint=item.get("fingerprint", ""),
        )
        entries.append(Entry(waiver, tuple(item["files"])))
    return WaiverBook(document, file, root, entries)


def _span(document: Document, line: int) -> tuple[int, int]:
    low, high = document.lines.line_span(line)
    while low < high and document.source[low] in " \t-\ufeff":
        low += 1
    return low, high


def _validated(source: str, shown: str, cache: bool) -> tuple[Sequence[dict[str, Any]], list[int]]:
    """The entries as plain JSON, and the line of each."""
    key = sha256(f"{FORMAT}\0{__version__}\0".encode() + source.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    file = cache_folder() / f"waivers-{key}.json" if cache else None
    stored = read_checked(file) if file else None
    if stored is None:
        stored = _validate(source, shown)
        if file:
            write_checked(file, stored, _KEPT)
    return json.loads(stored["data"]), json.loads(stored["lines"])


def _validate(source: str, shown: str) -> dict[str, str]:
    from pydantic import ValidationError

    from brieflint.rules.yaml_lines import load
    from brieflint.validation import first_error
    from brieflint.waivers.schema import WaiverFile

    lined = load(source.removeprefix("\ufeff"), shown)
    if not isinstance(lined.data, dict):
        raise InputError("holds no waivers: begin with 'schema: brieflint/waivers@1'", path=shown, line=1)
    try:
        model = WaiverFile.model_validate(lined.data)
    except ValidationError as problem:
        raise first_error(problem, lined, shown, WaiverFile, InputError) from None
    data = model.model_dump(mode="json", by_alias=True, exclude_none=True)["waivers"]
    return {
        "data": json.dumps(data),
        "lines": json.dumps([lined.line(("waivers", number)) for number in range(len(data))]),
    }
