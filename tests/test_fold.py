"""Folding: what looks the same becomes the same, and every folded span leads back to what was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.text.fold import fold, strip_accents

QUIET = settings(deadline=None, max_examples=300)

ODD = (
    "aAd#D1 \t\n\r\u00a0\u2028\u2029\u3000'’“”–—…é\u0301\u0327\u0336ß\u0130\u0131ſﬁ＃ＡＤａ𝗮𝗱𝒜①Ⓐ🄰🅰ᴀᵃ²½™№"
    "\u200b\u200d\u202e\u2066\ufeff\u00ad\ufe0f\U000e0061аеосАВЕορ日本ガｶﾞ가각שלוםعربي👨👩👧💖🇺🇸\ud800\u1e9b\u0323"
)
texts = st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters()), max_size=40)


@QUIET
@given(texts)
def test_every_folded_span_lies_in_the_text_and_moves_forward(text):
    folded = fold(text)
    assert folded.map.length == len(folded.text)
    before = (0, 0)
    for i in range(len(folded.text)):
        low, high = folded.map.span(i, i + 1)
        assert 0 <= low < high <= len(text)
        assert low >= before[0]
        assert high >= before[1]
        before = (low, high)


@QUIET
@given(texts)
def test_the_mapped_piece_folds_to_what_was_folded(text):
    """Whole pieces fold alike on their own, but for letters that only their neighbours make look-alikes."""
    folded = fold(text)
    at = 0
    for low, high, length, _ in folded.map.pieces(0, len(folded.text)):
        for k in range(length):
            start, end = folded.map.span(at + k, at + k + 1)
            character = folded.text[at + k]
            if "look-alike" in folded.decorated(at + k, at + k + 1):
                assert character.isascii()
            elif character == "\n":
                assert text[start:end].isspace()
            else:
                assert character in fold(text[start:end]).text
        assert low < high
        at += length


@QUIET
@given(texts)
def test_decorations_stand_inside_the_folded_text(text):
    folded = fold(text)
    for decoration in folded.decorations:
        assert 0 <= decoration.start < decoration.end <= len(folded.text)


@QUIET
@given(texts)
def test_no_capital_invisible_or_odd_blank_is_left(text):
    folded = fold(text).text
    for character in folded:
        assert character not in "\u200b\u200d\u202e\u2066\ufeff\u00ad\ufe0f\U000e0061"
        assert not ("A" <= character <= "Z")
        assert not ("＀" <= character <= "～")
        assert not ("𝐀" <= character <= "𝟿")
        assert not character.isspace() or character in " \n"


@QUIET
@given(st.text(alphabet="abc \t\n\r\u00a0\u2003", max_size=30))
def test_blanks_become_one_blank_or_one_line_end(text):
    folded = fold(text).text
    assert "  " not in folded
    assert "\n\n" not in folded
    assert folded.split() == text.split()


@pytest.mark.parametrize(
    ("text", "expected", "kinds"),
    [
        ("＃ＡＤ", "#ad", ("full-width",)),
        ("#𝗮𝗱", "#ad", ("mathematical",)),
        ("#аd", "#ad", ("look-alike",)),  # Cyrillic
        ("#AԀ", "#ad", ("look-alike",)),
        ("#a\u200bd", "#ad", ("invisible",)),
        ("\u202e#ad\u202c x", "#ad x", ("invisible",)),
        ("#ⓐⓓ", "#ad", ("enclosed",)),
        ("#🅰🅳", "#ad", ("enclosed",)),
        ("ᴘᴀɪᴅ", "paid", ("small",)),
        ("ᵃᵈ", "ad", ("small",)),
        ("a\u0300\u0301\u0302\u0303\u0304d", "ad", ("stacked",)),
        ("#а\u0301d", "#ád", ("look-alike",)),
        ("a\u200b\u0301d", "a\u0301d", ("invisible",)),
    ],
)
def test_unusual_characters_are_folded_and_noted(text, expected, kinds):
    folded = fold(text)
    assert folded.text == expected
    assert folded.decorated(0, len(expected)) == kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("café", "café"),
        ("cafe\u0301", "café"),
        ("ﬁrst", "first"),
        ("İÇERİR", "içerir"),
        ("satın alındı", "satin alindi"),
        ("STRAẞE", "straße"),
        ("it’s “new” – really", 'it\'s "new" - really'),
        ("👨‍👩‍👧 ❤️", "👨👩👧 ❤"),
        ("a\r\nb", "a b"),
        ("a\r\n\r\nb", "a\nb"),
        ("a\u00a0\n\nb", "a\nb"),
        ("a \u3000 b", "a b"),
        ("Реклама", "реклама"),
        ("広告", "広告"),
        ("ｶﾞ", "カ゛".replace("゛", "\u3099")),
    ],
)
def test_ordinary_writing_is_folded_without_a_note(text, expected):
    folded = fold(text)
    assert folded.text == expected
    assert folded.decorations == ()


def test_places_of_what_changes_length():
    text = "x ﬁrst c\u0327a & ½"
    folded = fold(text)
    start = folded.text.index("first")
    assert text[slice(*folded.map.span(start, start + 5))] == "ﬁrst"
    start = folded.text.index("ça")
    assert text[slice(*folded.map.span(start, start + 2))] == "c\u0327a"
    start = folded.text.index("1")
    assert text[slice(*folded.map.span(start, start + 1))] == "½"


def test_an_invisible_sign_inside_a_word_is_part_of_its_place():
    text = "so #a\u200bd it is"
    folded = fold(text)
    start = folded.text.index("#ad")
    assert text[slice(*folded.map.span(start, start + 3))] == "#a\u200bd"


def test_an_invisible_sign_at_the_end_decorates_nothing():
    assert fold("ad\u200b").decorations == ()


def test_look_alikes_stay_in_words_of_their_own_script():
    assert fold("Это реклама от бренда").text == "это реклама от бренда"
    assert fold("Αυτό είναι διαφήμιση").decorations == ()


def test_accents_can_be_stripped():
    assert strip_accents("Werbung für café") == "Werbung fur cafe"


def test_folding_long_texts_takes_linear_time():
    text = "#аd ＃ＡＤ 👨‍👩‍👧 \u00a0\n" * 20_000
    folded = fold(text)
    assert folded.text.count("#ad #ad") == 20_000
    assert folded.map.span(len(folded.text) - 1, len(folded.text))[1] == len(text)
