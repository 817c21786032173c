"""``brieflint init``: a folder that passes its own check, whatever was answered, and the page that begins with it."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

import brieflint
from support import ROOT, call, write
from test_docs_examples import COMMAND, FILE
from test_tutorial import CONSOLE, pattern, shell

DAY = ("--today", "2026-06-01")
DIFF = re.compile(r"^```diff\n-(?P<old>.*)\n\+(?P<new>.*)\n```$", re.MULTILINE)


def init(folder: Path, *args: str) -> None:
    result = call("init", str(folder), "--yes", *DAY, *args)
    assert (result.code, result.err) == (0, "")


@pytest.mark.parametrize(
    ("template", "countries", "platform"),
    [
        ("paid-post", "us", "instagram"),
        ("paid-post", "uk,de", "tiktok"),
        ("paid-post", "fr", "x"),
        ("paid-post", "jp", "youtube"),
        ("gifted-seeding", "uk", "instagram"),
        ("gifted-seeding", "de", "pinterest"),
        ("affiliate", "it", "blog"),
        ("affiliate", "es", "newsletter"),
        ("ambassador", "de", "podcast"),
        ("ambassador", "us,ca", "twitch"),
        ("own-team", "us", "linkedin"),
        ("own-team", "fr", "facebook"),
        ("ad-asset", "us", "snapchat"),
        ("ad-asset", "se", "threads"),
    ],
)
def test_the_folder_passes_its_own_check(tmp_path: Path, template: str, countries: str, platform: str) -> None:
    folder = tmp_path / "new campaign"
    init(folder, "--template", template, "--jurisdiction", countries, "--platform", platform)
    checked = call("check", str(folder), *DAY)
    assert (checked.code, checked.out, checked.err) == (0, "3 files checked: nothing found.\n", "")
    assert call("render", "--check", str(folder)).code == 0
    front = (folder / "briefs" / "maya.brief.md").read_text(encoding="utf-8")
    assert re.search(rf'^template: "?{template}(\.[a-z]{{2}})?"?$', front, re.MULTILINE)
    [draft] = (folder / "drafts").iterdir()
    bare = draft.read_text(encoding="utf-8").splitlines()
    assert bare[0]
    assert call("check", str(folder), "--diff", *DAY).code == 0


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        init(tmp_path / name, "--brand", "Café Lumière", "--creator", "Zoë O'Neil", "--category", "household")
    first, second = ({p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in "ab")  # fmt: skip
    assert first == second
    assert {p.as_posix() for p in first} == {
        "campaign.yaml", "brieflint.toml", ".pre-commit-config.yaml",
        "briefs/zoe-o-neil.brief.md", "drafts/zoe-o-neil-reel.caption.md",
    }  # fmt: skip
    record = yaml.safe_load(first[Path("campaign.yaml")])
    assert (record["brand"]["name"], record["creators"][0]["name"]) == ("Café Lumière", "Zoë O'Neil")
    assert str(record["creators"][0]["deliverables"][0]["live"]) == "2026-06-29"


@pytest.mark.parametrize("name", ['a: "b', "# no", "[x]", "{{ 7 * 7 }}", "{% raw %}", "no", "-", "<script>", "ünïcode 😀", "@x", "*a", "!!x", "\\", "null", "2026", "1e5"])  # fmt: skip
def test_names_are_text_whatever_they_are(tmp_path: Path, name: str) -> None:
    result = call("init", str(tmp_path / "x"), "--yes", *DAY, "--brand", name, "--product", name, "--creator", name)
    assert result.code == 0, result.err
    record = yaml.safe_load((tmp_path / "x" / "campaign.yaml").read_text(encoding="utf-8"))
    assert record["brand"]["name"] == record["product"]["name"] == record["creators"][0]["name"] == name
    assert call("check", str(tmp_path / "x"), *DAY).code in (0, 1)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    write(tmp_path / "brieflint.toml", "fail_on = 'warning'\n")
    write(tmp_path / "drafts" / "maya-reel.caption.md", "mine\n")
    result = call("init", str(tmp_path), "--yes", *DAY)
    assert result.code == 0
    assert (tmp_path / "brieflint.toml").read_text(encoding="utf-8") == "fail_on = 'warning'\n"
    assert (tmp_path / "drafts" / "maya-reel.caption.md").read_text(encoding="utf-8") == "mine\n"
    assert result.err.count("is there already and stays as it is") == 2
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    again = call("init", str(tmp_path), "--yes", *DAY)
    assert (again.code, len(again.errors)) == (2, 1)
    assert "there is a campaign.yaml already" in again.err
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_the_hook_belongs_to_the_root_of_the_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    result = call("init", str(tmp_path / "spring"), "--yes", *DAY)
    assert result.code == 0
    assert not (tmp_path / "spring" / ".pre-commit-config.yaml").exists()
    assert "the hook belongs into" in result.err


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--template", "paid-pots"], "did you mean 'paid-post'?"),
        (["--jurisdiction", "xx"], "--jurisdiction: "),
        (["--platform", "instagrm"], "did you mean 'instagram'?"),
        (["--brand", " "], "--brand: "),
        (["--brand", "a\x1b[2Jb"], "--brand: "),
        (["--today", "soon"], "--today"),
    ],
)
def test_a_flag_that_is_wrong(tmp_path: Path, args: list[str], says: str) -> None:
    result = call("init", str(tmp_path / "x"), "--yes", *args)
    assert (result.code, len(result.errors)) == (2, 1)
    assert says in result.err
    assert not (tmp_path / "x").exists()
    write(tmp_path / "file", "")
    assert call("init", str(tmp_path / "file"), "--yes").code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of POSIX")
def test_questions_on_a_terminal(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    source = str(Path(brieflint.__file__).parent.parent)
    done = subprocess.Popen(
        [sys.executable, "-m", "brieflint", "init", "spring", *DAY],
        cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "PYTHONPATH": source, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    answers = [
        ("Kind of collaboration", "gifted"), ("not known", ""), ("Kind of collaboration", "gifted-seeding"), ("Brand", "Lumaria"),
        ("Product", ""), ("Countries", "uk, de"), ("Platform", "tiktok"), ("Language", ""), ("First creator", "Ann"),
    ]  # fmt: skip
    said = ""
    at = 0
    deadline = time.monotonic() + 60
    for question, answer in answers:
        while question not in said[at:]:
            assert time.monotonic() < deadline, said
            if select.select([ours], [], [], 1)[0]:
                said += os.read(ours, 4096).decode("utf-8", "replace")
        at = said.index(question, at) + len(question)
        if answer or question != "not known":
            os.write(ours, answer.encode() + b"\n")
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # the other side is gone
            break
        if not more:
            break
        said += more.decode("utf-8", "replace")
    assert done.wait(timeout=60) == 0, said
    record = yaml.safe_load((tmp_path / "spring" / "campaign.yaml").read_text(encoding="utf-8"))
    assert record["template"] == "gifted-seeding"
    assert record["jurisdictions"] == ["gb", "de"]
    assert record["creators"][0]["deliverables"][0]["platform"] == "tiktok"
    assert call("check", str(tmp_path / "spring"), *DAY).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_getting_started_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "someone@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    statuses = iter([0, 1, 0, 0, 1, 0, 0, 0, 0])
    steps: list[tuple[int, str, str, str]] = [(m.start(), "file", m["name"], m["text"]) for m in FILE.finditer(page)]
    steps += [(m.start(), "edit", m["old"], m["new"]) for m in DIFF.finditer(page)]
    steps += [
        (block.start(), "run", command["command"], command["output"].removesuffix("```"))
        for block in CONSOLE.finditer(page)
        for command in COMMAND.finditer(block[0])
    ]
    for _, kind, first, second in sorted(steps, key=lambda step: step[0]):
        if kind == "file":
            write(tmp_path / first, second)
        elif kind == "edit":
            record = tmp_path / "spring" / "campaign.yaml"
            text = record.read_text(encoding="utf-8")
            assert first in text
            write(record, text.replace(first, second))
        else:
            done = shell(first, tmp_path)
            assert done.returncode == next(statuses), (first, done.stdout, done.stderr)
            said = re.sub(r"\n\n+", "\n", done.stdout.rstrip("\n") + "\n") if done.stdout else ""
            assert re.fullmatch(pattern(second), said), (first, done.stdout, done.stderr)
    assert next(statuses, None) is None
    write(tmp_path / "spring" / "drafts" / "maya-reel.caption.md", "The lamp from @lumaria. MAYA10\n")
    stopped = shell("cd spring && git commit --all --message bad", tmp_path)
    assert stopped.returncode == 1
    assert "disclosure/missing" in stopped.stdout + stopped.stderr
