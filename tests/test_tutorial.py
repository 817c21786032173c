"""The tutorial, run as it is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import brieflint
from support import EXAMPLES, ROOT

TUTORIAL = ROOT / "docs" / "tutorial.md"
CONSOLE = re.compile(r"^```console\n\$ (?P<command>.+)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)
STATUS = [0, 0, 0, 0, 1]


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command of the tutorial in the user's shell, with ``brieflint`` on the path as after an installation."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    program = programs / ("brieflint.bat" if os.name == "nt" else "brieflint")
    start = f'"{sys.executable}" -m brieflint'
    program.write_text(f"@{start} %*\n" if os.name == "nt" else f'#!/bin/sh\nexec {start} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(brieflint.__file__).parent.parent),
    }
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=120,
        check=False,
    )


def pattern(output: str) -> str:
    """The output that the tutorial shows; a line of three dots stands for any lines."""
    lines = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\s*\n" for line in output.splitlines()]
    return "".join(lines)


def test_five_commands_from_nothing_to_a_rendered_brief_and_a_checked_draft(tmp_path):
    commands = [(m["command"], m["output"]) for m in CONSOLE.finditer(TUTORIAL.read_text(encoding="utf-8"))]
    assert len(commands) == 5
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("briefs"))
    for (command, output), status in zip(commands, STATUS, strict=True):
        done = shell(command, tmp_path)
        assert done.returncode == status, (command, done.stderr)
        said = re.sub(r"\n\n+", "\n", done.stdout.rstrip("\n") + "\n") if done.stdout else ""
        assert re.fullmatch(pattern(output), said), (command, done.stdout)
        assert done.stderr == ""
    brief = (tmp_path / "my-campaign" / "briefs" / "mira.brief.md").read_text(encoding="utf-8")
    assert "One bottle is refilled again and again." in brief
    assert "**#ad**" in brief


def test_the_remedy_of_the_tutorial_works(tmp_path):
    shutil.copytree(EXAMPLES / "spring-refill", tmp_path / "my-campaign")
    draft = tmp_path / "my-campaign" / "captions" / "mira-reel.caption.md"
    text = draft.read_text(encoding="utf-8").replace(" #ad ", " ").replace("Tell me I'm", "#ad Tell me I'm")
    draft.write_text(text, encoding="utf-8", newline="\n")
    assert shell(f"brieflint check {draft.relative_to(tmp_path).as_posix()}", tmp_path).returncode == 0
