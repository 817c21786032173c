"""Write words that were read off a picture as the rules write them.

Recognisers lose accents ("Publicite", "wspolpraca") where the model of the language is not at hand, and now and then
where it is. A word gets accents only if the rules know it with them and know no word that is written without. In long
words of labels one misread letter is made good too ("#oponsored"), where the rules know no such word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from brieflint.text.fold import strip_accents
from brieflint.text.tokens import TokenStream

_UNACCENTED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae"})
_LONG = 8  # letters; shorter words have too many neighbours
_ACCENTED = re.compile(r"[^\x00-\x7f\u0370-\uffff]")  # a Latin letter beyond ASCII


def bare(word: str) -> str:
    """A folded word in plain letters."""
    return strip_accents(word.translate(_UNACCENTED))


class Spelling:
    """How the rules write words, found by the words in plain letters."""

    def __init__(self, known: Iterable[str], *, slips: bool = False) -> None:
        """Take over the words of the rules, folded.

        Args:
            slips: make one misread letter of a long word good.
        """
        self._known = frozenset(known)
        self._long: dict[int, list[tuple[str, str]]] = {}
        if slips:
            for word in sorted(self._known):
                if len(word) >= _LONG and word.isalpha():
                    self._long.setdefault(len(bare(word)), []).append((bare(word), word))
        self._accented: dict[str, str] = {}
        for word in sorted(word for word in self._known if _ACCENTED.search(word)):
            self._accented.setdefault(bare(word), word)

    def of(self, word: str) -> str | None:
        """The word as the rules write it, or ``None`` where they do not know it."""
        if word in self._known:
            return word
        plain = bare(word)
        return plain if plain in self._known else self._accented.get(plain)

    def nearly(self, word: str) -> str | None:
        """The only long word that differs from ``word`` in one letter before the last, or ``None``."""
        plain = bare(word)
        found = {known for letters, known in self._long.get(len(plain), ()) if _one_slip(plain, letters, known)}
        return found.pop() if len(found) == 1 else None


def _one_slip(word: str, letters: str, known: str) -> bool:
    """Whether two words of one length differ in one letter.

    The last letter tells forms of a word apart, so there only a sign read for a letter counts, or a letter whose accent
    made it look like another.
    """
    slips = [at for at, (read, right) in enumerate(zip(word, letters, strict=True)) if read != right]
    inside = len(slips) == 1 and slips[0] < len(word) - 1
    return inside or (len(slips) == 1 and not (word[-1].isalpha() and known[-1].isascii()))


def respelt(stream: TokenStream, spellings: Sequence[Spelling]) -> TokenStream:
    """The tokens as the first of ``spellings`` that knows a word writes it; places stay as they are."""
    restored = TokenStream(stream.text)
    restored.kinds, restored.starts, restored.ends = stream.kinds, stream.starts, stream.ends
    restored.breaks = stream.breaks
    for word, kind in zip(stream.words, stream.kinds, strict=True):
        if kind == "w":
            exact = (spelling.of(word) for spelling in spellings)
            near = (spelling.nearly(word) for spelling in spellings)
            word = next((found for found in (*exact, *near) if found), word)
        restored.words.append(word)
    return restored
