"""A correction for a disclosure finding, offered only when checking the corrected text again finds nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from brieflint.checks.disclosure.mentions import Mention
from brieflint.findings import Edit, Fix

if TYPE_CHECKING:
    from brieflint.document import Document

_EDITABLE = ("caption", "description")
_LONGEST = 100_000  # characters; no platform takes more, and trying a fix means reading the text again

_SAYS_NO_MORE = frozenset(
    "ad-word sponsored abbreviation collaboration partnership-word paid-partnership association campaign"
    " pr-word".split()
)
"""Concepts that a label takes the place of; any other (gifted, ambassador) says something that must not get lost."""

_STRUCTURE = re.compile(r"(?:#{1,6}|[-*+]|[0-9]{1,9}[.)]|=+|-{2,})(?=[ \t\r\n]|\Z)|[>|<]|!\[|```|~~~|(?:[ ]{4}|\t)")
"""What a line begins with that would be something else after a label: a heading, a list, a quote, a picture, code."""

_MARKUP = "*_~`[](){}<>\"'“”„«»"
_LINE_END = re.compile(r"\r\n|\r|\n")


def propose(
    document: Document, labels: Sequence[str], mention: Mention | None, clean: Callable[[str], bool]
) -> Fix | None:
    """A tested fix, or ``None`` where none is certain.

    Args:
        labels: labels to try, best first; each with a colon where prose after it needs one.
        mention: the label that is there already, if it is one that may be moved or replaced.
        clean: whether a corrected source has no disclosure finding left.
    """
    if document.kind not in _EDITABLE or len(document.source) > _LONGEST or not document.text.strip():
        return None
    for fix in _candidates(document, labels, mention):
        placed = document.in_file(fix)
        if placed is not None and clean(apply(document.source, fix)):
            return placed
    return None


def plain_letters(document: Document, mention: Mention, clean: Callable[[str], bool]) -> Fix | None:
    """Write a label in plain letters, where nothing else comes of it.

    Args:
        clean: whether a corrected source has no such finding left.
    """
    if document.picture is not None or len(document.source) > _LONGEST:
        return None
    start, end = document.source_span(mention.start, mention.end)
    written = unicodedata.normalize("NFKC", document.source[start:end])
    text = written if written.lower() == mention.label else mention.label
    fix = Fix(f"Write '{text}' in plain letters", (Edit(start, end, text),))
    placed = document.in_file(fix)
    return placed if placed is not None and clean(apply(document.source, fix)) else None


def apply(source: str, fix: Fix) -> str:
    """The source with all edits of a fix applied."""
    for edit in sorted(fix.edits, key=lambda e: e.start, reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


def glued(label: str, language: str | None = None) -> str:
    """A label as it stands before prose: a word gets a colon as the text's language writes it, a hashtag gets none."""
    last = label.rsplit(" / ", 1)[-1]
    if last.startswith("#") or last.endswith((":", "】", "]")):
        return label
    return f"{label} :" if language == "fr" else f"{label}:"


def _candidates(document: Document, labels: Sequence[str], mention: Mention | None) -> Iterator[Fix]:
    source = document.source
    for label in labels:
        insert = _insertion(document, label)
        if mention is None or mention.form != "tag":
            yield insert
            continue
        start, end = document.source_span(mention.start, mention.end)
        plain = source[start:end]
        if plain.lower() == label.lower():
            removal = _removal(source, start, end, document.body)
            if removal is not None:
                yield Fix(f"Move '{plain}' to the start", (*insert.edits, removal))
            yield insert
        elif start == _first(document):
            bare = label.rstrip(": ")
            written = bare if source[end : end + 1] in (":", "") else label
            replace = Fix(f"Replace '{plain}' by '{bare}'", (Edit(start, end, written),))
            yield from (replace, insert) if mention.concept in _SAYS_NO_MORE else (insert, replace)
        else:
            yield insert


def _first(document: Document) -> int:
    """Where the text begins, in the source: after front matter, blank lines and comments."""
    return _skip_comments(document, _skip_blank(document.source, document.body))


def _skip_blank(source: str, at: int) -> int:
    while at < len(source) and source[at].isspace():
        at += 1
    return at


def _skip_comments(document: Document, at: int) -> int:
    for comment in document.comments:
        if comment.start == at:
            at = _skip_blank(document.source, comment.end)
    return at


def _insertion(document: Document, label: str) -> Fix:
    """A label before the first word, or a line above where the text does not begin with prose."""
    source = document.source
    first = _first(document)
    line = max(source.rfind("\n", 0, first), source.rfind("\r", 0, first), document.body - 1) + 1
    if _STRUCTURE.match(source, line) or _STRUCTURE.match(source, first):
        at = _skip_blank(source, document.body)
        at = max(source.rfind("\n", 0, at), source.rfind("\r", 0, at), document.body - 1) + 1
        ending = _LINE_END.search(source, at) or _LINE_END.search(source)
        alone = label.rstrip(": ")
        text = alone + 2 * (ending[0] if ending else "\n")
        return Fix(f"Insert '{alone}' on a line of its own at the start", (Edit(at, at, text),))
    return Fix(f"Insert '{label} ' at the start", (Edit(first, first, label + " "),))


def _removal(source: str, start: int, end: int, body: int) -> Edit | None:
    """Take a label out together with the blank, or the line, that was its own; ``None`` where markup holds it."""
    if (start > body and source[start - 1] in _MARKUP) or (end < len(source) and source[end] in _MARKUP):
        return None
    low, high = start, end
    while low > body and source[low - 1] in " \t":
        low -= 1
    while high < len(source) and source[high] in " \t":
        high += 1
    line_starts = low == body or source[low - 1] in "\r\n"
    ending = _LINE_END.match(source, high)
    if line_starts and (ending or high == len(source)):
        return _line_removal(source, low, ending.end() if ending else high, body)
    if line_starts:
        return Edit(start, high, "")
    if ending or high == len(source):
        return Edit(low, end, "")
    return Edit(start - 1, end, "") if source[start - 1] == " " else Edit(start, high, "")


def _line_removal(source: str, low: int, high: int, body: int) -> Edit:
    """Take out a line, and the empty line before it where one follows, too, or nothing does."""
    nothing_after = not source[high:].strip()
    if nothing_after and high == len(source) and not source.endswith(("\r", "\n")):
        while low > body and source[low - 1].isspace():
            low -= 1
        return Edit(low, high, "")
    if nothing_after or _LINE_END.match(source, high):
        before = source[body:low]
        double = re.search(r"(\r\n|\r|\n)(\r\n|\r|\n)\Z", before)
        if double is not None:
            low -= len(double[2])
    return Edit(low, high, "")
