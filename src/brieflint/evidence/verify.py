"""Check an evidence bundle: that it is whole, and that the files on disk are still those that were checked.

A bundle comes from somebody else and may be hostile: only what brieflint itself writes is read, nothing is unpacked.
"""

from __future__ import annotations

import io
import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from brieflint.errors import InputError
from brieflint.evidence.manifest import MANIFEST, REPORT, Input, Manifest
from brieflint.sources.decode import read_bytes

MOST_BYTES = 64 << 20
"""Larger bundles are refused; the reports of ten thousand drafts fit."""

_MOST_MEMBERS = 2000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,120})?\Z")
_MINE = "it was not written by brieflint"


@dataclass(slots=True)
class Outcome:
    """What a bundle says and what differs from it.

    Attributes:
        digest: SHA-256 of the bundle.
        manifest: what it says.
        bundle: one sentence for everything in the bundle that is not as its manifest has it.
        changed, gone, unread: inputs that are not as they were, with a reason for the last.
        same: how many inputs are.
        skipped: inputs that cannot be compared, such as standard input.
    """

    digest: str
    manifest: Manifest
    bundle: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0
    skipped: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing differs."""
        return not (self.bundle or self.changed or self.gone or self.unread)


def verify(path: str, root: str = ".") -> Outcome:
    """Check a bundle against itself and against the files below a folder.

    Args:
        path: the bundle.
        root: the folder in which the check was run.

    Raises:
        InputError: it is no evidence bundle; one line says why.
    """
    raw = _bytes(path)
    members = _members(raw, path)
    if MANIFEST not in members:
        raise InputError(f"is no evidence bundle: it holds no {MANIFEST}", path=path)
    manifest = _manifest(members[MANIFEST], path)
    outcome = Outcome(sha256(raw).hexdigest(), manifest)
    outcome.bundle += _inside(manifest, members)
    for item in manifest.inputs:
        _compare(item, root, outcome)
    return outcome


def _bytes(path: str) -> bytes:
    """The bytes of a bundle, within bounds."""
    try:
        info = os.stat(path)
        if not stat.S_ISREG(info.st_mode):
            raise InputError("is not a file", path=path)
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError("does not exist", path=path) from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or str(problem)
        raise InputError(f"cannot be read: {' '.join(why.split()).lower()}", path=path) from None
    if len(raw) > MOST_BYTES:
        raise InputError(f"is larger than {MOST_BYTES >> 20} MiB: no evidence bundle is that large", path=path)
    return raw


def _members(raw: bytes, path: str) -> dict[str, bytes]:
    """The files in a bundle; anything that brieflint would not have written is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            problem = next(_odd(entries, len(raw)), None)
            if problem:
                raise InputError(f"is no evidence bundle: {problem}", path=path)
            return {entry.filename: archive.read(entry) for entry in entries}
    except InputError:
        raise
    except Exception as problem:  # zipfile raises whatever a damaged archive makes it raise
        said = " ".join(str(problem).split())[:80] or type(problem).__name__
        raise InputError(f"is no evidence bundle, or a damaged one ({said})", path=path) from None


def _odd(entries: list[zipfile.ZipInfo], size: int) -> Iterator[str]:
    """Why an archive is none of brieflint's."""
    if len(entries) > _MOST_MEMBERS:
        yield f"it holds {len(entries)} files"
        return
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if not _NAME.match(name):
            yield f"'{name[:60]}' is no name of a file in one"
        elif name.casefold() in seen:
            yield f"'{name}' is in it twice"
        elif stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            yield f"'{name}' is a link or something else that is no file"
        elif entry.flag_bits & 0x1:
            yield f"'{name}' is encrypted; {_MINE}"
        elif entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
            yield f"'{name}' is compressed; {_MINE}"
        seen.add(name.casefold())
    if sum(entry.file_size for entry in entries) > size:
        yield f"its files claim to be larger than it is; {_MINE}"


def _manifest(raw: bytes, path: str) -> Manifest:
    try:
        data: Any = json.loads(raw.decode("utf-8"))
        return Manifest.model_validate(data)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"]))[:80]
        raise InputError(f"{MANIFEST} is not valid: '{where}': {first['msg']}", path=path) from None
    except (ValueError, RecursionError):
        raise InputError(f"{MANIFEST} is not valid JSON", path=path) from None


def _inside(manifest: Manifest, members: dict[str, bytes]) -> Iterator[str]:
    """What of the bundle is not as its manifest has it."""
    listed: set[str] = {MANIFEST}
    for member in manifest.members:
        if member.name in listed:
            yield f"the manifest lists {member.name} twice"
        listed.add(member.name)
        raw = members.get(member.name)
        if raw is None:
            yield f"{member.name} is missing from the bundle"
        elif sha256(raw).hexdigest() != member.sha256 or len(raw) != member.bytes:
            yield f"{member.name} is not the file that the manifest describes"
    for name in sorted(members.keys() - listed):
        yield f"{name} is in the bundle, but not in its manifest"
    if REPORT not in listed:
        yield f"the manifest lists no {REPORT}"
    elif REPORT in members:
        yield from _report_differs(manifest, members[REPORT])


def _report_differs(manifest: Manifest, raw: bytes) -> Iterator[str]:
    """Where the manifest says something else than the report beside it."""
    try:
        report = json.loads(raw.decode("utf-8"))
        said, counted = report["tool"], report["summary"]
        facts = (said["version"], said["rules"], len(report["errors"]))
        counts = tuple(counted[key] for key in ("files", "errors", "warnings", "notes", "suppressed"))
    except (ValueError, RecursionError, KeyError, TypeError):
        yield f"{REPORT} is no report of brieflint"
        return
    result = manifest.result
    if facts != (manifest.tool.version, manifest.rules.digest, result.unread):
        yield f"the manifest and {REPORT} name different rules, versions or unread files"
    if counts != (result.files, result.errors, result.warnings, result.notes, result.suppressed):
        yield f"the manifest and {REPORT} count different findings"


def _compare(item: Input, root: str, outcome: Outcome) -> None:
    if item.stdin:
        outcome.skipped.append(item.path)
        return
    if item.path.startswith(("//", "\\\\")) or "\0" in item.path:  # a server on the network is not asked
        outcome.unread.append((item.path, "is no path on this machine"))
        return
    file = Path(root) / item.path
    if not os.path.lexists(file):
        outcome.gone.append(item.path)
        return
    try:
        raw = read_bytes(file, item.path)
    except InputError as problem:
        outcome.unread.append((item.path, problem.message))
        return
    if sha256(raw).hexdigest() == item.sha256:
        outcome.same += 1
    else:
        outcome.changed.append(item.path)
