"""The first look at a draft never loses a wording: what it puts aside holds none, whatever Markdown is around it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.checks import phrases
from brieflint.document import Document
from brieflint.rules.examples import unmark
from brieflint.rules.regex_guard import guard
from brieflint.rules.ruleset import load_rules
from brieflint.sources.markdown import Parts, read_markdown, sketch_markdown
from brieflint.sources.read import Settings, document_of
from support import ROOT, call, write
from test_markdown import HOSTILE, ORDINARY, documents

RULES = load_rules()
WORDINGS = sorted(
    {
        unmark(example["text"])[0]
        for rule in RULES.rules.values()
        if rule["kind"] == "phrase"
        for side in ("flag", "pass")
        for example in rule["examples"][side]
        if not example["text"].startswith(("schema:", "---"))
    }
)
CONTEXTS = [
    {},
    {"jurisdictions": ("us",), "category": "supplements"},
    {"jurisdictions": ("de", "fr"), "category": "cosmetics"},
    {"jurisdictions": ("gb",), "kind": "script"},
]
AROUND = [
    "{}",
    "> {}",
    "- a\n- {}",
    "1. {}\n\n   more",
    "## {} ##",
    "| a | b |\n|---|---|\n| x | {} |",
    "<div>\n{}\n</div>",
    "<p>Nothing</p>{}<br>",
    "*{}*",
    "[{}](https://a.example)",
    "[{}][ref]\n\n[ref]: /x",
    "Café 💖 “{}”",
    "a `code` {} `more`",
    "#word #{}",
    "    {}",
    "```\n{}\n```",
    "Ein Satz. {} Noch einer, 日本語。",
    "<pre>\n\n{}\n\n</pre>",
]


def findings(document: Document) -> list[tuple[str, str, int]]:
    return [(f.rule, f.excerpt, f.location.start.offset) for f in phrases.check(document, RULES) if f.location.start]


def both(source: str, context: dict) -> tuple[Document, Document]:
    """The document as it is checked, and the same with all its places worked out first."""
    document = document_of("draft.md", source, Settings(context))
    assert document.sketch is not None
    whole = Document("draft.md", source, document.body, read_markdown(source, document.body), document.context)
    return document, whole


@st.composite
def drafts(draw):
    """Wordings of rules in Markdown, now and then with something in the middle of a word."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        wording = draw(st.sampled_from(WORDINGS))
        if draw(st.booleans()):
            at = draw(st.integers(0, len(wording)))
            more = draw(
                st.sampled_from(["**", "<b>", "</b>", "&shy;", "\u200b", "\\", "`", "\n", "  ", "<!-- x -->", "-"])
            )
            wording = wording[:at] + more + wording[at:]
        if draw(st.booleans()):
            wording = draw(st.sampled_from([wording.upper(), wording.title(), wording.replace(" ", "\u00a0")]))
        parts.append(draw(st.sampled_from(AROUND)).replace("{}", wording))
    return draw(st.sampled_from(["\n\n", "\n"])).join(parts)


@settings(deadline=None, max_examples=150)
@given(drafts(), st.sampled_from(CONTEXTS))
def test_what_the_first_look_puts_aside_holds_no_wording(source, context):
    document, whole = both(source, context)
    assert findings(document) == findings(whole)


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_example_says_the_same_after_a_first_look(context):
    spoke = 0
    for wording in WORDINGS:
        document, whole = both(wording, context)
        expected = findings(whole)
        assert findings(document) == expected, wording
        spoke += bool(expected)
    assert spoke > 50


@settings(deadline=None, max_examples=200)
@given(documents())
def test_a_sketch_has_the_words_of_the_reading(document):
    source, body = document
    sketch = sketch_markdown(source, body)
    if sketch is None:
        assert "<!--" in source
        return
    reading = read_markdown(source, body)
    parts = Parts(source, body)
    assert parts.blocks(sketch) == reading.blocks
    assert {n for n, b in enumerate(reading.blocks) if b.kind == "heading"} <= sketch.headings
    for block in reading.blocks:
        for start, end in ((block.start, block.end), (block.start, block.start + 1), (block.end - 1, block.end)):
            part = parts.around(sketch, start, end)
            if part is not None:
                found, shift = part
                assert found.map.span(start - shift, end - shift) == reading.map.span(start, end)
    assert list(sketch.blocks) == [reading.text[b.start : b.end] for b in reading.blocks]
    assert sketch.text == reading.text
    code = {(i.start, i.end) for i in reading.inlines if i.kind == "code" and i.start < i.end}
    code |= {(b.start, b.end) for b in reading.blocks if b.kind == "code"}
    starts = [b.start for b in reading.blocks]
    found = {(at + a, at + b) for at, part in zip(starts, sketch.code, strict=True) for a, b in part.spans if a < b}
    assert found == code


@pytest.mark.parametrize("source", [*HOSTILE.values(), *(p.read_text(encoding="utf-8") for p in ORDINARY)])
def test_hostile_and_ordinary_markdown_is_sketched_as_it_is_read(source):
    sketch = sketch_markdown(source)
    reading = read_markdown(source)
    assert sketch is None or sketch.text == reading.text
    assert (sketch is None) == bool(reading.remarks)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"lorem ipsum", ["lorem ipsum"]),
        (r"\b(?:talking points|key messages?) ?:", ["key message", "talking points"]),
        (r"caption ?\d? ?:", ["caption"]),
        (r"\{\{[^{}]{0,9}\}\}", ["{{"]),
    ],
)
def test_every_match_of_a_pattern_holds_one_of_its_literals(pattern, literals):
    assert guard(pattern, "r.yaml", 1) == literals


def test_several_processes_report_the_same(tmp_path):
    for number, wording in enumerate(WORDINGS[:60]):
        write(tmp_path / f"{number:02}.md", wording)
    write(tmp_path / "broken.md", b"\xff\xfe\x00")
    one = call("check", "--format", "json", str(tmp_path), str(ROOT / "examples"))
    several = call("check", "--format", "json", "--jobs", "3", str(tmp_path), str(ROOT / "examples"))
    assert several == one
    assert one.report["findings"]
    assert one.report["errors"]


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/briefs.md", "docs/ci.md"])
def test_a_part_of_a_page_has_the_places_of_the_whole(name):
    source = (ROOT / name).read_text(encoding="utf-8")
    sketch, reading, parts = sketch_markdown(source), read_markdown(source), Parts(source)
    assert sketch is not None
    alone = 0
    for block in reading.blocks:
        part = parts.around(sketch, block.start, block.end)
        if part is not None:
            alone += 1
            found, shift = part
            assert found.map.span(block.start - shift, block.end - shift) == reading.map.span(block.start, block.end)
    assert alone > 0.9 * len(reading.blocks)


def test_what_stands_far_away_still_counts_in_a_long_draft():
    far = "\n\n".join(f"Paragraph {n} of this long page, as plain as any." for n in range(40))
    claim = "It cures eczema in a week."
    for draft, expected in (
        (f"{far}\n\n{claim}\n\n{far}", ["claims/disease-claim"]),
        (f"# Do not say\n\n{far}\n\n{claim}\n\n{far}", []),
        (f"# Do not say\n\n{far}\n\n# About it\n\n{claim}\n\n{far}", ["claims/disease-claim"]),
        (f"{far}\n\nNever say:\n\n- {claim}\n- more\n\n{far}", []),
        (f"{far}\n\nNever say much.\n\n- {claim}\n- more\n\n{far}", ["claims/disease-claim"]),
    ):
        document, whole = both(draft, {"jurisdictions": ("gb",), "category": "supplements"})
        assert [f.rule for f in phrases.check(document, RULES)] == expected, draft[:30]
        assert findings(document) == findings(whole)
