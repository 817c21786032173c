"""Words of a text made ready for comparison, each with its place.

Case, accents, apostrophes, fillers and the spelling of numbers are folded; hashtags, handles, links and whatever the
campaign allows to stand word for word (names, labels, codes, legal lines) are left out, on both sides of a comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from brieflint.checks.overlap.numerals import number_at
from brieflint.text.fold import fold, strip_accents
from brieflint.text.tokens import TokenStream, tokenize

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

Span = tuple[int, int]

FILLERS = frozenset(
    "um umm uh uhm er erm hm hmm mm mhm ah eh like basically actually literally honestly obviously okay ok yeah"
    " ah äh ähm öh euh".split()
)
"""Words that speakers put in without saying anything. Left out on both sides, so a real "like" costs nothing."""

FILLER_PAIRS = frozenset({("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of")})

FUNCTION_WORDS = frozenset(
    # English
    "a about all also am an and any are as at be because been but by can could did do does don't for from get go got"
    " had has have he her here his how i if i'm in into is it its it's just let let's me more my no not now of off on"
    " one or our out over really she so some than that that's the their them then there these they this those to too"
    " up us very was we well were what when where which who why will with would you you're your"
    # German
    " aber als am an auch auf aus bei bin bis da das dass dein dem den der des die dir du ein eine einem einen einer"
    " er es für hat habe ich ihr im in ist ja kann man mein mich mit mir nach nicht noch nur oder sein sich sie sind so"
    " um und uns von vor war was wenn wie wir wird zu zum zur"
    # French
    " à au aux avec c'est ce ces cette dans de des du elle en est et il ils j'ai je la le les leur lui ma mais me mes"
    " moi mon ne nous on ou par pas plus pour qu que qui sa se ses si son sur ta te toi ton tu un une vos votre vous y"
    # Spanish
    " al con como cuando el ella en es esta este esto ha hay la las lo los más mi muy no nos o para pero por porque se"
    " si sin son su sus también te tu un una unas unos y ya yo".split()
)
"""Words that carry grammar rather than meaning: a run of them proves nothing."""

STOCK_WORDS = frozenset(
    # English
    "bio below channel check click code comment comments description down episode follow guys hit know learn leave like"
    " link links post profile see shop stick subscribe subscribed subscribers swipe tap thank thanks think today video"
    " watching"
    # German, French, Spanish
    " abonniert beschreibung danke folgt kanal kommentar kommentare kommentaren profil unten"
    " abonnez chaine commentaire commentaires lien merci profil biographie"
    " abajo canal comentario comentarios enlace gracias perfil siguenos suscribete".split()
)
"""Words of the calls that every creator makes ("click the link in the description"): nobody's script."""

_FUNCTION_KEYS = frozenset(strip_accents(w).replace("'", "") for w in FUNCTION_WORDS) | STOCK_WORDS
_DOT_ENDINGS = frozenset("com net org co io uk de fr example shop store app tv me".split())


@dataclass(frozen=True, slots=True)
class Exempt:
    """Texts that may stand word for word, as sequences of comparison words, longest first by their first word."""

    phrases: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Exempt:
        """Exempt each of ``texts`` (names, labels, codes, fixed sentences), also in the possessive."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for text in texts:
            keys = tuple(text_words(text).keys)
            if keys:
                for phrase in (keys, (*keys[:-1], keys[-1] + "s")):
                    found.setdefault(phrase[0], set()).add(phrase)
        return cls({first: tuple(sorted(p, key=lambda k: (-len(k), k))) for first, p in sorted(found.items())})

    def length_at(self, keys: Sequence[str], at: int) -> int:
        """How many words from ``at`` on are exempt."""
        for phrase in self.phrases.get(keys[at], ()):
            if tuple(keys[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0


NOTHING = Exempt()


@dataclass
class Words:
    """Comparison words as parallel lists; ``starts`` and ``ends`` are offsets in the text they came from."""

    keys: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.keys)

    def span(self, first: int, last: int) -> Span:
        """Text offsets of the words ``[first, last)``."""
        return self.starts[first], self.ends[last - 1]

    def size(self, first: int, last: int) -> float:
        """Length of a stretch in words; two ideographs or syllables count as one word."""
        return self._sizes[last] - self._sizes[first]

    def share_of_words(self, numbers: Sequence[int]) -> float:
        """Words in each of some comparison words: 1.0 where words are written apart, 0.5 where each is an ideograph."""
        return sum(self._sizes[k + 1] - self._sizes[k] for k in numbers) / len(numbers)

    def content(self, first: int, last: int) -> float:
        """How many words of a stretch carry meaning."""
        return self._contents[last] - self._contents[first]

    @cached_property
    def _sizes(self) -> list[float]:
        return [0.0, *accumulate(0.5 if _ideograph(k) else 1.0 for k in self.keys)]

    @cached_property
    def _contents(self) -> list[float]:
        return [0.0, *accumulate(_content(k) for k in self.keys)]

    def exempted(self, exempt: Exempt) -> Words:
        """These words but those of exempt phrases."""
        if not exempt.phrases:
            return self
        kept: list[int] = []
        at = 0
        while at < len(self.keys):
            gone = exempt.length_at(self.keys, at)
            if not gone:
                kept.append(at)
            at += gone or 1
        return self if len(kept) == len(self.keys) else self._picked(kept)

    def _picked(self, kept: Sequence[int]) -> Words:
        keys, starts, ends = self.keys, self.starts, self.ends
        return Words([keys[i] for i in kept], [starts[i] for i in kept], [ends[i] for i in kept])

    def without(self, spans: Sequence[Span]) -> Words:
        """These words but those inside one of ``spans`` (text offsets)."""
        if not spans:
            return self
        kept = [
            i
            for i, (start, end) in enumerate(zip(self.starts, self.ends, strict=True))
            if not any(low <= start and end <= high for low, high in spans)
        ]
        return self._picked(kept)


def document_words(document: Document, exempt: Exempt = NOTHING) -> Words:
    """Comparison words of a document, with places in its text; code and block quotes are nobody's own words."""
    spoken = document.kind == "transcript"
    words = _words(document.tokens, document.folded.map.span, exempt, sounds=spoken)
    foreign = [(i.start, i.end) for i in document.inlines if i.kind in ("code", "quote")]
    foreign += [(b.start, b.end) for b in document.blocks if b.kind == "code"]
    return words.without(foreign)


def text_words(text: str, exempt: Exempt = NOTHING) -> Words:
    """Comparison words of a plain text."""
    folded = fold(text)
    return _words(tokenize(folded.text), folded.map.span, exempt)


class Labels:
    """Disclosure wordings ("this video is sponsored by Kettlo"): everybody writes them alike.

    Args:
        languages: codes of the languages whose wordings are looked for.
    """

    def __init__(self, rules: RuleSet, languages: Iterable[str]) -> None:
        known = [(rules.languages[code]["owners"], rules.label_matcher(code)) for code in languages]
        self._matchers = [(matcher, owners) for owners, matcher in known]

    def in_document(self, document: Document) -> list[Span]:
        """Their places in a document's text."""
        return self._spans(document.tokens, document.text, document.folded.map.span)

    def in_text(self, text: str) -> list[Span]:
        """Their places in a plain text."""
        folded = fold(text)
        return self._spans(tokenize(folded.text), text, folded.map.span)

    def _spans(self, stream: TokenStream, text: str, to_text: Callable[[int, int], Span]) -> list[Span]:
        found = []
        for matcher, owners in self._matchers:
            for hit in matcher.find(stream, text, to_text):
                if owners[hit.phrase][0] in ("phrases", "spoken"):
                    found.append(to_text(stream.starts[hit.start], stream.ends[hit.end - 1]))
        return sorted(found)


def _ideograph(key: str) -> bool:
    return len(key) == 1 and key > "\u3000"


def _content(key: str) -> float:
    if _ideograph(key):
        return 0.5
    return 0.0 if key in _FUNCTION_KEYS or (len(key) == 1 and key.isalpha()) else 1.0


def _words(stream: TokenStream, to_text: Callable[[int, int], Span], exempt: Exempt, *, sounds: bool = False) -> Words:
    keys: list[str] = []
    places: list[tuple[int, int]] = []  # folded offsets
    at = 0
    while at < len(stream):
        skip = _unsaid(stream, at, sounds)
        if skip:
            at += skip
            continue
        number, after = number_at(stream, at)
        if number:
            keys.append(number)
            places.append((stream.starts[at], stream.ends[after - 1]))
            at = after
            continue
        if stream.kinds[at] != "s":
            word = stream.words[at].replace("'", "")
            keys.append(word if word.isascii() or stream.kinds[at] == "c" else strip_accents(word))
            places.append((stream.starts[at], stream.ends[at]))
        at += 1
    spans = [to_text(*place) for place in places]
    return Words(keys, [start for start, _ in spans], [end for _, end in spans]).exempted(exempt)


def _unsaid(stream: TokenStream, at: int, sounds: bool) -> int:
    """How many tokens from ``at`` on are no words to compare: addresses, hashtags, fillers, noted sounds."""
    word = stream.words[at]
    if stream.kinds[at] in "uh":
        return 1 + _spoken_path(stream, at + 1)
    if word in FILLERS:
        return 1
    if (word, stream.words[at + 1] if at + 1 < len(stream) else "") in FILLER_PAIRS:
        return 2
    if word == "#":
        after = at + 1
        while after < len(stream) and stream.starts[after] == stream.ends[after - 1] and stream.kinds[after] in "wncs":
            after += 1
        return after - at
    if sounds and stream.text[max(0, stream.starts[at] - 1) : stream.ends[at] + 1] == f"[{word}]":
        return 1
    following = stream.words[at + 1 : at + 3]
    if len(following) == 2 and following[0] == "dot" and following[1] in _DOT_ENDINGS:
        return 3 + _spoken_path(stream, at + 3)  # "kettlo dot com slash maya"
    return 0


def _spoken_path(stream: TokenStream, at: int) -> int:
    return 2 if stream.words[at : at + 1] == ["slash"] and at + 1 < len(stream) else 0
