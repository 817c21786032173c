"""Where the reports of a check go: one to standard output or a file, and any number of others to files of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from brieflint.cli import reader_gone
from brieflint.engine import Report
from brieflint.errors import UsageError, did_you_mean
from brieflint.reports import FORMATS, renderer


class Output(NamedTuple):
    """One report to write; without a file to standard output."""

    format: str
    file: str | None


def outputs(format_: str, output: str | None, files: Sequence[str], paths: Sequence[str]) -> list[Output]:
    """What ``--format``, ``--output`` and each ``--output-file FORMAT=FILE`` ask for.

    Args:
        paths: what is to be checked.

    Raises:
        UsageError: a format is not known, two reports would go to one file, or one over a draft.
    """
    chosen = [Output(format_, output)]
    for given in files:
        name, separator, file = given.partition("=")
        if not separator or not file:
            raise UsageError(f"--output-file: '{given}' is not of the form FORMAT=FILE, as in sarif=brieflint.sarif")
        if name not in FORMATS:
            raise UsageError(f"--output-file: no format is called '{name}'; {did_you_mean(name, FORMATS)}")
        chosen.append(Output(name, file))
    drafts = {os.path.abspath(path) for path in paths if path != "-"}
    seen: set[str] = set()
    for _, target in chosen:
        if target is not None:
            key = os.path.abspath(target)
            if key in seen:
                raise UsageError("two reports cannot go to one file", path=target)
            if key in drafts:
                raise UsageError("is to be checked; name another file for the report", path=target)
            seen.add(key)
    return chosen


def write(
    report: Report, chosen: Sequence[Output], values: dict[str, Any], options: dict[str, Any]
) -> list[UsageError]:
    """Render and write every report.

    Args:
        values: the options of the command line.
        options: what every format is told.

    Returns:
        The files that could not be written; the other reports are.
    """
    problems = []
    for format_, file in chosen:
        if file is None:
            _print(report, format_, values, options)
            continue
        text = renderer(format_)(report, **options)
        try:
            with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as handle:
                handle.write(text)
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            problems.append(UsageError(f"cannot write the report: {reason}", path=file))
    return problems


def _print(report: Report, format_: str, values: dict[str, Any], options: dict[str, Any]) -> None:
    colour = values["color"] == "always" or (values["color"] == "auto" and _colour_wanted())
    if format_ == "text":
        width = min(_columns() if sys.stdout.isatty() else 80, 100)
        style = {"style": click.style} if colour else {}
        text = renderer(format_)(report, **{**options, "width": width, "errors": False, **style})
    else:
        text = renderer(format_)(report, **options)
    if text:
        try:
            click.echo(text, nl=not text.endswith("\n"), color=colour or None)
        except BrokenPipeError:  # the exit status still tells
            reader_gone()


def _columns() -> int:
    from shutil import get_terminal_size  # slow to import

    return get_terminal_size().columns


def _colour_wanted() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
