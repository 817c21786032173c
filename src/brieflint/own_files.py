"""How the files that brieflint itself writes begin, so that a later run does not take them for drafts."""

from __future__ import annotations

PROVENANCE = "<!-- Rendered by brieflint from "
"""In a rendered brief: what tells it from one that somebody wrote."""

REPORT_MARK = "<!-- brieflint report -->"
"""First in a report in Markdown."""

_HTML_REPORT = '<meta name="generator" content="brieflint'
_HEAD = 2000  # characters


def why_no_draft(source: str, *, page: bool) -> str:
    """Why a text is not to be checked as a draft; empty for every text that is none of ours.

    Args:
        page: it is HTML. A rendered brief in Markdown is checked, the page made of it is not.
    """
    head = source[:_HEAD]
    if source.startswith(REPORT_MARK) or (page and _HTML_REPORT in head):
        return "is a report of brieflint, not a draft"
    if page and PROVENANCE in head:
        return "is the page of a rendered brief: check its campaign record or its .brief.md"
    return ""
