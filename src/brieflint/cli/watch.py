"""``brieflint check --watch``: check again whenever a draft, a rule or the configuration changes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from brieflint.cli import complain, tell
from brieflint.errors import BrieflintError, UsageError

NEEDED = "--watch needs watchfiles: pip install 'brieflint[watch]'"
_MILLISECONDS = 300
_ALONE = ("fix", "diff", "annotate")


def watch(paths: tuple[str, ...], values: dict[str, Any], check: Callable[[], int]) -> int:
    """Check now and after each change, until interrupted.

    Args:
        paths: what is checked.
        values: the flags of ``check``.
        check: checks once, writes the report and gives the exit status.

    Returns:
        The exit status of the last check.

    Raises:
        UsageError: what is asked for cannot be watched.
    """
    if "-" in paths:
        raise UsageError("standard input cannot be watched: name a file or a folder")
    for name in _ALONE:
        if values[name]:
            raise UsageError(f"--watch and --{name} do not go together: it would answer to its own changes")
    try:
        from watchfiles import watch as changes
    except ImportError:
        raise UsageError(NEEDED) from None
    written = {os.path.abspath(name) for name in _written(values)}
    roots, files = _watched(paths, values)
    if not roots:
        raise UsageError("there is nothing to watch: no such file or folder", path=paths[0])

    def ours(change: object, path: str) -> bool:
        return path not in written and (path in files or any(_below(path, root) for root in files))

    code: int | None = None
    try:
        # The first, empty answer says that the watcher is up: what changes during a check is not missed.
        for found in changes(
            *roots, watch_filter=ours, raise_interrupt=False, yield_on_timeout=True, rust_timeout=_MILLISECONDS
        ):
            if found or code is None:
                if sys.stdout.isatty():
                    click.clear()
                code = _once(check)
    except KeyboardInterrupt:
        pass
    return code or 0


def _once(check: Callable[[], int]) -> int:
    try:
        code = check()
    except BrieflintError as problem:  # a configuration in the middle of an edit
        complain(str(problem))
        code = 2
    tell("watching; Ctrl-C ends it")
    sys.stdout.flush()
    return code


def _written(values: dict[str, Any]) -> Iterable[str]:
    """Files that the check itself writes."""
    if values["output"]:
        yield values["output"]
    for given in values["output_files"]:
        yield given.partition("=")[2]


def _watched(paths: tuple[str, ...], values: dict[str, Any]) -> tuple[list[str], set[str]]:
    """Folders to listen to, and the files and folders in them that matter."""
    matter = {os.path.abspath(p) for p in (*paths, *values["rule_folders"], *filter(None, _beside(paths, values)))}
    folders = {path if os.path.isdir(path) else os.path.dirname(path) for path in matter}
    return sorted(folder for folder in folders if os.path.isdir(folder)), matter


def _beside(paths: tuple[str, ...], values: dict[str, Any]) -> Iterable[str | None]:
    """Configurations, records and waivers that decide how the paths are checked."""
    from brieflint.config import ConfigFinder

    yield from (values["config"], values["brief"], values["baseline"])
    finder = ConfigFinder(values["config"])
    for path in paths:
        found = None
        try:
            found = finder.for_file(Path(path) / "x" if os.path.isdir(path) else Path(path)).path
        except BrieflintError as problem:
            found = problem.path
        yield found
        here = Path(os.path.abspath(path))
        for folder in (here, *here.parents):
            for name in ("campaign.yaml", "campaign.yml", "waivers.yaml"):
                if (folder / name).is_file():
                    yield str(folder / name)


def _below(path: str, root: str) -> bool:
    return path.startswith(root.rstrip(os.sep) + os.sep) and f"{os.sep}.git{os.sep}" not in path
