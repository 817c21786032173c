"""A correction for a disclosure finding, offered only when checking the corrected text again finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from brieflint.checks.disclosure.mentions import Mention
from brieflint.findings import Edit, Fix

if TYPE_CHECKING:
    from brieflint.document import Document

_EDITABLE = ("caption", "description")
_LONGEST = 100_000  # characters; no platform takes more, and trying a fix means reading the text again


def propose(document: Document, labels: list[str], mention: Mention | None, clean: Callable[[str], bool]) -> Fix | None:
    """A tested fix, or ``None`` where none is certain.

    Args:
        labels: labels to try, best first.
        mention: the label that is there already, if it is one that may be moved or replaced.
        clean: whether a corrected source has no disclosure finding left.
    """
    if document.kind not in _EDITABLE or len(document.source) > _LONGEST:
        return None
    for fix in _candidates(document, labels, mention):
        placed = document.in_file(fix)
        if placed is not None and clean(apply(document.source, fix)):
            return placed
    return None


def apply(source: str, fix: Fix) -> str:
    """The source with all edits of a fix applied."""
    for edit in sorted(fix.edits, key=lambda e: e.start, reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


def _candidates(document: Document, labels: list[str], mention: Mention | None) -> Iterator[Fix]:
    source = document.source
    at = document.body
    while at < len(source) and source[at].isspace():
        at += 1
    for label in labels:
        glue = " " if label.startswith("#") or label.endswith(":") or label[-1:] in "】]" else ": "
        insert = Edit(at, at, label + glue)
        if mention is not None and mention.form == "tag":
            start, end = document.source_span(mention.start, mention.end)
            plain = source[start:end]
            if plain.lower() == label.lower():
                yield Fix(f"Move '{plain}' to the start", (Edit(at, at, plain + " "), _removal(source, start, end)))
                continue
            if start == at:
                yield Fix(f"Replace '{plain}' by '{label}'", (Edit(start, end, label),))
        yield Fix(f"Insert '{label + glue}' at the start", (insert,))


def _removal(source: str, start: int, end: int) -> Edit:
    """Take a label out together with the blank that parted it from its neighbours."""
    if start > 0 and source[start - 1] == " ":
        start -= 1
    elif end < len(source) and source[end] == " ":
        end += 1
    return Edit(start, end, "")
