"""Where a label stands, and whether a reader of that platform and country would see it there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.checks.disclosure.mentions import Mention, Mentions
from brieflint.rules.platforms import beginning, platform_row
from brieflint.text.tokens import TokenStream

if TYPE_CHECKING:
    from brieflint.document import Document

GOOD, DOUBTFUL, BAD = 0, 1, 2
"""Seen; may be cut or overlooked (a warning); not seen in time (an error)."""

_SHORT_RUN = 3
_MANY_TAGS = 8
_EARLY_SECONDS = 30.0
_EARLY_SHARE = 0.25
_EARLY_WORDS = 60
_BEFORE_PLUG_SECONDS = 6.0
_BEFORE_PLUG_WORDS = 25


class Judgement(NamedTuple):
    """How good a place is and why: ``reason`` names a message of the rule ``disclosure/misplaced``."""

    grade: int
    reason: str = ""
    facts: tuple[tuple[str, Any], ...] = ()


class Places:
    """Judges places in one document."""

    def __init__(
        self, document: Document, mentions: Mentions, platforms: Mapping[str, Any], brands: tuple[str, ...]
    ) -> None:
        self.document = document
        self.stream: TokenStream = document.tokens
        self.text = document.text
        self.offset = beginning(self.text)
        self.platform = platform_row(platforms, document.context.platform)
        self.brands = brands
        self.rows = {
            token: (index, len(run), run[0]) for run in _hashtag_runs(self.stream) for index, token in enumerate(run, 1)
        }
        self.total = (
            document.blocks[-1].meta["time"][1] if document.blocks and "time" in document.blocks[-1].meta else None
        )

    def judge(self, mention: Mention, place: dict[str, Any]) -> Judgement:
        """Judge one mention by one policy's ``place``."""
        if mention.concept == "bio-pointer":
            return Judgement(BAD, "elsewhere")
        kind = self.document.kind
        if kind in ("transcript", "script"):
            return self._spoken(mention)
        strict = self._first_word(mention, place)
        if strict.grade == BAD or kind == "overlay":
            return strict
        if mention.concept == "explained-asterisk":
            return Judgement(GOOD)
        return max((self._row(mention, place), self._depth(mention, place)), key=lambda j: j.grade)

    def _first_word(self, mention: Mention, place: dict[str, Any]) -> Judgement:
        if self.document.picture is not None:  # first comes what the app writes
            return Judgement(GOOD)
        if place["first_word"] and mention.first > 0:
            return Judgement(BAD, "first-word")
        if place["hash_needed"] and mention.form != "tag":
            return Judgement(BAD, "hash")
        return Judgement(GOOD)

    def _row(self, mention: Mention, place: dict[str, Any]) -> Judgement:
        """A label in a row of hashtags."""
        if mention.form != "tag":
            return Judgement(GOOD)
        index, count, head = self.rows.get(mention.first, (1, 1, 0))
        if count < 2:
            return Judgement(GOOD)
        facts = (("index", index), ("count", count))
        rule = place["hashtag_row"]
        if rule == "alone":
            return Judgement(BAD, "row", facts) if index > 1 else Judgement(GOOD)
        if index == 1 or (rule == "first-or-last" and index == count):
            return Judgement(GOOD)
        if rule == "first-three" and index <= _SHORT_RUN:
            return Judgement(GOOD)
        if head == 0 and index == 2:  # #acme #ad at the head of the text
            return Judgement(GOOD)
        short = count <= _SHORT_RUN and index <= _SHORT_RUN
        return Judgement(DOUBTFUL if short else BAD, "row", facts)

    def _depth(self, mention: Mention, place: dict[str, Any]) -> Judgement:
        """A label too far down."""
        start, end = mention.start - self.offset, mention.end - self.offset
        line = self.text.count("\n", self.offset, mention.start) + 1
        facts = (("characters", start), ("line", line))
        if place["first_lines"] and line > place["first_lines"]:
            return Judgement(BAD, "lines", (*facts, ("lines", place["first_lines"])))
        platform = self.platform
        if platform.get("first_lines") and self._visible_line(mention) > platform["first_lines"]:
            return Judgement(BAD, "fold", facts)
        if platform.get("fold") and end > platform["fold"] and start > 0:
            return Judgement(BAD, "fold", facts)
        if platform.get("warn_after") and start >= platform["warn_after"]:
            return Judgement(DOUBTFUL, "deep", facts)
        return Judgement(GOOD)

    def _visible_line(self, mention: Mention) -> int:
        return sum(1 for line in self.text[: mention.start].split("\n")[:-1] if line.strip()) + 1

    def _spoken(self, mention: Mention) -> Judgement:
        """A spoken label must come early, or right before the plug it belongs to."""
        plug = self._first_plug(mention)
        block = self.document.block_at(mention.start)
        if self.total and block is not None and "time" in block.meta:
            at = block.meta["time"][0]
            facts = (("seconds", round(at, 2)),)
            if plug is not None:
                plug_block = self.document.block_at(self._text_at(plug))
                plugged = plug_block.meta["time"][0] if plug_block is not None else at
                if at - plugged > _BEFORE_PLUG_SECONDS or (at > plugged and at >= 0.8 * self.total):
                    return Judgement(BAD, "after-plug", facts)
                return Judgement(GOOD)
            if at <= min(_EARLY_SECONDS, max(5.0, _EARLY_SHARE * self.total)):
                return Judgement(GOOD)
            rest = self.total - block.meta["time"][1]
            if mention.name and rest > _BEFORE_PLUG_SECONDS / 2:
                return Judgement(GOOD)
            return Judgement(BAD, "late", facts) if at > 0.5 * self.total else Judgement(GOOD)
        words = len(self.stream)
        facts = (("words", mention.first),)
        if plug is not None:
            return Judgement(BAD, "after-plug", facts) if mention.first - plug > _BEFORE_PLUG_WORDS else Judgement(GOOD)
        if mention.first <= max(_EARLY_WORDS, _EARLY_SHARE * words) or mention.name:
            return Judgement(GOOD)
        return Judgement(BAD, "late", facts) if mention.first > 0.7 * words else Judgement(GOOD)

    def _text_at(self, token: int) -> int:
        return self.document.folded.map.start_of(self.stream.starts[token])

    def _first_plug(self, mention: Mention) -> int | None:
        """Token of the first mention of the brand before the label, if there is one."""
        names = {
            *self.brands,
            *((mention.name[0].lstrip("@#"),) if mention.name and mention.name[0].strip("@#") else ()),
        }
        if mention.name and mention.name[0] == "#" and len(mention.name) > 1:
            names.add(mention.name[1])
        names = {n for n in names if len(n) > 2}
        at = min((self._first_seen[n] for n in names if n in self._first_seen), default=mention.first)
        return at if at < mention.first else None

    @cached_property
    def _first_seen(self) -> dict[str, int]:
        """The first token of each word."""
        seen: dict[str, int] = {}
        for at, word in enumerate(self.stream.words):
            seen.setdefault(word.lstrip("@"), at)
        return seen


def _hashtag_runs(stream: TokenStream) -> list[list[int]]:
    """Rows of hashtags with nothing but blanks, signs and handles between them, as the token indices of their ``#``."""
    runs: list[list[int]] = []
    current: list[int] = []
    at = 0
    while at < len(stream):
        if stream.words[at] == "#" and at + 1 < len(stream) and stream.starts[at + 1] == stream.ends[at]:
            current.append(at)
            at += 2
            while at < len(stream) and stream.starts[at] == stream.ends[at - 1] and stream.kinds[at] in "wnc":
                at += 1
            continue
        if not (stream.kinds[at] == "h" and current):
            if current:
                runs.append(current)
            current = []
        at += 1
    if current:
        runs.append(current)
    return runs
