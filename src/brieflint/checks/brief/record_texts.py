"""The texts of a campaign record, judged as the prose of a brief: creators will read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from brieflint.checks.brief.placeholders import RULE as PLACEHOLDER
from brieflint.checks.brief.placeholders import check_placeholders, once
from brieflint.checks.brief.scripts import SPOKEN
from brieflint.checks.build import finding_at, shorten
from brieflint.checks.phrases.check import check as check_phrases
from brieflint.document import Block, Document, Reading
from brieflint.findings import Finding
from brieflint.text.offsets import OffsetMap

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.rules.ruleset import RuleSet

_MESSAGE, _SCRIPT = re.compile(r"key_messages\.\d+\.text\Z"), re.compile(r"script\.\d+\.text\Z")
_PROSE = re.compile(
    r"(?:key_messages|must_have)\.\d+\.text\Z|disclosure\.note\Z|approval\.steps\.\d+\Z|exclusivity\.scope\Z"
    r"|(?:brand|product)\.about\Z|audience\.(?:problem|who)\Z|creators\.\d+\.(?:why|house_format)\Z"
    r"|creators\.\d+\.deliverables\.\d+\.(?:note|format)\Z|references\.\d+\Z"
)
_CONDITION = re.compile(r"(?:.*\.)?compensation\.(?:release_condition\.\d+|bonus\.trigger)\Z")
_RULES = frozenset(
    f"brief/{name}"
    for name in (
        "verbatim-mandate", "disclosure-forbidden", "bad-disclosure-placement", "vague-disclosure-clause",
        "sentiment-mandate", "nda-without-disclosure-carveout", "unbounded-usage-rights", "unlimited-revisions",
        "risky-before-after", "vague-direction",
    )
)  # fmt: skip
PROMOTIONAL = "\n\n#ad"
"""What tells the rules for claims that a text of a brief is advertising although it does not say so."""


def check_texts(document: Document, record: Record, rules: RuleSet) -> Iterator[Finding]:
    """Findings of the ``brief`` family on the texts of a record, each at its place in the record."""
    asset = record.data.get("voice", {}).get("use") == "ad-asset"
    for block in document.blocks:
        key = str(block.meta["key"])
        text = document.text[block.start : block.end]
        if _CONDITION.match(key):
            yield from _condition(document, block, text, rules)
        prose = bool(_PROSE.match(key))
        said = part(document, text)
        for finding in once([*check_phrases(said, rules), *check_placeholders(said, rules)]):
            if finding.rule == PLACEHOLDER or (prose and finding.rule in _RULES):
                yield moved(finding, document, block)
        script = bool(_SCRIPT.match(key))
        span, values = (block.start, block.end), {"words": shorten(text)}
        if script:
            severity = "note" if asset else None
            yield finding_at(
                rules.rules["brief/script-block"], document, span, values, severity=severity, properties={"key": key}
            )
        if (script or _MESSAGE.match(key)) and SPOKEN.search(text):
            yield finding_at(
                rules.rules["brief/first-person-script"], document, span, values, properties={"key": key}
            )  # fmt: skip


def _condition(document: Document, block: Block, text: str, rules: RuleSet) -> Iterator[Finding]:
    """What money depends on, said as a sentence: ``release_condition: [five-star-rating]``."""
    said = part(document, f"You are paid only if the {text.replace('-', ' ').replace('_', ' ')}.")
    if any(f.rule == "brief/sentiment-mandate" for f in check_phrases(said, rules)):
        rule = rules.rules["brief/sentiment-mandate"]
        values = {"words": shorten(text)}
        properties = {"key": block.meta["key"]}
        yield finding_at(rule, document, (block.start, block.end), values, properties=properties)


def part(document: Document, text: str, more: str = "") -> Document:
    """A text as a brief of its own, in the context of the document that it is taken from.

    Args:
        more: text behind it that the rules see as well.
    """
    whole = text + more
    reading = Reading(whole, OffsetMap.identity(len(whole)), (Block(0, len(whole), "paragraph"),))
    return Document(document.path, whole, 0, reading, replace(document.context, kind="brief"))


def moved(finding: Finding, document: Document, block: Block) -> Finding:
    """A finding on a block's text as one on the document; see :func:`part`."""
    start, end = finding.location.start, finding.location.end
    assert start is not None
    assert end is not None
    low, high = block.start + start.offset, min(block.end, block.start + end.offset)
    key = {"key": block.meta["key"]} if "key" in block.meta else {}
    return replace(
        finding,
        location=document.location(low, high),
        excerpt=document.excerpt(low, high),
        properties={**finding.properties, **key},
    )
