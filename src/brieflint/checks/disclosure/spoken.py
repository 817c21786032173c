"""When a label is said: early, before the praise it belongs to, and again in what is long or live.

Times are those of the cues; inside a cue, and where a transcript has no times, they are reckoned by the speed of
speech. The praise begins where the brand or the product is named - by the record, or by the label itself - or, where
nobody knows the name, with a code to use. Recognisers hear names wrong, so a name may be a letter or two off.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.checks.disclosure.mentions import Mention
from brieflint.checks.overlap.spelling import edits
from brieflint.checks.overlap.words import FUNCTION_WORDS, STOCK_WORDS
from brieflint.text.fold import fold
from brieflint.text.tokens import tokenize

if TYPE_CHECKING:
    from brieflint.document import Document

GOOD, HINT, DOUBTFUL, BAD = range(4)
"""Seen or heard in time; could be better (a note); may be missed (a warning); not in time (an error)."""

_WORDS_A_SECOND = 2.5
_LOOSE = 1.6  # times that are only reckoned count this much more generously
_EARLY_SHARE = 0.25  # of a short recording
_SURELY_EARLY = 5.0
_LATE_SHARE = 0.5
_LATE_SHARE_RECKONED = 0.7
_END_SHARE = 0.8
_READ_SECONDS = 12.0  # a sponsor's read that follows its label takes at least that long
_LEAST_NAME = 4
_LIVE = ("live", "stream")
_ALIKE = (
    ("ph", "f"),
    ("ck", "k"),
    ("ce", "se"),
    ("ci", "si"),
    ("c", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("z", "s"),
    ("y", "i"),
)


class Judgement(NamedTuple):
    """How good a place is and why: ``reason`` names a message of the rule ``disclosure/misplaced``."""

    grade: int
    reason: str = ""
    facts: tuple[tuple[str, Any], ...] = ()


class Speech:
    """What is said when in one transcript or script.

    Args:
        names: of the brand and the product, as written.
        signals: tokens at which a code or another sign of a paid relation begins, in order.
    """

    def __init__(self, document: Document, names: Iterable[str], signals: Sequence[int]) -> None:
        self.document = document
        self.stream = document.tokens
        self.signals = signals
        self.names = [words for name in names if (words := _words(name))]
        self.timed = any("time" in b.meta for b in document.blocks)
        self.total = (
            max(b.meta["time"][1] for b in document.blocks if "time" in b.meta)
            if self.timed
            else len(self.stream) / _WORDS_A_SECOND
        )

    def time(self, token: int) -> float:
        """Seconds at which a token is said."""
        if not self.timed:
            return token / _WORDS_A_SECOND
        at = min(bisect_left(self._first_tokens, token + 1) - 1, len(self._first_tokens) - 1)
        if at < 0:
            return 0.0
        start, end = self._times[at]
        return min(start + (token - self._first_tokens[at]) / _WORDS_A_SECOND, max(start, end))

    @cached_property
    def _timed_blocks(self) -> list[tuple[int, tuple[float, float]]]:
        place, tokens = self.document.folded.map.position_of, self.stream
        return [(tokens.at(place(b.start)), b.meta["time"]) for b in self.document.blocks if "time" in b.meta]

    @cached_property
    def _first_tokens(self) -> list[int]:
        return [first for first, _ in self._timed_blocks]

    @cached_property
    def _times(self) -> list[tuple[float, float]]:
        return [time for _, time in self._timed_blocks]

    def judge(self, mention: Mention, spoken: Mapping[str, Any]) -> Judgement:
        """Whether one label is said in time, by one policy's ``spoken``."""
        at = self.time(mention.first)
        loose = 1.0 if self.timed else _LOOSE
        facts = (("seconds", round(at, 2)), ("clock", _clock(at)))
        praised = self._praised_before(mention)
        if praised is not None:
            before = self.time(praised)
            if at - before > spoken["after_praise"] * loose or (at > before and at >= _END_SHARE * self.total):
                return Judgement(BAD, "after-plug", (*facts, ("praised", _clock(before))))
            return Judgement(GOOD)
        if at <= min(spoken["early"], max(_SURELY_EARLY, _EARLY_SHARE * self.total)):
            return Judgement(GOOD)
        if self._named_after(mention):
            return Judgement(GOOD)
        rest = self.total - self.time(mention.last)
        if mention.name and rest >= _READ_SECONDS:
            return Judgement(GOOD)
        late = at > (_LATE_SHARE if self.timed else _LATE_SHARE_RECKONED) * self.total
        return Judgement(BAD, "late", facts) if late else Judgement(GOOD)

    def repeated(self, labels: Sequence[Mention], spoken: Mapping[str, Any]) -> Judgement:
        """Whether labels that count are said often enough for those who join late or have forgotten."""
        times = sorted(self.time(m.first) for m in labels)
        if not times:
            return Judgement(GOOD)
        every = spoken["live_every"]
        if every and self.document.context.surface in _LIVE:
            points = [*times, self.total]
            gap, start = max((b - a, a) for a, b in pairwise(points))
            if gap > every:
                told = (("minutes", round(gap / 60)), ("clock", _clock(start)), ("every", round(every / 60)))
                return Judgement(DOUBTFUL, "live", told)
        again = spoken["again_after"]
        if again and self.timed:
            for plug in self._named:
                at = self.time(plug)
                after = bisect_left(times, at)
                soon = after < len(times) and times[after] - at <= spoken["after_praise"]
                if after and at - times[after - 1] > again and not soon:
                    facts = (("minutes", round((at - times[after - 1]) / 60)), ("clock", _clock(at)))
                    return Judgement(HINT, "again", facts)
        return Judgement(GOOD)

    def _praised_before(self, mention: Mention) -> int | None:
        """The token at which the praise begins before a label, if it does."""
        own = _label_name(mention)
        seen = self._first_seen.get(own)
        first = min((*([seen] if seen is not None else []), *self._named[:1]), default=None)
        if first is None and not own and not self.names:
            first = next(iter(self.signals), None)
        return first if first is not None and first < mention.first else None

    def _named_after(self, mention: Mention) -> bool:
        """Whether the brand is first named behind the label: then the label opens its part."""
        return bool(self._named) and self._named[0] >= mention.first

    @cached_property
    def _first_seen(self) -> dict[str, int]:
        """The first token of each word."""
        seen: dict[str, int] = {}
        for at, word in enumerate(self.stream.words):
            seen.setdefault(word.lstrip("@"), at)
        return seen

    @cached_property
    def _named(self) -> list[int]:
        """Tokens at which the brand or product of the record is named, in order."""
        return self._places(self.names)

    def _places(self, names: Sequence[tuple[str, ...]]) -> list[int]:
        words = [w.lstrip("@#").removesuffix("'s") for w in self.stream.words]
        found: set[int] = set()
        for name in names:
            heard: dict[str, bool] = {}  # what was already compared with the name
            whole = "".join(name)
            for at, word in enumerate(words):
                # A name of several words may be heard as fewer or more: "kettle o", "steambell".
                for stop in range(at + 1, min(at + len(name) + 1, len(words)) + 1):
                    said = "".join(words[at:stop])
                    if said not in heard:
                        heard[said] = _sounds_like(said, whole, alone=stop == at + 1)
                    if heard[said] and (stop == at + 1 or len(whole) > _LEAST_NAME) and word:
                        found.add(at)
                        break
        return sorted(found)


def _label_name(mention: Mention) -> str:
    """The first telling word of the name in a label, without signs."""
    words = (w.lstrip("@#") for w in mention.name)
    return next((w for w in words if len(w) > 2 and w not in FUNCTION_WORDS and w not in STOCK_WORDS), "")


def _words(name: str) -> tuple[str, ...]:
    words = tokenize(fold(name).text).words
    return tuple(w.lstrip("@#") for w in words) if len("".join(words)) >= _LEAST_NAME - 1 else ()


def _sounds_like(heard: str, name: str, *, alone: bool) -> bool:
    """Whether a recogniser may have written ``heard``, one word (``alone``) or several, for a name."""
    if heard == name:
        return True
    if abs(len(heard) - len(name)) > 3 or heard in (name + "s", name + "ed"):
        return False
    one, other = _sound(heard), _sound(name)
    # One short word that is a letter off is likelier another word: no kettle is a Kettlo.
    most = 0 if len(other) < (8 if alone else 5) else 1 if len(other) < 10 else 2
    return one[:1] == other[:1] and edits(one, other, most) <= most


def _sound(word: str) -> str:
    """A word by its sound, roughly: letters that sound alike are one, doubled ones single."""
    for written, said in _ALIKE:
        word = word.replace(written, said)
    return "".join(c for k, c in enumerate(word) if k == 0 or c != word[k - 1])


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def names_of(document: Document) -> list[str]:
    """The names of the brand and the product by the campaign record."""
    if document.campaign is None:
        return []
    data = document.campaign.data
    brand, product = data.get("brand", {}), data.get("product", {})
    names = [brand.get("name"), brand.get("say_it"), *brand.get("handles", {}).values(), product.get("name")]
    return [str(n) for n in names if n]
