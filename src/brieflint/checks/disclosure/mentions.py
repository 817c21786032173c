"""Collect what a document says about a commercial connection: labels, hints, denials.

A bare label word counts only where a label stands - a hashtag, brackets, the start or end of a line, capitals - so that
"ad agency", "79 AD" and "that halftime ad" are ordinary prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.rules.tree_match import Hit
from brieflint.text.tokens import CLAUSE, COMMA, SENTENCE, TokenStream

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

_OPENING = "([{【「『<*|_~«\"'“"
_CLOSING = ")]}】」』>*|_~»\"'”:/-–—"
_FAR = 2000  # characters of a line that are looked at; a line may hold megabytes
_REACH = 4  # tokens between a negator and the label it denies
_REACH_ON = 2  # the same from one cue to the next


class Mention(NamedTuple):
    """One wording that says something about a commercial connection.

    Attributes:
        concept: what it says (``ad-word``, ``gift-sentence``, ...), as the label lexicons name it.
        form: ``tag``, ``bracket``, ``line-start``, ``line-end``, ``capitals`` or ``phrase``.
        start, end: offsets in the document's text.
        first, last: token range, end exclusive.
        label: the folded wording.
        doubt: ``denied``, ``question`` or ``retracted`` when the text takes it back.
        name: folded words of the brand it names, if any.
        decorations: unusual characters it is written in.
    """

    concept: str
    language: str
    form: str
    start: int
    end: int
    first: int
    last: int
    label: str
    doubt: str = ""
    name: tuple[str, ...] = ()
    decorations: tuple[str, ...] = ()


class Denial(NamedTuple):
    """A wording that says this is no ad."""

    start: int
    end: int
    label: str


@dataclass(slots=True)
class Mentions:
    """Everything found, in text order."""

    labels: list[Mention] = field(default_factory=list)
    denials: list[Denial] = field(default_factory=list)


_CAPITAL = re.compile(r"(?<![.!?…:\n] )(?<![\n\"'“(])(?<!^)\b(?!I\b)[^\W\d_a-z]\w*")


def written_with_capitals(document: Document) -> str:
    """The text, for telling names by their capitals; empty where a recogniser wrote none.

    In speech the capital of "I" and those of first words tell nothing.
    """
    text = document.text
    if document.kind == "transcript":
        sample = text[: _FAR * 10]
        capitals = sum(1 for m in _CAPITAL.finditer(sample) if m[0][:1].isupper())
        return text if capitals * 400 >= len(sample) else ""
    capitals = sum(1 for c in text if c.isupper())
    return text if capitals * 80 >= len(text) else ""


class _Finder:
    def __init__(self, document: Document, rules: RuleSet, languages: Iterable[str]) -> None:
        self.document = document
        self.rules = rules
        self.languages = [lang for lang in languages if lang in rules.languages]
        self.stream: TokenStream = document.tokens
        self.folded = document.folded
        self.text = document.text
        self.spoken = document.kind == "transcript"
        self.original = written_with_capitals(document)
        stops = sum(1 for gap in self.stream.breaks if gap >= COMMA)
        self.punctuated = stops * 25 >= len(self.stream)
        self.not_after = {w for lang in self.languages for w in rules.languages[lang]["not_after"]}
        self.before = {w for lang in self.languages for w in rules.languages[lang]["negators_before"]}
        self.after = [w for lang in self.languages for w in rules.languages[lang]["negators_after"]]
        self.openers = {w for lang in self.languages for w in rules.languages[lang]["question_openers"]}

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Text offsets of a token range."""
        return self.folded.map.span(self.stream.starts[first], self.stream.ends[last - 1])

    def find(self) -> Mentions:
        original = self.original
        hits: dict[str, list[tuple[Hit, str, str]]] = {}
        for language in self.languages:
            owners = self.rules.languages[language]["owners"]
            for hit in self.rules.label_matcher(language).find(self.stream, original, self.folded.map.span):
                role, concept = owners[hit.phrase]
                hits.setdefault(role, []).append((hit, language, concept))
        found = Mentions()
        denied = _outermost([(h.start, h.end) for h, _, _ in hits.get("denials", ())])
        ordinary = _outermost([(h.start, h.end) for h, _, _ in hits.get("look_alikes", ())])
        retractions = [h.start for h, _, _ in hits.get("retractions", ())]
        for first, last in denied:
            start, end = self.span(first, last)
            found.denials.append(
                Denial(start, end, self.folded.text[self.stream.starts[first] : self.stream.ends[last - 1]])
            )
        said = ("spoken",) if self.document.kind in ("transcript", "script") else ()
        for role in ("words", "tags", "phrases", *said):
            for hit, language, concept in hits.get(role, ()):
                if _within(hit, denied):
                    continue
                form = (
                    "tag" if role == "tags" else "phrase" if role in ("phrases", "spoken") else self.label_position(hit)
                )
                if not form:
                    continue
                if form != "tag" and _within(hit, ordinary):
                    continue
                if form == "tag" and role == "words":
                    hit = Hit(hit.phrase, hit.start - 1, hit.end, hit.captures)
                if role == "tags" and not (self.glued(hit.start) and self.whole_tag(hit)):
                    continue
                found.labels.append(self.mention(hit, language, concept, form, retractions))
        taken = {(m.start, m.end) for m in found.labels}
        for mention in self.hidden():
            if (mention.start, mention.end) not in taken:
                found.labels.append(mention)
        asterisk = None if self.spoken else self.asterisk()
        if asterisk:
            found.labels.append(asterisk)
        found.labels.sort(key=lambda m: (m.start, -m.end, m.concept))
        if self.spoken:
            found.labels = _with_names_shared(found.labels)
        return found

    def code(self, hit: Hit) -> bool:
        start, end = self.span(hit.start, hit.end)
        return self.document.inside(start, end, "code")

    def whole_tag(self, hit: Hit) -> bool:
        """Whether a hashtag ends where the label ends; ideographs are tokens of their own."""
        end = self.stream.ends[hit.end - 1]
        text = self.folded.text
        return self.stream.kinds[hit.end - 1] != "c" or end >= len(text) or not text[end].isalnum()

    def glued(self, at: int) -> bool:
        return at + 1 < len(self.stream) and self.stream.starts[at + 1] == self.stream.ends[at]

    def mention(self, hit: Hit, language: str, concept: str, form: str, retractions: list[int]) -> Mention:
        if self.spoken and not self.original:
            hit = _without_leading_name(hit)
        start, end = self.span(hit.start, hit.end)
        low, high = self.stream.starts[hit.start], self.stream.ends[hit.end - 1]
        name: tuple[str, ...] = ()
        for kind, first, last in hit.captures:
            if kind in ("name", "handle"):
                name = tuple(self.stream.words[first:last])
        return Mention(
            concept, language, form, start, end, hit.start, hit.end, self.folded.text[low:high],
            self.doubt(hit, form, retractions), name, self.folded.decorated(low, high),
        )  # fmt: skip

    def doubt(self, hit: Hit, form: str, retractions: list[int]) -> str:
        stream = self.stream
        # A hashtag, or words in a stream without commas, are denied by the word before them or not at all.
        reach = 1 if form == "tag" or (self.spoken and not self.punctuated) else _REACH
        for at in range(hit.start - 1, max(-1, hit.start - 1 - reach), -1):
            if stream.breaks[at + 1] >= COMMA:
                break
            if stream.words[at] in self.before and not (hit.start - at > _REACH_ON and self.other_cue(at, hit.start)):
                return "denied"
        tail = self.folded.text[stream.ends[hit.end - 1] : stream.ends[hit.end - 1] + 24].split("。")[0].split("\n")[0]
        if any(word in tail for word in self.after):
            return "denied"
        for at in retractions[bisect_left(retractions, hit.end) : bisect_right(retractions, hit.end + 4)]:
            if not any(stream.breaks[k] > SENTENCE for k in range(hit.end, at + 1)):
                return "retracted"
        if form not in ("tag", "bracket"):
            low, _ = stream.sentence(hit.start)
            if stream.words[low] in self.openers and stream.is_question(hit.start):
                return "question"
        if form in ("line-start", "line-end", "tag") and self.followed_by_question(hit):
            return "question"
        return ""

    def other_cue(self, one: int, other: int) -> bool:
        """Whether two tokens of speech stand in different cues: without commas, a cue is the next best thing."""
        if not self.spoken:
            return False
        place = self.folded.map.start_of
        blocks = [self.document.block_at(place(self.stream.starts[k])) for k in (one, other)]
        return blocks[0] is not blocks[1]

    def followed_by_question(self, hit: Hit) -> bool:
        """``Sponsored? Not really.``: the mark stands right behind the label."""
        end = self.stream.ends[hit.end - 1]
        after = self.folded.text[end : end + 2].strip()
        return after[:1] in ("?", "？")

    def label_position(self, hit: Hit) -> str:
        """The form of a bare label word, or an empty string where it is ordinary prose."""
        stream, folded = self.stream, self.folded.text
        low, high = stream.starts[hit.start], stream.ends[hit.end - 1]
        if low > 0 and folded[low - 1] == "#":
            return "tag"
        if low > 1 and folded[low - 1] in "-'@." and folded[low - 2].isalnum():
            return ""
        if high + 1 < len(folded) and folded[high] in "-'" and folded[high + 1].isalnum():
            return ""
        start, end = self.span(hit.start, hit.end)
        before, after = self._line_before(start), self._line_after(end)
        opened = before.rstrip()[-1:] and before.rstrip()[-1:] in _OPENING
        closed = after.lstrip()[:1] and after.lstrip()[:1] in _CLOSING
        if (opened and closed) or self._emphasised(start, end):
            return "bracket"
        if self.spoken:
            return self._spoken_position(hit, start, end)
        starts = not any(c.isalnum() for c in before)
        ends = not any(c.isalnum() for c in after)
        ideographs = stream.kinds[hit.end - 1] == "c"
        if ideographs and not starts and not ends:
            return ""
        if starts and (ends or not ideographs or not after[:1].isalnum()):
            return "line-start"
        if hit.start > 0 and stream.words[hit.start - 1] in self.not_after and stream.breaks[hit.start] <= COMMA:
            return ""
        written = self.text[start:end]
        shouted = written.isupper() and any(c.islower() for c in self.text)
        if ends:
            last = before.rstrip()[-1:]
            parted = stream.breaks[hit.start] >= CLAUSE or (last and not last.isalnum() and last not in "',")
            after_address = hit.start > 0 and stream.kinds[hit.start - 1] in "hu"
            short = before.count(" ") <= _REACH
            if parted or after_address or shouted or short or (ideographs and before[-1:].isspace()):
                return "line-end"
        if shouted and len(written) <= 16 and not self.next_to_number(hit):
            return "capitals"
        if stream.breaks[hit.start] >= CLAUSE and (closed or self._parted_after(hit)):
            return "bracket"
        return ""

    def _spoken_position(self, hit: Hit, start: int, end: int) -> str:
        """A bare label word that is said on its own: a sentence or a cue of its own, or the head of one."""
        stream = self.stream
        block = self.document.block_at(start)
        alone = block is not None and self.text[block.start : block.end].strip(" .!?:-") == self.text[start:end]
        if alone:
            return "line-start"
        opens = hit.start == 0 or stream.breaks[hit.start] >= SENTENCE
        closes = hit.end >= len(stream) or stream.breaks[hit.end] >= SENTENCE
        if opens and (closes or stream.breaks[hit.end] >= COMMA or hit.start == 0 or self.shouted(start, end)):
            return "line-start"
        if closes and stream.breaks[hit.start] >= COMMA:
            return "line-end"
        return ""

    def shouted(self, start: int, end: int) -> bool:
        """Whether words stand in capitals in a text that has small letters."""
        return self.text[start:end].isupper() and any(c.islower() for c in self.text)

    def _emphasised(self, start: int, end: int) -> bool:
        """Whether Markdown's emphasis marks, which are no text, stand round the words."""
        low, high = self.document.source_span(start, end)
        source = self.document.source
        return low > 0 and high < len(source) and source[low - 1] in "*_" and source[high] in "*_"

    def _parted_after(self, hit: Hit) -> bool:
        stream = self.stream
        return hit.end >= len(stream) or stream.breaks[hit.end] >= CLAUSE or stream.kinds[hit.end] in "hu"

    def next_to_number(self, hit: Hit) -> bool:
        kinds = self.stream.kinds
        return (hit.start > 0 and kinds[hit.start - 1] == "n") or (hit.end < len(kinds) and kinds[hit.end] == "n")

    def _line_before(self, position: int) -> str:
        low = max(0, position - _FAR)
        found = self.text.rfind("\n", low, position)
        return self.text[low if found < 0 else found + 1 : position]

    def _line_after(self, position: int) -> str:
        end = self.text.find("\n", position, position + _FAR)
        return self.text[position : end if end >= 0 else position + _FAR]

    def hidden(self) -> Iterable[Mention]:
        """Labels fused into a longer word: ``#AcmeAmbassador``, ``#Acme_Ad``, ``soundad``."""
        stream = self.stream
        for at, word in enumerate(stream.words):
            if stream.kinds[at] != "w" or len(word) < 5:
                continue
            tag = at > 0 and stream.words[at - 1] == "#" and stream.starts[at] == stream.ends[at - 1]
            first = at - 1 if tag else at
            for language in self.languages:
                known = self.rules.languages[language]
                concept = ""
                if tag:
                    concept = next(
                        (c for e, c in known["tag_endings"].items() if word.endswith(e) and len(word) > len(e) + 1), ""
                    )
                if not concept and not (self.spoken and not tag) and _runs_together(word, known):
                    concept = "run-together"
                if concept:
                    yield self.mention(Hit(-1, first, at + 1), language, concept, "tag" if tag else "phrase", [])
                    break

    def asterisk(self) -> Mention | None:
        """An asterisk at a word (``knife*``), explained or not by a line that begins with one."""
        text = self.text
        for at, char in enumerate(text):
            if char != "*" or at == 0 or not (text[at - 1].isalnum() or text[at - 1] in ")]%"):
                continue
            if text[at + 1 : at + 2].isalnum() or text[at + 1 : at + 2] == "*":
                continue
            source = self.document.source
            explained = any(
                line.lstrip().startswith(("*", "\\*")) and len(line.strip()) > 12 for line in source.splitlines()
            )
            first = self.stream.at(self.folded.map.position_of(at - 1))
            if first >= len(self.stream):
                return None
            concept = "explained-asterisk" if explained else "asterisk"
            return Mention(concept, "", "phrase", at - 1, at + 1, first, first + 1, "*")
        return None


def _runs_together(word: str, language: dict[str, Any]) -> bool:
    """Whether a label word hides at the end of a word that is no ordinary one."""
    return any(word.endswith(e) for e in language["run_together"]) and not any(
        word.endswith(e) for e in language["run_together_not"] if len(e) > 2
    )


def _with_names_shared(labels: list[Mention]) -> list[Mention]:
    """Labels in order, those without a name having that of one they overlap: "Kettlo sponsored this video" is two."""
    shared: list[Mention] = []
    for step in (1, -1):  # from the left, then from the right
        shared, labels = [], labels if not shared else shared[::-1]
        last: Mention | None = None
        for label in labels:
            if not label.name and last is not None and label.first < last.last and last.first < label.last:
                label = label._replace(name=last.name)
            if label.name and (last is None or step * (label.last - last.last) >= 0):
                last = label
            shared.append(label)
    return shared[::-1]


def _without_leading_name(hit: Hit) -> Hit:
    """A label without the word before it that was taken for a name: where all is small letters, any word might be."""
    for kind, first, last in hit.captures:
        if kind == "name" and first == hit.start and last < hit.end:
            return Hit(hit.phrase, last, hit.end, hit.captures)
    return hit


def _within(hit: Hit, outermost: list[tuple[int, int]]) -> bool:
    """Whether one of the spans covers a hit."""
    at = bisect_right(outermost, hit.start, key=lambda span: span[0]) - 1
    return at >= 0 and hit.end <= outermost[at][1]


def _outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def find_mentions(document: Document, rules: RuleSet, languages: Iterable[str]) -> Mentions:
    """Find every label wording and denial in the lexicons of ``languages``."""
    return _Finder(document, rules, languages).find()


__all__ = ["Denial", "Mention", "Mentions", "find_mentions"]
