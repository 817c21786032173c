"""Baselines: what is known is hidden, what is new is not, and what is gone is told."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import brieflint
from brieflint.errors import BrieflintError
from support import PAID, Result, call, write

CLAIM = "claims/superlative-claim"
HEAD = "---\nrelationship: paid\njurisdictions: [us]\nplatform: instagram\n---\n"
BAD = HEAD + "My evening with this lamp.\n\nThe best lamp in the world.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "brieflint.toml", "")
    write(tmp_path / "drafts" / "a.md", BAD)
    write(tmp_path / "drafts" / "b.md", BAD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def update(*args: str) -> Result:
    result = call("baseline", "update", "known.json", *args)
    assert result.code == 0, result.err
    return result


def check(*args: str) -> Result:
    return call("check", *(args or (".",)), "--baseline", "known.json", "--format", "json")


def found(*args: str) -> list[tuple[str, str]]:
    return [(f["path"], f["rule"]) for f in check(*args).report["findings"]]


def entries(path: Path) -> list[dict[str, str]]:
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["schema"] == "brieflint/baseline@1"
    return list(data["findings"])


def test_known_findings_are_hidden_and_new_ones_fail(folder: Path) -> None:
    assert call("check", ".").code == 1
    assert update().out == "known.json: 4 known findings in 2 files (4 added, 0 removed)\n"
    clean = check(".")
    assert (clean.code, clean.err) == (0, "")
    assert clean.report["findings"] == []
    assert clean.report["summary"] == {"files": 2, "errors": 0, "warnings": 0, "notes": 0, "suppressed": 4, "stale": 0}
    write(folder / "drafts" / "c.md", HEAD + "My morning with this lamp.\n")
    assert check(".").code == 1
    assert found() == [("drafts/c.md", "disclosure/missing")]
    shown = call("check", ".", "--baseline", "known.json", "--show-suppressed")
    assert shown.out.count("= in the baseline known.json") == 4
    assert shown.out.endswith("3 files checked: 1 error, 4 suppressed. 1 can be fixed with --fix.\n")


def test_the_report_says_so(folder: Path) -> None:
    update()
    report = call("check", ".", "--baseline", "known.json", "--show-suppressed", "--format", "json").report
    jsonschema.validate(report, json.loads(call("schema", "report").out))
    assert {json.dumps(f["suppression"], sort_keys=True) for f in report["suppressed"]} == {
        json.dumps({"how": "baseline", "kind": "file", "path": "known.json", "reason": ""}, sort_keys=True)
    }


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("The best lamp", "Hello there.\n\nThe best lamp", []),
        ("---\n", "---\ncategory: home\n", []),
        ("My evening", "  My evening", []),
        ("\n", "\r\n", []),
        ("My evening", "One evening", ["disclosure/missing"]),
        ("The best lamp in the world.", "Truly the best lamp in the world.", [CLAIM]),
        ("The best lamp in", "The best chair in", [CLAIM]),
        ("The best lamp in the world.", "The best lamp in the world.\nThe best lamp in the world.", [CLAIM]),
    ],
)
def test_an_entry_goes_with_its_wording(folder: Path, old: str, new: str, again: list[str]) -> None:
    """Edits elsewhere do not matter; an edit of the line does."""
    update()
    write(folder / "drafts" / "a.md", BAD.replace(old, new, 1 if old != "\n" else -1))
    assert found() == [("drafts/a.md", rule) for rule in again]


def test_a_renamed_file_is_another(folder: Path) -> None:
    update()
    (folder / "drafts" / "a.md").rename(folder / "drafts" / "z.md")
    result = check(".")
    assert [f["path"] for f in result.report["findings"]] == ["drafts/z.md"] * 2
    assert result.report["summary"]["stale"] == 2
    assert result.errors == [
        "brieflint: note: known.json: 2 entries are stale; 'brieflint baseline prune known.json' removes them"
    ]


def test_paths_begin_at_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However somebody names a draft, and from wherever."""
    update("./drafts")
    assert [e["path"] for e in entries(folder / "known.json")] == ["drafts/a.md"] * 2 + ["drafts/b.md"] * 2
    assert found("./drafts/../drafts/a.md") == found(str(folder / "drafts" / "a.md")) == []
    monkeypatch.chdir(folder / "drafts")
    assert call("check", "a.md", "--baseline", "../known.json").code == 0
    write(folder / "sub" / "known.json", "")
    (folder / "sub" / "known.json").unlink()
    assert call("baseline", "update", "../sub/known.json", ".").code == 0
    assert entries(folder / "sub" / "known.json")[0]["path"] == "../drafts/a.md"
    assert call("check", ".", "--baseline", "../sub/known.json").code == 0


def test_fingerprints_are_the_same_from_every_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def prints(*args: str) -> list[str]:
        return [f["fingerprint"] for f in call("check", *args, "--format", "json").report["findings"]]

    here = prints("drafts/a.md")
    assert len(set(here)) == 2
    assert prints("./drafts/a.md") == prints(str(folder / "drafts" / "a.md")) == here
    monkeypatch.chdir(folder / "drafts")
    assert prints("a.md") == prints("./a.md") == here
    (folder / "brieflint.toml").unlink()
    assert prints("a.md") == prints("./a.md")


def test_stale_entries_are_told_and_pruned(folder: Path) -> None:
    update()
    write(folder / "drafts" / "a.md", HEAD + "#ad My evening.\n")
    assert check("drafts/b.md").err == ""
    assert check(".").report["summary"]["stale"] == 2
    quiet = call("check", ".", "--baseline", "known.json", "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    before = (folder / "known.json").read_bytes()
    assert call("baseline", "prune", "known.json", "drafts/b.md").out.endswith("(0 removed)\n")
    assert (folder / "known.json").read_bytes() == before
    assert call("baseline", "prune", "known.json").out == "known.json: 2 known findings in 1 file (2 removed)\n"
    assert {e["path"] for e in entries(folder / "known.json")} == {"drafts/b.md"}
    assert check(".").err == ""


def test_prune_takes_nothing_in(folder: Path) -> None:
    update("drafts/a.md")
    assert call("baseline", "prune", "known.json").out == "known.json: 2 known findings in 1 file (0 removed)\n"
    assert [f[0] for f in found()] == ["drafts/b.md"] * 2


def test_a_file_that_is_gone_is_stale_in_every_run(folder: Path) -> None:
    update()
    (folder / "drafts" / "a.md").unlink()
    assert check("drafts/b.md").report["summary"]["stale"] == 2
    assert call("baseline", "prune", "known.json", "drafts/b.md").out.endswith("(2 removed)\n")


def test_rules_that_did_not_run_stay_known(folder: Path) -> None:
    update()
    assert check(".", "--select", "disclosure").report["summary"]["stale"] == 0
    assert call("baseline", "update", "known.json", "--select", "disclosure").out.endswith("(0 added, 0 removed)\n")
    assert len(entries(folder / "known.json")) == 4


def test_update_of_a_part_leaves_the_rest(folder: Path) -> None:
    update()
    write(folder / "drafts" / "a.md", HEAD + "#ad My evening.\n")
    write(folder / "drafts" / "b.md", BAD + "\nAnd the best chair in the world.\n")
    assert update("drafts/b.md").out == "known.json: 5 known findings in 2 files (1 added, 0 removed)\n"
    assert update("drafts/a.md").out == "known.json: 3 known findings in 1 file (0 added, 2 removed)\n"
    assert found() == []


def test_waived_findings_and_findings_about_waivers_are_not_taken_in(folder: Path) -> None:
    waiver = f"<!-- brieflint: ignore {CLAIM} reason: award -->\n"
    write(folder / "drafts" / "a.md", BAD.replace("The best", waiver + "The best"))
    write(folder / "drafts" / "b.md", BAD.replace("The best", waiver + "The last"))
    update()
    assert [(e["path"], e["rule"]) for e in entries(folder / "known.json")] == [
        ("drafts/a.md", "disclosure/missing"),
        ("drafts/b.md", "disclosure/missing"),
    ]
    assert found() == [("drafts/b.md", "waiver/unused")]


def test_files_that_cannot_be_read_are_never_known(folder: Path) -> None:
    update()
    write(folder / "drafts" / "a.md", b"\xff")
    result = call("baseline", "update", "known.json")
    assert result.code == 2
    assert "drafts/a.md" in result.err
    assert len(entries(folder / "known.json")) == 4  # nobody knows whether they are gone
    assert check(".").code == 2


def test_the_file_is_sorted_one_entry_a_line_and_the_same_each_time(folder: Path) -> None:
    update()
    first = (folder / "known.json").read_bytes()
    update("drafts/b.md", "drafts/a.md")
    assert (folder / "known.json").read_bytes() == first
    assert b"\r" not in first
    lines = first.decode("utf-8").splitlines()
    assert len(lines) == 4 + 5
    assert sorted(lines[3:-2]) == lines[3:-2]
    write(folder / "drafts" / "aa.md", HEAD + "Ein Abend mit ünserer Lampe \u202e\x07.\n")
    update()
    second = (folder / "known.json").read_text(encoding="utf-8").splitlines()
    assert [line for line in second if line not in lines] == [line for line in second if "aa.md" in line]
    schema = json.loads(call("schema", "baseline").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads("\n".join(second)), schema)
    assert update().out.endswith("(0 added, 0 removed)\n")


def test_an_empty_baseline(folder: Path) -> None:
    write(folder / "drafts" / "a.md", HEAD + "#ad My evening.\n")
    write(folder / "drafts" / "b.md", HEAD + "#ad My evening.\n")
    assert update().out == "known.json: no known findings (0 added, 0 removed)\n"
    assert entries(folder / "known.json") == []
    assert check(".").code == 0


def test_the_configuration_may_name_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update()
    write(folder / "brieflint.toml", 'baseline = "known.json"\n')
    assert call("check", ".").code == 0
    monkeypatch.chdir(folder / "drafts")
    assert call("check", "a.md").out == "1 file checked: nothing found, 2 suppressed.\n"
    assert brieflint.check("a.md").suppressed == 2
    assert call("baseline", "update", "../known.json", "a.md").out.endswith("(0 added, 0 removed)\n")
    (folder / "known.json").unlink()
    result = call("check", "a.md")
    assert result.code == 2
    assert result.errors == [
        "brieflint: error: ../known.json: does not exist: write it with 'brieflint baseline update ../known.json'"
    ]
    assert CLAIM in result.out  # nothing is hidden
    assert call("baseline", "update", "../known.json", "a.md").code == 0
    assert call("check", "a.md").code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"\xff", "is not UTF-8"),
        (b"[]", "is no baseline"),
        (b'{"schema": "brieflint/baseline@2", "findings": []}', "is no baseline"),
        (b'{"schema": "brieflint/baseline@1", "findings": {}}', "is no baseline"),
        (b'{"schema": "brieflint/baseline@1", "findings": [3]}', "'findings.0': must be an object"),
        (b'{"schema": "brieflint/baseline@1", "findings": [{"path": 1}]}', "'findings.0': 'path' must be text"),
        (
            b'{"schema": "brieflint/baseline@1", "findings": [{"path":"","rule":"","excerpt":"","fingerprint":"","rul":1}]}',
            "unknown key 'rul'; did you mean 'rule'?",
        ),
        (b'{\n<<<<<<< HEAD\n"schema": 1,\n=======\n>>>>>>> b\n', "merge conflict"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
@pytest.mark.parametrize("command", [["check", ".", "--baseline"], ["baseline", "update"], ["baseline", "prune"]])
def test_a_file_that_is_no_baseline(folder: Path, command: list[str], content: bytes, says: str) -> None:
    write(folder / "known.json", content)
    result = call(*command, "known.json")
    assert result.code == 2
    assert len(result.errors) == 1
    assert result.err.startswith("brieflint: error: known.json")
    assert says in result.err
    assert (folder / "known.json").read_bytes() == content


def test_a_baseline_that_is_not_there(folder: Path) -> None:
    for args in (["check", ".", "--baseline", "none.json"], ["baseline", "prune", "none.json"]):
        result = call(*args)
        assert result.code == 2
        assert "none.json: does not exist: write it with 'brieflint baseline update none.json'" in result.err
    with pytest.raises(BrieflintError, match="does not exist"):
        brieflint.check("drafts", baseline="none.json")
    assert brieflint.check("drafts", baseline=str(_written(folder))).findings == []


def _written(folder: Path) -> Path:
    update()
    return folder / "known.json"


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")
def test_the_file_keeps_its_mode_and_links(folder: Path) -> None:
    update()
    kept = folder / "kept" / "known.json"
    kept.parent.mkdir()
    (folder / "known.json").rename(kept)
    (folder / "known.json").symlink_to(kept)
    kept.chmod(0o640)
    write(folder / "drafts" / "c.md", BAD)
    assert call("baseline", "update", "known.json").code == 0
    assert (folder / "known.json").is_symlink()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert len(entries(kept)) == 6
    assert sorted(os.listdir(kept.parent)) == ["known.json"]


def test_nothing_to_check(folder: Path) -> None:
    (folder / "none").mkdir()
    for name in ("update", "prune"):
        update()
        result = call("baseline", name, "known.json", "none")
        assert (result.code, len(result.errors)) == (2, 1)
        assert len(entries(folder / "known.json")) == 4


def test_pictures_and_subtitles(folder: Path) -> None:
    from pictures import Text, png, story

    picture = png(story(Text("My evening with this lamp", 0.1, 0.4, 30)).draw())
    write(folder / "drafts" / "a.png", picture)
    write(folder / "drafts" / "a.srt", "1\n00:00:01,000 --> 00:00:03,000\nMy evening with this lamp\n")
    update(*PAID)
    assert check(".", *PAID).report["findings"] == []
    write(folder / "drafts" / "a.png", png(story(Text("The other brand of chair", 0.1, 0.4, 30)).draw()))
    again: list[dict[str, Any]] = check(".", *PAID).report["findings"]
    assert {(f["path"], f["rule"]) for f in again} == {("drafts/a.png", "disclosure/missing")}
