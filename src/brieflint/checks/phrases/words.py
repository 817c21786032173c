"""Tokens for phrase rules: hashtags are split into their words, since ``#CuresAcne`` is a claim like any other."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from brieflint.text.tokens import NONE, TokenStream

_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
_SMALL = frozenset(
    "a an and are at be by can do for from get go has have how i in is it its me my no not of off on or our out so that"
    " the this to up us was we with you your all new now love life day best more free".split()
)
_LONGEST = 20


def split_hashtags(
    stream: TokenStream, written: Callable[[int, int], str], known: Callable[[str], bool]
) -> TokenStream:
    """A stream in which hashtags of several words are several tokens, with exact places.

    Args:
        stream: tokens of the folded text.
        written: the original of a folded span, for capitals.
        known: whether a word is one that rules look for.
    """
    if "#" not in stream.vocabulary:
        return stream
    out = TokenStream(stream.text)
    for at, word in enumerate(stream.words):
        start, end = stream.starts[at], stream.ends[at]
        tag = at > 0 and stream.words[at - 1] == "#" and stream.starts[at] == stream.ends[at - 1]
        pieces = _pieces(word, written(start, end), known) if tag and stream.kinds[at] == "w" else None
        if not pieces:
            out.words.append(word)
            out.kinds.append(stream.kinds[at])
            out.starts.append(start)
            out.ends.append(end)
            out.breaks.append(stream.breaks[at])
            continue
        offset = start
        for number, piece in enumerate(pieces):
            offset = stream.text.index(piece, offset)
            out.words.append(piece)
            out.kinds.append("n" if piece.isdigit() else "w")
            out.starts.append(offset)
            out.ends.append(offset + len(piece))
            out.breaks.append(stream.breaks[at] if number == 0 else NONE)
            offset += len(piece)
    return out


def _pieces(word: str, original: str, known: Callable[[str], bool]) -> list[str] | None:
    capitals = any(c.isupper() for c in original[1:])
    if known(word) and not capitals:
        return None
    if len(original) == len(word) and (capitals or "_" in word or any(map(str.isdigit, word))):
        found = [word[m.start() : m.end()] for m in _CAMEL.finditer(original)]  # the original may be in odd letters
        if len(found) > 1 and not original.isupper():
            if not all(known(part) or part in _SMALL or part.isdigit() for part in found):
                whole = _segment(word, known)  # capitals may mislead: #FDAapproved
                if whole:
                    return whole
            return [piece for part in found for piece in (_segment(part, known) or [part])]
        if "_" in word:
            return [piece for piece in re.split(r"_+", word) if piece] or None
    return _segment(word, known)


def _segment(word: str, known: Callable[[str], bool]) -> list[str] | None:
    """Cut a run of letters into known words, preferring long ones; ``None`` where it does not come out even."""
    if len(word) < 6 or len(word) > 60 or known(word):
        return None

    @cache
    def best(at: int) -> tuple[int, tuple[str, ...]] | None:
        if at == len(word):
            return 0, ()
        found: tuple[int, tuple[str, ...]] | None = None
        for end in range(min(len(word), at + _LONGEST), at, -1):
            piece = word[at:end]
            if not (piece in _SMALL or (len(piece) > 2 and known(piece))):
                continue
            rest = best(end)
            if rest is not None and (found is None or rest[0] + 1 < found[0]):
                found = (rest[0] + 1, (piece, *rest[1]))
        return found

    result = best(0)
    if result is None or not any(known(p) and len(p) > 3 for p in result[1]):
        return None
    return list(result[1])
