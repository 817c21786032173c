"""What the README says is so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from brieflint import context
from support import EXAMPLES, ROOT, call, write

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_excerpt_is_what_comes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    command = blocks("sh")[0].split("&&")[-1].split()
    assert command[0] == ".venv/bin/brieflint"
    result = call(*command[1:])
    assert result.code == 0
    assert blocks("text")[0] in result.out


def test_every_context_key_and_value_is_named() -> None:
    for key in context.KEYS:
        assert f"`{key}`" in README
    for value in (*context.RELATIONSHIPS, *context.PLATFORMS, *context.SURFACES, *context.KINDS):
        assert f"`{value}`" in README


def test_the_configuration_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "house-rules").mkdir()
    write(tmp_path / "brieflint.toml", blocks("toml")[0])
    write(tmp_path / "draft.md", blocks("markdown")[0])
    result = call("check", "draft.md")
    assert (result.code, result.err) == (0, "")


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "drafts" / "one.md", "Lamp\n")
    exec(compile(blocks("python")[0], "README.md", "exec"), {})
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("disclosure/ambiguous '#sp' does not count")
    assert shown[-1] == "0 []"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md"])
def test_links_between_files_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_hook_of_the_readme_exists() -> None:
    assert "- id: brieflint\n" in blocks("yaml")[0]
    assert "- id: brieflint\n" in (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
