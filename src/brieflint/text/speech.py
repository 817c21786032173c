"""Words as they are spoken: fillers and stammers are no part of a phrase, and few sentences end in a full stop.

"This video is, um, sponsored by by Kettlo" says that it is sponsored by Kettlo.
"""

from __future__ import annotations

from brieflint.text.tokens import COMMA, NONE, TokenStream

LONGEST_SENTENCE = 60
"""Tokens of recognised speech that are looked at as one sentence: recognisers often write no full stops."""

_FILLERS = {
    "en": frozenset("um umm uh uhh uhm erm hm hmm mm mhm".split()),
    "de": frozenset("äh ähm öh öhm hm hmm mhm uh".split()),
    "fr": frozenset("euh heu hum hm hmm mh bah ben".split()),
    "es": frozenset("eh em ehm mmm hm hmm".split()),
}
_ANYWHERE = frozenset("uh uhm erm hm hmm mhm äh ähm euh".split())
"""Fillers where the language is not known: none is a word of another language."""

_PAIRS = frozenset({("you", "know"), ("i", "mean"), ("sag", "mal"), ("o", "sea"), ("tu", "sais"), ("du", "weißt")})
_BEFORE_PAIR = frozenset("as if do did don't didn't what how that because let when like all".split())
"""Words after which "you know" is a clause and no filler."""

_STAMMERED = frozenset(
    "the a an is was this that it to for by of in on and so we i my our you with are be"
    " der die das ist ein eine von und ich wir le la les un une est de et je nous el los es un una de y".split()
)


def spoken(stream: TokenStream, language: str | None) -> TokenStream:
    """The stream without fillers and stammered words, its sentences bounded."""
    fillers = _FILLERS.get(language or "", _ANYWHERE)
    words, breaks = stream.words, stream.breaks
    kept: list[int] = []
    gaps: list[int] = []
    gap, dropped = NONE, False
    at = 0
    while at < len(words):
        unsaid = _unsaid(stream, at, fillers, words[kept[-1]] if kept else "")
        if unsaid:
            strongest = max(breaks[at : at + unsaid])
            gap, dropped = max(gap, strongest if strongest > COMMA else NONE), True
            at += unsaid
            continue
        own = NONE if dropped and breaks[at] <= COMMA else breaks[at]  # the commas round a filler go with it
        kept.append(at)
        gaps.append(max(gap, own))
        gap, dropped = NONE, False
        at += 1
    out = TokenStream(stream.text)
    out.longest_sentence = LONGEST_SENTENCE
    out.words = [words[i] for i in kept]
    out.kinds = [stream.kinds[i] for i in kept]
    out.starts = [stream.starts[i] for i in kept]
    out.ends = [stream.ends[i] for i in kept]
    out.breaks = gaps
    return out


def _unsaid(stream: TokenStream, at: int, fillers: frozenset[str], before: str) -> int:
    """How many tokens from ``at`` on say nothing."""
    word = stream.words[at]
    if word in fillers:
        return 1
    if word == before and word in _STAMMERED and stream.breaks[at] <= COMMA:
        return 1
    following = stream.words[at + 1] if at + 1 < len(stream) else ""
    return 2 if (word, following) in _PAIRS and before not in _BEFORE_PAIR else 0
