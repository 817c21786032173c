"""The recipes of CONTRIBUTING.md, followed to the letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brieflint.rules.schema import Policy, Strength
from brieflint.rules.yaml_lines import load
from support import ROOT, run, write

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with a configuration that names rules of its own."""
    write(tmp_path / "brieflint.toml", 'rules = ["house"]\n')
    return tmp_path


def test_the_row_for_one_wording() -> None:
    [row] = load(BLOCKS[0], "CONTRIBUTING.md").data["strengths"]
    assert Strength.model_validate(row).counts == "weak"


def test_a_rule_in_ten_minutes(house: Path) -> None:
    write(house / "house" / "shouting.yaml", BLOCKS[1])
    tested = run("rules", "test", "--only", "content/shouting", cwd=house)
    assert (tested.code, tested.err) == (0, "")
    assert tested.out == "Rules and policies: 1. Examples that hold: 2; that fail: 0.\n"
    assert "content/shouting: Shouts at the reader" in run("rules", "show", "content/shouting", cwd=house).out
    write(house / "draft.txt", "Run, don't walk! Grab yours now.\n")
    report = run("check", "draft.txt", "--relationship", "none", "--format", "json", cwd=house).report
    found = [f["excerpt"] for f in report["findings"] if f["rule"] == "content/shouting"]
    assert found == ["Run, don't walk", "Grab yours now"]


def test_a_country_in_an_hour(house: Path) -> None:
    write(house / "house" / "ch.yaml", BLOCKS[2])
    tested = run("rules", "test", "--only", "policy/ch", cwd=house)
    assert (tested.code, tested.err) == (0, "")
    assert "Switzerland" in run("rules", "show", "policy/ch", cwd=house).out
    policy = load(BLOCKS[2], "CONTRIBUTING.md").data
    for language, label in policy["write"].items():
        glue = " " if label.startswith("#") else " | "
        write(house / f"{language}.txt", f"{label}{glue}LUMARIA 5000\n")
        flags = ("--relationship", "paid", "--jurisdiction", "ch", "--language", language, "--select", "disclosure")
        assert run("check", f"{language}.txt", *flags, cwd=house).code == 0, label


def test_the_keys_that_the_page_names_exist() -> None:
    text = PAGE[PAGE.index("Further keys:") :]
    named = set(re.findall(r"`(\w+)`", text[: text.index("The\nneighbours")])) - {"place"}
    known = set(Policy.model_fields) | set(Policy.model_fields["place"].annotation.model_fields)  # type: ignore[union-attr]
    assert named
    assert named <= known
