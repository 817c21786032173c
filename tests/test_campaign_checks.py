"""Checks on a campaign record and across one creator's drafts, through the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support import call, write

HEAD = """\
schema: brieflint/campaign@1
id: spring
brand: {name: Kettlo}
jurisdictions: [us]
disclosure: {label: "#ad"}
"""


ON = "campaign/shared-tracking,campaign/date-conflict,content"


def on_record(folder: Path, text: str, select: str = ON) -> list[dict[str, Any]]:
    source = HEAD + text
    path = write(folder / "campaign.yaml", source)
    result = call("check", path, "--select", select, "--format", "json", "--fail-on", "never")
    assert result.code == 0, result.err
    found: list[dict[str, Any]] = result.report["findings"]
    for finding in found:
        place = finding["location"]
        assert source[place["start"]["offset"] : place["end"]["offset"]] == finding["excerpt"]
        assert source.split("\n")[place["start"]["line"] - 1].find(finding["excerpt"]) == place["start"]["column"] - 1
    return found


def short(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(f["rule"], f["excerpt"]) for f in found]


def test_two_creators_with_one_code(tmp_path: Path) -> None:
    found = on_record(
        tmp_path,
        "creators:\n"
        "  - {id: maya, relationship: paid, tracking: {code: TEA10}}\n"
        "  - {id: noah, relationship: paid, tracking: {code: NOAH10}}\n"
        "  - {id: lena, relationship: paid, tracking: {code: tea10}}\n",
    )
    assert short(found) == [("campaign/shared-tracking", "tea10")]
    assert found[0]["severity"] == "warning"
    assert "maya and lena" in found[0]["message"]
    assert found[0]["properties"] == {"key": "creators.2.tracking.code"}


def test_two_creators_with_one_link(tmp_path: Path) -> None:
    link = "https://kettlo.example/?utm_source=x&utm_medium=creator&utm_campaign=spring"
    found = on_record(
        tmp_path,
        "creators:\n"
        f"  - {{id: maya, relationship: paid, tracking: {{url: '{link}'}}}}\n"
        f"  - {{id: noah, relationship: paid, tracking: {{url: '{link}'}}}}\n",
    )
    assert short(found) == [("campaign/shared-tracking", link)]


def test_a_link_with_a_slip_in_the_record(tmp_path: Path) -> None:
    link = "https://kettlo.example/?utm_soruce=x&utm_medium=creator&utm_campaign=spring"
    found = on_record(tmp_path, f"creators:\n  - {{id: maya, relationship: paid, tracking: {{url: '{link}'}}}}\n")
    assert short(found) == [("content/utm-malformed", link)]
    assert "utm_soruce" in found[0]["message"]


@pytest.mark.parametrize(
    ("more", "deliverable", "words"),
    [
        ("", "draft_due: 2026-05-13\n        live: [2026-05-12, 2026-05-14]", "after it goes live"),
        ("approval: {hours: 48}\n", "draft_due: 2026-05-11\n        live: [2026-05-12, 2026-05-14]", "48 hours"),
        ("product: {name: Filter, received_on: 2026-05-02}\n", "draft_due: 2026-05-03", "no time to use it"),
        ("term: {start: 2026-05-01, end: 2026-05-31}\n", "live: [2026-05-30, 2026-06-02]", "outside the term"),
    ],
)
def test_dates_that_cannot_all_be_kept(tmp_path: Path, more: str, deliverable: str, words: str) -> None:
    creators = (
        f"creators:\n  - id: maya\n    relationship: paid\n    deliverables:\n      - id: reel\n        {deliverable}\n"
    )
    (found,) = on_record(tmp_path, more + creators)
    assert found["rule"] == "campaign/date-conflict"
    assert words in found["message"]
    assert found["excerpt"] == deliverable.partition("\n")[0]


def test_dates_that_can_be_kept(tmp_path: Path) -> None:
    assert (
        on_record(
            tmp_path,
            "product: {name: Filter, received_on: 2026-04-10}\nterm: {start: 2026-05-01, end: 2026-05-31}\n"
            "approval: {hours: 48}\ncreators:\n  - id: maya\n    relationship: paid\n    deliverables:\n"
            "      - {id: reel, draft_due: 2026-05-03, live: [2026-05-12, 2026-05-14]}\n      - {id: story}\n",
        )
        == []
    )


NOTES = (
    "phase: pilot\n"
    "term: {model: ambassador, start: 2026-03-01, end: 2026-04-15}\n"
    "creators:\n"
    "  - {id: maya, relationship: paid, followers: 240000, tier: micro, deliverables: [{id: reel, count: 2}]}\n"
)


def test_rules_of_thumb_are_silent_until_they_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "campaign.yaml", HEAD + NOTES)
    assert "campaign/" not in call("check", tmp_path, "--fail-on", "never").out
    found = on_record(tmp_path, NOTES, "campaign")
    assert {f["rule"].removeprefix("campaign/"): f["severity"] for f in found} == {
        "pilot-size": "note",
        "term-too-short": "note",
        "tier-mismatch": "note",
        "touchpoints": "note",
    }


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            "pilot-size",
            "phase: pilot\ncreators:\n" + "".join(f"  - {{id: c{n}, relationship: paid}}\n" for n in range(10)),
        ),
        ("term-too-short", "term: {model: ambassador, start: 2026-03-01, end: 2026-05-31}\n"),
        ("term-too-short", "term: {model: one-off, start: 2026-03-01, end: 2026-03-02}\n"),
        ("tier-mismatch", "creators: [{id: maya, relationship: paid, followers: 24000, tier: micro}]\n"),
        ("tier-mismatch", "creators: [{id: maya, relationship: paid, tier: micro}]\n"),
        (
            "touchpoints",
            "creators: [{id: maya, relationship: paid, deliverables: [{id: a, count: 4}, {id: b, count: 3}]}]\n",
        ),
        ("touchpoints", "creators: [{id: maya, relationship: paid}]\n"),
    ],
)
def test_what_the_rules_of_thumb_let_pass(tmp_path: Path, rule: str, text: str) -> None:
    assert on_record(tmp_path, text, f"campaign/{rule}") == []


# ---------------------------------------------------------------------------------------------------- label drift


def drift(folder: Path, drafts: dict[str, str], head: str = HEAD) -> list[tuple[str, str]]:
    creators = "".join(f"  - {{id: {name}, relationship: paid}}\n" for name in ("ann", "bo"))
    write(folder / "campaign.yaml", f"{head}creators:\n{creators}")
    for name, text in drafts.items():
        write(folder / "creators" / name, text)
    result = call("check", folder, "--select", "campaign/label-drift", "--format", "json", "--fail-on", "never")
    assert result.code == 0, result.err
    return [(f["path"].rsplit("/", 1)[-1], f["excerpt"]) for f in result.report["findings"]]


def test_one_creators_posts_with_two_labels(tmp_path: Path) -> None:
    drafts = {"ann/a.caption.md": "#ad One.", "ann/b.caption.md": "#sponsored Two.", "ann/c.caption.md": "#AD Three."}
    assert drift(tmp_path, drafts) == [("b.caption.md", "#sponsored")]


def test_the_label_of_the_record_is_the_right_one(tmp_path: Path) -> None:
    drafts = {
        "ann/a.caption.md": "#ad One.",
        "ann/b.caption.md": "#sponsored Two.",
        "ann/c.caption.md": "#sponsored Three.",
    }
    assert drift(tmp_path, drafts) == [("b.caption.md", "#sponsored"), ("c.caption.md", "#sponsored")]


@pytest.mark.parametrize(
    "drafts",
    [
        {"ann/a.caption.md": "#ad One.", "ann/b.caption.md": "Ad: Two."},
        {"ann/a.caption.md": "#ad One.", "bo/a.caption.md": "#sponsored Two."},
        {"ann/a.caption.md": "#ad One.", "ann/a.transcript.txt": "this video is sponsored by kettlo so hello"},
        {"ann/a.caption.md": "#ad One.", "ann/b.caption.md": "Two, without any label."},
        {"ann/a.caption.md": "#ad One.", "ann/b.caption.md": "#ad #sponsored Two."},
    ],
)
def test_labels_that_do_not_drift(tmp_path: Path, drafts: dict[str, str]) -> None:
    assert drift(tmp_path, drafts) == []


def test_each_language_has_its_own_label(tmp_path: Path) -> None:
    head = HEAD.replace("[us]", "[us, de]")
    drafts = {"ann/a.caption.md": "#ad One.", "ann/b.caption.md": "Werbung Zwei."}
    assert drift(tmp_path, drafts, head) == []
    drafts["ann/c.caption.md"] = "#anzeige Drei."
    assert [excerpt for _, excerpt in drift(tmp_path, drafts, head)] in (["Werbung"], ["#anzeige"])
