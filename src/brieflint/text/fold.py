"""Fold a text for matching: what looks the same to a reader becomes the same characters, with a map back.

Case, compatibility forms (full-width ＃, mathematical 𝗮, ligatures), curly quotes and dashes, zero-width and
bidirectional controls, white space, and letters of other scripts that look Latin (a Cyrillic ``а`` in ``#аd``) are
folded. What was folded in an unusual way is kept as a *decoration*, so that a rule can judge whether the label is
still clear to a reader. Accents are kept; :func:`strip_accents` is for text that comes out of a recogniser.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from brieflint.text.offsets import OffsetMap

if TYPE_CHECKING:
    from collections.abc import Callable

_INVISIBLE = frozenset(
    chr(c)
    for a, b in (
        (0x00AD, 0x00AD),  # soft hyphen
        (0x034F, 0x034F),  # combining grapheme joiner
        (0x061C, 0x061C),
        (0x115F, 0x1160),  # Hangul fillers
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),  # zero width, directional marks
        (0x202A, 0x202E),  # bidirectional embedding and override
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF9, 0xFFFB),
        (0xE0000, 0xE01EF),  # tags, variation selectors supplement
    )
    for c in range(a, b + 1)
)
_EMOJI_JOINERS = frozenset("\u200d\ufe0e\ufe0f")  # ordinary parts of emoji, no sign of dodging

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´ʹʻʼʽ′‵＇", "'"),
        **dict.fromkeys("“”„‟«»″‶＂〝〞", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        "丨": "|",
    }
)

# Letters of other scripts that a reader takes for these Latin ones; capitals are told apart before folding.
_CYRILLIC = dict(zip("аеорсухіѕјԁһԛԝѵАВЕКМНОРСТУХІЅЈԌԚԜҮ", "aeopcyxisjdhqwvABEKMHOPCTYXISJGQWY", strict=True))
_GREEK = dict(zip("αοντυικρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aovtuikpABEZHIKMNOPTYX", strict=True))
_OTHER = dict(zip("ɑɡԀ", "agd", strict=True))
_CONFUSABLE = {**_CYRILLIC, **_GREEK, **_OTHER}
_ANY_CONFUSABLE = re.compile(f"[{''.join(sorted(_CONFUSABLE))}]")

_SPACE = re.compile(r"[^\S ]\s*| \s+")  # every run of white space but a single blank
_WIDE_SPACE = re.compile(r"\s\s")
_BLANKS = {point: " " for point in range(128) if chr(point).isspace()}
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a"
_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
_CLUSTER = re.compile(rf"[\x00-\x7f][{_MARKS}]+|[^\x00-\x7f][{_MARKS}]*")
_ANY_MARK = re.compile(f"[{_MARKS}]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")  # the same clusters where no mark stands
_MOST_MARKS = 4


@dataclass(frozen=True, slots=True)
class Decoration:
    """A stretch of the folded text that was written in unusual characters.

    ``kind`` is ``full-width``, ``mathematical``, ``enclosed``, ``small`` (superscripts, small capitals),
    ``look-alike`` (letters of another script), ``stacked`` (piled-up accents) or ``invisible`` (zero-width or
    bidirectional controls inside).
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text, the way back, and what was decorated."""

    text: str
    map: OffsetMap
    decorations: tuple[Decoration, ...]

    def decorated(self, start: int, end: int) -> tuple[str, ...]:
        """Kinds of decoration that touch ``[start, end)`` of the folded text, sorted."""
        return tuple(sorted({d.kind for d in self.decorations if d.start < end and start < d.end}))


def strip_accents(text: str) -> str:
    """``text`` without combining marks; the length changes, so never use it where positions matter."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _kind_of(char: str) -> str | None:
    """The decoration that a character is, if it folds to something else by compatibility."""
    point = ord(char)
    if 0x1D400 <= point <= 0x1D7FF:
        return "mathematical"
    if 0xFF01 <= point <= 0xFF5E:
        return "full-width"
    if 0x2460 <= point <= 0x24FF or 0x1F110 <= point <= 0x1F1AC:
        return "enclosed"
    tag = unicodedata.decomposition(char).partition(">")[0]
    if tag in ("<super", "<sub") or "SMALL CAPITAL" in unicodedata.name(char, ""):
        return "small"
    if tag == "<circle":
        return "enclosed"
    return None


# Letters inside 🅰 🅱 🄰 🅐: Unicode gives only some of them a decomposition.
_ENCLOSED = {chr(base + i): chr(ord("a") + i) for base in (0x1F130, 0x1F150, 0x1F170) for i in range(26)}
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> tuple[str, str | None]:
    """``(folded, decoration)`` of one character that is not plain ASCII, before look-alike letters."""
    if char in _INVISIBLE:
        return "", None if char in _EMOJI_JOINERS else "invisible"
    if char in _ENCLOSED:
        return _ENCLOSED[char], "enclosed"
    if char in "İı":  # the two letters of Turkish; the lower case of the first would be two characters
        return "i", None
    if char in _SMALL_CAPITALS:
        return _SMALL_CAPITALS[char], "small"
    plain = char.translate(_QUOTES)
    if plain == char:
        plain = unicodedata.normalize("NFKC", char)
        if plain == char:
            return char.lower(), None
    folded = plain.translate(_QUOTES).lower()
    return folded, _kind_of(char)


def fold(text: str, latin: Callable[[], bool] | None = None) -> Folded:
    """Fold ``text`` for matching.

    White space runs become one blank, or one line feed where they hold a blank line (matches never cross that).

    Args:
        latin: whether words all of whose letters look Latin are meant to, for a part of a text; by default the text
            decides (:func:`mostly_latin`).
    """
    plain = text.isascii()
    if plain and not _WIDE_SPACE.search(text):  # every character stays in its place
        return Folded(text.lower().translate(_BLANKS), OffsetMap.identity(len(text)), ())
    # Every change is (source start, source end, folded); what keeps its length needs no entry in the map.
    changes: list[tuple[int, int, str]] = []
    marks: list[tuple[int, int, str]] = []
    if not plain:
        alike = _look_alikes(text, latin) if _may_look_alike(text) else {}
        for match in (_CLUSTER if _ANY_MARK.search(text) else _NOT_ASCII).finditer(text):
            start, end = match.span()
            if text[start].isspace():
                continue
            folded, kind = _fold_cluster(match[0], alike.get(start))
            if kind is not None:
                marks.append((start, end, kind))
            if folded != match[0]:
                changes.append((start, end, folded))
    changes += [(*match.span(), _blank(match)) for match in _SPACE.finditer(text)]
    if not changes:  # a change for each character whose lower case is longer
        return Folded(text.lower(), OffsetMap.identity(len(text)), ())
    changes.sort()
    out: list[str] = []
    offsets = OffsetMap()
    at = 0
    for start, end, folded in changes:
        if start < at:
            continue
        if start > at:
            out.append(text[at:start].lower())
            offsets.add(at, start, start - at, verbatim=True)
        offsets.add(start, end, len(folded), verbatim=len(folded) == end - start == 1)
        out.append(folded)
        at = end
    if at < len(text):
        out.append(text[at:].lower())
        offsets.add(at, len(text), len(text) - at, verbatim=True)
    decorations = []
    for start, end, kind in _merge(marks):
        low, high = offsets.position_of(start), offsets.position_of(end)
        if low < offsets.length:
            decorations.append(Decoration(low, max(high, low + 1), kind))
    return Folded("".join(out), offsets, tuple(decorations))


def fold_blanks(text: str) -> str:
    """Fold white space only, of a text that is folded but for it; none is left at the ends."""
    if text.count("\n") < 2 and "\u2029" not in text and "\r" not in text:
        return " ".join(text.split())
    return _SPACE.sub(_blank, text.strip())


def _blank(match: re.Match[str]) -> str:
    """What a run of white space becomes."""
    run = match[0]
    lines = run.count("\n") + run.count("\r") - run.count("\r\n") + run.count("\u2029")
    return "\n" if lines > 1 else " "


def _fold_cluster(cluster: str, alike: str | None) -> tuple[str, str | None]:
    """``(folded, decoration)`` of one non-ASCII character, or of a character with its combining marks."""
    if len(cluster) == 1:
        if alike is not None:
            return alike, "look-alike"
        return _fold_char(cluster)
    if cluster[0] in _INVISIBLE:
        return cluster[1:], _fold_char(cluster[0])[1]
    if alike is not None:
        cluster = alike + cluster[1:]
    folded = unicodedata.normalize("NFKC", cluster).translate(_QUOTES).lower()
    if len(cluster) > _MOST_MARKS:  # stacked marks decorate; the letter is what a reader reads
        return _fold_char(cluster[0])[0] if not cluster[0].isascii() else cluster[0].lower(), "stacked"
    if alike is not None:
        return folded, "look-alike"
    return folded, None if cluster[0].isascii() else _kind_of(cluster[0])


def _may_look_alike(text: str) -> bool:
    """Whether a text holds letters of other scripts that may stand for Latin ones."""
    return _ANY_CONFUSABLE.search(text) is not None


def _look_alikes(text: str, latin_around: Callable[[], bool] | None) -> dict[int, str]:
    """Source offset to Latin letter for every look-alike in a word that is Latin but for it, or in a Latin text."""
    found: dict[int, str] = {}
    latin_text: bool | None = None
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii():
            continue
        odd = [k for k, c in enumerate(word) if c in _CONFUSABLE]
        if not odd:
            continue
        latin = sum(1 for c in word if "LATIN" in unicodedata.name(c, "") and c not in _CONFUSABLE)
        if latin == 0:
            if any(c not in _CONFUSABLE and c.isalpha() for c in word) or len(word) < 2:
                continue
            if latin_text is None:
                latin_text = latin_around() if latin_around else mostly_latin(text)
            if not latin_text:
                continue
        for k in odd:
            found[match.start() + k] = _CONFUSABLE[word[k]].lower()
    return found


def mostly_latin(text: str) -> bool:
    """Whether at least seven letters of ten are Latin."""
    letters = [c for c in text if c.isalpha()]
    latin = sum(1 for c in letters if c < "\u0250" or 0x1D400 <= ord(c) <= 0x1D7FF)
    return bool(letters) and latin * 10 >= len(letters) * 7


def _merge(marks: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for start, end, kind in marks:
        if merged and merged[-1][1] == start and merged[-1][2] == kind:
            merged[-1] = (merged[-1][0], end, kind)
        else:
            merged.append((start, end, kind))
    return merged
