"""Find all compiled phrases of a rule set in one walk over the tokens.

The distinct words of a text give the phrases that can occur (see :mod:`brieflint.rules.index`); what each of them needs
besides drops most; only the rest are tried, in the sentences that hold all of their words. The cost of a phrase whose
words are absent is nothing, so a thousand more phrases hardly show.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.rules.tree_match import STEM_KEY, Hit, TreeMatch
from brieflint.text.tokens import ADDRESSES, NONE, TokenStream

if TYPE_CHECKING:
    from brieflint.rules.notation import Node

NUMBER = "\x00number"
"""What a number in digits is besides its word, in a set of words."""
URL, HANDLE = ADDRESSES
TAG = "\x00#"
"""Begins what a word behind a hash is besides."""
PAIR = "&"
"""Stands between two words of which a text must hold both, in a set of words; no token has it."""
SEPARATOR = "~"
"""Stands between packed parts of an index, and in no word."""
_DERIVED = "*"  # a member of sets that hold more than words: stems, pairs
_MOST_WORDS = 200_000  # of which candidates are remembered; hostile texts have millions


class Matcher:
    """Matches a compiled index; see :func:`brieflint.rules.index.build_index`."""

    def __init__(self, index: dict[str, Any]) -> None:
        self.packed: list[str] = index["entries"].split(SEPARATOR)
        """Entries: leading placeholders, parts, sets of words that are required, first words; parted by semicolons."""
        self._exact: dict[str, str] = index["exact"]
        self._stems: dict[str, str] = index["stems"]
        self._packed_nodes: list[str] = index["nodes"].split(SEPARATOR)
        self._packed_sets: list[str] = index["sets"].split(SEPARATOR)
        self._nodes: dict[int, Node] = {}
        self._sets: dict[int, frozenset[str]] = {}
        self._owners: list[str] = index["owners"].split()
        self._packed_lexicons: dict[str, str] = index["lexicons"]
        self._lexicons: dict[str, dict[str, str]] = {}
        self._by_word: dict[str, tuple[int, ...]] = {}
        self._entries: dict[int, Entry] = {}
        self._entries_of_lexicon: dict[tuple[str, str], list[Node]] = {}
        self._words: str = index["words"]
        self._index_stems: str = index["stemmed"]
        self._longest = max(map(len, self._stems), default=0)
        self._stem_heads = {stem[:STEM_KEY] for stem in self._stems}
        self._packed_pairs: dict[str, str] = index["pairs"]
        self._pair_heads = frozenset(self._packed_pairs)
        self._pairs: dict[str, list[tuple[str, str]]] = {}
        self._stemless: set[str] = set()
        self._stem_keys: dict[str, tuple[str, ...]] = {}

    def may_speak(self, word: str) -> bool:
        """Whether a word may speak for a phrase; most do not."""
        return word in self._exact or word[:STEM_KEY] in self._stem_heads

    def triggers(self, word: str) -> tuple[int, ...]:
        """Numbers of the phrases that a text with ``word`` may hold."""
        known = self._by_word.get(word)
        if known is None:
            packed = self._exact.get(word, "")
            if word[:STEM_KEY] in self._stem_heads:
                stems = self._stems
                for length in range(STEM_KEY, min(self._longest, len(word)) + 1):
                    packed += " " + stems.get(word[:length], "")
            known = tuple(map(int, packed.split()))
            if len(self._by_word) < _MOST_WORDS:
                self._by_word[word] = known
        return known

    def keys(self, words: AbstractSet[str]) -> AbstractSet[str]:
        """Words, every stem that one of them begins with, as ``stem*``, and pairs that need asking for, as ``a&b``."""
        more: set[str] = set()
        for word in words - self._stemless:
            known = self._stem_keys.get(word)
            if known is None:
                stemmed = self._stemmed
                found = (word[:length] for length in range(STEM_KEY, min(self._longest_stem, len(word)) + 1))
                known = tuple(f"{stem}*" for stem in found if stem in stemmed)
                if len(self._stemless) + len(self._stem_keys) < _MOST_WORDS:
                    if known:
                        self._stem_keys[word] = known
                    else:
                        self._stemless.add(word)
            more.update(known)
        for first in words & self._pair_heads:
            for second, key in self._pairs_of(first):
                if second in words:
                    more.add(key)
        return words | more if more else words

    def _pairs_of(self, first: str) -> list[tuple[str, str]]:
        known = self._pairs.get(first)
        if known is None:
            known = self._pairs[first] = [
                (second, f"{first}{PAIR}{second}") for second in self._packed_pairs[first].split()
            ]
        return known

    @cached_property
    def _stemmed(self) -> frozenset[str]:
        """Every stem of a set."""
        return frozenset(self._index_stems.split())

    @cached_property
    def _longest_stem(self) -> int:
        return max(map(len, self._stemmed), default=0)

    def owner(self, number: int) -> int:
        """The phrase that an entry is a part of."""
        return int(self._owners[number])

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of three letters or more that a phrase holds."""
        return frozenset(self._words.split())

    def entry(self, number: int) -> Entry:
        """What is needed to match a phrase, prepared when it is first asked for."""
        known = self._entries.get(number)
        if known is None:
            lead, row, required, start = self.packed[number].split(";")
            nodes = [self._node(int(n)) for n in row.split()]
            first = self._set(int(start))
            known = Entry(
                lead.split(),
                nodes[0] if len(nodes) == 1 else ("&", *nodes),
                self.sets(required),
                first,
                tuple(w[:-1] for w in first if w.endswith("*") and w != _DERIVED),
            )
            self._entries[number] = known
        return known

    def sets(self, packed: str) -> tuple[frozenset[str], ...]:
        """Sets of words of which a text must hold one each."""
        return tuple(self._set(int(number)) for number in packed.split())

    def _set(self, number: int) -> frozenset[str]:
        known = self._sets.get(number)
        if known is None:
            packed = self._packed_sets[number]
            words = packed.split(" ")
            known = self._sets[number] = frozenset((*words, _DERIVED) if "*" in packed or PAIR in packed else words)
        return known

    def _node(self, number: int) -> Node:
        if number not in self._nodes:
            self._nodes[number] = _prepared(json.loads(self._packed_nodes[number]))
        return self._nodes[number]

    def lexicon_entries(self, name: str, word: str) -> list[Node]:
        """Entries of a lexicon that can begin with ``word``."""
        known = self._entries_of_lexicon.get((name, word))
        if known is None:
            if name not in self._lexicons:
                self._lexicons[name] = json.loads(self._packed_lexicons[name])
            packed = self._lexicons[name].get(word)
            known = [_prepared(node) for node in json.loads(packed)] if packed else []
            self._entries_of_lexicon[name, word] = known
        return known

    def view(self, active: Callable[[int], bool]) -> View:
        """A part of the phrases, to be looked for on its own; keep it, since it remembers what it learns of words."""
        known: dict[str, bool] = {}
        owners = self._owners

        def fits(number: int) -> bool:
            owner = owners[number]
            fit = known.get(owner)
            if fit is None:
                fit = known[owner] = active(int(owner))
            return fit

        return View(self, fits)

    def view_of(self, phrases: Iterable[int]) -> View:
        """The same for a few phrases, by their numbers."""
        owners = self._owners
        entries: set[int] = set()
        for phrase in phrases:
            entries.update(
                range(bisect_left(owners, phrase, key=int), bisect_right(owners, phrase, key=int))
            )  # the parts of a phrase stand together, in order
        return View(self, entries.__contains__)

    def find(self, stream: TokenStream, original: str = "", to_original: Any = None) -> list[Hit]:
        """All hits of all phrases; see :meth:`View.find`."""
        return self.whole.find(stream, original, to_original)

    @cached_property
    def whole(self) -> View:
        """All phrases."""
        return self.view(lambda _: True)


_Need = tuple[frozenset[str], ...]
"""Sets of words of which a text must hold one each."""
_Needs = tuple[_Need, ...]


class Entry(NamedTuple):
    """One phrase: leading placeholders, its tree, sets of which each must have a word in the sentence, first words."""

    lead: list[str]
    node: Node
    required: tuple[frozenset[str], ...]
    first: frozenset[str]
    stems: tuple[str, ...]

    def starts(self, places: Mapping[str, list[int]]) -> list[int]:
        """Tokens of a sentence that can be the first of the phrase, in order."""
        first = self.first
        keys = (
            [key for key in places if key in first] if len(places) < len(first) else [w for w in first if w in places]
        )
        if self.stems:
            keys += [key for key in places if key.startswith(self.stems) and key not in first]
        return sorted({at for key in keys for at in places[key]}) if keys else []


class View:
    """Some of a matcher's phrases, and what is known of each word."""

    def __init__(self, matcher: Matcher, active: Callable[[int], bool]) -> None:
        self.matcher = matcher
        self._active = active
        self.without: set[str] = set()
        """Short texts met that hold none of the phrases, for those who would ask again."""
        self._quiet: set[str] = set()  # words that speak for no phrase
        self._needs: dict[str, _Needs] = {}
        self._groups: dict[str, list[tuple[_Need, tuple[int, ...]]]] = {}

    def possible(self, words: AbstractSet[str]) -> dict[str, list[int]]:
        """Phrases that a text with these words may hold, by the word that speaks for them.

        Args:
            words: with what words are besides: :data:`NUMBER`, ``ADDRESSES``, :data:`TAG` and a word.
        """
        found: dict[str, list[int]] = {}
        keys: AbstractSet[str] | None = None
        needs = self._needs
        for word in words - self._quiet:
            known = needs.get(word)
            for needed in self._needed(word) if known is None else known:
                for required in needed:
                    if words.isdisjoint(required):
                        if _DERIVED not in required:
                            break
                        keys = keys or self.matcher.keys(words)
                        if keys.isdisjoint(required):
                            break
                else:
                    keys = keys or self.matcher.keys(words)
                    found[word] = self._speaking(word, keys)
                    break
        return found

    def _speaking(self, word: str, keys: AbstractSet[str]) -> list[int]:
        """Of the phrases that a word speaks for, those whose other words are there."""
        found: list[int] = []
        for needed, numbers in self._groups[word]:
            for required in needed:
                if keys.isdisjoint(required):
                    break
            else:
                found += numbers
        return found

    def _needed(self, word: str) -> _Needs:
        """What a text with a word must hold besides, for each phrase that it speaks for."""
        matcher, active = self.matcher, self._active
        rows: dict[str, list[int]] = {}
        packed = matcher.packed
        for number in filter(active, matcher.triggers(word)) if matcher.may_speak(word) else ():
            required = packed[number].split(";", 3)[2]
            if required in rows:
                rows[required].append(number)
            else:
                rows[required] = [number]
        if not rows:
            if len(self._quiet) < _MOST_WORDS:
                self._quiet.add(word)
            return ()
        own = matcher.keys({word})
        groups: dict[frozenset[frozenset[str]], list[int]] = {}
        for required, numbers in rows.items():
            groups.setdefault(frozenset(filter(own.isdisjoint, matcher.sets(required))), []).extend(numbers)
        in_order = [(tuple(sorted(needed, key=_dear)), tuple(numbers)) for needed, numbers in groups.items()]
        # What needs less covers what needs more.
        needs = tuple(tuple(sorted(n, key=_dear)) for n in groups if not any(other < n for other in groups))
        if len(self._needs) >= _MOST_WORDS:
            self._needs.clear()
            self._groups.clear()
        self._needs[word], self._groups[word] = needs, in_order
        return needs

    def find(
        self,
        stream: TokenStream,
        original: str = "",
        to_original: Any = None,
        possible: Mapping[str, Sequence[int]] | None = None,
        phrases: AbstractSet[int] | None = None,
    ) -> list[Hit]:
        """Hits in order of their start; of one phrase at one place, the longest.

        First the distinct words of the text are asked, then the sentences of those that speak for a phrase; no match
        crosses the end of a sentence.

        Args:
            original: the text before folding, for ``{name}``, which needs capitals; without it any word is a name.
            to_original: maps a folded span to a span of ``original``.
            possible: what :meth:`possible` says of words that include those of the text, where that is known.
            phrases: the only phrases to look for.
        """
        specials = _specials(stream)
        if possible is None:
            possible = self.possible(stream.vocabulary | specials.keys())
        if phrases is not None:
            owner = self.matcher.owner
            possible = {word: [n for n in numbers if owner(n) in phrases] for word, numbers in possible.items()}
        if not any(possible.values()):
            return []
        search = _Search(self.matcher, stream, original, to_original)
        starts = [low for low, _ in stream.sentences]
        asked: dict[int, set[int]] = {}
        for at, word in enumerate(stream.words):
            if word in possible:
                asked.setdefault(bisect_right(starts, at) - 1, set()).update(possible[word])
        for special, tokens in specials.items():
            if special in possible:
                for at in tokens:
                    asked.setdefault(bisect_right(starts, at) - 1, set()).update(possible[special])
        for sentence, candidates in asked.items():
            search.look(_places(stream, *stream.sentences[sentence]), candidates)
        return search.hits()

    def find_in(
        self, stream: TokenStream, sentences: Iterable[int], original: str = "", to_original: Any = None
    ) -> list[Hit]:
        """The same in some sentences only, by their numbers."""
        search = _Search(self.matcher, stream, original, to_original)
        for sentence in sentences:
            places = _places(stream, *stream.sentences[sentence])
            candidates = self.possible(set(places))
            search.look(places, {number for numbers in candidates.values() for number in numbers})
        return search.hits()


def _dear(required: frozenset[str]) -> tuple[bool, int]:
    """What it costs to ask for one of some words; stems and pairs have to be worked out."""
    return _DERIVED in required, len(required)


class _Search:
    """What is found in the sentences of a text."""

    def __init__(self, matcher: Matcher, stream: TokenStream, original: str, to_original: Any) -> None:
        self._matcher = matcher
        self._run = TreeMatch(matcher, stream, original, to_original)
        self._hits: list[Hit] = []

    def look(self, places: dict[str, list[int]], candidates: Iterable[int]) -> None:
        """Try phrases in one sentence."""
        here: AbstractSet[str] | None = None
        for number in candidates:
            here = here or self._matcher.keys(set(places))
            entry = self._matcher.entry(number)
            for required in entry.required:
                if here.isdisjoint(required):
                    break
            else:
                for at in entry.starts(places):
                    hit = self._run.try_at(number, at)
                    if hit is not None:
                        self._hits.append(hit)

    def hits(self) -> list[Hit]:
        """What was found, in order of the start; of one phrase at one place, the longest."""
        self._hits.sort(key=lambda h: (h.start, -h.end, h.phrase))
        longest: dict[tuple[int, int], Hit] = {}
        for hit in self._hits:
            longest.setdefault((hit.phrase, hit.start), hit)
        return list(longest.values())


def _special(stream: TokenStream, at: int) -> str | None:
    """The trigger that a token is besides its word: a number, an address, a hashtag."""
    kind = stream.kinds[at]
    if kind == "w":
        return None
    if kind == "n":
        return NUMBER
    if kind == "u":
        return URL
    if kind == "h":
        return HANDLE
    if stream.words[at] == "#" and at + 1 < len(stream.words) and stream.breaks[at + 1] == NONE:
        return TAG + stream.words[at + 1]
    return None


def _specials(stream: TokenStream) -> dict[str, list[int]]:
    """Tokens by what they are besides their words."""
    found: dict[str, list[int]] = {}
    for at in [at for at, kind in enumerate(stream.kinds) if kind != "w"]:
        special = _special(stream, at)
        if special is not None:
            found.setdefault(special, []).append(at)
    return found


def _places(stream: TokenStream, low: int, high: int) -> dict[str, list[int]]:
    """Tokens of a sentence by word, and by what they are besides."""
    places: dict[str, list[int]] = {}
    for at in range(low, high):
        places.setdefault(stream.words[at], []).append(at)
        if stream.kinds[at] != "w":
            special = _special(stream, at)
            if special is not None:
                places.setdefault(special, []).append(at)
    return places


def _prepared(node: Any) -> Node:
    """A tree as it is matched: sets where a word is looked up."""
    if isinstance(node, str):
        return node
    if node[0] == "=":
        return ("=", frozenset(node[1:]))
    return tuple(_prepared(child) if isinstance(child, list) else child for child in node)
