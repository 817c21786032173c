"""Write an evidence bundle: a ZIP file with the same bytes for the same check and the same stated time."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from brieflint.errors import UsageError
from brieflint.evidence.manifest import (
    MANIFEST,
    README,
    REPORT,
    Asked,
    Input,
    Manifest,
    Member,
    Result,
    Rules,
    Tool,
)
from brieflint.reports.shared import clean

if TYPE_CHECKING:
    from brieflint.engine import Report
    from brieflint.sources.decode import Read

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that ZIP knows: bundles carry no clock
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_TELLS = """This bundle says that drafts were checked with brieflint, by which rules, and with what result.

manifest.json   what was checked (SHA-256 of every file), the rules, the options, the result, the time as stated
report.json     the findings, those that a waiver or a baseline covers included
config, waivers, baseline   copies of the files that decided what counts, where there were any

To see that the bundle is whole and the drafts are as they were, in the folder in which they were checked:

    brieflint verify BUNDLE.zip

The drafts themselves are not in it. The time is what whoever made the bundle said it was; nothing here proves it, nor
who that was. Keep the SHA-256 of the bundle where it cannot be changed, or sign the bundle, if you need that.
"""


def bundle(
    report: Report, reads: Mapping[str, Read], *, time: str | None, exit_: int, paths: Sequence[str],
    options: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """The bytes of a bundle.

    Args:
        report: of the finished run.
        reads: what it read; see :func:`brieflint.sources.decode.noting_reads`.
        time: when that was, as the caller says, in ISO 8601.
        exit_: status with which the check ends.
        paths, options: what the run was told.
    """
    from brieflint.reports.json_report import render

    contents: dict[str, tuple[str, bytes, str | None]] = {
        REPORT: ("report", render(report, show_suppressed=True).encode("utf-8"), None),
        README: ("readme", _TELLS.encode("ascii"), None),
    }
    checked = set(report.checked) | {error.path for error in report.errors if error.path}
    inputs: list[Input] = []
    numbers: dict[str, int] = {}
    for file, read in sorted(reads.items(), key=lambda item: _named(item[0], item[1], paths)):
        path = _named(file, read, paths)
        if read.role == "input":
            inputs.append(
                Input(
                    path=path, sha256=read.sha256, bytes=read.size, checked=read.path in checked,
                    stdin=file == "-",
                )
            )  # fmt: skip
        else:
            numbers[read.role] = numbers.get(read.role, 0) + 1
            base = _ODD.sub("-", os.path.basename(file))[-80:].lstrip("-._")
            contents[f"{read.role}/{numbers[read.role]}-{base}"] = (read.role, read.raw, path)
    summary = {f"{s}s": report.count(s) for s in ("error", "warning", "note")}
    further = {rules.digest for rules in report.rule_sets.values()} - {report.rules_digest}
    manifest = Manifest(
        tool=Tool(version=report.version),
        rules=Rules(digest=report.rules_digest, further=sorted(further)),
        time=time,
        asked=Asked(paths=[clean(p) for p in paths], options={k: _plain(v) for k, v in sorted(options.items())}),
        result=Result(
            exit=exit_,  # type: ignore[arg-type]
            files=report.files,
            suppressed=report.suppressed,
            unread=len(report.errors),
            **summary,
        ),
        inputs=inputs,
        members=[
            Member(name=name, role=role, sha256=sha256(raw).hexdigest(), bytes=len(raw), path=path)  # type: ignore[arg-type]
            for name, (role, raw, path) in sorted(contents.items())
        ],
    )
    data = manifest.model_dump(by_alias=True, mode="json", exclude_none=False)
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    files = {name: raw for name, (_, raw, _) in contents.items()} | {MANIFEST: text.encode("utf-8")}
    return _zipped(files)


def _plain(value: Any) -> str | bool | list[str]:
    if isinstance(value, bool):
        return value
    return [clean(str(v)) for v in value] if isinstance(value, (list, tuple)) else clean(str(value))


def _named(file: str, read: Read, paths: Sequence[str]) -> str:
    """A file from the folder of the run; absolute only where the user named it so or it lies on another drive."""
    if file == "-":
        return clean(read.path)
    if any(os.path.isabs(p) and (file == os.path.abspath(p) or file.startswith(os.path.join(p, ""))) for p in paths):
        return clean(file.replace(os.sep, "/"))
    try:
        return clean(os.path.relpath(file).replace(os.sep, "/"))
    except ValueError:
        return clean(file.replace(os.sep, "/"))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, raw in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, raw)
    return buffer.getvalue()


def write_bundle(path: str, raw: bytes) -> None:
    """Write a bundle whole or not at all.

    Raises:
        UsageError: the file cannot be written.
    """
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "wb") as handle:
            handle.write(raw)
        os.replace(beside, path)
    except (OSError, ValueError) as problem:
        if os.path.lexists(beside):
            os.unlink(beside)
        reason = getattr(problem, "strerror", None) or problem
        raise UsageError(f"cannot write the evidence: {reason}", path=path) from None
