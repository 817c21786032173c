"""Shell completion, in the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import call, run, write

SHELLS = ("bash", "zsh", "fish")


@pytest.fixture
def on_path(tmp_path: Path) -> dict[str, str]:
    """An environment in which ``brieflint`` is a command."""
    write(tmp_path / "bin" / "brieflint", f'#!/bin/sh\nexec "{sys.executable}" -m brieflint "$@"\n').chmod(0o755)
    return {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_that_the_shell_reads(tmp_path: Path, shell: str) -> None:
    result = call("completion", shell)
    assert result.code == 0
    assert "_BRIEFLINT_COMPLETE" in result.out
    found = shutil.which(shell)
    if found:
        script = write(tmp_path / "script", result.out)
        subprocess.run([found, "-n", str(script)], check=True, capture_output=True, timeout=60)


def test_another_shell_is_2_in_one_line() -> None:
    result = call("completion", "cmd")
    assert result.code == 2
    assert "'bash', 'zsh', 'fish'" in result.err


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "proposed"),
    [
        ("brieflint che", {"check"}),
        ("brieflint check --stat", {"--statistics"}),
        ("brieflint check --select overscript/near", {"overscript/near-verbatim"}),
        ("brieflint check --select claims,disclosure/mispl", {"claims,disclosure/misplaced"}),
        ("brieflint check --ignore wai", {"waiver"}),
        ("brieflint check --platform tik", {"tiktok"}),
        ("brieflint check --jurisdiction d", {"de"}),
        ("brieflint check --output-file sa", {"sarif="}),
        ("brieflint rules show policy/f", {"policy/fr"}),
        ("brieflint completion f", {"fish"}),
    ],
)
def test_bash_proposes(tmp_path: Path, on_path: dict[str, str], line: str, proposed: set[str]) -> None:
    words = line.split(" ")
    given = " ".join(f"'{word}'" for word in words)
    script = f"{call('completion', 'bash').out}\nCOMP_WORDS=({given}); COMP_CWORD={len(words) - 1}\n"
    script += "_brieflint_completion brieflint\nprintf '%s\\n' \"${COMPREPLY[@]}\""
    done = subprocess.run(
        ["bash", "-c", script], env=on_path, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert done.stderr == ""
    assert set(done.stdout.split()) >= proposed
    assert len(done.stdout.split()) <= 4


@pytest.mark.parametrize(("shell", "words"), [("zsh", "COMP_WORDS"), ("fish", "COMP_WORDS")])
def test_zsh_and_fish_get_the_titles_of_rules(shell: str, words: str) -> None:
    given = "brieflint check --select disclosure/miss"
    env = {
        "_BRIEFLINT_COMPLETE": f"{shell}_complete",
        words: given,
        "COMP_CWORD": "disclosure/miss" if shell == "fish" else "3",
    }
    out = run(env=env).out
    assert "disclosure/missing" in out
    assert "isclosure" in out.replace("disclosure/missing", "")


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_proposes(tmp_path: Path, on_path: dict[str, str]) -> None:
    script = f"{call('completion', 'fish').out}\ncomplete -C 'brieflint check --select disclosure/miss'\n"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script], env={**on_path, "HOME": str(tmp_path)}, capture_output=True, encoding="utf-8", timeout=60, check=True
    )  # fmt: skip
    assert done.stdout.split("\t")[0] == "disclosure/missing"


def test_files_are_left_to_the_shell() -> None:
    env = {"_BRIEFLINT_COMPLETE": "bash_complete", "COMP_WORDS": "brieflint check dra", "COMP_CWORD": "2"}
    assert run(env=env).out.split() == ["file,dra"]
