"""``check --watch``, with a real process and real changes."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from support import BAD, GOOD, PAID, call

PATIENCE = 60  # seconds for one answer; the machine may be busy


class Watching:
    """``brieflint check --watch`` in a process of its own."""

    def __init__(self, *args: str, cwd: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "brieflint", "check", "--watch", *args],
            cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def answer(self) -> str:
        """Everything up to the next 'watching'."""
        found = []
        while True:
            found.append(self.lines.get(timeout=PATIENCE))
            if "watching" in found[-1]:
                return "".join(found)

    def until(self, words: str) -> None:
        """Wait for an answer with these words; a change may be seen in two steps."""
        for _ in range(5):
            if words in self.answer():
                return
        raise AssertionError(f"no answer says '{words}'")

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a single process on Windows")
def test_changes_are_checked_until_interrupted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BAD)
    watching = Watching(".", *PAID, "--output-file", "json=report.json", cwd=tmp_path)
    try:
        assert "disclosure/missing" in watching.answer()
        (tmp_path / "a.md").write_text(GOOD)
        watching.until("nothing found")
        (tmp_path / "b.md").write_text(BAD)
        watching.until("b.md:1:1: error disclosure/missing")
        (tmp_path / "brieflint.toml").write_text("ignore = ['disclosure'\n")
        watching.until("not valid TOML")
        (tmp_path / "brieflint.toml").write_text("ignore = ['disclosure']\n")
        watching.until("nothing found")
        time.sleep(3)
        assert watching.end() == 0
    finally:
        watching.process.kill()
    left = "".join(watching.lines.queue)  # one change may be seen in two steps, but no more
    assert left.count("watching") <= 1, "it answered to the report that it wrote itself"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["-"], "standard input cannot be watched"),
        (["a.md", "--fix"], "--watch and --fix do not go together"),
        (["missing/a.md"], "there is nothing to watch"),
    ],
)
def test_what_cannot_be_watched(args: list[str], says: str) -> None:
    result = call("check", "--watch", *args)
    assert (result.code, len(result.errors)) == (2, 1)
    assert says in result.err
