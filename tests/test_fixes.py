"""Every fix that is offered, applied, leaves no disclosure finding."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brieflint
from brieflint.findings import Finding, Fix

TEXTS = [
    "This lamp from @lumaria changed my evenings.",
    "This lamp changed my evenings. #lamp #ad #home",
    "#sp This lamp changed my evenings.",
    "#gifted This lamp changed my evenings.",
    "#lamp #home #evening #ad",
    "This lamp " + "is lovely and bright " * 30 + "#ad",
    "＃ＡＤ This lamp changed my evenings.",
    "#𝗮𝗱 This lamp changed my evenings.",
    "Diese Lampe hat meine Abende verändert und ich liebe sie sehr. #ad",
    "Cette lampe a changé mes soirées et je ne peux plus m'en passer. #ad",
    "**#sp** This lamp changed my evenings.",
    "> #sp\n\nThis lamp changed my evenings.",
    "# Lamps\n\nThis lamp changed my evenings.",
    "- lamp\n- chair\n",
    "---\nplatform: tiktok\n---\n\nThis lamp changed my evenings.",
    "\ufeffThis lamp changed my evenings.",
    "\r\n\r\nThis lamp changed my evenings.\r\n#sp\r\n",
    "",
]
COUNTRIES = [["us"], ["gb"], ["de"], ["fr"], ["us", "gb"], ["gb", "de"], ["us", "de", "fr"], []]


def apply(source: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, key=lambda e: e.start, reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


def disclosure(text: str, name: str, context: dict[str, Any]) -> list[Finding]:
    return brieflint.check_text(text, filename=name, select=["disclosure"], **context)


@pytest.mark.parametrize("countries", COUNTRIES, ids="+".join)
@pytest.mark.parametrize("relationship", ["paid", "gifted", "affiliate", "employee", "own-brand"])
def test_each_fix_leaves_nothing(countries: list[str], relationship: str) -> None:
    offered = 0
    context = {"relationship": relationship, "jurisdictions": countries, "platform": "instagram"}
    for name in ("draft.md", "draft.txt"):
        for text in TEXTS:
            for finding in disclosure(text, name, context):
                if finding.fix is None:
                    continue
                offered += 1
                left = [f for f in disclosure(apply(text, finding.fix), name, context) if f.rule == finding.rule]
                assert left == [], (text, apply(text, finding.fix))
    assert offered


@pytest.mark.parametrize("countries", [["us"], ["gb"], ["de"]], ids="+".join)
def test_a_paid_post_without_a_label_can_be_mended(countries: list[str]) -> None:
    context = {"relationship": "paid", "jurisdictions": countries, "platform": "instagram"}
    text = TEXTS[0]
    [finding] = disclosure(text, "draft.md", context)
    assert finding.fix is not None
    mended = apply(text, finding.fix)
    assert disclosure(mended, "draft.md", context) == []
    assert mended.endswith(text)


def test_no_fix_where_nobody_can_know() -> None:
    """An unknown relationship, a denial, spoken words: a person decides."""
    context: dict[str, Any] = {"jurisdictions": ["us"], "platform": "instagram"}
    for finding in disclosure("Use my code LAMP10 for 10% off", "a.md", context):
        assert finding.fix is None
    for finding in disclosure("Not sponsored! I love this lamp", "a.md", {**context, "relationship": "paid"}):
        assert finding.fix is None
    cue = "1\n00:00:01,000 --> 00:00:02,000\nI love this lamp\n"
    for finding in disclosure(cue, "a.srt", {**context, "relationship": "paid"}):
        assert finding.fix is None


@settings(max_examples=120, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "#ad",
                "#sp",
                "ad",
                "lamp",
                "love",
                "\n",
                "\n\n",
                "#b",
                "*",
                "> ",
                "@lumaria",
                "#gifted",
                "anzeige",
                "😀",
                "- ",
            ]
        ),
        max_size=25,
    ),
    countries=st.sampled_from(COUNTRIES),
)
def test_fixes_of_any_text(words: list[str], countries: list[str]) -> None:
    context = {"relationship": "paid", "jurisdictions": countries, "platform": "instagram"}
    text = " ".join(words)
    for finding in disclosure(text, "draft.md", context):
        if finding.fix is not None:
            left = [f.rule for f in disclosure(apply(text, finding.fix), "draft.md", context)]
            assert finding.rule not in left, apply(text, finding.fix)
