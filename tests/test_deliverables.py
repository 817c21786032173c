"""The parts of one deliverable: said, written, or only one of the two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import call, write

PRAISE = "Three weeks in one pair of socks @wrenwool\n"
CUES = "1\n00:00:00,500 --> 00:00:03,000\n{}\n\n2\n00:00:03,000 --> 00:00:06,000\nno holes, no itch\n"
SILENT = CUES.format("so these socks")
SAID = CUES.format("this is an ad for wrenwool")
PAID = '[context]\nrelationship = "paid"\nplatform = "{platform}"\njurisdictions = {countries}\n'


def disclosure(folder: Path, *args: str) -> list[tuple[str, str, str]]:
    result = call("check", *(args or [str(folder)]), "--select", "disclosure", "--format", "json")
    found = result.report["findings"]
    return [(Path(f["path"]).name, f["rule"].split("/")[1], f["severity"]) for f in found]


def folder(tmp_path: Path, countries: str, platform: str = "instagram", **files: str) -> Path:
    write(tmp_path / "brieflint.toml", PAID.format(platform=platform, countries=json.dumps(countries.split())))
    for name, text in files.items():
        write(tmp_path / name.replace("__", "."), text)
    return tmp_path


@pytest.mark.parametrize(
    ("countries", "severity"),
    [("us", "error"), ("in", "error"), ("de", "warning"), ("gb", "note"), ("gb us", "error"), ("au", "warning")],
)
def test_written_and_not_said(tmp_path: Path, countries: str, severity: str) -> None:
    caption = ("Werbung: " if countries == "de" else "#ad ") + PRAISE
    here = folder(tmp_path, countries, reel__caption__md=caption, reel__srt=SILENT)
    assert disclosure(here) == [("reel.srt", "text-only", severity)]


@pytest.mark.parametrize(("countries", "severity"), [("us", "error"), ("gb", "error"), ("au", "warning")])
def test_said_and_not_written(tmp_path: Path, countries: str, severity: str) -> None:
    here = folder(tmp_path, countries, reel__caption__md=PRAISE, reel__transcript__srt=SAID)
    assert disclosure(here) == [("reel.caption.md", "spoken-only", severity)]


def test_both_say_so_or_neither(tmp_path: Path) -> None:
    here = folder(tmp_path, "us", a__caption__md="#ad " + PRAISE, a__srt=SAID, b__caption__md=PRAISE, b__srt=SILENT)
    assert disclosure(here) == [("b.caption.md", "missing", "error"), ("b.srt", "missing", "error")]


def test_a_hint_is_not_said(tmp_path: Path) -> None:
    here = folder(tmp_path, "us", a__caption__md="#sp " + PRAISE, a__srt=SILENT)
    assert disclosure(here) == [("a.caption.md", "ambiguous", "error"), ("a.srt", "missing", "error")]


@pytest.mark.parametrize("name", ["reel.en.vtt", "reel.transcript.srt", "reel.de-orig.srt", "Reel.SRT"])
def test_names_of_the_spoken_part(tmp_path: Path, name: str) -> None:
    cues = SILENT.replace("1\n00", "WEBVTT\n\n00").replace(",", ".") if name.endswith("vtt") else SILENT
    write(folder(tmp_path, "us", reel__caption__md="#ad " + PRAISE) / name, cues)
    assert disclosure(tmp_path) == [(name, "text-only", "error")]


def test_another_deliverable_tells_nothing(tmp_path: Path) -> None:
    here = folder(tmp_path, "us", reel__caption__md="#ad " + PRAISE, talk__srt=SILENT)
    assert disclosure(here) == [("talk.srt", "missing", "error")]


def test_the_part_beside_a_named_file_is_read(tmp_path: Path) -> None:
    here = folder(tmp_path, "us", reel__caption__md="#ad " + PRAISE, reel__srt=SILENT)
    assert disclosure(here, str(here / "reel.srt")) == [("reel.srt", "text-only", "error")]
    assert disclosure(here, str(here / "reel.caption.md")) == []


def test_without_selection_the_part_alone_is_judged(tmp_path: Path) -> None:
    here = folder(tmp_path, "us", reel__caption__md="#ad " + PRAISE, reel__srt=SILENT)
    result = call("check", str(here), "--ignore", "disclosure/text-only", "--format", "json")
    assert [f["rule"] for f in result.report["findings"]] == ["disclosure/missing"]


def test_notes_of_a_podcast_are_an_extra(tmp_path: Path) -> None:
    here = folder(tmp_path, "us", "podcast", ep__description__md=PRAISE, ep__srt=SAID)
    assert disclosure(here) == [("ep.description.md", "spoken-only", "note")]


def test_an_undeclared_relationship_is_told_by_the_other_part(tmp_path: Path) -> None:
    write(tmp_path / "reel.caption.md", "---\njurisdictions: [us]\n---\n#ad " + PRAISE)
    write(tmp_path / "brieflint.toml", '[context]\njurisdictions = ["us"]\n')
    write(tmp_path / "reel.srt", SILENT)
    assert disclosure(tmp_path) == [("reel.srt", "text-only", "warning")]


def test_a_record_joins_parts_of_different_folders(tmp_path: Path) -> None:
    record: dict[str, Any] = {
        "schema": "brieflint/campaign@1",
        "id": "socks",
        "brand": {"name": "Wrenwool"},
        "jurisdictions": ["us"],
        "disclosure": {"label": "#ad"},
        "creators": [
            {"id": "ann", "relationship": "paid", "deliverables": [{"id": "reel", "platform": "instagram"}]},
            {"id": "bo", "relationship": "paid", "deliverables": [{"id": "reel", "platform": "instagram"}]},
        ],
    }
    write(tmp_path / "campaign.yaml", json.dumps(record))
    write(tmp_path / "captions" / "ann" / "reel.caption.md", "#ad " + PRAISE)
    write(tmp_path / "video" / "ann" / "reel.srt", SILENT)
    write(tmp_path / "video" / "bo" / "reel.srt", SILENT)
    found = call("check", str(tmp_path), "--select", "disclosure", "--format", "json").report["findings"]
    assert [(f["path"].split("video/")[1], f["rule"]) for f in found] == [
        ("ann/reel.srt", "disclosure/text-only"),
        ("bo/reel.srt", "disclosure/missing"),
    ]
    assert found[0]["properties"]["disclosed_in"] == "reel.caption.md"
    assert found[0]["references"][0]["title"].startswith("16 CFR 255.0(f)")
