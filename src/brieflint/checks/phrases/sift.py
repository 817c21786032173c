"""A first look at a document: may any phrase rule have anything to say? Most documents are done after it.

The words of each block are compared with what the phrases need; only blocks that hold all the words of a phrase are
cut into tokens and matched. No place in the file is worked out. The look never misses a wording: a document is put
aside only when matching it whole would find none (``tests/test_sift.py``). Of the others it says where to look on.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cache
from typing import TYPE_CHECKING

from brieflint.checks.phrases.patterns import found_in
from brieflint.checks.phrases.words import split_hashtags
from brieflint.rules.matcher import NUMBER, TAG
from brieflint.text.fold import fold, mostly_latin
from brieflint.text.tokens import tokenize, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from brieflint.checks.phrases.patterns import Pattern
    from brieflint.document import Code, Document, Sketch
    from brieflint.rules.matcher import View
    from brieflint.text.fold import Folded

_DIGIT, _ASCII_DIGIT = re.compile(r"\d"), re.compile(r"[0-9]")
_SHORT = 200  # characters of blocks that are remembered
_MOST_MET = 20_000
_BEHIND_HASH = re.compile(r"#([^\w#]*)(\w+)")


_MET_BEFORE: AbstractSet[str] = frozenset(("\x00met before",))


class Look:
    """What a first look found out about a document, block by block.

    Attributes:
        hits: for each block that holds wordings, their numbers.
        pattern: whether a regular expression matches.
    """

    def __init__(self, sketch: Sketch, latin: Callable[[], bool]) -> None:
        self.sketch = sketch
        self.latin = latin
        """Whether the text is mostly in Latin letters."""
        self.hits: dict[int, set[int]] = {}
        self.pattern = False
        self._words: list[AbstractSet[str] | None] = []

    def add(self, words: AbstractSet[str] | None) -> None:
        """Take note of the words of the next block."""
        self._words.append(words)

    def words(self, number: int) -> AbstractSet[str] | None:
        """The words of a block, or more, with what words are besides; ``None`` where only cutting it up tells."""
        words = self._words[number]
        if words is _MET_BEFORE:
            words = self._words[number] = _words(self.sketch.blocks[number].lower())
        return words


def look(document: Document, view: View, known: Callable[[str], bool], patterns: Iterable[Pattern]) -> Look | None:
    """Which blocks of a document hold a wording; ``None`` where only reading it all can tell.

    Args:
        view: the wordings that count for this document.
        known: whether a phrase holds a word, for hashtags of several words.
        patterns: the regular expressions that count.
    """
    sketch = document.sketch
    if sketch is None:
        return None
    text = sketch.text
    looked = Look(sketch, cache(lambda: mostly_latin(text)))
    plain = text.isascii()
    lowered: list[str] = []
    met = view.without
    for number, (block, code) in enumerate(zip(sketch.blocks, sketch.code, strict=True)):
        if plain or block.isascii():
            lower = block.lower()
            lowered.append(lower)
            if block in met and not code:
                looked.add(_MET_BEFORE)
                continue
            words, phrases = _block(block, code, lower, None, looked.latin, view, known)
            if not phrases and not code and len(block) <= _SHORT and len(met) < _MOST_MET:
                met.add(block)
        else:
            whole = fold(block, looked.latin)
            lowered.append(whole.text)
            words, phrases = _block(block, code, whole.text, whole, looked.latin, view, known)
        looked.add(words)
        if phrases:
            looked.hits[number] = phrases
    looked.pattern = found_in(lowered, patterns)
    return looked


def _block(
    block: str,
    code: Code,
    lowered: str,
    whole: Folded | None,
    latin: Callable[[], bool],
    view: View,
    known: Callable[[str], bool],
) -> tuple[AbstractSet[str] | None, set[int]]:
    """The words of a block, and the numbers of the wordings in it.

    Args:
        lowered: the folded block, or where there is none yet the block in lower case.
    """
    if code:
        if code.all:
            return frozenset(), set()
        lowered = code.rest.lower() if whole is None else fold(code.rest, latin).text
    words = _words(lowered)
    possible = None
    if words is not None:
        possible = view.possible(words)
        if not possible:
            return words, set()
    whole = whole or fold(block)
    span, place = whole.map.span, whole.map.position_of
    stream = tokenize(whole.text, [(place(start), place(end)) for start, end in code.spans])
    stream = split_hashtags(stream, lambda start, end: block[slice(*span(start, end))], known)
    return words, {hit.phrase for hit in view.find(stream, block, span, possible)}


def _words(folded: str) -> set[str] | None:
    """The words of a text, or more, and what they are besides; ``None`` where only cutting it up can tell."""
    words = words_of(folded)
    if not words:
        return words
    if (_ASCII_DIGIT if folded.isascii() else _DIGIT).search(folded):
        words.add(NUMBER)
    if "#" in words:
        for gap, word in _BEHIND_HASH.findall(folded):
            if not (gap or word.isdigit()):
                return None  # a hashtag that may be several words
            words.add(TAG + word)
    return words
