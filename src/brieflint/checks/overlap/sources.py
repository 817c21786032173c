"""What a draft is held against: the key messages of a record, the blocks of a brief."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from brieflint.checks.overlap.runs import Index
from brieflint.checks.overlap.spelling import Speller
from brieflint.checks.overlap.words import NOTHING, Exempt, Labels, Words, text_words

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.document import Block, Document
    from brieflint.rules.ruleset import RuleSet

KEY_MESSAGE, SCRIPT = "key-message", "script"

_FIXED = re.compile(
    r"\b(?:legal|fixed|disclosure|disclosures|disclaimers?|label|labels|labelling|mandatory (?:text|wording|line)|risk"
    r"|word for word|verbatim|hashtags?|handles?|codes?|links?|tracking"
    r"|wörtlich|pflichttext\w*|kennzeichnung|rechtlich\w*|mentions légales|texte imposé|étiquette)\b"
)
"""Headings of a brief under which text may be repeated word for word."""

_QUOTED = re.compile(r"[“„«\"]([^“”„«»\"]{20,2000})[”“»\"]")


_LONG = 8  # words from which an exempt text is recognised although some of it was changed


@dataclass(frozen=True, slots=True)
class Source:
    """A text of the brand that a draft should not repeat.

    Attributes:
        id: how findings name it: a key message's id, or a heading of the brief.
        text: the wording.
        kind: ``key-message`` or ``script``.
        path, line: where it stands: the record or the brief, 1-based.
    """

    id: str
    text: str
    kind: str = KEY_MESSAGE
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a campaign agreed on wording.

    Attributes:
        exempt: texts that may stand word for word.
        use: ``organic`` or ``ad-asset`` (the brand publishes it as its own ad: a script is usual there).
        freedom: ``open``, ``guided`` or ``prescribed``.
        fixed: comparison words of longer exempt texts, which a recogniser may have changed.
    """

    exempt: Exempt = NOTHING
    use: str = "organic"
    freedom: str = "guided"
    fixed: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, record: Record | None, brief: Document | None = None) -> Terms:
        """The terms of a campaign record and of a brief in prose."""
        data = record.data if record is not None else {}
        texts = [*record_exempt(data), *(brief_exempt(brief) if brief is not None else ())]
        voice = data.get("voice", {})
        fixed = (tuple(text_words(text).keys) for text in texts)
        return cls(
            Exempt.of(texts), voice.get("use", "organic"), voice.get("freedom", "guided"),
            tuple(keys for keys in fixed if len(keys) >= _LONG),
        )  # fmt: skip


class BrandText:
    """One source, prepared for comparison."""

    def __init__(self, source: Source, words: Words) -> None:
        self.source = source
        self.words = words
        self.length = words.size(0, len(words))
        self.index = Index(words.keys)


class Brand:
    """The brand's own wording and the terms on it, prepared once for all drafts of a campaign.

    Args:
        sources: what a draft should not repeat.
        terms: what it may, and how much a script matters.
        rules: the rules in force; disclosure labels are left out of the comparison.
        languages: codes of the languages in which labels may be written.
    """

    def __init__(
        self, sources: Sequence[Source], terms: Terms, rules: RuleSet, languages: Sequence[str] = ("en",)
    ) -> None:
        self.terms = terms
        self._sources = sources
        self._rules = rules
        self._languages = languages

    @cached_property
    def labels(self) -> Labels:
        """Finds disclosure wordings."""
        return Labels(self._rules, self._languages)

    @cached_property
    def texts(self) -> list[BrandText]:
        """The sources without labels and exempt texts."""
        found = []
        for source in self._sources:
            words = text_words(source.text, self.terms.exempt).without(self.labels.in_text(source.text))
            if len(words) > 1:
                found.append(BrandText(source, words))
        return found

    @cached_property
    def speller(self) -> Speller:
        """Reads slips of the words of all texts."""
        return Speller(key for text in self.texts for key in text.words.keys)

    @classmethod
    def of(cls, record: Record | None, brief: Document | None, rules: RuleSet) -> Brand:
        """The wording of a campaign record, or of a brief in prose, or of both."""
        sources = record_sources(record) if record is not None else []
        known = {" ".join(s.text.split()) for s in sources}
        if brief is not None:
            sources += [s for s in brief_sources(brief) if " ".join(s.text.split()) not in known]
        data = record.data if record is not None else {}
        countries = [*data.get("jurisdictions", ()), *(brief.context.jurisdictions if brief is not None else ())]
        spoken = [code for c in countries if c in rules.policies for code in rules.policies[c]["languages"]]
        languages = dict.fromkeys(["en", *data.get("languages", ()), *spoken])
        return cls(sources, Terms.of(record, brief), rules, [c for c in languages if c in rules.languages])


def record_sources(record: Record) -> list[Source]:
    """The key messages and prescribed scripts of a campaign record."""
    found = []
    for part, kind in (("key_messages", KEY_MESSAGE), ("script", SCRIPT)):
        for number, item in enumerate(record.data.get(part, ())):
            line = record.line(f"{part}.{number}.text")
            found.append(Source(item["id"], item["text"], kind, record.path, line))
    return found


def record_exempt(data: Mapping[str, Any]) -> list[str]:
    """Texts of a record that anyone may repeat: fixed text, names, handles, labels, required tags, codes, links."""
    brand, disclosure, required = data.get("brand", {}), data.get("disclosure", {}), data.get("required", {})
    texts = [item["text"] for item in data.get("fixed_text", ())]
    texts += [brand.get("name"), brand.get("say_it"), *brand.get("handles", {}).values()]
    texts += [data.get("product", {}).get("name"), disclosure.get("label"), *disclosure.get("labels", {}).values()]
    texts += [*required.get("mentions", ()), *required.get("hashtags", ())]
    for creator in data.get("creators", ()):
        texts += [creator.get("name"), creator.get("tracking", {}).get("code")]
    return [text for text in texts if text]


def brief_sources(brief: Document) -> list[Source]:
    """Every block of a brief in prose but those under headings for text that is fixed; quoted wordings once more.

    A brief may be rendered or written by hand; what it says is the brand's wording, whatever the section is called.
    """
    found = []
    for block, heading in _blocks(brief):
        if _FIXED.search(heading.casefold()):
            continue
        text = brief.text[block.start : block.end]
        line = brief.location(block.start, block.end).start
        place = line.line if line else None
        name = " ".join(heading.split()) or "brief"
        found.append(Source(name, text, SCRIPT, brief.path, place))
        for quoted in _QUOTED.finditer(text):
            found.append(Source(name, quoted[1], SCRIPT, brief.path, place))
    return found


def brief_exempt(brief: Document) -> list[str]:
    """Texts of a brief in prose that stand under headings for what is fixed, with the quoted parts of each."""
    texts = []
    for block, heading in _blocks(brief):
        if _FIXED.search(heading.casefold()):
            text = brief.text[block.start : block.end]
            texts += [text, *(quoted[1] for quoted in _QUOTED.finditer(text))]
    return texts


def _blocks(brief: Document) -> Iterator[tuple[Block, str]]:
    """Each block that is no heading, with the heading it stands under."""
    heading = ""
    for block in brief.blocks:
        if block.kind == "heading":
            heading = brief.text[block.start : block.end]
        elif block.kind not in ("code", "html"):
            yield block, heading
