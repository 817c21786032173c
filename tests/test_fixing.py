"""``--fix`` and ``--diff``: what is written, what never is, and that a second run has nothing to do."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support import call, run, write

HEAD = "---\nrelationship: paid\njurisdictions: [us]\nplatform: instagram\n---\n"
FLAGS = ("--relationship", "paid", "--jurisdiction", "us", "--platform", "instagram")
TEXT = "My evening with this lamp.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "brieflint.toml", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fixed(path: Path, *flags: str, code: int = 0) -> str:
    result = call("check", path.name, "--fix", *flags)
    assert result.code == code, result.err + result.out
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("countries", "language", "before", "after"),
    [
        ("us", "en", "This lamp is mine.", "#ad This lamp is mine."),
        ("us", "en", "This lamp is mine. #lamp #home #ad #bed", "#ad This lamp is mine. #lamp #home #bed"),
        ("us", "en", "This lamp.\n\n#lamp #home #bed #ad\n", "#ad This lamp.\n\n#lamp #home #bed\n"),
        (
            "us",
            "en",
            "This lamp is.\n\n" + "Very good. " * 20 + "\n\n#ad\n",
            "#ad This lamp is.\n\n" + "Very good. " * 20 + "\n",
        ),
        ("us", "en", "#sp This lamp is mine.", "#ad This lamp is mine."),
        ("us", "en", "#gifted This lamp is mine.", "#ad #gifted This lamp is mine."),
        ("us", "en", "**#sp** This lamp is mine.", "#ad **#sp** This lamp is mine."),
        ("us", "en", "# My lamp\n\nIt is mine.", "#ad\n\n# My lamp\n\nIt is mine."),
        ("us", "en", "- one\r\n- two", "#ad\r\n\r\n- one\r\n- two"),
        ("us", "en", "\n\n> one\n", "\n\n#ad\n\n> one\n"),
        ("us", "en", "<!-- a note -->\nThis lamp.", "<!-- a note -->\n#ad This lamp."),
        ("us", "en", "#𝗔𝗱 This lamp is mine.", "#Ad This lamp is mine."),
        ("uk", "en", "Thanks to @lumaria for this lamp.", "#ad Thanks to @lumaria for this lamp."),
        ("uk", "en", "#spon This lamp is mine.", "#ad This lamp is mine."),
        ("de", "de", "Diese Lampe ist meine.", "Werbung: Diese Lampe ist meine."),
        ("de", "de", "#sponsored Diese Lampe ist meine.", "Werbung: Diese Lampe ist meine."),
        ("de", "de", "Diese Lampe ist meine. #ad", "Werbung: Diese Lampe ist meine. #ad"),
        ("fr", "fr", "Cette lampe est à moi.", "Publicité : Cette lampe est à moi."),
        ("fr", "fr", "#collab Cette lampe est à moi.", "Publicité : Cette lampe est à moi."),
        ("es", "es", "Esta lámpara es mía.", "#publicidad Esta lámpara es mía."),
        ("it", "it", "Questa lampada è mia.", "#adv Questa lampada è mia."),
        ("us,uk", "en", "This lamp is mine.", "#ad This lamp is mine."),
        ("uk,de", "en", "This lamp is mine.", "#ad / Werbung: This lamp is mine."),
        ("de,fr", "de", "Diese Lampe ist meine.", "Werbung: Diese Lampe ist meine."),
        ("de,fr", "en", "This lamp is mine.", "Werbung / Publicité: This lamp is mine."),
    ],
)
def test_what_fixes_write(folder: Path, countries: str, language: str, before: str, after: str) -> None:
    head = f"---\nrelationship: paid\njurisdictions: [{countries}]\nlanguage: {language}\nplatform: instagram\n---\n"
    path = write(folder / "a.md", head + before)
    assert fixed(path, "--select", "disclosure") == head + after
    again = call("check", "a.md", "--fix", "--select", "disclosure")
    assert (again.code, again.err) == (0, "")
    assert path.read_bytes().decode("utf-8") == head + after


def test_what_is_said(folder: Path) -> None:
    write(folder / "a.md", HEAD + TEXT)
    result = call("check", "a.md", "--fix")
    assert result.code == 0
    assert result.out == "1 file checked: nothing found.\n"
    assert result.errors == ["brieflint: note: a.md: fixed: Insert '#ad ' at the start"]
    write(folder / "a.md", HEAD + TEXT)
    quiet = call("check", "a.md", "--fix", "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


def test_what_is_left_is_reported(folder: Path) -> None:
    write(folder / "a.md", HEAD + "This lamp cures insomnia.\n")
    result = call("check", "a.md", "--fix", "--format", "json")
    assert result.code == 1
    [finding] = result.report["findings"]
    source = (folder / "a.md").read_text(encoding="utf-8")
    start, end = finding["location"]["start"]["offset"], finding["location"]["end"]["offset"]
    assert source[start:end] == finding["excerpt"]
    assert source.endswith("#ad This lamp cures insomnia.\n")


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "mixed"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_every_other_byte_stays(folder: Path, bom: str, end: str, last: bool, suffix: str) -> None:
    lines = ["My evening with this lamp 💡.  ", "", "\tñ Ünicode\u00a0\u200b", "", "#lamp #home #bed #ad #x"]
    ends = ["\r\n", "\n", "\r", "\n"] if end == "mixed" else [end] * 4
    before = bom + "".join(
        line + e for line, e in zip(lines, [*ends, end if last and end != "mixed" else ""], strict=True)
    )
    path = write(folder / f"a.{suffix}", before)
    assert fixed(path, *FLAGS) == before.replace("My evening", "#ad My evening").replace(" #ad #x", " #x")


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")
def test_modes_and_links_stay(folder: Path) -> None:
    path = write(folder / "real" / "a.md", HEAD + TEXT)
    path.chmod(0o640)
    (folder / "a.md").symlink_to(path)
    assert call("check", "a.md", "--fix").code == 0
    assert (folder / "a.md").is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "#ad" in path.read_text(encoding="utf-8")
    assert os.listdir(path.parent) == ["a.md"]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may write what is read-only"
)
def test_a_read_only_file(folder: Path) -> None:
    write(folder / "a.md", HEAD + TEXT).chmod(0o444)
    write(folder / "b.md", HEAD + TEXT)
    result = call("check", ".", "--fix")
    assert result.code == 2
    assert "brieflint: error: a.md: may not be written: check its permissions" in result.errors
    assert (folder / "a.md").read_text(encoding="utf-8") == HEAD + TEXT
    assert (folder / "b.md").read_text(encoding="utf-8") == HEAD + "#ad " + TEXT


def test_what_is_never_changed(folder: Path) -> None:
    """A brief, rendered or not: the record is where it is mended. Records, pictures and subtitles."""
    rendered = "---\nkind: brief\n---\n<!-- Rendered by brieflint from campaign.yaml -->\nMy evening with this lamp.\n"
    files = {
        "maya.brief.md": rendered,
        "campaign.yaml": "schema: brieflint/campaign@1\nid: a\nbrand: {name: B}\njurisdictions: [us]\ndisclosure: {label: '#sp'}\ncreators: [{id: maya, relationship: paid}]\n",
        "a.srt": "1\n00:00:01,000 --> 00:00:03,000\nMy evening with this lamp\n",
        "b.script.md": TEXT,
    }
    for name, text in files.items():
        write(folder / name, text)
    call("check", ".", "--fix", *FLAGS)
    for name, text in files.items():
        assert (folder / name).read_text(encoding="utf-8") == text
    result = call("check", "maya.brief.md", "--fix", "--kind", "caption", *FLAGS)
    assert (folder / "maya.brief.md").read_text(encoding="utf-8") == rendered
    assert result.code == 1
    assert "maya.brief.md: not fixed: is a brief: fix the campaign record and render it again" in result.err


def test_nothing_is_fixed_that_nobody_is_told_of(folder: Path) -> None:
    """Waived and known findings, and those of rules that were not asked for, stay as they are."""
    waived = HEAD + "<!-- brieflint: ignore disclosure reason: never posted -->\n" + TEXT
    path = write(folder / "a.md", waived)
    assert fixed(path) == waived
    write(folder / "a.md", HEAD + TEXT)
    assert fixed(path, "--select", "claims") == HEAD + TEXT
    assert fixed(path, "--ignore", "disclosure/missing") == HEAD + TEXT
    assert call("baseline", "update", "known.json").code == 0
    assert fixed(path, "--baseline", "known.json") == HEAD + TEXT
    assert fixed(path) == HEAD + "#ad " + TEXT


def test_the_label_of_the_campaign_comes_first(folder: Path) -> None:
    record = "schema: brieflint/campaign@1\nid: a\nbrand: {name: B}\njurisdictions: [us]\ndisclosure: {label: '%s'}\ncreators: [{id: maya, relationship: paid}]\n"
    for label, after in (("#sponsored", "#sponsored "), ("Advertisement", "Advertisement: "), ("#sp", "#ad ")):
        write(folder / "campaign.yaml", record % label)
        path = write(folder / "maya.caption.md", TEXT)
        assert fixed(path, "--select", "disclosure", "--platform", "instagram") == after + TEXT


def test_a_fix_that_would_bring_something_else_is_taken_back(folder: Path) -> None:
    text = "This lamp " + "is very good and " * 15 + "so on and on.\n"
    assert 276 < len(text.strip()) <= 280
    path = write(folder / "a.md", text)
    result = call("check", "a.md", "--fix", "--relationship", "paid", "--jurisdiction", "us", "--platform", "x")
    assert result.code == 1
    assert path.read_text(encoding="utf-8") == text
    assert "a.md: not fixed: would bring content/too-long: a person has to decide" in result.err


def test_diff_changes_nothing_and_can_be_applied(folder: Path) -> None:
    texts = {
        "drafts/a.md": HEAD + TEXT,
        "drafts/ä b.md": HEAD.replace("\n", "\r\n") + "My evening.\r\n\r\n#lamp #home #bed #ad",
        "drafts/c.md": HEAD + "#ad Fine.\n",
        "drafts/d.md": HEAD + TEXT + "\n  ::error::not a command\n",
    }
    for name, text in texts.items():
        write(folder / name, text)
    result = run("check", ".", "--diff")
    assert result.code == 1
    for name, text in texts.items():
        assert (folder / name).read_bytes().decode("utf-8") == text
    assert "would be fixed: Move '#ad' to the start" in result.err
    assert not any(line.lstrip().startswith("::") for line in result.out.splitlines())
    patch = write(folder / "changes.patch", result.out)
    subprocess.run(["git", "apply", "--unidiff-zero", patch.name], cwd=folder, check=True)
    by_patch = {name: (folder / name).read_bytes() for name in texts}
    for name, text in texts.items():
        write(folder / name, text)
    assert run("check", ".", "--fix").code == 0
    assert {name: (folder / name).read_bytes() for name in texts} == by_patch
    clean = run("check", ".", "--diff")
    assert (clean.code, clean.out, clean.err) == (0, "", "")


def test_diff_tells_what_could_not_be_read(folder: Path) -> None:
    write(folder / "a.md", HEAD + TEXT)
    write(folder / "b.md", b"\xff")
    result = call("check", ".", "--diff")
    assert result.code == 2
    assert "+#ad My evening" in result.out
    assert "b.md" in result.err
    assert call("check", ".", "--fix").code == 2
    assert "#ad" in (folder / "a.md").read_text(encoding="utf-8")


def test_standard_input(folder: Path) -> None:
    """As formatters do: the text goes out, fixed or as it was, and the report to standard error."""
    text = "\ufeffMy evening\r\nwith this lamp.".encode()
    result = run("check", "-", "--fix", *FLAGS, stdin=text)
    assert result.code == 0
    assert result.out == "\ufeff#ad My evening\r\nwith this lamp."
    assert "stdin.md: fixed" in result.err
    assert "1 file checked: nothing found." in result.err
    again = run("check", "-", "--fix", *FLAGS, stdin=result.out.encode())
    assert again.out == result.out
    shown = run("check", "-", "--diff", "--stdin-filename", "x.txt", *FLAGS, stdin=text)
    assert (shown.code, shown.out.splitlines()[:2]) == (1, ["--- a/x.txt", "+++ b/x.txt"])
    mixed = call("check", "-", ".", "--fix", stdin=text)
    assert (mixed.code, len(mixed.errors)) == (2, 1)


@pytest.mark.parametrize(
    "args",
    [["--fix", "--diff"], ["--diff", "--format", "json"], ["--diff", "-o", "x"], ["--diff", "--output-file", "json=x"]],
)
def test_what_does_not_go_together(folder: Path, args: list[str]) -> None:
    write(folder / "a.md", HEAD + TEXT)
    result = call("check", ".", *args)
    assert (result.code, len(result.errors)) == (2, 1)
    assert (folder / "a.md").read_text(encoding="utf-8") == HEAD + TEXT


def test_a_content_calendar(folder: Path) -> None:
    rows = 'Date,Caption,Platform\r\n2026-12-01,"My ""own"" lamp, my evening.",instagram\r\n2026-12-02,#ad Fine.,instagram\r\n'
    write(folder / "plan.csv", rows)
    result = call("check", "plan.csv", "--fix", "--relationship", "paid", "--jurisdiction", "us")
    assert result.code == 0, result.out
    after = (folder / "plan.csv").read_bytes().decode("utf-8")
    assert after == rows.replace('"My ""own""', '"#ad My ""own""')


WORDS = ["#ad", "#sp", "#gifted", "＃ＡＤ", "ad", "lamp", "love", "\n", "\n\n", "\r\n", "\r", "#b", "*", "> ", "- ", "# ", "**", "`", "@lumaria", "anzeige", "😀", "<!-- x -->", "<b>", "Werbung:", "(#ad)", "\t", "\ufeff", "not sponsored"]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=20),
    glue=st.sampled_from([" ", ""]),
    countries=st.sampled_from(["us", "uk", "de", "fr", "uk,de", "us,de,fr"]),
    suffix=st.sampled_from(["md", "txt"]),
)
@example(words=["lamp", "\n\n", "#b", "#b", "#b", "#ad"], glue=" ", countries="us", suffix="md")
@example(words=["＃ＡＤ", "＃ＡＤ", "lamp"], glue=" ", countries="us", suffix="txt")
def test_a_second_run_has_nothing_to_do(folder: Path, words: list[str], glue: str, countries: str, suffix: str) -> None:
    text = glue.join(words)
    path = write(folder / f"a.{suffix}", text)
    flags = (
        "--relationship",
        "paid",
        "--platform",
        "instagram",
        "--jurisdiction",
        *countries.replace(",", ",--jurisdiction,").split(","),
    )
    first = call("check", path.name, "--fix", *flags)
    once = path.read_bytes()
    changed = [line for line in first.errors if ": fixed: " in line]
    assert bool(changed) == (once.decode("utf-8") != text)
    second = call("check", path.name, "--fix", *flags)
    assert path.read_bytes() == once
    assert not [line for line in second.errors if ": fixed: " in line]
    assert (second.code, second.out) == (first.code, first.out)
    assert call("check", path.name, "--diff", *flags).out == ""
