"""Signs of a relationship in a text whose author declared none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from brieflint.checks.disclosure.mentions import written_with_capitals

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

_TRACKED = re.compile(
    r"[?&](?:ref|aff|affid|affiliate|partner|tag|utm_(?:source|medium|campaign))=|amzn\.to|rstyle\.me|ltk\.|shopstyle\.|awin1\.|go\.magik"
)


def _original(document: Document) -> str:
    if document.kind == "transcript":
        return written_with_capitals(document)
    return document.text if any(c.isupper() for c in document.text) else ""


def find_signals(document: Document, rules: RuleSet) -> list[str]:
    """What the text shows, as noun phrases for a message, sorted."""
    owners = rules.data["signals"]["owners"]
    original = _original(document)
    found = {
        str(owners[hit.phrase][1])
        for hit in rules.signal_matcher.find(document.tokens, original, document.folded.map.span)
        if not document.inside(
            *document.folded.map.span(document.tokens.starts[hit.start], document.tokens.ends[hit.end - 1]),
            "code",
            "quote",
        )
    }
    addresses = [w for w, k in zip(document.tokens.words, document.tokens.kinds, strict=True) if k == "u"]
    if any(
        _TRACKED.search(a) for a in (*addresses, *(i.target for i in document.inlines if i.kind in ("link", "url")))
    ):
        found.add("a tracked link")
    return sorted(found)


_PLUGS = frozenset(("discount-code",))
"""Signals that are said when something is sold, never before."""


def plug_tokens(document: Document, rules: RuleSet) -> list[int]:
    """Tokens at which a code or the like is told, in order."""
    owners = rules.data["signals"]["owners"]
    hits = rules.signal_matcher.find(document.tokens, _original(document), document.folded.map.span)
    return sorted({hit.start for hit in hits if owners[hit.phrase][0] in _PLUGS})
