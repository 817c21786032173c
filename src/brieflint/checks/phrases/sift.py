"""A first look at a document: may any phrase rule have anything to say? Most documents are done after it.

The words of each block are compared with what the phrases need; only blocks that hold all the words of a phrase are
cut into tokens and matched. No place in the file is worked out. The look never misses a wording: a document is put
aside only when matching it whole would find none (``tests/test_sift.py``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from brieflint.checks.phrases.words import split_hashtags
from brieflint.rules.matcher import ADDRESSES, NUMBER, TAG
from brieflint.text.fold import fold, fold_blanks, may_look_alike
from brieflint.text.tokens import tokenize, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from brieflint.document import Document, Sketch
    from brieflint.rules.matcher import View

_DIGIT, _ASCII_DIGIT = re.compile(r"\d"), re.compile(r"[0-9]")
_BEHIND_HASH = re.compile(r"#([^\w#]*)(\w+)")


class Pattern:
    """A regular expression of a rule, and the words of which a text that it matches must hold one."""

    def __init__(self, pattern: str, literals: Iterable[str]) -> None:
        self.search = re.compile(pattern).search
        # White space in a text is anything until it is folded, so only what stands between blanks is looked for.
        self.parts = tuple(max(literal.split() or [literal], key=len) for literal in literals)


def may_speak(
    document: Document,
    view: View,
    known: Callable[[str], bool],
    patterns: Iterable[Pattern],
    wanted: Callable[[int], bool],
) -> bool:
    """Whether a wording can be found in a document.

    Args:
        view: the wordings that count for this document.
        known: whether a phrase holds a word, for hashtags of several words.
        patterns: the regular expressions that count.
        wanted: whether a phrase of the view, by its number, belongs to a rule that is asked for.
    """
    sketch = document.sketch
    if sketch is None:
        return True
    text = sketch.text
    plain = text.isascii()
    if not plain and may_look_alike(text):  # such letters are judged by the whole text
        return True
    folded = [block.lower() if plain or block.isascii() else fold(block).text for block in sketch.blocks]
    if _pattern_found(folded, patterns):
        return True
    return any(_block_speaks(sketch, number, block, view, known, wanted) for number, block in enumerate(folded))


def _pattern_found(folded: list[str], patterns: Iterable[Pattern]) -> bool:
    """Whether a regular expression matches in blocks whose white space is not folded yet."""
    text = "\n\n".join(folded)
    whole = ""
    for pattern in patterns:
        if any(part in text for part in pattern.parts):
            whole = whole or fold_blanks(text)
            if pattern.search(whole):
                return True
    return False


def _block_speaks(
    sketch: Sketch,
    number: int,
    folded: str,
    view: View,
    known: Callable[[str], bool],
    wanted: Callable[[int], bool],
) -> bool:
    """Whether a wording stands in a block."""
    words = words_of(folded)
    if words is not None and _with_signs(words, folded) and not view.may_find(words):
        return False
    block = sketch.blocks[number]
    whole = fold(block)
    place, span = whole.map.position_of, whole.map.span
    stream = tokenize(whole.text, [(place(start), place(end)) for start, end in sketch.code[number]])
    stream = split_hashtags(stream, lambda start, end: block[slice(*span(start, end))], known)
    return any(wanted(hit.phrase) for hit in view.find(stream, block, span))


def _with_signs(words: set[str], folded: str) -> bool:
    """Add what words are besides; ``False`` where a hashtag may be several words."""
    if (_ASCII_DIGIT if folded.isascii() else _DIGIT).search(folded):
        words.add(NUMBER)
    words.update(ADDRESSES)
    if "#" in words:
        several = False
        for gap, word in _BEHIND_HASH.findall(folded):
            several = several or not (gap or word.isdigit())
            words.add(TAG + word)
        return not several
    return True
