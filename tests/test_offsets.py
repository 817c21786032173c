"""Maps from a derived text to its source, and texts built with one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.document import LineIndex
from brieflint.text.offsets import OffsetMap, TextBuilder

QUIET = settings(deadline=None, max_examples=200)


@st.composite
def built(draw):
    """A source and a text made from it by copying, replacing and leaving out."""
    source = draw(st.text(alphabet="abc \n\r&é🎉", min_size=1, max_size=60))
    builder = TextBuilder(source)
    places = []  # (text start, text end, source start, source end, verbatim)
    at = 0
    while at < len(source):
        end = draw(st.integers(at + 1, len(source)))
        what = draw(st.sampled_from(("copy", "put", "skip")))
        before = builder.length
        if what == "copy":
            builder.copy(at, end)
            places.append((before, builder.length, at, end, True))
        elif what == "put":
            text = draw(st.text(alphabet="XYZ", max_size=4))
            builder.put(text, at, end)
            places.append((before, builder.length, at, end, False))
        at = end
    return source, builder, places


@QUIET
@given(built())
def test_each_piece_leads_back_to_where_it_came_from(case):
    source, builder, places = case
    text = builder.text
    assert len(text) == builder.length == builder.map.length
    for start, end, low, high, verbatim in places:
        if start == end:
            continue
        assert builder.map.span(start, end) == (low, high)
        for k in range(end - start):
            expected = (low + k, low + k + 1) if verbatim else (low, high)
            assert builder.map.span(start + k, start + k + 1) == expected
            if verbatim:
                assert source[low + k] == text[start + k]
                assert builder.map.start_of(start + k) == low + k
                assert builder.map.position_of(low + k) == start + k


@QUIET
@given(built(), st.data())
def test_spans_are_monotone_and_inside_the_source(case, data):
    source, builder, _ = case
    length = builder.length
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    low, high = builder.map.span(start, end)
    assert 0 <= low <= high <= len(source)
    wider_low, wider_high = builder.map.span(max(0, start - 1), min(length, end + 1))
    if start < end:
        assert wider_low <= low <= high <= wider_high


@QUIET
@given(built(), st.data())
def test_pieces_cover_a_span_in_order(case, data):
    source, builder, _ = case
    start = data.draw(st.integers(0, builder.length))
    end = data.draw(st.integers(start, builder.length))
    at = start
    before = 0
    for low, high, length, verbatim in builder.map.pieces(start, end):
        assert before <= low <= high
        if verbatim:
            assert source[low:high] == builder.text[at : at + length]
        before = low
        at += length
    assert at == end


def test_neighbouring_copies_become_one_piece():
    builder = TextBuilder("abcdef")
    builder.copy(0, 2)
    builder.copy(2, 4)
    assert list(builder.map.pieces(0, 4)) == [(0, 4, 4, True)]


def test_a_replacement_equal_to_its_source_is_a_copy():
    builder = TextBuilder("a\nb")
    builder.copy(0, 1)
    builder.put("\n", 1, 2)
    builder.copy(2, 3)
    assert list(builder.map.pieces(0, 3)) == [(0, 3, 3, True)]


@pytest.mark.parametrize("empty", [OffsetMap(7), OffsetMap.identity(0, 7), TextBuilder("front--body", 7).map])
def test_an_empty_text_stands_at_its_origin(empty):
    assert empty.span(0, 0) == (7, 7)
    assert empty.span(0, 5) == (7, 7)
    assert empty.start_of(0) == 7
    assert list(empty.pieces(0, 3)) == []


def test_identity_from_an_offset():
    same = OffsetMap.identity(4, start=10)
    assert same.span(1, 3) == (11, 13)
    assert same.span(2, 2) == (12, 12)
    assert same.start_of(9) == 14
    assert same.position_of(12) == 2
    assert same.position_of(3) == 0
    assert same.position_of(99) == 4


def test_a_span_that_ends_in_a_replacement_takes_it_whole():
    builder = TextBuilder("a&amp;b")
    builder.copy(0, 1)
    builder.put("&", 1, 6)
    builder.copy(6, 7)
    assert builder.text == "a&b"
    assert builder.map.span(0, 2) == (0, 6)
    assert builder.map.span(1, 2) == (1, 6)
    assert builder.map.span(1, 3) == (1, 7)
    assert builder.map.position_of(3) == 1


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("a\nb", 2, 2, 1),
        ("a\r\nb", 3, 2, 1),
        ("a\r\nb", 1, 1, 2),
        ("a\rb", 2, 2, 1),
        ("\n\n", 1, 2, 1),
        ("a\u2028b", 2, 1, 3),
        ("", 0, 1, 1),
        ("🎉é\nx", 3, 2, 1),
    ],
)
def test_lines_and_columns_of_the_source(text, offset, line, column):
    position = LineIndex(text).position(offset)
    assert (position.line, position.column, position.offset) == (line, column, offset)


@QUIET
@given(st.text(alphabet="ab\r\n\u2028", max_size=40))
def test_line_spans_hold_every_character_but_line_ends(text):
    index = LineIndex(text)
    joined = "".join(text[slice(*index.line_span(n))] for n in range(1, len(index) + 1))
    assert joined == text.replace("\r", "").replace("\n", "")
