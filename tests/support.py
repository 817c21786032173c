"""What several test modules need: running the real command line, and texts that make it speak."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
GOLDEN = ROOT / "tests" / "golden"

PAID = ("--relationship", "paid", "--jurisdiction", "us", "--platform", "instagram")
"""Flags under which a text without a label is an error."""

BAD = "This lamp from @lumaria changed my evenings.\n"
GOOD = "#ad This lamp from @lumaria changed my evenings.\n"


@dataclass(frozen=True)
class Result:
    """What came of one run of the command line."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report on standard output."""
        data: dict[str, Any] = json.loads(self.out)
        return data

    @property
    def errors(self) -> list[str]:
        """Lines on standard error."""
        return self.err.splitlines()


def run(
    *args: str | os.PathLike[str] | bytes,
    cwd: Path | None = None,
    stdin: bytes | None = None,
    env: dict[str, str] | None = None,
    timeout: float = 60,
    **more: Any,
) -> Result:
    """``brieflint`` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "brieflint", *args],
        cwd=cwd,
        input=b"" if stdin is None else stdin,
        capture_output=True,
        env={**os.environ, **(env or {})},
        timeout=timeout,
        check=False,
        **more,
    )
    return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def call(*args: str | os.PathLike[str], stdin: bytes = b"") -> Result:
    """``brieflint`` in this process: the same entry point, for tests with many cases."""
    from brieflint.cli import main

    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    given = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    before = sys.stdin
    sys.stdin = given
    code: Any = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main([os.fspath(a) for a in args])
            except SystemExit as end:
                code = end.code
    finally:
        sys.stdin = before
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.detach().getvalue().decode("utf-8"))
    return Result(code, *texts)


def write(path: Path, content: str | bytes) -> Path:
    """A file with exactly this content, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path
