"""Plain text: the file itself, paragraph by paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.sources.plain import read_plain

FRAGMENTS = ["#ad", "word", "é", "💖", "שלום", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "> ", "-->", "\u2028"]
NOTE = "<!-- brieflint: ignore x reason: y -->"


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from([*FRAGMENTS, NOTE, "<!-- brieflint: a\r\nb-->", "<!-- other -->", "<!-- brieflint:"]),
        max_size=12,
    )
)
def test_the_text_is_the_source_but_for_line_ends_and_notes(parts):
    source = "".join(parts)
    reading = read_plain(source)
    assert "\r" not in reading.text
    at = before = 0
    for low, high, length, verbatim in reading.map.pieces(0, len(reading.text)):
        piece = reading.text[at : at + length]
        assert before <= low < high <= len(source)
        assert source[low:high] == piece if verbatim else (piece == "\n" and source[low:high] in ("\r", "\r\n"))
        at, before = at + length, high
    assert at == len(reading.text)
    for comment in reading.comments:
        assert source[comment.start : comment.end].startswith("<!-- brieflint:")
        assert source[comment.start : comment.end].endswith("-->")
    if not reading.comments:
        assert reading.text == source.replace("\r\n", "\n").replace("\r", "\n")


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14))
def test_blocks_are_the_paragraphs(parts):
    reading = read_plain("".join(parts))
    end = 0
    for block in reading.blocks:
        between = reading.text[end : block.start]
        assert not between.strip()
        assert end == 0 or between.count("\n") >= 2
        words = reading.text[block.start : block.end]
        assert words == words.strip() != ""
        assert all(line.strip() for line in words.split("\n"))
        end = block.end
    assert not reading.text[end:].strip()


def test_paragraphs_and_quotes():
    source = "\nOne\ntwo \n \n> said\n> more\nthree\n\n  four"
    reading = read_plain(source)
    assert reading.text == source
    assert [reading.text[b.start : b.end] for b in reading.blocks] == ["One\ntwo", "> said\n> more\nthree", "four"]
    assert {b.kind for b in reading.blocks} == {"paragraph"}
    assert [(i.kind, reading.text[i.start : i.end]) for i in reading.inlines] == [("quote", "> said\n> more")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_notes_to_brieflint_are_no_text(end):
    source = f"\ufeffOne{end}{NOTE}  {end}two {NOTE} three <!-- mine -->{end}{NOTE}"
    reading = read_plain(source)
    assert reading.text == "One\ntwo  three <!-- mine -->\n"
    assert [source[c.start : c.end] for c in reading.comments] == [NOTE] * 3
    assert {c.text for c in reading.comments} == {"brieflint: ignore x reason: y"}
    assert len(reading.blocks) == 1
    start = reading.text.index("two")
    assert reading.map.span(start, start + 3) == (source.index("two"), source.index("two") + 3)
    assert source[slice(*reading.map.span(start - 1, start))] == end


def test_a_note_over_two_lines_and_one_that_is_never_closed():
    reading = read_plain("a <!-- brieflint: ignore x\r\nreason: y --> b <!-- brieflint: no")
    assert reading.text == "a  b <!-- brieflint: no"
    assert [c.text for c in reading.comments] == ["brieflint: ignore x\nreason: y"]


def test_the_body_begins_after_the_front_matter():
    source = "---\na: 1\n---\nText"
    reading = read_plain(source, 13)
    assert reading.text == "Text"
    assert reading.map.span(0, 4) == (13, 17)


@pytest.mark.parametrize(
    ("source", "body", "origin"), [("", 0, 0), ("\ufeff", 0, 1), ("---\n---\n", 8, 8), (NOTE, 0, 0)]
)
def test_an_empty_body(source, body, origin):
    reading = read_plain(source, body)
    assert reading.text == ""
    assert reading.blocks == ()
    assert reading.map.span(0, 0) == (origin, origin)


@pytest.mark.parametrize(
    "source",
    [
        "<!-- brieflint:" * 200_000,
        " " * 2_000_000 + "x",
        "> a\n" * 200_000,
        "a\r\n" * 200_000,
        "\n" * 2_000_000,
        NOTE * 20_000,
    ],
    ids=["open notes", "blanks", "quotes", "line ends", "blank lines", "notes"],
)
def test_long_inputs_take_linear_time(source):
    import time

    start = time.process_time()
    reading = read_plain(source)
    assert time.process_time() - start < 10
    assert reading.map.length == len(reading.text)
