"""Check files in several processes. What a file says does not depend on who checked it, so the report is the same."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from brieflint.errors import BrieflintError

if TYPE_CHECKING:
    from brieflint.engine import Engine, Options
    from brieflint.findings import Finding

_LARGEST_CHUNK = 50  # files handed over at once
_CHUNKS = 4  # for each process, so that none waits long for the last one

_engine: Engine | None = None
"""Of a process that checks for another one."""


def processes(wanted: int, files: int) -> int:
    """How many processes to use; 0 is asked for as many as there are processors."""
    return min(wanted or os.cpu_count() or 1, max(1, files))


def check_apart(options: Options, paths: Sequence[str], jobs: int) -> Iterator[list[list[Finding]] | None]:
    """Findings of each document of each file, in the order of ``paths``.

    Yields:
        ``None`` for a file that is to be checked by the caller: it cannot be read, or a process was killed.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    chunk = max(1, min(_LARGEST_CHUNK, len(paths) // (jobs * _CHUNKS)))
    done = 0
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(options,)) as pool:
        try:
            for found in pool.map(_check, paths, chunksize=chunk):
                done += 1
                yield found
        except BrokenProcessPool:
            pass
    yield from [None] * (len(paths) - done)


def _begin(options: Options) -> None:
    global _engine  # noqa: PLW0603
    from brieflint.engine import Engine

    _engine = Engine(options)


def _check(path: str) -> list[list[Finding]] | None:
    assert _engine is not None
    try:
        config = _engine.configs.for_file(Path(path))
        documents, _ = _engine.read_all(path, config)
        checks = _engine.checks(config, _engine.rules_for(config))
        return [list(checks.document(document)) for document in documents]
    except BrieflintError:
        return None
