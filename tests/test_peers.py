"""What other linters let pass with "no findings": each of these ends in 2 here, in every format, and hides nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from brieflint.reports import FORMATS
from support import BAD, GOOD, PAID, Result, call, run, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def one_line(result: Result, says: str) -> None:
    assert result.code == 2
    [line] = result.errors
    assert line.startswith("brieflint: error: ")
    assert says in line


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("fail_on", ["error", "never"])
def test_a_finding_and_one_bad_byte_in_one_file(here: Path, name: str, fail_on: str) -> None:
    write(here / "draft.md", BAD.encode() + b"na\xefve\n")
    result = call("check", "draft.md", *PAID, "--format", name, "--fail-on", fail_on)
    one_line(result, "draft.md:2: is not UTF-8")
    if name != "text":
        assert "draft.md" in result.out


@pytest.mark.parametrize("name", FORMATS)
def test_a_bad_file_hides_no_finding_of_a_good_one(here: Path, name: str) -> None:
    write(here / "a.md", b"\xff\xfe\x00")
    write(here / "b.md", BAD)
    write(here / "c.md", b"\x00\x01\x02")
    result = call("check", ".", *PAID, "--format", name)
    assert result.code == 2
    assert len(result.errors) == 2
    assert "disclosure/missing" in result.out


def test_a_path_that_does_not_exist_is_not_text_to_check(here: Path) -> None:
    one_line(call("check", "This lamp changed my evenings.md", *PAID), "no such file or folder")
    one_line(call("check", "drafts/*.md", *PAID), "no such file or folder")
    one_line(call("check", "drafts/", *PAID), "no such file or folder")
    write(here / "good.md", GOOD)
    one_line(call("check", "good.md", "gone.md", *PAID), "gone.md: no such file or folder")
    os.symlink("nowhere.md", here / "broken.md")
    result = call("check", ".", *PAID)
    assert result.code == 2
    assert "broken.md" in result.err


def test_nothing_to_check_is_no_pass(here: Path) -> None:
    (here / "empty").mkdir()
    one_line(call("check", "empty", *PAID), "no file to check was found")
    write(here / "code" / "main.py", "print()")
    one_line(call("check", "code", *PAID), "no file to check was found")
    write(here / "brieflint.toml", 'exclude = ["*.md"]\n')
    write(here / "good.md", GOOD)
    one_line(call("check", ".", *PAID), "no file to check was found")
    assert call("check", ".", *PAID, "--allow-empty").code == 0
    one_line(call("check", "code/main.py", *PAID), "is not a kind of file that brieflint reads")


def test_a_selection_that_selects_nothing_is_no_pass(here: Path) -> None:
    write(here / "a.md", BAD)
    one_line(call("check", "a.md", *PAID, "--select", "disclosur"), "did you mean 'disclosure'?")
    one_line(call("check", "a.md", *PAID, "--ignore", "claims/nothing-like-it"), "no rule is called")
    write(here / "brieflint.toml", 'select = ["disclosure/mising"]\n')
    one_line(call("check", "a.md", *PAID), "disclosure/missing")


def test_findings_fail_without_being_asked(here: Path) -> None:
    write(here / "a.md", BAD)
    assert call("check", "a.md", *PAID).code == 1


def test_no_paths_and_a_pipe_is_not_standard_input(here: Path) -> None:
    write(here / "good.md", GOOD)
    done = run("check", *PAID, cwd=here, stdin=BAD.encode())
    assert (done.code, done.err) == (0, "")
    assert run("check", "-", *PAID, cwd=here, stdin=BAD.encode()).code == 1


@pytest.mark.skipif(os.name == "nt" or shutil.which("head") is None, reason="head is not installed")
@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_that_goes_away_is_no_error_and_no_pass(here: Path, name: str) -> None:
    for number in range(200):
        write(here / f"{number}.md", BAD)
    command = f'"{sys.executable}" -m brieflint check {" ".join(PAID)} --format {name} . | head -c 1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=120, check=True)
    assert done.stderr == ""
    assert done.stdout[1:] == "1\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("name", ["json", "junit", "sarif"])
def test_a_report_that_does_not_fit_on_the_disk_is_no_pass(here: Path, name: str) -> None:
    write(here / "good.md", GOOD)
    one_line(call("check", "good.md", *PAID, f"--output-file={name}=/dev/full"), "/dev/full: cannot write the report")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is unreadable for this user")
def test_a_file_that_may_not_be_read(here: Path) -> None:
    write(here / "a.md", BAD).chmod(0)
    one_line(call("check", "a.md", *PAID), "a.md")
