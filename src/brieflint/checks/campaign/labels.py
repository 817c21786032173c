"""Labels that differ between the posts of one creator: ``campaign/label-drift``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from brieflint.checks.build import finding_at
from brieflint.checks.disclosure.mentions import Mention, find_mentions

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet

RULE = "campaign/label-drift"

_WRITTEN = ("caption", "description", "overlay")
_LABELS = frozenset(
    "ad-word ad-brand-tag paid-partnership sponsored gifted free-gift affiliate-word employee own-brand"
    " partnership-word collaboration partner-tag ambassador paid-ambassador".split()
)
"""Concepts of the label lexicons that are labels rather than sentences about a relation."""


def label_drift(documents: Sequence[Document], rules: RuleSet) -> Iterator[tuple[Document, Finding]]:
    """Findings for the posts of a creator that are labelled otherwise than the creator's other posts.

    Args:
        documents: drafts of one campaign. Spoken labels are left out: nobody says a hashtag.

    Yields:
        A post and its finding, where the post has a label but not the one that the record prescribes or, without one,
        that most of the creator's posts in that language have.
    """
    posts: dict[tuple[str, str], list[tuple[Document, list[Mention]]]] = {}
    for document in sorted(documents, key=lambda d: d.path):
        if document.kind not in _WRITTEN or not document.context.creator:
            continue
        by_language: dict[str, list[Mention]] = {}
        for mention in _labels(document, rules):
            by_language.setdefault(mention.language, []).append(mention)
        for language, mentions in by_language.items():
            posts.setdefault((document.context.creator, language), []).append((document, mentions))
    for group in posts.values():
        counts = Counter(label for _, mentions in group for label in sorted({_bare(m) for m in mentions}))
        if len(group) < 2 or len(counts) < 2:
            continue
        usual = _usual(group, counts)
        for document, mentions in group:
            if usual not in map(_bare, mentions):
                first = mentions[0]
                values = {"label": first.label, "usual": usual, "creator": document.context.creator}
                properties = {"label": _bare(first), "usual": usual}
                span = (first.start, first.end)
                yield document, finding_at(rules.rules[RULE], document, span, values, properties=properties)


def _labels(document: Document, rules: RuleSet) -> list[Mention]:
    policies = (rules.policies[c] for c in document.context.jurisdictions if c in rules.policies)
    languages = dict.fromkeys(["en", *(lang for policy in policies for lang in policy["languages"])])
    found = find_mentions(document, rules, languages).labels
    return [m for m in found if m.form != "phrase" and not m.doubt and m.concept in _LABELS]


def _bare(mention: Mention) -> str:
    return mention.label.strip("#").strip()


def _usual(group: Sequence[tuple[Document, list[Mention]]], counts: Counter[str]) -> str:
    """The record's label where a post has it, else the commonest, the first in alphabetical order of equals."""
    record = group[0][0].campaign
    prescribed = str(record.data["disclosure"].get("label", "")) if record is not None else ""
    label = prescribed.strip("# ").casefold()
    return label if label in counts else min(counts, key=lambda name: (-counts[name], name))
