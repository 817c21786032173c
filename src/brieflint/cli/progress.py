"""A progress bar for people who wait: on standard error, on a terminal only, for runs of more than a second."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

AFTER = 1.0
"""Seconds that a run may take without a bar."""


class Progress:
    """Told after each file how many are done; draws nothing on what is no terminal."""

    def __init__(self, *, wanted: bool) -> None:
        self._shown = wanted and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._begun = time.monotonic()
        self._bar: Any = None
        self._done = 0

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` files are checked."""
        if not self._shown or (self._bar is None and time.monotonic() - self._begun < AFTER):
            return
        if self._bar is None:
            import click

            self._bar = click.progressbar(length=total, label="Checking", file=sys.stderr, show_pos=True)
            self._bar.render_progress()
        if done < total and done - self._done <= total // 200:
            return
        self._bar.update(done - self._done)
        self._done = done

    def close(self) -> None:
        """Leave the line as if there had been no bar."""
        if self._bar is not None:
            self._bar = None
            sys.stderr.write("\r\x1b[K\x1b[?25h")
            sys.stderr.flush()
