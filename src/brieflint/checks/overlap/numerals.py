"""Numbers as one comparison word however they are written: ``24``, ``twenty-four``, ``24 %``, ``24 percent``."""

from __future__ import annotations

import re

from brieflint.text.tokens import NONE, TokenStream

_UNITS = {
    word: value
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen",
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez",
    )
    for value, word in enumerate(words.split())
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_AFTER = {
    **dict.fromkeys(("%", "percent", "prozent"), "%"),
    **dict.fromkeys(("$", "dollar", "dollars", "bucks"), "$"),
    **dict.fromkeys(("£", "pound", "pounds", "quid"), "£"),
    **dict.fromkeys(("€", "euro", "euros"), "€"),
}
_BEFORE = ("$", "£", "€")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+\Z")
_MOST_DIGITS = 30


def number_at(stream: TokenStream, at: int) -> tuple[str, int]:
    """The number that begins at token ``at`` as one word, and the token after it; an empty word where none begins."""
    sign = ""
    first = at
    if stream.words[at] in _BEFORE and at + 1 < len(stream) and stream.starts[at + 1] == stream.ends[at]:
        sign = stream.words[at]
        first = at + 1
    value, after = _value(stream, first)
    if not value:
        return "", at
    if not sign and after < len(stream) and stream.breaks[after] == NONE:
        sign = _AFTER.get(stream.words[after], "")
        if sign:
            after += 1
        elif stream.words[after : after + 2] in (["per", "cent"], ["pour", "cent"]):
            sign, after = "%", after + 2
    return value + sign, after


def _value(stream: TokenStream, at: int) -> tuple[str, int]:
    word = stream.words[at]
    if stream.kinds[at] == "n":
        if len(word) > _MOST_DIGITS:
            return word, at + 1
        digits = re.sub("[.,]", "", word) if _GROUPED.match(word) else word.replace(",", ".")
        if digits.count(".") == 1:
            digits = digits.rstrip("0").rstrip(".")
        return digits.lstrip("0") or "0", at + 1
    if word in _UNITS or word in _TENS:
        return _spelt(stream, at, 0)
    if word in ("a", "an") and stream.words[at + 1 : at + 2] and stream.words[at + 1] in _SCALES:
        value, after = _spelt(stream, at + 1, 1)
        return (value, after) if after > at + 1 else ("", at)
    return "", at


def _spelt(stream: TokenStream, at: int, current: int) -> tuple[str, int]:
    """A number in words: ``twenty four``, ``two hundred and fifty``, ``three thousand``; ``current`` is 1 after "a"."""
    total = 0
    room = 1_000_000_000_000  # what may follow must be smaller: "two three" are two numbers
    start = at
    while at < len(stream) and (at == start or stream.breaks[at] == NONE):
        word = stream.words[at]
        if word == "and" and at > start and room == 100 and at + 1 < len(stream):
            follows = stream.words[at + 1]
            if (follows in _UNITS or follows in _TENS) and stream.breaks[at + 1] == NONE:
                at += 1
                continue
            break
        value = _UNITS.get(word, _TENS.get(word, 0))
        if word in _UNITS or word in _TENS:
            if value >= room or (room == 10 and value == 0):
                break
            current += value
            room = 10 if word in _TENS else 1
        elif word in _SCALES and current:
            scale = _SCALES[word]
            if scale == 100:
                if current >= 100:
                    break
                current *= 100
                room = 100
            else:
                total += current * scale
                current, room = 0, 100
        else:
            break
        at += 1
    return str(total + current), at
