"""Tokens of a folded text: words, numbers, signs, addresses, and how strongly each is parted from the one before.

Phrases are matched on tokens, never on characters, so that a hyphen, an emoji, a quotation mark or a line break inside
a phrase does not hide it and no pattern can make the matcher hang.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache

NONE, COMMA, CLAUSE, SENTENCE, BLOCK = range(5)
"""How strongly a token is parted from the one before it."""

ADDRESSES = ("\x00url", "\x00handle")
"""What links and handles are besides their words, in a set of words."""

_CJK = "\u3005-\u3007\u3041-\u3096\u309d-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_FIRST_IDEOGRAPH = "\u3005"
_TLD = (
    "com|net|org|info|biz|io|ly|me|to|co|us|uk|de|fr|es|it|nl|be|at|ch|dk|se|no|fi|pl|pt|br|mx|ca|au|nz|in|jp|kr|cn|tr"
    "|ru|ie|eu|tv|gg|app|dev|shop|store|link|page|site|online|xyz|example|ai|club|bio|media|news|blog|fm|cc|gl|be|mobi"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]}]"
    r"|(?<![\w@.#])[\w+-]{1,64}(?:\.[\w+-]{1,64}){0,8}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.\w+"  # bounded: no hang
    r"|(?<![\w@.])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,8}"
    rf"\.(?:{_TLD})(?![\w-])(?:[/?][^\s<>\"']*[^\s<>\"'.,;:!?)\]}}])?"
    r"|(?<![\w@])@\w(?:[\w.]*\w)?"
)
_DOMAIN = re.compile(rf"\.(?:{_TLD})(?![\w-])")
_REST = (
    r"|([#$€£¥₹₩%+&])"  # 4 sign
    r"|([.!?…。！？｡]+)"  # 5 sentence end
    r"|(\n)"  # 6 block
    r"|([;:()\[\]{}|/=<>•·▪►→✦｜【】「」]|\s-+\s)"  # 7 clause
    r"|([,、，])"  # 8 comma
)
_TOKEN = re.compile(
    r"([^\W\d_]\w*(?:'[^\W\d_]+)*|_+\w*)"  # 1 word
    r"|(\d+(?:[.,]\d+)*)"  # 2 number
    r"|([^\s\S])" + _REST  # 3 nothing
)


@lru_cache(maxsize=1)
def _token_with_ideographs() -> re.Pattern[str]:
    """The same with ideographs and syllables as tokens of their own; large classes are slow to compile."""
    return re.compile(
        rf"([^\W\d_{_CJK}][^\W{_CJK}]*(?:'[^\W\d_{_CJK}]+)*|_+[^\W{_CJK}]*)|(\d+(?:[.,]\d+)*)|([{_CJK}])" + _REST
    )


@lru_cache(maxsize=1)
def _word_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words of an ASCII text, of any text, and what may be an ideograph."""
    return (
        re.compile(r"[a-z][a-z0-9_]*(?:'[a-z]+)*|_[a-z0-9_]*|[0-9]+(?:[.,][0-9]+)*|[#$%+&]"),
        re.compile(r"[^\W\d_]\w*(?:'[^\W\d_]+)*|_+\w*|\d+(?:[.,]\d+)*|[#$€£¥₹₩%+&]"),
        re.compile("[\u3005-\ud7a3\uf900-\ufaff]"),
    )


def _may_hold_address(text: str, start: int, stop: int) -> bool:
    return (
        text.find("@", start, stop) >= 0
        or text.find("://", start, stop) >= 0
        or text.find("www.", start, stop) >= 0
        or _DOMAIN.search(text, start, stop) is not None
    )


def words_of(text: str) -> set[str] | None:
    """Every word that the tokens of a folded text can be, or more, with :data:`ADDRESSES` where there are some.

    Returns:
        ``None`` where only cutting the text up can tell.
    """
    in_ascii, in_any, ideograph = _word_patterns()
    if text.isascii():
        words = set(in_ascii.findall(text))
    elif ideograph.search(text):
        return None
    else:
        words = set(in_any.findall(text))
    if "&" in words:
        words.add("and")
    if ("." in text or "@" in text or ":" in text) and _may_hold_address(text, 0, len(text)):
        addresses = {match[0] for match in _ADDRESS.finditer(text)}
        if addresses:
            words.update(addresses, ADDRESSES)
    return words


_ABBREVIATIONS = frozenset("no nr vs dr st mr mrs ms approx max min inc ltd co etc e.g i.e bzw ca z.b p".split())


class TokenStream:
    """Tokens in order, as parallel lists (there are many; a list of objects would be slow).

    ``kinds`` holds one letter a token: ``w`` word, ``n`` number, ``c`` ideograph, ``s`` sign, ``u`` address (link or
    e-mail), ``h`` handle. ``breaks[i]`` is how strongly token ``i`` is parted from the one before.
    """

    __slots__ = ("__dict__", "breaks", "ends", "kinds", "longest_sentence", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.kinds: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.breaks: list[int] = []
        self.longest_sentence: int | None = None
        """Tokens beyond which a sentence is looked at only around a word; ``None``: never."""

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every distinct word."""
        return frozenset(self.words)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Token ranges of all sentences, in order."""
        starts = [at for at, gap in enumerate(self.breaks) if gap >= SENTENCE or at == 0]
        return tuple(zip(starts, [*starts[1:], len(self.words)][: len(starts)], strict=True))

    def sentence_number(self, index: int) -> int:
        """Which of :attr:`sentences` holds token ``index``."""
        return bisect_right(self.sentences, (index, len(self.words))) - 1

    def at(self, position: int) -> int:
        """Index of the first token that ends after a position of the folded text."""
        return bisect_right(self.ends, position)

    def before(self, position: int) -> int:
        """Index of the first token that starts at or after a position."""
        return bisect_left(self.starts, position)

    def sentence(self, index: int) -> tuple[int, int]:
        """Token range of the sentence that holds token ``index``."""
        low, high = self._between(self._sentences, index)
        if self.longest_sentence is not None and high - low > self.longest_sentence:
            half = self.longest_sentence // 2
            return max(low, index - half), min(high, index + half)
        return low, high

    def clause(self, index: int) -> tuple[int, int]:
        """Token range of the clause (parted by commas, colons, brackets) that holds token ``index``."""
        return self._between(self._clauses, index)

    @cached_property
    def _sentences(self) -> list[int]:
        return [at for at, gap in enumerate(self.breaks) if gap >= SENTENCE]

    @cached_property
    def _clauses(self) -> list[int]:
        return [at for at, gap in enumerate(self.breaks) if gap >= COMMA]

    def _between(self, starts: list[int], index: int) -> tuple[int, int]:
        at = bisect_right(starts, index)
        return starts[at - 1] if at else 0, starts[at] if at < len(starts) else len(self.words)

    def is_question(self, index: int) -> bool:
        """Whether the sentence of token ``index`` ends in a question mark."""
        _, high = self.sentence(index)
        stop = self.starts[high] if high < len(self.words) else len(self.text)
        return "?" in self.text[self.ends[high - 1] : stop] or "？" in self.text[self.ends[high - 1] : stop]


def tokenize(text: str, skip: Sequence[tuple[int, int]] = ()) -> TokenStream:
    """Cut a folded text into tokens.

    Args:
        skip: stretches that hold no words for a reader, such as code; they part what stands around them.
    """
    stream = TokenStream(text)
    gap = BLOCK
    at = 0
    for start, end in skip:
        if start >= at:
            gap = max(_stretch(stream, at, start, gap), CLAUSE)
            at = end
    _stretch(stream, at, len(text), gap)
    return stream


def _stretch(stream: TokenStream, at: int, stop: int, gap: int) -> int:
    text = stream.text
    if _may_hold_address(text, at, stop):
        for match in _ADDRESS.finditer(text, at, stop):
            start, end = match.span()
            gap = _words(stream, at, start, gap)
            stream.words.append(text[start:end])
            stream.kinds.append("h" if text[start] == "@" else "u")
            stream.starts.append(start)
            stream.ends.append(end)
            stream.breaks.append(gap)
            gap = NONE
            at = end
    return _words(stream, at, stop, gap)


def _words(stream: TokenStream, start: int, end: int, gap: int) -> int:
    text = stream.text
    words, kinds, starts, ends, breaks = stream.words, stream.kinds, stream.starts, stream.ends, stream.breaks
    stretch = text[start:end]  # of the whole text, each of many stretches would look at every character
    pattern = _TOKEN if stretch.isascii() or max(stretch) < _FIRST_IDEOGRAPH else _token_with_ideographs()
    for match in pattern.finditer(text, start, end):
        group = match.lastindex
        if group is not None and group <= 4:  # a token
            word = match[0]
            low, high = match.span()
            words.append("and" if word == "&" else word)
            kinds.append("wncs"[group - 1])
            starts.append(low)
            ends.append(high)
            breaks.append(gap)
            gap = NONE
        elif group == 5:
            mark, after = match[0], match.end()
            if mark == "." and after < len(text) and (text[after].isalnum() or text[after] in "-'"):
                continue  # no.1, e.g.
            if mark == "." and words and words[-1] in _ABBREVIATIONS and ends[-1] == match.start():
                continue
            gap = max(gap, SENTENCE)
        elif group == 6:
            gap = BLOCK
        elif group == 7:
            gap = max(gap, CLAUSE)
        else:
            gap = max(gap, COMMA)
    return gap
