"""What recognisers write that nobody would: sounds in brackets, notes of music, "hashtag ad" for "#ad".

Works on the text of a reading and keeps the way back to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from brieflint.document import Block, Inline, Reading
from brieflint.text.offsets import OffsetMap

_SOUNDS = frozenset(
    # English
    "music musical applause laughter laughs laughing laugh chuckles giggles cheering cheers crowd audience noise noises"
    " silence inaudible unintelligible indistinct foreign crosstalk sighs sigh gasps gasp coughs coughing clears throat"
    " beep beeping bell ringing phone door knock click clicking typing whoosh ding sound sounds effect effects intro"
    " outro theme upbeat soft dramatic background playing plays continues stops song singing sings instrumental blank"
    " audio speaking speaks in language pause bleep"
    # German, French, Spanish, Italian, Portuguese, Dutch
    " musik applaus gelächter lachen lacht jubel stille unverständlich geräusch räuspern seufzt husten"
    " musique applaudissements rires rire bruit silence inaudible"
    " música aplausos risas risa ruido silencio inaudible"
    " musica applausi risate rumore palmas risos muziek gelach applaus".split()
)
_BRACKETED = re.compile(r"[ \t]*(?:\[([^\[\]\n]{0,60})\]|\(([^()\n]{1,60})\)|\*([^*\n]{1,40})\*|[♪♫♬]+)")
_BLEEP = re.compile(r"[\s_]*\Z")
_WORD = re.compile(r"[^\W\d_]+")
_HASH = re.compile(r"(?<![\w#])hash[ \t\n-]?tags?[ \t\n]+(?=\w)", re.IGNORECASE)
_HEARD_AD = re.compile(r"(?:add|adds|aad|at)(?!\w)", re.IGNORECASE)
_NO_TAG = frozenset(
    "is was are were and or on in for of to that this the a an it i we you so but because with from like there here my"
    " your our ist war und oder auf für von zu das die der ein eine ich wir est et ou sur pour que qui le la les un une"
    " es y o en para de el los las".split()
)
"""Words before which "hashtag" is the word and no sign: "the hashtag is trending"."""


def clean(reading: Reading) -> Reading:
    """A reading of speech without noted sounds, and with spoken hashtags as signs."""
    changes = list(_changes(reading.text))
    return _rewritten(reading, changes) if changes else reading


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """``(start, end, instead)`` in order and apart."""
    found: list[tuple[int, int, str]] = []
    if any(c in text for c in "[(*♪♫♬"):
        for match in _BRACKETED.finditer(text):
            inside = next((g for g in match.groups() if g is not None), None)
            if inside is None or _is_sound(inside, square=match[1] is not None):
                found.append((*_with_line(text, *match.span()), ""))
    for match in _HASH.finditer(text):
        word = _WORD.match(text, match.end())
        if word is not None and word[0].lower() in _NO_TAG and not _HEARD_AD.match(text, match.end()):
            continue
        found.append((match.start(), match.end(), "#"))
        heard = _HEARD_AD.match(text, match.end())
        if heard is not None:
            found.append((heard.start(), heard.end(), "ad"))
    at = 0
    for change in sorted(found):
        if change[0] >= at:
            yield change
            at = change[1]


def _with_line(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch to leave out, with the blanks behind it or the line that it is alone on."""
    if start == 0 or text[start - 1] == "\n":
        while text[end : end + 1] in (" ", "\t"):
            end += 1
        if text[end : end + 1] == "\n":
            end += 1
    return start, end


def _is_sound(inside: str, *, square: bool) -> bool:
    words = [w.lower() for w in _WORD.findall(inside)]
    if not words:
        return square and _BLEEP.match(inside.replace("\u00a0", " ")) is not None
    return all(w in _SOUNDS for w in words)


def _rewritten(reading: Reading, changes: list[tuple[int, int, str]]) -> Reading:
    """A reading with stretches of its text replaced, in order and apart; each new text stands for the whole stretch."""
    text, old = reading.text, reading.map
    new = OffsetMap(old.span(0, 0)[0])
    parts: list[str] = []
    moved = OffsetMap()  # from the new text to the old, for blocks
    at = 0
    for start, end, instead in (*changes, (len(text), len(text), "")):
        for low, high, length, verbatim in old.pieces(at, start):
            new.add(low, high, length, verbatim=verbatim)
        parts.append(text[at:start])
        moved.add(at, start, start - at, verbatim=True)
        if instead:
            new.add(*old.span(start, end), len(instead), verbatim=False)
            parts.append(instead)
            moved.add(start, end, len(instead), verbatim=False)
        at = end

    def place(position: int) -> int:
        """Where a position of the old text is now; inside a replaced stretch, behind what stands for it."""
        at = bisect_right(changes, (position, 0, "")) - 1
        inside = at >= 0 and changes[at][0] < position < changes[at][1]
        return moved.position_of(changes[at][1] if inside else position)

    blocks: list[Block] = []
    for block in reading.blocks:
        start, end = place(block.start), place(block.end)
        if end > start:
            blocks.append(Block(start, end, block.kind, block.meta))
    inlines = tuple(Inline(place(i.start), place(i.end), i.kind, i.target) for i in reading.inlines)
    return Reading("".join(parts), new, tuple(blocks), inlines, reading.comments, reading.remarks)
