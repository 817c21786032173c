"""What a platform takes: ``content/too-long`` and ``content/too-many-hashtags``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from brieflint.checks.build import finding_at
from brieflint.checks.content.post import Post

if TYPE_CHECKING:
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet

TOO_LONG, TOO_MANY = "content/too-long", "content/too-many-hashtags"

_LINK = re.compile(r"https?://[^\s<>\"']+")
_X_LINK = 23
"""Characters that X counts for any link."""

_X_NARROW = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""Characters that X counts as one; all others count as two, an emoji made of several as one of those."""

_FLAG_LETTERS = (0x1F1E6, 0x1F1FF)
_MODIFIERS = (0x1F3FB, 0x1F3FF)
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_SPLIT_UP = ("thread", "article")
"""Surfaces that are no single post."""


def _without_comments(source: str, start: int) -> str:
    """The source from ``start`` on without HTML comments; one search a comment, however many are never closed."""
    kept = []
    while (at := source.find("<!--", start)) >= 0 and (end := source.find("-->", at)) >= 0:
        kept.append(source[start:at])
        start = end + 3
    return "".join((*kept, source[start:]))


def length_on(platform: str | None, text: str) -> int:
    """How many characters a platform counts: X weighs them, the others count code points."""
    if platform != "x":
        return len(text)
    bare, links = _LINK.subn("", unicodedata.normalize("NFC", text))
    return links * _X_LINK + sum(_x_weight(c, before) for before, c in zip(" " + bare, bare, strict=False))


def _x_weight(char: str, before: str) -> int:
    code = ord(char)
    if before == _JOINER or char in (_JOINER, _EMOJI_STYLE) or _MODIFIERS[0] <= code <= _MODIFIERS[1]:
        return 0
    if _FLAG_LETTERS[0] <= code <= _FLAG_LETTERS[1]:
        return 1
    return 1 if any(a <= code <= b for a, b in _X_NARROW) else 2


def limit_findings(post: Post, rules: RuleSet) -> Iterator[Finding]:
    """Findings on the limits of the draft's platform, marked from where the limit is passed."""
    table = rules.platforms.get(post.platform or "")
    if table is None or not post.posted:
        return
    document = post.document
    longest, most = table.get("max_length"), table.get("max_hashtags")
    if longest and document.context.surface not in _SPLIT_UP:
        length = length_on(post.platform, _without_comments(document.source, document.body).strip())
        if length > longest:
            values = {"platform": table["name"], "length": length, "limit": longest, "over": length - longest}
            properties = {"length": length, "limit": longest}
            span, situation = _tail(document.text, length - longest), post.platform or ""
            severity = "warning" if situation == "x" else None  # some accounts may post more
            rule = rules.rules[TOO_LONG]
            yield finding_at(
                rule, document, span, values, situation=situation, severity=severity, properties=properties
            )
    if most and len(post.hashtags) > most:
        values = {"platform": table["name"], "count": len(post.hashtags), "limit": most}
        span = post.hashtags[most].span
        properties = {"count": len(post.hashtags), "limit": most}
        yield finding_at(rules.rules[TOO_MANY], document, span, values, properties=properties)


def _tail(text: str, over: int) -> tuple[int, int]:
    """What stands beyond the limit, from the beginning of a word on."""
    end = len(text.rstrip())
    start = max(0, end - over)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start, end
