"""Findings on a brief in prose; the phrase rules of the family run with the other phrase rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from brieflint.checks.brief.claims import PROOF, check_claims
from brieflint.checks.brief.labels import check_labels
from brieflint.checks.brief.placeholders import check_placeholders, once
from brieflint.checks.brief.scripts import find_scripts
from brieflint.checks.brief.topics import check_topics
from brieflint.checks.build import finding_at, shorten
from brieflint.checks.phrases.scan import scan_of
from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

_MOST_MESSAGES, _FAR_TOO_MANY = 3, 5
_LEAD = 60  # characters of a paragraph that announces a list as a heading would


_ROW = re.compile(
    r"\b(?:please (?:cover|mention|talk about|get across|land|hit|bring up|address)|must (?:cover|mention)"
    r"|talking points|key messages|key points|points to (?:cover|mention))"
    r"(?: all of)?(?: these| the following)?(?: points)?[ \t]*:[ \t]*(?P<items>[^.\n]{10,600})",
    re.IGNORECASE,
)
_ITEMS = re.compile(r",|;| and | & ")
_TAGS = re.compile(r"[#@]\w|https?:")


def check(document: Document, rules: RuleSet) -> Iterator[Finding]:
    """All findings that need the structure of a brief."""
    scan = scan_of(document, rules)
    scripts = find_scripts(document, scan)
    voice = document.campaign.data.get("voice", {}) if document.campaign is not None else {}
    asset = voice.get("use") == "ad-asset"
    for script in scripts:
        values = {"words": shorten(document.text[script.start : script.end])}
        span = (script.start, script.end)
        severity = "note" if asset else None
        yield finding_at(rules.rules["brief/script-block"], document, span, values, severity=severity)
        if script.personal:
            yield finding_at(rules.rules["brief/first-person-script"], document, span, values)
    yield from check_labels(document, rules)
    yield from check_topics(document, rules, scripted=bool(scripts))
    yield from check_claims(document, rules, scan, scripts)
    yield from _key_messages(document, rules)
    yield from _listed_messages(document, rules)
    yield from check_placeholders(document, rules)


def settled(document: Document, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings on a brief, each thing reported once, and scripts as lightly as the campaign takes them.

    A claim that the brief asks for is not a claim of the brief's own as well, and one whose proof is named beside it
    needs none. Words prescribed for an ad that the brand publishes itself are usual.
    """
    voice = document.campaign.data.get("voice", {}) if document.campaign is not None else {}
    spans = [document.span_at(f.location) or (0, 0) for f in findings if "claim_rule" in f.properties]
    for finding in once(findings):
        low, high = document.span_at(finding.location) or (0, 0)
        if finding.rule.startswith("claims/"):
            if any(a <= low and high <= b for a, b in spans):
                continue
            block = document.block_at(low)
            proved = block is not None and PROOF.search(document.text, block.start, block.end)
            if proved and finding.properties.get("claim") == "substantiate":
                continue
        if finding.rule == "brief/verbatim-mandate" and voice.get("use") == "ad-asset":
            finding = replace(finding, severity="note")
        yield finding


def _listed_messages(document: Document, rules: RuleSet) -> Iterator[Finding]:
    """The same in one sentence: "please cover: the price, the shop finder, ..."."""
    for match in _ROW.finditer(document.text):
        count = len([item for item in _ITEMS.split(match["items"]) if item.strip()])
        if count > _MOST_MESSAGES and not _TAGS.search(match["items"]):
            far = count > _FAR_TOO_MANY
            yield finding_at(
                rules.rules["brief/too-many-key-messages"],
                document,
                match.span(),
                {"count": count},
                situation="far" if far else "",
                severity="error" if far else None,
                properties={"count": count},
            )


def _key_messages(document: Document, rules: RuleSet) -> Iterator[Finding]:
    """More list items under the heading of the key messages than anybody remembers."""
    scan = scan_of(document, rules)
    demands = [scan.span(a, b)[0] for a, b, _, _ in scan.by_role.get("demanding", ())]
    heading = None
    count = 0
    for block in (*document.blocks, None):
        asks = block is not None and any(block.start <= a < block.end for a in demands)
        lead = asks and block is not None and block.end - block.start <= _LEAD and block.kind == "paragraph"
        ends = heading is not None and heading.kind == "paragraph" and block is not None and block.kind != "list-item"
        if block is None or block.kind == "heading" or lead or ends:
            if heading is not None and count > _MOST_MESSAGES:
                far = count > _FAR_TOO_MANY
                yield finding_at(
                    rules.rules["brief/too-many-key-messages"],
                    document,
                    (heading.start, heading.end),
                    {"count": count},
                    situation="far" if far else "",
                    severity="error" if far else None,
                    properties={"count": count},
                )
            heading = block if asks else None
            count = 0
        elif block.kind == "list-item" and block.meta.get("depth", 1) <= 1:
            count += 1
