"""Give words that were read off a picture the accents that the rules write them with.

Recognisers lose accents ("Publicite", "wspolpraca") where the model of the language is not at hand, and now and then
where it is. A word gets accents only if the rules know it with them and know no word that is written without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from brieflint.text.fold import strip_accents
from brieflint.text.tokens import TokenStream

_UNACCENTED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae"})
_ACCENTED = re.compile(r"[^\x00-\x7f\u0370-\uffff]")  # a Latin letter beyond ASCII


def bare(word: str) -> str:
    """A folded word in plain letters."""
    return strip_accents(word.translate(_UNACCENTED))


class Spelling:
    """How the rules write words, found by the words in plain letters."""

    def __init__(self, known: Iterable[str]) -> None:
        """Take over the words of the rules, folded."""
        self._known = frozenset(known)
        self._accented: dict[str, str] = {}
        for word in sorted(word for word in self._known if _ACCENTED.search(word)):
            self._accented.setdefault(bare(word), word)

    def of(self, word: str) -> str | None:
        """The word as the rules write it, or ``None`` where they do not know it."""
        if word in self._known:
            return word
        plain = bare(word)
        return plain if plain in self._known else self._accented.get(plain)


def accented(stream: TokenStream, spellings: Sequence[Spelling]) -> TokenStream:
    """The tokens with accents as the first of ``spellings`` that knows a word writes it; places stay as they are."""
    restored = TokenStream(stream.text)
    restored.kinds, restored.starts, restored.ends = stream.kinds, stream.starts, stream.ends
    restored.breaks = stream.breaks
    for word, kind in zip(stream.words, stream.kinds, strict=True):
        if kind == "w":
            word = next((found for found in (spelling.of(word) for spelling in spellings) if found), word)
        restored.words.append(word)
    return restored
