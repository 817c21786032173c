"""``brieflint baseline update|prune``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import click

from brieflint.baseline import Baseline, Known, Recorder, load_baseline, write_baseline
from brieflint.cli import complain
from brieflint.cli.check import options_of, run_options
from brieflint.engine import Engine, Report
from brieflint.reports.text import safe


@click.group("baseline")
def command() -> None:
    """Write down the findings of today, so that only new ones are reported.

    Then check with --baseline FILE, or write baseline = "FILE" into the configuration.
    """


@command.command("update")
@click.argument("file")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@run_options
def update(file: str, paths: tuple[str, ...], **values: Any) -> int:
    """Take every finding on PATH into FILE, and take out those that are gone.

    PATH is a file or a folder; the default is the folder you are in. Entries for other files stay. What a waiver covers
    is not taken in, and neither are findings about waivers.
    """
    old = load_baseline(file, file) if os.path.lexists(file) else Baseline(file, os.path.dirname(os.path.abspath(file)))
    engine = Engine(replace(options_of(values), baseline=""))
    recorder = engine.baselines = Recorder(old)
    report = engine.run(paths or (".",))
    if not _any_file(report):
        return 2
    new = recorder.entries()
    before = set(old.entries.values())
    write_baseline(file, file, new)
    click.echo(f"{safe(file)}: {_counted(new)} ({len(new - before)} added, {len(before - new)} removed)")
    return _outcome(report)


@command.command("prune")
@click.argument("file")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@run_options
def prune(file: str, paths: tuple[str, ...], **values: Any) -> int:
    """Take out of FILE what is no longer found on PATH; nothing is taken in.

    PATH is a file or a folder; the default is the folder you are in. Entries for files that no longer exist go, too.
    """
    report = Engine(replace(options_of(values), baseline=file)).run(paths or (".",))
    if not _any_file(report):
        return 2
    [baseline] = report.baselines
    stale = set(baseline.stale())
    left = set(baseline.entries.values()) - stale
    if stale:
        write_baseline(file, file, left)
    click.echo(f"{safe(file)}: {_counted(left)} ({len(stale)} removed)")
    return _outcome(report)


def _counted(entries: Iterable[Known]) -> str:
    listed = list(entries)
    files = len({entry.path for entry in listed})
    findings = f"{len(listed)} known finding{'' if len(listed) == 1 else 's'}"
    return f"{findings} in {files} file{'' if files == 1 else 's'}" if listed else "no known findings"


def _any_file(report: Report) -> bool:
    if not report.files and not report.errors:
        complain("no file to check was found; name one")
        return False
    return True


def _outcome(report: Report) -> int:
    """Files that could not be checked keep their entries, and are told."""
    for error in report.errors:
        complain(str(error))
    return 2 if report.errors else 0
