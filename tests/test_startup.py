"""What a check of one draft imports: nothing that it does not use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support import BAD, PAID, write

HEAVY = (
    "pydantic",
    "jinja2",
    "PIL",
    "numpy",
    "pytesseract",
    "markdown_it",
    "yaml",
    "pathspec",
    "platformdirs",
    "tomllib",
)
NEVER = ("pydantic", "jinja2", "PIL", "numpy", "pytesseract", "importlib.metadata", "importlib.resources", "asyncio")
PROGRAM = """
import sys
from brieflint.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print("exit", end.code, file=sys.stderr)
print(*sorted(sys.modules), file=sys.stderr)
"""


def imported(folder: Path, *args: str, code: int) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *args],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    status, modules = done.stderr.splitlines()
    assert status == f"exit {code}", done.stdout
    return set(modules.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "one.md", BAD)
    imported(tmp_path, "check", "one.md", *PAID, code=1)  # builds the rule cache
    return tmp_path


def heavy(modules: set[str], names: tuple[str, ...]) -> set[str]:
    return {name for name in names if name in modules}


def test_a_check_of_one_plain_draft(folder: Path) -> None:
    assert heavy(imported(folder, "check", "one.md", *PAID, code=1), HEAVY) == set()


def test_a_check_with_a_json_report(folder: Path) -> None:
    assert heavy(imported(folder, "check", "one.md", *PAID, "--format", "json", code=1), HEAVY) == set()


FORMATS = ("github", "gitlab", "junit", "markdown", "rdjson", "sarif")


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_for_ci_imports_itself_and_no_other(folder: Path, name: str) -> None:
    modules = imported(folder, "check", "one.md", *PAID, "--format", name, code=1)
    assert heavy(modules, HEAVY) == set()
    needed = {name, "markdown"} if name == "sarif" else {name}
    assert {m.rpartition(".")[2] for m in modules if m.startswith("brieflint.reports.")} & set(FORMATS) == needed


def test_a_plain_check_imports_no_other_format(folder: Path) -> None:
    modules = imported(folder, "check", "one.md", *PAID, code=1)
    assert not {f"brieflint.reports.{name}" for name in (*FORMATS, "shared", "statistics", "json_report")} & modules
    assert heavy(modules, ("xml", "xml.etree", "click.shell_completion", "json.tool", "shlex")) == set()


def test_a_check_of_text_and_subtitles(folder: Path) -> None:
    write(folder / "a.txt", BAD)
    write(folder / "a.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{BAD}")
    assert heavy(imported(folder, "check", "a.txt", "a.srt", *PAID, code=1), HEAVY) == set()


def test_markdown_front_matter_and_a_configuration_cost_what_they_need(folder: Path) -> None:
    write(folder / "brieflint.toml", '[context]\nplatform = "instagram"\n')
    write(folder / "two.md", f"---\nrelationship: paid\n---\n\n> {BAD}\n\n- a\n- b\n")
    modules = imported(folder, "check", "two.md", "--jurisdiction", "us", code=1)
    assert heavy(modules, NEVER) == set()


@pytest.mark.parametrize("args", [["--version"], ["--help"]])
def test_version_and_help(folder: Path, args: list[str]) -> None:
    modules = imported(folder, *args, code=0)
    assert heavy(modules, (*HEAVY, "brieflint.engine", "json", "dataclasses")) == set()


def test_the_library_face_is_light(folder: Path) -> None:
    program = "import sys, brieflint; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    modules = set(done.stdout.split())
    assert heavy(modules, (*HEAVY, "click", "brieflint.engine")) == set()
