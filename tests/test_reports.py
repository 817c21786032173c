"""The two reports: as they stand in ``tests/golden``, valid, within 80 columns, safe for a terminal, always the same.

``BRIEFLINT_GOLDEN=write pytest tests/test_reports.py`` writes the golden files anew; read the difference before you
commit it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from support import BAD, EXAMPLES, GOLDEN, PAID, call, run, write

DIGEST = re.compile(r'"rules": "[0-9a-f]{64}"')


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(call("schema", "report").out)
    return data


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLES / "spring-refill", tmp_path / "spring-refill")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["text", "json"])
def test_golden(campaign: Path, name: str) -> None:
    """The example campaign, disclosure only: other families have tests of their own."""
    result = call("check", "spring-refill", "--select", "disclosure", "--format", name)
    assert result.code == 1, result.err
    found = DIGEST.sub('"rules": "(digest)"', result.out)
    golden = GOLDEN / f"spring-refill.{'json' if name == 'json' else 'txt'}"
    if os.environ.get("BRIEFLINT_GOLDEN") == "write":
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


def test_the_report_fits_its_schema(campaign: Path, schema: dict[str, Any]) -> None:
    write(campaign / "broken.md", b"\xff")
    write(campaign / "front.md", "---\nplatfrom: x\n---\n")
    write(campaign / "a\udce9.md" if os.name != "nt" else campaign / "a.md", BAD)
    result = call("check", ".", "--format", "json")
    assert result.code == 2
    jsonschema.validate(result.report, schema)
    assert result.report["findings"]
    assert len(result.report["errors"]) == 2


def test_the_schema_refuses_what_is_no_report(schema: dict[str, Any], campaign: Path) -> None:
    report = call("check", "spring-refill", "--format", "json").report
    for spoil in (
        lambda r: r.pop("errors"),
        lambda r: r.update(more=1),
        lambda r: r["findings"][0].update(severity="fatal"),
        lambda r: r["findings"][0].update(line=3),
        lambda r: r["findings"][0]["location"].pop("end"),
        lambda r: r["summary"].update(files=-1),
        lambda r: r.update(schema="brieflint/report@2"),
    ):
        spoiled = json.loads(json.dumps(report))
        spoil(spoiled)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoiled, schema)


def test_the_json_report_is_as_the_contract_says(campaign: Path) -> None:
    result = call("check", "spring-refill", "--format", "json")
    report = result.report
    assert result.out == json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert str(campaign) not in result.out
    counted = {level: sum(f["severity"] == level for f in report["findings"]) for level in ("error", "warning", "note")}
    assert report["summary"] == {
        "files": len(
            [p for p in campaign.rglob("*") if p.suffix in (".md", ".txt", ".srt") or p.name == "campaign.yaml"]
        ),
        "errors": counted["error"],
        "warnings": counted["warning"],
        "notes": counted["note"],
        "suppressed": 0,
    }
    for finding in report["findings"]:
        source = (campaign / finding["path"]).read_bytes().decode("utf-8")
        start, end = finding["location"]["start"], finding["location"]["end"]
        assert source[start["offset"] : end["offset"]] == finding["excerpt"]
        lines = source[: start["offset"]].split("\n")
        assert (start["line"], start["column"]) == (len(lines), len(lines[-1]) + 1)
    prints = [f["fingerprint"] for f in report["findings"]]
    assert len(set(prints)) == len(prints)
    assert report["findings"] == sorted(report["findings"], key=lambda f: (f["path"], f["location"]["start"]["offset"]))


def test_fingerprints_survive_edits_elsewhere(campaign: Path) -> None:
    path = campaign / "draft.md"
    write(path, f"{BAD}\nAnd more below.\n")
    [before] = call("check", *PAID, "draft.md", "--format", "json").report["findings"]
    write(path, f"---\nplatform: instagram\n---\n\n\n{BAD}\nAnd other words below.\n")
    [after] = call("check", *PAID, "draft.md", "--format", "json").report["findings"]
    assert after["fingerprint"] == before["fingerprint"]
    assert after["location"] != before["location"]
    write(path, BAD.replace("lamp", "chair"))
    [changed] = call("check", *PAID, "draft.md", "--format", "json").report["findings"]
    assert changed["fingerprint"] != before["fingerprint"]


def test_two_runs_are_the_same_to_the_byte(campaign: Path) -> None:
    for name in ("text", "json"):
        outs = {
            run("check", ".", "--format", name, env={"PYTHONHASHSEED": seed, **more}).out
            for seed, more in (
                ("0", {}),
                ("1", {"LC_ALL": "C"}),
                ("4321", {"TZ": "Asia/Tokyo", "COLUMNS": "200"}),
                ("random", {"PYTHONUTF8": "1"}),
            )
        }
        assert len(outs) == 1


def test_the_order_of_arguments_does_not_matter(campaign: Path) -> None:
    paths = sorted(str(p.relative_to(campaign)) for p in campaign.rglob("*") if p.suffix in (".md", ".txt", ".srt"))
    forwards = call("check", *paths, "--format", "json").out
    assert call("check", *reversed(paths), "--format", "json").out == forwards


# ------------------------------------------------------------------------------------------------- the text report

LONG = [
    "This lamp from @lumaria changed my evenings, " * 20,
    "ランプが大好きです、" * 40 + " @lumaria",
    "램프 최고예요 " * 60,
    "💡👩‍👩‍👧‍👦🏳️‍🌈" * 60,
    "Lampe\t" * 60,
    "x" * 500,
    "é̷̢̖" * 200,
    "lamp " * 200 + "#sp " + "lamp " * 200,
    "ランプ" * 100 + " #sp " + "ランプ" * 100,
    "#" + "verylonghashtag" * 30 + "ad",
    "https://pellbrook.example/" + "a" * 300,
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
@pytest.mark.parametrize("where", ["us", "de", "jp"])
def test_within_80_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, where: str) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", text)
    result = call("check", "a.md", "--relationship", "paid", "--jurisdiction", where, "--platform", "instagram")
    assert result.code == 1
    for line in result.out.splitlines():
        if "http" not in line:
            assert wcswidth(line) <= 80, line


def test_the_caret_stands_below_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for text in (
        "lamp #sp lamp",
        "💡ランプ #sp",
        "e\u0301te\u0301 #sp",
        "my\tlamp #sp",
        "lamp\u202e #sp",
        "x" * 300 + " #sp " + "x" * 300,
    ):
        write(tmp_path / "a.md", text)
        lines = call("check", "a.md", *PAID, "--select", "disclosure").out.splitlines()
        assert "disclosure/ambiguous" in lines[0], text
        [at] = [n for n, line in enumerate(lines) if set(line.strip(" |")) == {"^"}]
        above, below = lines[at - 1], lines[at]
        column = above.index("#sp")
        assert wcswidth(above[:column]) == below.index("^"), text
        assert below.count("^") == 3


STEERING = [chr(c) for c in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(c) not in "\t\n\r"] + list(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff\u00ad\u200b\U000e0041\ufff9"
)


def test_nothing_that_steers_a_terminal_gets_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for char in STEERING:
        if char == "\0":
            continue
        write(tmp_path / "a.md", f"lamp{char} of {char}[31m joy and #s{char}p\n")
        result = call("check", "a.md", *PAID)
        assert char not in result.out + result.err, hex(ord(char))
        result = call("read", "a.md")
        assert char not in result.out, hex(ord(char))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_any_text_is_shown_safely(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "a.txt", text + " lamp")
    result = call("check", path, *PAID)
    assert result.code in (0, 1, 2)
    for char in set(result.out + result.err) - {"\n"}:
        assert char.isprintable() or char in "\u200d\ufe0f", hex(ord(char))
