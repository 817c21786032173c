"""Find all compiled phrases of a rule set in one walk over the tokens.

Every phrase is entered in an index under the words it can be found by (its *anchors*: what its first fixed part can
begin with). A walk over the distinct words of a document gives the phrases that can occur; a second look drops those
that lack another required word; only the rest are tried, at the places of their anchors. The cost of a phrase whose
words are absent is nothing, so a thousand more phrases hardly show.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.errors import RuleError
from brieflint.text.tokens import COMMA, NONE, SENTENCE, TokenStream

if TYPE_CHECKING:
    from brieflint.rules.notation import Node

NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half dozen"
    " couple ein eine zwei drei vier fünf sechs sieben acht neun zehn un une deux trois quatre cinq dix dos tres"
    " cuatro".split()
)
_ANY = "\x00any"  # the anchor of a phrase that can begin with anything
NUMBER = "\x00number"
"""What a number in digits is besides its word, in a set of words."""
ADDRESSES = ("\x00url", "\x00handle")
"""What links and handles are besides their words."""
_URL, _HANDLE = ADDRESSES
TAG = "\x00#"
"""Begins what a word behind a hash is besides."""
_MAX_ANCHORS = 4000
_NAME_WORDS = 4
_SEPARATOR = "~"  # between packed parts; in no word
_MOST_PARTS = 96  # that one phrase is spread into
_MOST_ENTRIES = 4000  # of a lexicon that is a phrase by itself
_STEM_KEY = 3  # letters of a stem; the notation asks for at least so many
_MOST_WORDS = 200_000  # of which candidates are remembered; hostile texts have millions


class Hit(NamedTuple):
    """A phrase found: its number in the set, the token range, and what its placeholders hold (token ranges)."""

    phrase: int
    start: int
    end: int
    captures: tuple[tuple[str, int, int], ...] = ()


# ---------------------------------------------------------------------------------------------------- building


def build_index(phrases: list[Node], lexicons: dict[str, list[Node]]) -> dict[str, Any]:
    """The plain-JSON form of a matcher, for the cache.

    Args:
        phrases: compiled phrases; a hit names the place in this list.
        lexicons: compiled entries of every lexicon that a phrase uses.

    Raises:
        RuleError: a phrase has no fixed word to be found by.
    """
    exact: dict[str, list[int]] = {}
    stems: dict[str, list[int]] = {}
    entries: list[str] = []
    memo: Memo = {}
    used = _used(phrases)
    owners: list[int] = []
    tables = _Tables()
    for owner, node in ((owner, part) for owner, whole in enumerate(phrases) for part in _spread(whole, lexicons)):
        number = len(owners)
        owners.append(owner)
        lead, rest = _split_lead(node)
        first = anchors_of(node, lexicons, memo)
        for trigger in sorted(_trigger(rest, first, lexicons, memo)):
            table, key = (stems, trigger[:-1]) if trigger.endswith("*") else (exact, trigger)
            table.setdefault(key, []).append(number)
        required = [tables.set(words) for words in _required(rest, lexicons, memo)]
        row = rest[1:] if isinstance(rest, list) and rest[0] == "&" else [rest]
        parts = (" ".join(lead), *(" ".join(map(str, ids)) for ids in ([tables.node(n) for n in row], required)))
        entries.append(";".join((*parts, str(tables.set(first)))))
    words = _leaves(phrases) | {w for name in used for w in _leaves(lexicons[name])}
    return {
        "entries": _SEPARATOR.join(entries),
        "owners": " ".join(map(str, owners)),
        "nodes": _SEPARATOR.join(tables.nodes),
        "sets": _SEPARATOR.join(tables.sets),
        "words": " ".join(sorted(w for w in words if w.isalpha() and len(w) > 2)),
        "stemmed": " ".join(sorted({w[:-1] for row in tables.sets for w in row.split(" ") if w.endswith("*")})),
        "exact": {word: " ".join(map(str, numbers)) for word, numbers in exact.items()},
        "stems": {word: " ".join(map(str, numbers)) for word, numbers in stems.items()},
        "lexicons": {name: _packed(_lexicon_table(nodes)) for name, nodes in sorted(lexicons.items()) if name in used},
    }


class _Tables:
    """Parts that many entries share, kept once: sets of words, and the members of rows."""

    def __init__(self) -> None:
        self.sets: list[str] = []
        self.nodes: list[str] = []
        self._known: dict[str, int] = {}

    def set(self, words: Iterable[str]) -> int:
        """Number of a set of words."""
        return self._number("=" + " ".join(sorted(words)), self.sets)

    def node(self, node: Node) -> int:
        """Number of a tree."""
        return self._number("&" + _packed(node), self.nodes)

    def _number(self, key: str, table: list[str]) -> int:
        if key not in self._known:
            self._known[key] = len(table)
            table.append(key[1:])
        return self._known[key]


Memo = dict[str, set[str]]
"""First words of each lexicon, and under its name in braces those that cover it, worked out once a build."""


def anchors_of(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> set[str]:
    """Words by which a phrase is found.

    Raises:
        RuleError: there are none, or far too many.
    """
    anchors, nullable = _tag_anchors(_split_lead(node)[1], lexicons, memo)
    if nullable or _ANY in anchors or not anchors:
        raise RuleError(
            "the phrase must begin with a fixed word, a lexicon or {number}, not with a gap or an optional part"
        )
    if len(anchors) > _MAX_ANCHORS:
        raise RuleError(f"the phrase begins with more than {_MAX_ANCHORS} different words")
    return anchors


def _tag_anchors(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> tuple[set[str], bool]:
    """As :func:`_first`, but a hashtag is found by its word: a text may hold thousands of ``#``."""
    if isinstance(node, list) and node[0] == "&" and node[1] == "#" and len(node) > 2:
        words, nullable = _first(node[2], lexicons, memo)
        if words and not nullable and all(word[0] != "\x00" for word in words):
            return {TAG + word for word in words}, False
    return _first(node, lexicons, memo)


def _packed(data: Any) -> str:
    """JSON inside JSON: what a text does not touch is never parsed."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def _split_lead(node: Node) -> tuple[list[str], Node]:
    """Placeholders at the head are matched backwards from the first fixed part."""
    if isinstance(node, list) and node[0] == "&" and isinstance(node[1], list):
        kind, name = node[1][:2]
        if kind == "@" and name in ("name", "word", "hashtag"):
            return [name], node[2] if len(node) == 3 else ["&", *node[2:]]
    return [], node


def _first(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> tuple[set[str], bool]:
    """Words that a match of ``node`` can begin with, and whether it can match nothing."""
    if isinstance(node, str):
        return {node}, False
    kind = node[0]
    if kind == "=":
        return set(node[1:]), False
    if kind == "?":
        return _first(node[1], lexicons, memo)[0], True
    if kind == "{":
        name = node[1]
        if name not in memo:
            memo[name] = set()
            memo[name] = set().union(*(_first(entry, lexicons, memo)[0] for entry in lexicons[name]))
        return memo[name], False
    if kind == "|":
        parts = [_first(child, lexicons, memo) for child in node[1:]]
        return set().union(*(p[0] for p in parts)), any(p[1] for p in parts)
    if kind == "&":
        found: set[str] = set()
        for child in node[1:]:
            more, nullable = _first(child, lexicons, memo)
            found |= more
            if not nullable:
                return found, False
        return found, True
    if kind == "_":
        return {_ANY}, node[1] == 0
    if kind == ",":
        return set(), True
    special = {"number": {NUMBER, *NUMBER_WORDS}, "url": {_URL}, "handle": {_HANDLE}, "hashtag": {"#"}}
    return set(special.get(node[1], {_ANY})), False


def _spread(node: Node, lexicons: dict[str, list[Node]]) -> list[Node]:
    """A phrase as several whose words are all needed, so that the rarest of each can be asked for first."""
    lead, rest = _split_lead(node)
    parts = [rest]
    done = False
    while not done:
        done = True
        out: list[Node] = []
        for part in parts:
            more = _one_step(part, lexicons)
            most = _MOST_ENTRIES if isinstance(part, list) and part[0] == "{" else _MOST_PARTS
            if len(more) > 1 and len(parts) + len(out) + len(more) <= most:
                out += more
                done = False
            else:
                out.append(part)
        parts = out
    if lead:
        heads = [["@", name] for name in lead]
        parts = [["&", *heads, *(part[1:] if isinstance(part, list) and part[0] == "&" else [part])] for part in parts]
    return parts


def _one_step(node: Node, lexicons: dict[str, list[Node]]) -> list[Node]:
    """The alternatives at the root of a tree, or those of the first part of a row that has some of several words."""
    if isinstance(node, str):
        return [node]
    if node[0] == "|":
        return list(node[1:])
    if node[0] == "{":
        return [part for whole in lexicons[node[1]] for part in _parts(whole)]
    if node[0] == "&":
        for at, child in enumerate(node[1:], 1):
            if isinstance(child, list) and child[0] == "|" and any(_long(option) for option in child[1:]):
                rows = [
                    option[1:] if isinstance(option, list) and option[0] == "&" else [option] for option in child[1:]
                ]
                return [["&", *node[1:at], *row, *node[at + 1 :]] for row in rows]
    return [node]


def _long(option: Node) -> bool:
    return isinstance(option, list) and option[0] == "&"


_COMMON = frozenset(
    "a an the and or of to in for on with at by from as is are was were be been being am it its it's this that"
    " these those i i'm i've me my we us our you your yours he she they them their his her who what when how if"
    " so but not no do does did don't have has had can can't could will would should may might must get gets"
    " got go just all more most some any one two three up out off about into over after before than then there"
    " here now very too also only like make makes made use used using new see say want need know take try good"
    " best great day time way first last every each other re s t here's there's which because while where why"
    " per via vs code post video link please".split()
)
_COST_COMMON, _COST_NUMBER = 200, 150
_MOST_REQUIRED = 4


def _trigger(node: Node, first: set[str], lexicons: dict[str, list[Node]], memo: Memo) -> set[str]:
    """The words by whose presence a phrase is looked for: those of its part that texts hold least often."""
    return min([first, *_covers(node, lexicons, memo)], key=_cost)


def _covers(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> list[set[str]]:
    """Sets of words of which each has one in every match, for each part of a row."""
    parts = node[1:] if isinstance(node, list) and node[0] == "&" else [node]
    return [words for words in (_cover(part, lexicons, memo) for part in parts) if words]


def _cover(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> set[str] | None:
    """Words of which every match of ``node`` holds one, the rarest that will do; ``None`` where there are none."""
    if isinstance(node, str):
        return {node}
    kind = node[0]
    if kind == "=":
        return set(node[1:])
    if kind == "&":
        covers = _covers(node, lexicons, memo)
        return min(covers, key=_cost) if covers else None
    if kind == "|":
        found: set[str] = set()
        for child in node[1:]:
            words = _cover(child, lexicons, memo)
            if words is None:
                return None
            found |= words
        return found
    if kind == "{":
        key = f"{{{node[1]}}}"
        if key not in memo:
            memo[key] = _cover(["|", *lexicons[node[1]]], lexicons, memo) or set()
        return memo[key] or None
    if kind == "@":
        special = {"number": {NUMBER, *NUMBER_WORDS}, "url": {_URL}, "handle": {_HANDLE}, "hashtag": {"#"}}
        return special.get(node[1])
    return None


def _cost(words: set[str]) -> int:
    return sum(_COST_COMMON if w in _COMMON else _COST_NUMBER if w[0] == "\x00" and w[1:2] != "#" else 1 for w in words)


def _required(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> list[set[str]]:
    """Sets of words of which each must have one in the sentence of a match, most selective first."""
    covers = _covers(node, lexicons, memo)
    return sorted(covers, key=lambda words: (_cost(words), sorted(words)))[:_MOST_REQUIRED]


def _parts(node: Node) -> Iterator[Node]:
    """The alternatives of an entry one by one, so that a first word leads to its own ones only."""
    if isinstance(node, list) and node[0] in ("=", "|"):
        for child in node[1:]:
            yield from _parts(child)
    else:
        yield node


def _leaves(nodes: list[Node]) -> set[str]:
    """Every plain word of some trees."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, str):
            found.add(node)
        elif node[0] in ("&", "|", "?", "="):
            found |= _leaves(node[1:])
    return found


def _used(nodes: list[Node]) -> set[str]:
    """Names of the lexicons that phrases use."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, list):
            if node[0] == "{":
                found.add(node[1])
            elif node[0] in ("&", "|", "?"):
                found |= _used(node[1:])
    return found


def _lexicon_key(anchor: str) -> str:
    """A word itself; the first letters of a stem and ``*``; ``*`` alone for what can begin in many ways."""
    if anchor[0] == "\x00":
        return "*"
    return anchor[:_STEM_KEY] + "*" if anchor.endswith("*") else anchor


def _lexicon_table(nodes: list[Node]) -> dict[str, str]:
    """Entries of a lexicon by first word; see :func:`_lexicon_key`."""
    table: dict[str, list[Node]] = {}
    for node in (part for whole in nodes for part in _parts(whole)):
        anchors, _ = _first(node, {}, {})
        for anchor in sorted(anchors):
            table.setdefault(_lexicon_key(anchor), []).append(node)
    return {word: _packed(entries) for word, entries in table.items()}


# ---------------------------------------------------------------------------------------------------- matching


class Matcher:
    """Matches a compiled index; see :func:`build_index`."""

    def __init__(self, index: dict[str, Any]) -> None:
        self._packed: list[str] = index["entries"].split(_SEPARATOR)
        self._exact: dict[str, str] = index["exact"]
        self._stems: dict[str, str] = index["stems"]
        self._packed_nodes: list[str] = index["nodes"].split(_SEPARATOR)
        self._packed_sets: list[str] = index["sets"].split(_SEPARATOR)
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
        self._stemless: set[str] = set()
        self._stem_keys: dict[str, tuple[str, ...]] = {}

    def triggers(self, word: str) -> tuple[int, ...]:
        """Numbers of the phrases that a text with ``word`` may hold."""
        known = self._by_word.get(word)
        if known is None:
            found = self._exact.get(word, "").split()
            for length in range(_STEM_KEY, min(self._longest, len(word)) + 1):
                found += self._stems.get(word[:length], "").split()
            known = tuple(map(int, found))
            if len(self._by_word) < _MOST_WORDS:
                self._by_word[word] = known
        return known

    def keys(self, words: AbstractSet[str]) -> AbstractSet[str]:
        """Words, and every stem that one of them begins with, as ``stem*``: what sets of words are compared with."""
        more: set[str] = set()
        for word in words - self._stemless:
            known = self._stem_keys.get(word)
            if known is None:
                stemmed = self._stemmed
                found = (word[:length] for length in range(_STEM_KEY, min(self._longest_stem, len(word)) + 1))
                known = tuple(f"{stem}*" for stem in found if stem in stemmed)
                if len(self._stemless) + len(self._stem_keys) < _MOST_WORDS:
                    if known:
                        self._stem_keys[word] = known
                    else:
                        self._stemless.add(word)
            more.update(known)
        return words | more if more else words

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
            lead, row, required, start = self._packed[number].split(";")
            nodes = [self._node(int(n)) for n in row.split()]
            first = self._set(int(start))
            known = Entry(
                lead.split(),
                nodes[0] if len(nodes) == 1 else ("&", *nodes),
                tuple(self._set(int(n)) for n in required.split()),
                first,
                tuple(w[:-1] for w in first if w.endswith("*")),
            )
            self._entries[number] = known
        return known

    def _set(self, number: int) -> frozenset[str]:
        known = self._sets.get(number)
        if known is None:
            known = self._sets[number] = frozenset(self._packed_sets[number].split(" "))
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
        return View(self, active)

    def find(self, stream: TokenStream, original: str = "", to_original: Any = None) -> list[Hit]:
        """All hits of all phrases; see :meth:`View.find`."""
        return self.whole.find(stream, original, to_original)

    @cached_property
    def whole(self) -> View:
        """All phrases."""
        return self.view(lambda _: True)


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
        self._by_word: dict[str, tuple[int, ...]] = {}
        self._quiet: set[str] = set()  # words that speak for no phrase
        self._needs: dict[str, list[list[frozenset[str]]]] = {}

    def triggers(self, word: str) -> tuple[int, ...]:
        """Numbers of the active phrases that a text with ``word`` may hold."""
        known = self._by_word.get(word)
        if known is None:
            owner = self.matcher.owner
            known = tuple(number for number in self.matcher.triggers(word) if self._active(owner(number)))
            if len(self._by_word) + len(self._quiet) < _MOST_WORDS:
                if known:
                    self._by_word[word] = known
                else:
                    self._quiet.add(word)
        return known

    def possible(self, words: AbstractSet[str]) -> dict[str, list[int]]:
        """Phrases that a text with these words may hold, by the word that speaks for them."""
        found: dict[str, list[int]] = {}
        speaking = words - self._quiet
        if not speaking:
            return found
        keys = self.matcher.keys(words)
        entry = self.matcher.entry
        for word in speaking:
            if not self._speaks(word, keys):
                continue
            for number in self.triggers(word):
                for required in entry(number).required:
                    if keys.isdisjoint(required):
                        break
                else:
                    found.setdefault(word, []).append(number)
        return found

    def _speaks(self, word: str, keys: AbstractSet[str]) -> bool:
        """Whether one of the phrases that a word speaks for has the other words that it needs."""
        known = self._needs.get(word)
        for needed in self._needed(word) if known is None else known:
            for required in needed:
                if keys.isdisjoint(required):
                    break
            else:
                return True
        return False

    def may_find(self, words: AbstractSet[str]) -> bool:
        """Whether a text with these words may hold a phrase.

        Args:
            words: with what words are besides: :data:`NUMBER`, :data:`ADDRESSES`, :data:`TAG` and a word.
        """
        speaking = words - self._quiet
        if not speaking:
            return False
        keys = self.matcher.keys(words)
        return any(self._speaks(word, keys) for word in speaking)

    def _needed(self, word: str) -> list[list[frozenset[str]]]:
        """What a text with a word must hold besides, for each phrase that it speaks for."""
        own = self.matcher.keys({word})
        found = {
            frozenset(r for r in self.matcher.entry(number).required if own.isdisjoint(r))
            for number in self.triggers(word)
        }
        # What needs less covers what needs more.
        least = [f for f in found if not any(other < f for other in found)]
        needed = [sorted(f, key=len) for f in least]
        if needed and len(self._needs) < _MOST_WORDS:
            self._needs[word] = needed
        return needed

    def find(self, stream: TokenStream, original: str = "", to_original: Any = None) -> list[Hit]:
        """Hits in order of their start; of one phrase at one place, the longest.

        First the distinct words of the text are asked, then the sentences of those that speak for a phrase; no match
        crosses the end of a sentence.

        Args:
            original: the text before folding, for ``{name}``, which needs capitals; without it any word is a name.
            to_original: maps a folded span to a span of ``original``.
        """
        specials = _specials(stream)
        possible = self.possible(stream.vocabulary | specials.keys())
        if not possible:
            return []
        run = _Run(self.matcher, stream, original, to_original)
        hits: list[Hit] = []
        starts = [low for low, _ in stream.sentences]
        asked: dict[int, set[int]] = {}
        for at, word in enumerate(stream.words):
            if word in possible:
                asked.setdefault(bisect_right(starts, at) - 1, set()).update(possible[word])
        for special, tokens in specials.items():
            if special in possible:
                for at in tokens:
                    asked.setdefault(bisect_right(starts, at) - 1, set()).update(possible[special])
        keys_of, entry_of = self.matcher.keys, self.matcher.entry
        for sentence, candidates in asked.items():
            places = _places(stream, *stream.sentences[sentence])
            here = keys_of(places.keys())
            for number in candidates:
                entry = entry_of(number)
                for required in entry.required:
                    if here.isdisjoint(required):
                        break
                else:
                    for at in entry.starts(places):
                        hit = run.try_at(number, at)
                        if hit is not None:
                            hits.append(hit)
        hits.sort(key=lambda h: (h.start, -h.end, h.phrase))
        longest: dict[tuple[int, int], Hit] = {}
        for hit in hits:
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
        return _URL
    if kind == "h":
        return _HANDLE
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


class _Run:
    """One document being matched."""

    def __init__(self, matcher: Matcher, stream: TokenStream, original: str, to_original: Any) -> None:
        self.matcher = matcher
        self.stream = stream
        self.original = original
        self.to_original = to_original

    def try_at(self, number: int, at: int) -> Hit | None:
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
        if at >= len(self.stream.words):
            return {}
        found: dict[int, tuple[Any, ...]] = {}
        lexicon_entries = self.matcher.lexicon_entries
        word = self.stream.words[at]
        stems = lexicon_entries(name, word[:_STEM_KEY] + "*")
        for node in (*lexicon_entries(name, word), *stems, *lexicon_entries(name, "*")):
            for end, captures in self.ends(node, at, first=first).items():
                found.setdefault(end, captures)
        return found

    def placeholder(self, name: str, at: int, *, first: bool) -> dict[int, tuple[Any, ...]]:
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
        if self.stream.kinds[position] not in "wn":
            return self.stream.kinds[position] == "c"
        if not self.original:
            return True
        low, high = self.to_original(self.stream.starts[position], self.stream.ends[position])
        word = self.original[low:high]
        return word[:1].isupper() or word[:1].isdigit() or any(c.isupper() for c in word[1:])
