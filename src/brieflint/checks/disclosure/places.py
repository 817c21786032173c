"""Where a label stands, and whether a reader of that platform and country would see it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from brieflint.checks.disclosure.mentions import Mention
from brieflint.checks.disclosure.spoken import BAD, DOUBTFUL, GOOD, Judgement, Speech
from brieflint.rules.platforms import beginning, platform_row
from brieflint.text.tokens import TokenStream

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.sources.images.described import DescribedPicture
    from brieflint.sources.images.picture import Picture

SPOKEN_KINDS = ("transcript", "script")

_SHORT_RUN = 3
_MANY_TAGS = 8


class Places:
    """Judges places in one document."""

    def __init__(self, document: Document, platforms: Mapping[str, Any], speech: Callable[[], Speech]) -> None:
        self.document = document
        self.stream: TokenStream = document.tokens
        self.text = document.text
        self.offset = beginning(self.text)
        self.platform = platform_row(platforms, document.context.platform)
        self._speech = speech
        self.rows = {
            token: (index, len(run), run[0]) for run in _hashtag_runs(self.stream) for index, token in enumerate(run, 1)
        }

    @cached_property
    def speech(self) -> Speech:
        """When what is said."""
        return self._speech()

    def judge(self, mention: Mention, place: dict[str, Any]) -> Judgement:
        """Judge one mention by one policy's ``place``."""
        if mention.concept == "bio-pointer":
            return Judgement(BAD, "elsewhere")
        kind = self.document.kind
        if kind in SPOKEN_KINDS:
            return self.speech.judge(mention, place["spoken"])
        if self.document.picture is not None:
            return self._pictured(mention, place, self.document.picture)
        strict = self._first_word(mention, place)
        if strict.grade == BAD or kind == "overlay":
            return strict
        if mention.concept == "explained-asterisk":
            return Judgement(GOOD)
        return max((self._row(mention, place), self._depth(mention, place)), key=lambda j: j.grade)

    def repeated(self, labels: list[Mention], place: dict[str, Any]) -> Judgement:
        """Whether labels that count are said often enough; what is read stays where it is."""
        if self.document.kind not in SPOKEN_KINDS:
            return Judgement(GOOD)
        return self.speech.repeated(labels, place["spoken"])

    def _pictured(self, mention: Mention, place: dict[str, Any], picture: Picture | DescribedPicture) -> Judgement:
        """Overlays have no order; a caption has, and what can be seen of it is not behind the fold."""
        if picture.caption is None or picture.place(mention.start) != "caption":
            return Judgement(GOOD)
        first = Judgement(GOOD)
        if picture.thorough:  # others lose the hash
            leading = not self.text[picture.caption : mention.start].strip()
            first = self._first_word(mention, place, leading=leading)
        return max((first, self._row(mention, place)), key=lambda j: j.grade)

    def _first_word(self, mention: Mention, place: dict[str, Any], *, leading: bool | None = None) -> Judgement:
        if place["first_word"] and not (mention.first == 0 if leading is None else leading):
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
