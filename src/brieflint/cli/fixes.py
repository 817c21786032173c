"""``brieflint check --fix`` and ``--diff``: what they print and write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from brieflint.cli import reader_gone, tell
from brieflint.engine import Options, Report
from brieflint.errors import BrieflintError, UsageError
from brieflint.fixing import Fixed, Outcome, diff, fix, write
from brieflint.reports.text import safe


def check_usage(values: dict[str, Any]) -> None:
    """Refuse what contradicts itself.

    Raises:
        UsageError: with what to leave out.
    """
    if values["fix"] and values["diff"]:
        raise UsageError("--fix and --diff: choose one; --diff shows what --fix would write")
    if values["diff"] and (values["format_"] != "text" or values["output"] or values["output_files"]):
        raise UsageError("--diff prints a diff in place of a report: leave out --format, --output and --output-file")


def apply(
    options: Options, paths: Sequence[str], values: dict[str, Any], progress: Callable[[int, int], object]
) -> tuple[Report, list[BrieflintError], bool]:
    """Fix, or show what fixing would change.

    Returns:
        The report of what is left, files that could not be written, and whether anything would change or did.
    """
    outcome = fix(options, paths, progress)
    problems: list[BrieflintError] = []
    if values["diff"]:
        _show(outcome.files)
    elif "-" in paths:
        _put(outcome.files[0].after if outcome.files else _unchanged(outcome))
    else:
        problems = write(outcome.files)
    if not values["quiet"]:
        _tell(outcome, [problem.path for problem in problems], done=not values["diff"])
    return outcome.report, problems, bool(outcome.files)


def _unchanged(outcome: Outcome) -> str:
    return outcome.stdin.decode("utf-8", "surrogateescape") if outcome.stdin is not None else ""


def _tell(outcome: Outcome, unwritten: Sequence[str | None], *, done: bool) -> None:
    for one in outcome.files:
        if one.path not in unwritten:
            for description in one.fixes:
                tell(f"{one.path}: {'fixed' if done else 'would be fixed'}: {description}")
    for path, reason in outcome.declined:
        tell(f"{path}: not fixed: {reason}")


def _show(files: Sequence[Fixed]) -> None:
    """The diff: exact for programs, and made safe, with colours, for a terminal."""
    text = diff(files)
    if not sys.stdout.isatty():
        _put(text)
        return
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in text.splitlines():
        bold = line.startswith(("--- a/", "+++ b/"))
        click.secho(safe(line), fg=None if bold else colours.get(line[:1]), bold=bold)


def _put(text: str) -> None:
    """Write a text to standard output to the byte: no line end is translated."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        reader_gone()
