"""Read a word as the source's word that it is a slip of: ``rnorning``, ``f0rty``, ``kettles`` for ``kettle``.

Recognisers and scanners change letters. A word that the source does not have is taken for one that it has when both
look alike (``rn`` and ``m``, ``0`` and ``o``) or differ in one letter. Short words and numbers are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_LEAST = 4
_MOST = 24
_LOOKS = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "|": "l"})


def _shape(word: str) -> str:
    """What a word looks like: letters that scanners confuse are one."""
    shape = word.translate(_LOOKS)
    if "r" in shape or "c" in shape or "v" in shape:
        shape = shape.replace("rn", "m").replace("cl", "d").replace("vv", "w")
    return shape


def _shorter(shape: str) -> Iterator[str]:
    """The shape with each letter left out in turn."""
    return (shape[:k] + shape[k + 1 :] for k in range(len(shape)))


class Speller:
    """The words of a source, found by how they look."""

    __slots__ = ("_cut", "_shapes", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._shapes: dict[str, str] = {}
        self._cut: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if _LEAST <= len(word) <= _MOST and not word[0].isdigit():
                shape = _shape(word)
                if shape not in self._shapes:
                    self._shapes[shape] = word
                    for cut in _shorter(shape):
                        self._cut.setdefault(cut, []).append(shape)

    def read(self, word: str) -> str:
        """The source's word that ``word`` is a slip of, or ``word`` itself."""
        if word in self._words or not _LEAST <= len(word) <= _MOST or word[0].isdigit():
            return word
        shape = _shape(word)
        found = self._shapes.get(shape)
        if found is not None:
            return found
        longer = self._cut.get(shape)  # one letter was lost
        if longer:
            return self._shapes[longer[0]]
        for cut in _shorter(shape):
            if cut in self._shapes:  # one letter too many
                return self._shapes[cut]
            for candidate in self._cut.get(cut, ()):  # one letter changed, or two swapped
                if len(candidate) == len(shape) and _one_slip(shape, candidate):
                    return self._shapes[candidate]
        return word

    def read_all(self, words: Sequence[str]) -> list[str]:
        """Each word as :meth:`read` reads it."""
        known: dict[str, str] = {}
        return [known[w] if w in known else known.setdefault(w, self.read(w)) for w in words]


def _one_slip(one: str, other: str) -> bool:
    """Whether two words of one length differ in one letter or in two neighbours that are swapped."""
    odd = [k for k, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(odd) == 1:
        return True
    return len(odd) == 2 and odd[1] == odd[0] + 1 and one[odd[0]] == other[odd[1]] and one[odd[1]] == other[odd[0]]


def edits(one: str, other: str, most: int) -> int:
    """Single-letter edits between two words, a swap of neighbours counting as one; ``most + 1`` if there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for k, b in enumerate(other, start=1):
            cost = min(before[k] + 1, row[-1] + 1, before[k - 1] + (a != b))
            if i > 1 and k > 1 and a == other[k - 2] and one[i - 2] == b:
                cost = min(cost, older[k - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
