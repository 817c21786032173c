"""Match one compiled phrase at one place: rows, alternatives, gaps, lexicons, placeholders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.text.tokens import COMMA, NONE, SENTENCE, TokenStream

if TYPE_CHECKING:
    from brieflint.rules.matcher import Matcher
    from brieflint.rules.notation import Node

NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half dozen"
    " couple ein eine zwei drei vier fünf sechs sieben acht neun zehn un une deux trois quatre cinq dix dos tres"
    " cuatro".split()
)
STEM_KEY = 3
"""Letters of a stem; the notation asks for at least so many."""
_NAME_WORDS = 4


class Hit(NamedTuple):
    """A phrase found: its number in the set, the token range, and what its placeholders hold (token ranges)."""

    phrase: int
    start: int
    end: int
    captures: tuple[tuple[str, int, int], ...] = ()


class TreeMatch:
    """One text in which phrases are tried at places."""

    def __init__(self, matcher: Matcher, stream: TokenStream, original: str, to_original: Any) -> None:
        self.matcher = matcher
        self.stream = stream
        self.original = original
        self.to_original = to_original

    def try_at(self, number: int, at: int) -> Hit | None:
        """The hit of an entry of the index whose first fixed part stands at a token, if it is one."""
        lead, node = self.matcher.entry(number)[:2]
        ends = self.ends(node, at, first=True)
        if not ends:
            return None
        end = max(ends)
        captures = ends[end]
        start = at
        if lead:
            found = self.backwards(lead[0], at)
            if found is None:
                return None
            start = found
            captures = ((lead[0], start, at), *captures)
        return Hit(self.matcher.owner(number), start, end, captures)

    def ends(self, node: Node, at: int, *, first: bool = False) -> dict[int, tuple[Any, ...]]:
        """Token positions at which a match of ``node`` from ``at`` can end, each with its captures."""
        stream = self.stream
        if isinstance(node, str):
            if at >= len(stream.words) or (not first and stream.breaks[at] > NONE):
                return {}
            word = stream.words[at]
            return {at + 1: ()} if word == node or (node[-1] == "*" and word.startswith(node[:-1])) else {}
        kind = node[0]
        if kind == "=":
            if at >= len(stream.words) or (not first and stream.breaks[at] > NONE):
                return {}
            return {at + 1: ()} if stream.words[at] in node[1] else {}
        if kind == "&":
            states: dict[int, tuple[Any, ...]] = {at: ()}
            loose: set[int] = set()  # positions behind a "{,}", also where an empty gap or optional part follows it
            for child in node[1:]:
                if not isinstance(child, str) and child[0] == ",":
                    loose = set(states)
                    continue
                following: dict[int, tuple[Any, ...]] = {}
                still: set[int] = set()
                words = child if isinstance(child, str) and child[-1] != "*" else child[1] if child[0] == "=" else None
                if words is not None:  # the usual case, without a call
                    for position, captures in states.items():
                        if position >= len(stream.words):
                            continue
                        gap = stream.breaks[position]
                        if gap > NONE and not (first and position == at) and not (position in loose and gap < SENTENCE):
                            continue
                        word = stream.words[position]
                        if word == words if isinstance(words, str) else word in words:
                            following.setdefault(position + 1, captures)
                    if not following:
                        return {}
                    states, loose = following, still
                    continue
                for position, captures in states.items():
                    free = (first and position == at) or (
                        position in loose and position < len(stream.words) and stream.breaks[position] < SENTENCE
                    )
                    for end, more in self.ends(child, position, first=free).items():
                        following.setdefault(end, captures + more)
                        if end == position and position in loose:
                            still.add(end)
                if not following:
                    return {}
                states = following
                loose = still
            return states
        if kind == "|":
            found: dict[int, tuple[Any, ...]] = {}
            for child in node[1:]:
                for end, captures in self.ends(child, at, first=first).items():
                    found.setdefault(end, captures)
            return found
        if kind == "?":
            found = dict(self.ends(node[1], at, first=first))
            found.setdefault(at, ())
            return found
        if kind == "_":
            return dict(self.gap(node[1], node[2], at, first=first))
        if kind == "{":
            return self.lexicon(node[1], at, first=first)
        return self.placeholder(node[1], at, first=first)

    def gap(self, low: int, high: int, at: int, *, first: bool) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Where a gap of so many words can end."""
        stream = self.stream
        if low == 0:
            yield at, ()
        for count in range(1, high + 1):
            position = at + count - 1
            if position >= len(stream.words) or (stream.breaks[position] > COMMA and not (first and count == 1)):
                return
            if count >= low:
                yield at + count, ()

    def lexicon(self, name: str, at: int, *, first: bool) -> dict[int, tuple[Any, ...]]:
        """Where an entry of a lexicon can end."""
        if at >= len(self.stream.words):
            return {}
        found: dict[int, tuple[Any, ...]] = {}
        lexicon_entries = self.matcher.lexicon_entries
        word = self.stream.words[at]
        stems = lexicon_entries(name, word[:STEM_KEY] + "*")
        for node in (*lexicon_entries(name, word), *stems, *lexicon_entries(name, "*")):
            for end, captures in self.ends(node, at, first=first).items():
                found.setdefault(end, captures)
        return found

    def placeholder(self, name: str, at: int, *, first: bool) -> dict[int, tuple[Any, ...]]:
        """Where a number, a name, an address or the like can end."""
        stream = self.stream
        if at >= len(stream.words) or (not first and stream.breaks[at] > NONE):
            return {}
        kind, word = stream.kinds[at], stream.words[at]
        if name == "number":
            if kind == "n" or word in NUMBER_WORDS:
                return {at + 1: ()}
            return {}
        if name == "word":
            return {at + 1: ()} if kind in "wnc" else {}
        if name == "url":
            return {at + 1: ((name, at, at + 1),)} if kind == "u" else {}
        if name == "handle":
            return {at + 1: ((name, at, at + 1),)} if kind == "h" else {}
        if name == "hashtag":
            if word == "#" and at + 1 < len(stream.words) and stream.starts[at + 1] == stream.ends[at]:
                return {at + 2: ((name, at, at + 2),)}
            return {}
        return {end: (("name", at, end),) for end in self.name_ends(at)}

    def name_ends(self, at: int) -> list[int]:
        """Ends of a brand name that begins at ``at``: a handle, a hashtag, or up to four capitalised words."""
        stream = self.stream
        if stream.kinds[at] in "hu":
            return [at + 1]
        if stream.words[at] == "#" and at + 1 < len(stream.words):
            return [at + 2]
        ends = []
        for position in range(at, min(at + _NAME_WORDS, len(stream.words))):
            if position > at and stream.breaks[position] > NONE:
                break
            if not self.capital(position):
                break
            ends.append(position + 1)
        return ends

    def backwards(self, name: str, at: int) -> int | None:
        """Start of a leading placeholder that ends right before ``at``."""
        stream = self.stream
        if at == 0 or stream.breaks[at] > NONE:
            return None
        if name == "word":
            return at - 1
        if stream.kinds[at - 1] in "hu":
            return at - 1
        if at >= 2 and stream.words[at - 2] == "#" and stream.starts[at - 1] == stream.ends[at - 2]:
            return at - 2
        if name == "hashtag":
            return None
        if not self.original:  # where any word may be a name, the nearest is
            return at - 1
        start = at
        while start > 0 and at - start < _NAME_WORDS and self.capital(start - 1):
            start -= 1
            if stream.breaks[start] > NONE:
                break
        return start if start < at else None

    def capital(self, position: int) -> bool:
        """Whether a token is written as a name is."""
        if self.stream.kinds[position] not in "wn":
            return self.stream.kinds[position] == "c"
        if not self.original:
            return True
        low, high = self.to_original(self.stream.starts[position], self.stream.ends[position])
        word = self.original[low:high]
        return word[:1].isupper() or word[:1].isdigit() or any(c.isupper() for c in word[1:])
