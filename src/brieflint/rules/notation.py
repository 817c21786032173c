"""The phrase notation: what counsel writes in a rule, compiled to a small tree that is matched on tokens.

==================  ===========================================================================
``clinically proven``  these words in a row; case, accents of quotes, hyphens, emoji between them do not matter
``[really] works``     an optional part
``(cure|treat) acne``  one of several; parts may hold several words
``cure[s|d]``          endings glued to a word
``detox*``             a word that begins so
``well-known``         written apart, with a hyphen, or as one word
``{disease}``          any entry of the lexicon of that name
``<product>``          a piece defined once and shared
``{number}``           a number in digits or words
``{0-4 words}``        a gap of up to four words inside the sentence
``{name}``             a brand: an @handle or a capitalised name (kept for the message)
``{url}`` ``{handle}`` ``{word}`` ``{hashtag}``  a link, a handle, any one word, any hashtag
``{,}``                a comma, colon or other clause mark may stand here (otherwise words must not be parted)
``20 %``               the sign, and ``percent``, ``per cent`` and their like in the languages covered
==================  ===========================================================================

The tree is plain JSON: a string is a word (``"cur*"`` a stem), a list is ``[kind, ...]``. Kinds: ``&`` in a row,
``|`` one of, ``?`` optional, ``=`` one word of a set, ``{`` a lexicon, ``_`` a gap, ``@`` a placeholder, ``,`` a break.
There is no unbounded repetition, so matching is bounded by the length of the phrase.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import Any

from brieflint.errors import RuleError
from brieflint.text.fold import fold
from brieflint.text.tokens import tokenize

Node = Any
"""A compiled phrase; see the module's description."""

PLACEHOLDERS = ("number", "name", "url", "handle", "word", "hashtag")
_GAP = re.compile(r"(\d{1,2})-(\d{1,2}) words?\Z")
_ATOM = re.compile(r"[^\s\[\](){}<>|]+")
_MAX_GLUED = 64
_PERCENT: Node = [
    "|",
    ["=", "%", "percent", "pct", "prozent", "procent"],
    ["&", ["=", "per", "por", "pour"], ["=", "cent", "cento", "ciento"]],
]
MAX_GAP = 12


class _Parser:
    def __init__(self, text: str, pieces: dict[str, str], depth: int = 0) -> None:
        self.text = text
        self.at = 0
        self.pieces = pieces
        self.depth = depth

    def fail(self, what: str) -> RuleError:
        return RuleError(f"{what} at character {self.at + 1} of the phrase {self.text!r}")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def alternatives(self, closing: str) -> list[Node]:
        options = [self.sequence(closing)]
        while self.peek() == "|":
            self.at += 1
            options.append(self.sequence(closing))
        if closing:
            if self.peek() != closing:
                raise self.fail(f"'{closing}' expected")
            self.at += 1
        if closing and [","] in options:
            raise self.fail("'{,}' stands between two words, not alone in brackets")
        return options

    def sequence(self, closing: str) -> Node:
        items: list[Node] = []
        while self.at < len(self.text):
            char = self.peek()
            if char.isspace():
                self.at += 1
            elif char in ("|", closing):
                break
            elif char in ")]}>":
                raise self.fail(f"'{char}' closes nothing")
            else:
                items.append(self.item())
        return _sequence(items)

    def item(self) -> Node:
        char = self.peek()
        if char == "{":
            return self.braces()
        if char == "<":
            return self.piece()
        match = _ATOM.match(self.text, self.at)
        if match is not None and self.text[match.end() : match.end() + 1] not in ("(", "["):  # the usual case
            self.at = match.end()
            return _words(match[0], self)
        if self.glued():
            return self.glued_word()
        if char == "(":
            self.at += 1
            return _alternatives(self.alternatives(")"))
        if char == "[":
            self.at += 1
            return ["?", _alternatives(self.alternatives("]"))]
        assert match is not None
        self.at = match.end()
        return _words(match[0], self)

    def glued(self) -> bool:
        """Whether a bracket is glued to letters here: ``cure[s]``, ``(un|)safe``."""
        end, depth, groups, letters = self.at, 0, 0, 0
        while end < len(self.text):
            char = self.text[end]
            if char in "([":
                depth += 1
                groups += 1
            elif char in ")]":
                depth -= 1
                if depth < 0:
                    break
            elif depth == 0 and (char.isspace() or char in "|{}<>"):
                break
            elif depth and (char.isspace() or char in "{}<>"):
                return False
            elif depth == 0:
                letters += 1
            end += 1
        return bool(groups and letters)

    def glued_word(self) -> Node:
        parts: list[list[str]] = []
        while self.at < len(self.text):
            char = self.peek()
            if char in "([":
                stop = self.text.find(")" if char == "(" else "]", self.at)
                if stop < 0:
                    raise self.fail("bracket is not closed")
                options = self.text[self.at + 1 : stop].split("|")
                parts.append([*options, ""] if char == "[" else options)
                self.at = stop + 1
            elif char.isspace() or char in "|{}<>)]":
                break
            else:
                match = _ATOM.match(self.text, self.at)
                assert match is not None
                parts.append([match[0]])
                self.at = match.end()
        words = ["".join(choice) for choice in product(*parts)]
        if len(words) > _MAX_GLUED:
            raise self.fail("too many endings in one word")
        return _alternatives([_words(word, self) for word in dict.fromkeys(words)])

    def braces(self) -> Node:
        stop = self.text.find("}", self.at)
        if stop < 0:
            raise self.fail("'}' expected")
        name = self.text[self.at + 1 : stop].strip()
        self.at = stop + 1
        gap = _GAP.match(name)
        if gap:
            low, high = int(gap[1]), int(gap[2])
            if low > high or high > MAX_GAP:
                raise self.fail(f"a gap goes from fewer to more words, {MAX_GAP} at most")
            return ["_", low, high]
        if name == ",":
            return [","]
        if name in PLACEHOLDERS:
            return ["@", name]
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise self.fail(f"'{{{name}}}' is no lexicon, gap or placeholder")
        return ["{", name]

    def piece(self) -> Node:
        stop = self.text.find(">", self.at)
        name = self.text[self.at + 1 : stop] if stop > 0 else ""
        if name not in self.pieces:
            raise self.fail(f"no shared piece is called '<{name}>'")
        if self.depth >= 8:
            raise self.fail(f"piece '<{name}>' holds itself")
        self.at = stop + 1
        inner = _Parser(self.pieces[name], self.pieces, self.depth + 1)
        return _alternatives(inner.alternatives(""))


@lru_cache(maxsize=2**16)
def _folded(atom: str) -> tuple[str, tuple[str, ...]]:
    """A run of characters as texts are folded, and its tokens."""
    plain = fold(atom).text
    return plain, tuple(tokenize(plain).words)


def _words(atom: str, parser: _Parser) -> Node:
    """A run of characters without blanks, as the tokens that text would give for it."""
    stem = atom.endswith("*")
    plain, tokens = _folded(atom[:-1] if stem else atom)
    if plain.startswith("@") or "://" in plain:
        raise parser.fail("write {handle} or {url} for handles and links")
    compound = "-" in plain and re.fullmatch(r"\w+(?:-\w+)+", plain) is not None
    words = list(tokens)
    if not words:
        raise parser.fail(f"'{atom}' holds no word")
    if stem and words[-1] > "\u3000":  # ideographs are tokens of their own: whatever follows follows
        stem = False
    if stem:
        if len(words[-1]) < 3:
            raise parser.fail("a stem needs three letters or more before '*'")
        words[-1] += "*"
    row = _sequence([_PERCENT if word == "%" else word for word in words])
    if compound:
        return _alternatives([row, plain.replace("-", "") + ("*" if stem else "")])
    if len(words) == 1 and "'" in words[0]:  # don't, dont
        return _alternatives([words[0], words[0].replace("'", "")])
    return row


def _sequence(items: list[Node]) -> Node:
    flat: list[Node] = []
    for item in items:
        if isinstance(item, list) and item[0] == "&":
            flat += item[1:]
        else:
            flat.append(item)
    return flat[0] if len(flat) == 1 else ["&", *flat]


def _alternatives(options: list[Node]) -> Node:
    flat: list[Node] = []
    for option in options:
        if (isinstance(option, list) and option[0] == "|") or (isinstance(option, list) and option[0] == "="):
            flat += option[1:]
        else:
            flat.append(option)
    if len(flat) == 1:
        return flat[0]
    words = [o for o in flat if isinstance(o, str) and not o.endswith("*")]
    others = [o for o in flat if not (isinstance(o, str) and not o.endswith("*"))]
    unique = list(dict.fromkeys(words))
    if not others:
        return ["=", *unique]
    return ["|", *([["=", *unique]] if len(unique) > 1 else unique), *others]


def compile_phrase(text: str, pieces: dict[str, str] | None = None) -> Node:
    """Compile one phrase.

    Args:
        text: the phrase in the notation.
        pieces: shared pieces by name.

    Raises:
        RuleError: the phrase is not well formed, could match nothing at all, or has no word to find it by.
    """
    parser = _Parser(text, pieces or {})
    node = _alternatives(parser.alternatives(""))
    if parser.at < len(text):
        raise parser.fail("unexpected text")
    if node == ["&"]:
        raise RuleError("the phrase is empty")
    return node


def lexicons_of(node: Node) -> set[str]:
    """Names of the lexicons that a compiled phrase uses."""
    if isinstance(node, str):
        return set()
    if node[0] == "{":
        return {node[1]}
    return (
        set().union(*(lexicons_of(child) for child in node[1:] if isinstance(child, (str, list))))
        if node[0] in "&|?"
        else set()
    )
