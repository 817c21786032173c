"""What is wrong with the tracking parameters of a link.

Analytics tell apart ``Instagram`` and ``instagram``, take the first of two, and drop what they do not know: a link with
a slip in it sells and the sale is nobody's.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from brieflint.checks.content.post import split

KEYS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
REQUIRED = ("utm_source", "utm_medium", "utm_campaign")

_KNOWN = frozenset((*KEYS, "utm_source_platform", "utm_creative_format", "utm_marketing_tactic"))
_PAIRS = 100


def parameters(link: str) -> list[tuple[str, str]]:
    """Name and value of each query parameter, in order."""
    parts = split(link)
    if parts is None:
        return []
    try:
        return parse_qsl(parts.query, keep_blank_values=True, max_num_fields=_PAIRS)
    except ValueError:
        return []


def fault(link: str) -> tuple[str, str] | None:
    """The first fault of a link that carries ``utm_`` parameters.

    Returns:
        What kind of fault it is (a key of the rule's messages) and the part it is about; ``None`` for a sound link and
        for one without tracking parameters.
    """
    if "utm" not in link.casefold():
        return None
    if "&amp;" in link:
        return "escaped", "&amp;"
    if re.search(r"\?[^#]*\?", link):
        return "two-questions", "?"
    pairs = parameters(link)
    names = [name for name, _ in pairs]
    tracking = [(name, value) for name, value in pairs if name.casefold().startswith("utm")]
    if not tracking:
        return ("no-question", "utm_") if re.search(r"/[^?]*&utm_|#.*utm_", link) else None
    for name, value in tracking:
        if name not in _KNOWN:
            return "unknown", name
        if names.count(name) > 1:
            return "twice", name
        if not value.strip():
            return "empty", name
    for name in REQUIRED:
        if name not in names:
            return "missing", name
    for _, value in tracking:
        if value != value.lower():
            return "capitals", value
        if re.search(r"\s", value):
            return "blank", value
    return None
