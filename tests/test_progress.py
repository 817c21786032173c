"""The progress bar: for a person who waits, and for nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import PAID, run, write

MANY = 600


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    folder = tmp_path / "drafts"
    text = "This lamp from @lumaria changed my evenings and cures headaches, 20% off with MIRA20. " * 20
    for number in range(MANY):
        write(folder / f"{number}.md", f"{number} {text}\n")
    return folder


def on_a_terminal(folder: Path, *args: str) -> tuple[bytes, bytes]:
    """Standard output in a file, standard error on a terminal."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "brieflint", "check", *args, *PAID]
    more = {"cwd": folder, "env": {**os.environ, "TERM": "xterm"}, "stdin": subprocess.DEVNULL}
    file = folder.parent / "stdout"
    with open(file, "wb") as out, subprocess.Popen(command, stdout=out, stderr=theirs, **more):
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 4096):
                seen += chunk
        except OSError:  # how Linux says that the other side is closed
            pass
    os.close(ours)
    return file.read_bytes(), seen


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals for a test")
def test_a_long_run_shows_how_far_it_is_and_leaves_no_trace(drafts: Path) -> None:
    out, seen = on_a_terminal(drafts, ".", "--format", "json")
    assert b"Checking" in seen
    assert f"{MANY}/{MANY}".encode() in seen
    assert seen.endswith(b"\r\x1b[K\x1b[?25h")  # the line is cleared, the cursor is back
    assert out.startswith(b"{")
    assert b"Checking" not in out
    quiet_out, quiet = on_a_terminal(drafts, ".", "--format", "json", "--quiet")
    assert quiet == b""
    assert quiet_out == out


def test_a_pipe_gets_none(drafts: Path) -> None:
    done = run("check", ".", *PAID, "--format", "json", cwd=drafts)
    assert (done.code, done.err) == (1, "")
