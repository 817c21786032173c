"""The pages on waivers and fixing, run as they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support import ROOT, call, write
from test_tutorial import CONSOLE, pattern, shell

FILE = re.compile(r"^In `(?P<name>[\w./-]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?P<command>.+)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)


@pytest.mark.parametrize(("name", "statuses"), [("waivers", [0, 0, 0]), ("fixing", [1, 0])])
def test_a_page_as_written(tmp_path: Path, name: str, statuses: list[int]) -> None:
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    write(tmp_path / "brieflint.toml", "")
    for found in FILE.finditer(page):
        if found["name"] != "waivers.yaml":  # the files that it names are invented
            write(tmp_path / found["name"], found["text"])
    commands = [c for block in CONSOLE.finditer(page) for c in COMMAND.finditer(block[0])]
    assert len(commands) == len(statuses)
    for command, status in zip(commands, statuses, strict=True):
        done = shell(command["command"], tmp_path)
        assert done.returncode == status, (command["command"], done.stderr)
        said = re.sub(r"\n\n+", "\n", done.stdout)
        assert re.fullmatch(pattern(command["output"].removesuffix("```")), said), (command["command"], done.stdout)


def test_the_waivers_file_of_the_page_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "waivers.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for found in FILE.finditer(page):
        write(tmp_path / found["name"], found["text"])
    result = call("check", ".", "--today", "2026-06-15", "--format", "json", "--select", "waiver,claims")
    assert (result.code, result.err) == (0, "")
    assert [f["rule"] for f in result.report["findings"]] == ["waiver/unused"] * 2  # no file fits
    key_rows = set(re.findall(r"^\| `([a-z]+)`(?:, `([a-z]+)`)? \|", page, re.MULTILINE))
    named = {key for row in key_rows for key in row if key}
    assert named == set(_entry_keys())


def _entry_keys() -> list[str]:
    import json

    schema = json.loads(call("schema", "waivers").out)
    return list(schema["$defs"]["Entry"]["properties"])
