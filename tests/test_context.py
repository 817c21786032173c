"""Where each fact about a draft comes from, strongest first, and how values are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import GOOD, call, write

CONFIG = """
[context]
platform = "blog"
language = "fr"
category = "toys"

[[overrides]]
files = ["*.md"]
platform = "x"
language = "de"
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def context(*args: str) -> dict[str, Any]:
    result = call("read", "--format", "json", *args)
    assert result.code == 0, result.err
    data: dict[str, Any] = json.loads(result.out)["context"]
    return data


def test_strongest_first(here: Path) -> None:
    """Flag, front matter, override, [context], file name, default: each decides where no stronger one speaks."""
    write(here / "brieflint.toml", CONFIG)
    write(here / "reel.script.md", f"---\nplatform: tiktok\n---\n{GOOD}")
    facts = context("reel.script.md", "--platform", "instagram")
    assert facts["platform"] == {"value": "instagram", "from": "flag"}
    assert facts["language"] == {"value": "de", "from": "brieflint.toml [[overrides]]"}
    assert facts["category"] == {"value": "toys", "from": "brieflint.toml [context]"}
    assert facts["kind"] == {"value": "script", "from": "file name"}
    assert facts["relationship"] == {"value": "unknown", "from": "default"}
    assert facts["jurisdictions"] == {"value": [], "from": "default"}
    assert context("reel.script.md")["platform"] == {"value": "tiktok", "from": "front matter"}
    write(here / "reel.script.md", GOOD)
    assert context("reel.script.md")["platform"] == {"value": "x", "from": "brieflint.toml [[overrides]]"}
    write(here / "reel.txt", GOOD)
    assert context("reel.txt")["platform"] == {"value": "blog", "from": "brieflint.toml [context]"}


def test_only_the_first_override_that_matches(here: Path) -> None:
    write(
        here / "brieflint.toml",
        '[[overrides]]\nfiles = ["a.md"]\nplatform = "x"\n\n'
        '[[overrides]]\nfiles = ["*.md"]\nplatform = "blog"\nlanguage = "de"\n',
    )
    write(here / "a.md", GOOD)
    facts = context("a.md")
    assert facts["platform"]["value"] == "x"
    assert facts["language"] == {"value": None, "from": "default"}


def test_overrides_stand_by_their_configuration(here: Path) -> None:
    """Globs are taken from the folder of the configuration, wherever the command runs."""
    write(here / "spring" / "brieflint.toml", '[[overrides]]\nfiles = ["jonas/*"]\nlanguage = "de"\n')
    write(here / "spring" / "jonas" / "a.md", GOOD)
    assert context("spring/jonas/a.md")["language"]["value"] == "de"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("reel-1.caption.md", "caption"),
        ("reel-1.script.txt", "script"),
        ("video.description.md", "description"),
        ("story.overlay-2.txt", "overlay"),
        ("ep3.transcript.txt", "transcript"),
        ("spring.brief.md", "brief"),
        ("plain.md", "caption"),
        ("script.md", "caption"),
        ("v1.2.md", "caption"),
        ("a.srt", "transcript"),
        ("a.vtt", "transcript"),
    ],
)
def test_kind_from_the_name(here: Path, name: str, kind: str) -> None:
    write(here / name, GOOD)
    assert context(name)["kind"]["value"] == kind


def test_front_matter_says_more_than_the_name(here: Path) -> None:
    write(here / "a.script.md", f"---\nkind: caption\n---\n{GOOD}")
    assert context("a.script.md")["kind"] == {"value": "caption", "from": "front matter"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[us, uk]", ["us", "gb"]),
        ("uk", ["gb"]),
        ("US", ["us"]),
        ("us, de", ["us", "de"]),
        ("[gb, uk, gb]", ["gb"]),
        ("NO", ["no"]),
        ("no", ["no"]),
        ("[no, se]", ["no", "se"]),
        ("eu", ["eu"]),
        ("'de'", ["de"]),
    ],
)
def test_jurisdictions(here: Path, written: str, read: list[str]) -> None:
    """``NO`` is Norway, not false; ``uk`` is an alias."""
    write(here / "a.md", f"---\njurisdictions: {written}\n---\n{GOOD}")
    assert context("a.md")["jurisdictions"]["value"] == read


@pytest.mark.parametrize(
    ("written", "read"), [("no", "no"), ("nb-NO", "no"), ("pt_BR", "pt"), ("EN", "en"), ("fil", "fil")]
)
def test_language(here: Path, written: str, read: str) -> None:
    write(here / "a.md", f"---\nlanguage: {written}\n---\n{GOOD}")
    assert context("a.md")["language"]["value"] == read


def test_relationship_as_people_write_it(here: Path) -> None:
    write(here / "a.md", f"---\nrelationship: Own_Brand\nplatform_tool: true\nbrief_version: 3\n---\n{GOOD}")
    facts = context("a.md")
    assert facts["relationship"]["value"] == "own-brand"
    assert facts["platform_tool"]["value"] is True
    assert facts["brief_version"]["value"] == "3"


def test_an_empty_value_is_as_good_as_none(here: Path) -> None:
    write(here / "brieflint.toml", '[context]\nplatform = "blog"\n')
    write(here / "a.md", f"---\nplatform:\n---\n{GOOD}")
    assert context("a.md")["platform"] == {"value": "blog", "from": "brieflint.toml [context]"}


def test_flags_repeat_for_jurisdictions(here: Path) -> None:
    write(here / "a.md", GOOD)
    facts = context("a.md", "--jurisdiction", "us", "--jurisdiction", "uk")
    assert facts["jurisdictions"] == {"value": ["us", "gb"], "from": "flag"}
