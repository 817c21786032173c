"""Any text: what a finding quotes stands in the source at its offsets, and line and column say the same place."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

import brieflint

LINE_END = re.compile(r"\r\n|\r|\n")
PIECES = [
    "#ad", "#sp", "#gifted", "Werbung", "anzeige:", "ad", "AD", "#Ad #b", "sponsored by Lumaria", "@lumaria",
    "this is not an ad", "not sponsored", "＃ＡＤ", "#𝗮𝗱", "#аd", "#a\u200bd", "ﬁne", "ﷺ", "İ", "ß", "&amp;", "&#35;ad",
    "&nbsp;", "*", "**", "_", "~~", "`", "```\n", "[", "](", ")", "![", "<b>", "</b>", "<!-- ", " -->", "<!--", "-->",
    "https://e.example/?ref=a", "<https://e.example>", "www.e.example", "use my code LAMP10", "thanks for having me",
    "\n", "\n\n", "\r\n", "\r", "\r\n\r\n", "\t", "  \n", "\\", "\\\n", "> ", "- ", "1. ", "# ", "|", "|a|b|\n|-|-|\n",
    "---\n", "===\n", "    ", "\ufeff", "\u00a0", "\u2028", "\x0b", "\x0c", "\x1b[31m", "\u202e", "😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "é", "e\u0301",
    "日本", "広告", "هذا", "lamp", "love", "\U0010ffff", "\ufffe",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.text(max_size=120),
).map(lambda text: text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8"))
CONTEXTS = st.fixed_dictionaries(
    {
        "relationship": st.sampled_from(["paid", "gifted", "affiliate", "unknown"]),
        "jurisdictions": st.sampled_from([["us"], ["gb"], ["de"], ["us", "gb", "de"], []]),
        "platform": st.sampled_from(["instagram", "youtube", "blog"]),
    }
)


def check(text: str, name: str, context: dict[str, Any]) -> None:
    from brieflint.errors import InputError

    try:
        findings = brieflint.check_text(text, filename=name, **context)
    except InputError:
        return  # a broken front matter is said in one line; that is another test's business
    for finding in findings:
        start, end = finding.location.start, finding.location.end
        assert start is not None
        assert end is not None
        assert 0 <= start.offset <= end.offset <= len(text)
        assert text[start.offset : end.offset] == finding.excerpt
        for place in (start, end):
            starts = [0, *(m.end() for m in LINE_END.finditer(text))]
            line = sum(1 for s in starts if s <= place.offset)
            assert (place.line, place.column) == (line, place.offset - starts[line - 1] + 1)
        for edit in finding.fix.edits if finding.fix else ():
            assert 0 <= edit.start <= edit.end <= len(text)


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, context=CONTEXTS)
@example("", {"relationship": "paid", "jurisdictions": ["us"]})
@example("\r#sp\r\n\r#sp", {"relationship": "paid", "jurisdictions": ["us"]})
@example("\ufeff#sp 😀", {"relationship": "paid", "jurisdictions": ["us"]})
def test_plain_text(text: str, context: dict[str, Any]) -> None:
    check(text, "draft.txt", context)


@settings(max_examples=500, deadline=None)
@given(text=TEXTS, context=CONTEXTS)
@example("", {"relationship": "paid", "jurisdictions": ["us"]})
@example("---\nplatform: x\n---\n\n> **#s**p &#35;sp `#sp`\n", {"relationship": "paid", "jurisdictions": ["us"]})
@example("| a | #sp |\n|---|---|\n| #sp | #sp |\n", {"relationship": "paid", "jurisdictions": ["us"]})
@example("\ufeff---\r\nplatform: x\r\n---\r\n#sp\r\n", {"relationship": "paid", "jurisdictions": ["us"]})
def test_markdown(text: str, context: dict[str, Any]) -> None:
    check(text, "draft.md", context)


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(TEXTS, max_size=5), context=CONTEXTS, ending=st.sampled_from(["\n", "\r\n", "\r"]))
def test_subtitles(texts: list[str], context: dict[str, Any], ending: str) -> None:
    cues = [f"{n}{ending}00:00:{n:02},000 --> 00:00:{n + 1:02},000{ending}{t}" for n, t in enumerate(texts)]
    check((ending * 2).join(cues), "reel.srt", context)


def test_a_finding_in_every_reader() -> None:
    """The tests above would hold for a linter that finds nothing; it does find."""
    context: dict[str, Any] = {"relationship": "paid", "jurisdictions": ["us"], "platform": "instagram"}
    cue = "1\n00:00:01,000 --> 00:00:02,000\n"
    for name, text in (("a.md", "a **#sp** b"), ("a.txt", "a #sp b"), ("a.srt", cue + "a #sp b")):
        [finding] = brieflint.check_text(text, filename=name, **context)
        assert finding.excerpt == "#sp"
