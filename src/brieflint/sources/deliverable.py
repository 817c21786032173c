"""Which files are parts of one deliverable: the caption, the transcript, the screenshots of one reel.

The campaign record tells, or else the names: ``reel-1.caption.md``, ``reel-1.srt`` and ``reel-1.en.vtt`` in one folder.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from brieflint.context import kind_from_name
from brieflint.sources.discover import SUBTITLE_SUFFIXES, TEXT_SUFFIXES

if TYPE_CHECKING:
    from brieflint.document import Document

WRITTEN = ("caption", "description", "overlay")
SPOKEN = ("transcript",)

Key = tuple[str, ...]

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}\Z")


def deliverable_name(path: str) -> str:
    """The deliverable that a file's name tells, lower case: the name without its part, language and suffix."""
    pieces = os.path.basename(path).lower().split(".")
    suffix = "." + pieces[-1]
    pieces = pieces[:-1] or pieces
    if suffix in SUBTITLE_SUFFIXES and len(pieces) > 1 and _LANGUAGE.match(pieces[-1]):
        pieces = pieces[:-1]
    if len(pieces) > 1 and kind_from_name(f"{pieces[0]}.{pieces[-1]}.x"):
        pieces = pieces[:-1]
    return ".".join(pieces)


def key_of(document: Document) -> Key:
    """What the parts of one deliverable have in common."""
    context = document.context
    name = (context.deliverable or deliverable_name(document.path)).casefold()
    if document.campaign is not None and context.deliverable:
        return (document.campaign.path, context.creator or "", name)
    return (os.path.dirname(os.path.abspath(document.path)), name)


def may_have_parts(document: Document, folders: Folders) -> bool:
    """Whether a document is worth keeping for a look at its deliverable: one part is spoken, another is written."""
    if document.kind in SPOKEN or (document.campaign is not None and document.context.deliverable):
        return True
    return document.kind in WRITTEN and any(_may_be_spoken(p) for p in folders.siblings(document.path))


def _may_be_spoken(path: str) -> bool:
    return path.lower().endswith(SUBTITLE_SUFFIXES) or kind_from_name(os.path.basename(path)) in SPOKEN


class Folders:
    """What lies beside a file; each folder is listed once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, list[str]]] = {}

    def siblings(self, path: str) -> list[str]:
        """Other text files of the same deliverable in the folder of ``path``; pictures would need an engine."""
        folder, own = os.path.split(path)
        if folder not in self._known:
            self._known[folder] = _by_deliverable(folder)
        return [
            os.path.join(folder, name) for name in self._known[folder].get(deliverable_name(path), ()) if name != own
        ]


def _by_deliverable(folder: str) -> dict[str, list[str]]:
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        return {}
    found: dict[str, list[str]] = {}
    for name in names:
        if os.path.splitext(name)[1].lower() in (*TEXT_SUFFIXES, *SUBTITLE_SUFFIXES):
            found.setdefault(deliverable_name(name), []).append(name)
    return found
