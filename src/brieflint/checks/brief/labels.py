"""Which disclosure labels a brief prescribes, and whether they are clear where the campaign runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_at
from brieflint.checks.disclosure.mentions import Mention, find_mentions
from brieflint.checks.disclosure.verdict import Judge
from brieflint.checks.phrases.scan import scan_of
from brieflint.checks.phrases.views import ENGLISH_REGIMES
from brieflint.checks.wording import join
from brieflint.findings import Finding
from brieflint.text.language import detect

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

_QUOTES = re.compile(
    r"“([^”\n]{1,600})”|„([^“”\n]{1,600})[“”]|«\s?([^»\n]{1,600}?)\s?»|\"([^\"\n]{1,600})\"|‘([^’\n]{2,600})’"
)
_CLAUSE = re.compile(
    r"\b(?:disclos\w+|ad label|advertising label|paid partnership label|partnership label|sponsorship label"
    r"|kennzeichn\w+|werbekennzeichnung|mention légale|divulg\w+|etiqueta de publicidad)\b",
    re.IGNORECASE,
)
_RUN_AS_AD = re.compile(
    r"\b(?:run|runs|ran|running|boost\w*|us(?:e|ed|ing)|turn\w*|publish\w*|play\w*)\b[^.\n]{0,40}"
    r"\b(?:as|in|for) (?:an? )?(?:paid )?\Z",
    re.IGNORECASE,
)
"""What stands before "ad" where the brand speaks of running the content as its own."""

_TAG_CONCEPTS = frozenset(
    "abbreviation collaboration partner-tag partnership-word ambassador ambassador-brand gifted affiliate-word thanks"
    " ad-brand-tag campaign pr-word invited support association".split()
)
_LABEL_LENGTH = 48  # characters; a longer quotation is a script, not a label
_NEVER_PRESCRIBE = frozenset({"ambassador-brand", "ambassador", "working-with"})


def quoted_spans(document: Document) -> list[tuple[int, int]]:
    """Quotations in the text, without their marks."""
    found = []
    for match in _QUOTES.finditer(document.text):
        group = match.lastindex or 1
        found.append(match.span(group))
    return found


def check_labels(document: Document, rules: RuleSet) -> Iterator[Finding]:
    """``brief/weak-disclosure-term`` and ``brief/no-disclosure-clause``."""
    context = document.context
    if context.relationship == "none":
        return
    language = context.language or detect(document.folded.text)
    codes = context.jurisdictions or tuple(c for c in ENGLISH_REGIMES if c in rules.policies)
    policies = [rules.policies[c] for c in codes if c in rules.policies] or [rules.policies["us"]]
    languages = dict.fromkeys(["en", *([language] if language else []), *(x for p in policies for x in p["languages"])])
    mentions = find_mentions(document, rules, languages)
    quotes = quoted_spans(document)
    scan = scan_of(document, rules)
    relationship = context.relationship
    judges = [Judge(p, rules.data["defaults"], relationship, "caption", language, {}) for p in policies]
    write = _write(policies, language)
    clear, weak = [], []
    for mention in mentions.labels:
        if mention.doubt == "denied" or scan.mask.covers(mention.start, mention.end):
            continue
        if mention.form != "tag" and _RUN_AS_AD.search(document.text, max(0, mention.start - 80), mention.start):
            continue
        worths = [(judge, judge.worth(mention)) for judge in judges]
        if any(w.counts == "clear" for _, w in worths) and mention.concept not in _NEVER_PRESCRIBE:
            clear.append(mention)
        elif _prescribed(mention, quotes):
            weak.append((mention, worths))
    for mention, worths in weak:
        if any(_same_quote(mention, other, quotes) for other in clear):
            continue
        poor = [judge.policy["name"] for judge, worth in worths if worth.counts != "clear"] or [policies[0]["name"]]
        why = next((worth.why for _, worth in worths if worth.why), "it names a role, not that the post is an ad")
        values = {
            "label": document.excerpt(mention.start, mention.end),
            "countries": join(poor) if context.jurisdictions else "English-language countries",
            "why": why,
            "write": write,
        }
        yield finding_at(rules.rules["brief/weak-disclosure-term"], document, (mention.start, mention.end), values)
    if not clear and not _CLAUSE.search(document.text):
        yield finding_at(rules.rules["brief/no-disclosure-clause"], document, _first_line(document), {"write": write})


def _prescribed(mention: Mention, quotes: list[tuple[int, int]]) -> bool:
    """Whether a wording is given to the creator: a hashtag, or inside quotation marks."""
    if mention.form == "tag":
        return mention.concept in _TAG_CONCEPTS
    quote = next((q for q in quotes if q[0] <= mention.start and mention.end <= q[1]), None)
    if quote is None or quote[1] - quote[0] > _LABEL_LENGTH:
        return False
    return mention.concept in (
        "thanks", "association", "gifted", "abbreviation", "affiliate-word", "collaboration",
    )  # fmt: skip


def _same_quote(one: Mention, other: Mention, quotes: list[tuple[int, int]]) -> bool:
    return any(a <= one.start < b and a <= other.start < b for a, b in quotes)


def _write(policies: list[dict[str, Any]], language: str | None) -> str:
    labels = [p["write"].get(language or "") or next(iter(p["write"].values())) for p in policies]
    return join([f'"{label}"' for label in dict.fromkeys(labels)], "or")


def _first_line(document: Document) -> tuple[int, int]:
    text = document.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return start, len(text.rstrip()) if end < 0 else end


first_line = _first_line
