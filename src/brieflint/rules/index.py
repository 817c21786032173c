"""Enter compiled phrases in an index, under the words by which a text shows that it may hold them.

A phrase is spread into parts whose words are all needed; each part is entered under the words that texts hold least
often, with the others that it needs besides. The index is plain JSON, for the cache; :mod:`brieflint.rules.matcher`
reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from brieflint.errors import RuleError
from brieflint.rules import frequent
from brieflint.rules.matcher import HANDLE, NUMBER, PAIR, SEPARATOR, TAG, URL
from brieflint.rules.tree_match import NUMBER_WORDS, STEM_KEY

if TYPE_CHECKING:
    from brieflint.rules.notation import Node

_ANY = "\x00any"  # the anchor of a phrase that can begin with anything
_MAX_ANCHORS = 4000
_MOST_PARTS = 96  # that one phrase is spread into
_MOST_ENTRIES = 4000  # of a lexicon that is a phrase by itself


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
        "entries": SEPARATOR.join(entries),
        "owners": " ".join(map(str, owners)),
        "nodes": SEPARATOR.join(tables.nodes),
        "sets": SEPARATOR.join(tables.sets),
        "words": " ".join(sorted(w for w in words if w.isalpha() and len(w) > 2)),
        "pairs": _pairs(word for row in tables.sets for word in row.split(" ") if PAIR in word),
        "stemmed": " ".join(sorted({w[:-1] for row in tables.sets for w in row.split(" ") if w.endswith("*")})),
        "exact": {word: " ".join(map(str, numbers)) for word, numbers in exact.items()},
        "stems": {word: " ".join(map(str, numbers)) for word, numbers in stems.items()},
        "lexicons": {name: _packed(_lexicon_table(nodes)) for name, nodes in sorted(lexicons.items()) if name in used},
    }


def _pairs(found: Iterable[str]) -> dict[str, str]:
    """The second words of pairs by the first."""
    pairs: dict[str, list[str]] = {}
    for first, second in sorted({tuple(pair.split(PAIR)) for pair in found}):
        pairs.setdefault(first, []).append(second)
    return {first: " ".join(seconds) for first, seconds in pairs.items()}


class _Tables:
    """Parts that many entries share, kept once: sets of words, and the members of rows."""

    def __init__(self) -> None:
        self.sets: list[str] = []
        self.nodes: list[str] = []
        self._known: dict[str, int] = {}
        self._lexicons: dict[frozenset[str], int] = {}

    def set(self, words: AbstractSet[str]) -> int:
        """Number of a set of words."""
        known = self._lexicons.get(words) if isinstance(words, frozenset) else None
        if known is None:
            known = self._number("=" + " ".join(sorted(words)), self.sets)
            if isinstance(words, frozenset):
                self._lexicons[words] = known
        return known

    def node(self, node: Node) -> int:
        """Number of a tree."""
        return self._number("&" + _packed(node), self.nodes)

    def _number(self, key: str, table: list[str]) -> int:
        if key not in self._known:
            self._known[key] = len(table)
            table.append(key[1:])
        return self._known[key]


Memo = dict[str, AbstractSet[str]]
"""First words of each lexicon, and with a sign before its name those that cover it, worked out once a build."""


def anchors_of(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> AbstractSet[str]:
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


def _tag_anchors(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> tuple[AbstractSet[str], bool]:
    """As :func:`_first`, but a hashtag is found by its word: a text may hold thousands of ``#``."""
    if isinstance(node, list) and node[0] == "&" and node[1] == "#" and len(node) > 2:
        words = _tagged(node[2], lexicons, memo)
        if words:
            return words, False
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


def _first(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> tuple[AbstractSet[str], bool]:
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
            memo[name] = frozenset()
            memo[name] = frozenset().union(*(_first(entry, lexicons, memo)[0] for entry in lexicons[name]))
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
    special = {"number": {NUMBER, *NUMBER_WORDS}, "url": {URL}, "handle": {HANDLE}, "hashtag": {"#"}}
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


_COSTS = ((frequent.MOST, 800), (frequent.MANY, 200), (frequent.SOME, 50), (frequent.FEW, 12))
_COST_NUMBER, _COST_SHORT, _SHORT_WORD = 150, 4, 3
_MOST_REQUIRED = 4
_MOST_PAIRS = 12  # that a row of two parts is spread into


def _trigger(node: Node, first: AbstractSet[str], lexicons: dict[str, list[Node]], memo: Memo) -> AbstractSet[str]:
    """The words by whose presence a phrase is looked for: those of its part that texts hold least often."""
    return min([first, *_covers(node, lexicons, memo)], key=_cost)


def _covers(node: Node, lexicons: dict[str, list[Node]], memo: Memo, *, pairs: bool = False) -> list[AbstractSet[str]]:
    """Sets of words, or with ``pairs`` of words and pairs, of which each has one in every match, by part of a row."""
    parts = node[1:] if isinstance(node, list) and node[0] == "&" else [node]
    found: list[AbstractSet[str]] = []
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        words = _tagged(following, lexicons, memo) if part == "#" and following is not None else None
        words = words or _cover(part, lexicons, memo, pairs=pairs)
        if words:
            found.append(words)
    return found


def _tagged(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> AbstractSet[str] | None:
    """Of what follows a hash, the words with it; ``None`` where they cannot be told."""
    words, nullable = _first(node, lexicons, memo)
    return None if nullable or not words or any(word[0] == "\x00" for word in words) else {TAG + w for w in words}


def _cover(node: Node, lexicons: dict[str, list[Node]], memo: Memo, *, pairs: bool = False) -> AbstractSet[str] | None:
    """Words of which every match of ``node`` holds one, the rarest that will do; ``None`` where there are none.

    Args:
        pairs: where a match needs two words, name both of them as a pair: "sclerosis&multiple".
    """
    if isinstance(node, str):
        return {node}
    kind = node[0]
    if kind == "=":
        return set(node[1:])
    if kind == "&":
        covers = sorted(_covers(node, lexicons, memo, pairs=pairs), key=_cost)
        return (pairs and _paired(covers[:2])) or (covers[0] if covers else None)
    if kind == "|":
        found: set[str] = set()
        for child in node[1:]:
            words = _cover(child, lexicons, memo, pairs=pairs)
            if words is None:
                return None
            found |= words
        return found
    if kind == "{":
        key = f"{PAIR if pairs else '{'}{node[1]}"
        if key not in memo:
            memo[key] = frozenset(_cover(["|", *lexicons[node[1]]], lexicons, memo, pairs=pairs) or ())
        return memo[key] or None
    if kind == "@":
        special = {"number": {NUMBER, *NUMBER_WORDS}, "url": {URL}, "handle": {HANDLE}, "hashtag": {"#"}}
        return special.get(node[1])
    return None


def _paired(covers: list[AbstractSet[str]]) -> AbstractSet[str] | None:
    """Every pair of words of two sets; ``None`` where there are too many, or not two sets of plain words."""
    if len(covers) < 2 or len(covers[0]) * len(covers[1]) > _MOST_PAIRS or not covers[0].isdisjoint(covers[1]):
        return None
    if not all(map(_plain, covers[0] | covers[1])):
        return None
    return {f"{a}{PAIR}{b}" for a in covers[0] for b in covers[1]}


def _plain(word: str) -> bool:
    return word[0] != "\x00" and word[-1] != "*" and PAIR not in word


def _cost(words: AbstractSet[str]) -> int:
    """How often texts hold one of some words, by a rough measure."""
    return _cost_of_lexicon(words) if isinstance(words, frozenset) else sum(map(_cost_of, words))


@lru_cache(maxsize=4096)
def _cost_of_lexicon(words: frozenset[str]) -> int:
    return sum(map(_cost_of, words))


@cache
def _cost_of(word: str) -> int:
    if PAIR in word:
        return 1
    if word[0] == "\x00":
        return _COST_NUMBER if word[1:2] != "#" else 1
    for words, cost in _COSTS:
        if word in words:
            return cost
    return 1 if len(word) > _SHORT_WORD else _COST_SHORT


def _required(node: Node, lexicons: dict[str, list[Node]], memo: Memo) -> list[AbstractSet[str]]:
    """Sets of words and pairs of which each must have one in the sentence of a match, most selective first."""
    covers = _covers(node, lexicons, memo, pairs=True)
    return sorted(covers, key=_cost)[:_MOST_REQUIRED]


def _parts(node: Node) -> Iterator[Node]:
    """The alternatives of an entry one by one, so that a first word leads to its own ones only."""
    if isinstance(node, list) and node[0] in ("=", "|"):
        for child in node[1:]:
            yield from _parts(child)
    else:
        yield node


def _leaves(nodes: list[Node]) -> AbstractSet[str]:
    """Every plain word of some trees."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, str):
            found.add(node)
        elif node[0] in ("&", "|", "?", "="):
            found |= _leaves(node[1:])
    return found


def _used(nodes: list[Node]) -> AbstractSet[str]:
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
    return anchor[:STEM_KEY] + "*" if anchor.endswith("*") else anchor


def _lexicon_table(nodes: list[Node]) -> dict[str, str]:
    """Entries of a lexicon by first word; see :func:`_lexicon_key`."""
    table: dict[str, list[Node]] = {}
    for node in (part for whole in nodes for part in _parts(whole)):
        anchors, _ = _first(node, {}, {})
        for anchor in sorted(anchors):
            table.setdefault(_lexicon_key(anchor), []).append(node)
    return {word: _packed(entries) for word, entries in table.items()}
