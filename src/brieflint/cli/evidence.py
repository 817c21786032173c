"""``--evidence`` of ``brieflint check``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from brieflint.cli import complain, tell
from brieflint.errors import UsageError

if TYPE_CHECKING:
    from brieflint.engine import Report
    from brieflint.sources.decode import Read

_DECIDE = (
    "select", "ignore", "config", "brief", "ocr_engine", "kind", "platform", "surface", "jurisdictions", "relationship",
    "category", "language", "rule_folders", "today", "fail_on", "force_exclude", "baseline",
)  # fmt: skip
"""Options that decide what is found; the manifest names those that were given."""


def check_usage(values: Mapping[str, Any]) -> None:
    """Refuse what makes no sense, before anything is checked.

    Raises:
        UsageError: the stated time is none, or the options do not fit together.
    """
    time = values["evidence_time"]
    if values["evidence"] is None:
        if time is not None:
            raise UsageError("--evidence-time: needs --evidence FILE.zip")
        return
    if values["fix"] or values["diff"]:
        raise UsageError("--evidence: not with --fix or --diff; check once more when the drafts are as they should be")
    if time is not None:
        from brieflint.evidence.manifest import valid_time

        if not valid_time(time):
            raise UsageError(
                f"--evidence-time: '{time}' is no day or moment in ISO 8601, such as 2026-11-22 or 2026-11-22T09:30:00Z"
            )


def noting(values: Mapping[str, Any]) -> AbstractContextManager[dict[str, Read]]:
    """Notes what the run reads, where evidence is wanted."""
    if values["evidence"] is None:
        return nullcontext({})
    from brieflint.sources.decode import noting_reads

    return noting_reads()


def write(
    report: Report, reads: Mapping[str, Read], values: Mapping[str, Any], paths: Sequence[str], status: int
) -> int:
    """Write the bundle, if one is wanted; returns the exit status."""
    file = values["evidence"]
    if file is None:
        return status
    from hashlib import sha256

    from brieflint.evidence.bundle import bundle, write_bundle

    options = {key: values[key] for key in _DECIDE if values[key]}
    raw = bundle(report, reads, time=values["evidence_time"], exit_=status, paths=paths, options=options)
    try:
        write_bundle(file, raw)
    except UsageError as problem:
        complain(str(problem))
        return 2
    if not values["quiet"]:
        tell(f"{file}: evidence written, sha256 {sha256(raw).hexdigest()}")
    return status
