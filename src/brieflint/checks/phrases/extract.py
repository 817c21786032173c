"""The part of a long document that matters once it is known where wordings stand.

Kept are the blocks with a wording, those around them, and those with words that count wherever they stand; the others
hold nothing that could change a verdict.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from brieflint.checks.phrases.masks import may_reach
from brieflint.document import Sketch
from brieflint.text.fold import fold
from brieflint.text.tokens import TokenStream, tokenize

if TYPE_CHECKING:
    from brieflint.checks.phrases.sift import Look
    from brieflint.rules.matcher import View

_AROUND = 2  # blocks with words on each side; conditions look at the sentence before and the one after

Span = tuple[int, int]


class Extract:
    """Some blocks of a document as a text of their own, with the way back.

    Attributes:
        text: the words of the blocks.
        folded: the text folded for matching.
    """

    def __init__(self, looked: Look, distant: list[View], masks: View | None) -> None:
        """Make an extract.

        Args:
            looked: what the first look said.
            distant: phrases that count wherever they stand.
            masks: those that count for what follows them.
        """
        self._sketch = sketch = looked.sketch
        self._hits = looked.hits.keys()
        kept = {at for number in looked.hits for at in _around(looked, number)}
        last = max(kept, default=-1)
        for at in range(len(sketch.blocks) if distant else last + 1):
            words = looked.words(at) if at not in kept else ()
            if words is None or (
                words and (any(v.possible(words) for v in distant) or (at < last and masks and masks.possible(words)))
            ):
                kept.add(at)
        numbers = sorted(kept)
        self._part = Sketch(
            tuple(sketch.blocks[number] for number in numbers), tuple(sketch.code[number] for number in numbers)
        )
        self._places = [sketch.starts[number] for number in numbers]
        self.text = self._part.text
        self.folded = fold(self.text, looked.latin)

    def tokens(self) -> TokenStream:
        """Tokens of the folded text; code holds none."""
        place = self.folded.map.position_of
        return tokenize(self.folded.text, [(place(low), place(high)) for low, high in self._part.code_spans])

    def in_document(self, start: int, end: int) -> Span:
        """A span of the text, inside one block, as one of the document's text."""
        at = bisect_right(self._part.starts, start) - 1
        shift = self._places[at] - self._part.starts[at]
        return start + shift, end + shift

    def may_be_forbidden(self, leads: list[Span]) -> bool:
        """Whether lead-ins such as "do not say", spans of the document's text, may reach a wording."""
        starts = self._sketch.starts
        numbers = [bisect_right(starts, low) - 1 for low, _ in leads]
        spans = zip(numbers, leads, strict=True)
        return bool(leads) and may_reach(self._sketch.blocks, self._sketch.headings, spans, self._hits)


def _around(looked: Look, number: int) -> list[int]:
    """A block and those around it, up to where enough of them have words."""
    found = [number]
    for step in (-1, 1):
        left, at = _AROUND, number + step
        while left and 0 <= at < len(looked.sketch.blocks):
            found.append(at)
            words = looked.words(at)
            left -= words is None or bool(words)
            at += step
    return found
