"""A draft as a post: its hashtags, handles and links with their places, and what the campaign record asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from brieflint.checks.overlap.spelling import edits

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.document import Document

Span = tuple[int, int]

LEAST_NAME = 5
"""Letters of a name from which a slip can be told from another word."""

POSTED = ("caption", "description")
"""Kinds of document that are posted as text: here tags, links and codes must stand."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A hashtag (``#tea``), handle (``@kettlo``) or link as written, with its place in the document's text."""

    text: str
    span: Span


class Post:
    """One draft and its part of the campaign record."""

    def __init__(self, document: Document, record: Record | None) -> None:
        self.document = document
        self.record = record
        self.data: dict[str, Any] = record.data if record is not None else {}
        self.platform = document.context.platform
        name = document.context.creator
        self.creator: dict[str, Any] | None = record.creator(name) if record is not None and name else None

    @property
    def posted(self) -> bool:
        """Whether the draft is the text of a post."""
        return self.document.kind in POSTED

    def _piece(self, first: int, last: int) -> Piece:
        stream = self.document.tokens
        span = self.document.folded.map.span(stream.starts[first], stream.ends[last - 1])
        return Piece(self.document.text[span[0] : span[1]], span)

    @cached_property
    def hashtags(self) -> list[Piece]:
        """Hashtags in order."""
        stream, found = self.document.tokens, []
        starts, ends, kinds = stream.starts, stream.ends, stream.kinds
        for at, word in enumerate(stream.words):
            after = at + 1
            if word != "#" or (at > 0 and ends[at - 1] == starts[at] and kinds[at - 1] in "wn"):
                continue
            while after < len(stream) and starts[after] == ends[after - 1] and kinds[after] in "wnc":
                after += 1
            if after > at + 1 and any(kind != "n" for kind in kinds[at + 1 : after]):  # "#1" is a number
                found.append(self._piece(at, after))
        return found

    @cached_property
    def handles(self) -> list[Piece]:
        """Handles in order."""
        kinds = self.document.tokens.kinds
        return [self._piece(at, at + 1) for at, kind in enumerate(kinds) if kind == "h"]

    @cached_property
    def links(self) -> list[Piece]:
        """Links in order, those behind words by their address; e-mail addresses are none."""
        document = self.document
        found = [Piece(i.target, (i.start, i.end)) for i in document.inlines if i.kind in ("link", "url") and i.target]
        for at, kind in enumerate(document.tokens.kinds):
            if kind == "u":
                piece = self._piece(at, at + 1)
                if not document.inside(*piece.span, "link", "url"):
                    found.append(piece)
        return sorted((p for p in found if not _is_mail(p.text)), key=lambda p: p.span)

    def says(self, wordings: list[str]) -> bool:
        """Whether one of some plain wordings (lower case, single blanks) stands in the text."""
        text = f" {' '.join(self.document.tokens.words)} "
        return any(f" {wording} " in text for wording in wordings)


def _is_mail(link: str) -> bool:
    return link.startswith("mailto:") or ("@" in link and "://" not in link)


def split(link: str) -> SplitResult | None:
    """A link in its parts, a missing scheme read as https; ``None`` where it cannot be read."""
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        parts.port  # noqa: B018 - raises on a bad port
    except ValueError:
        return None
    return parts if parts.hostname else None


def host(parts: SplitResult) -> str:
    """The host without ``www.``."""
    return (parts.hostname or "").removeprefix("www.")


def as_written(handle: str) -> str:
    """A handle without ``@`` and address, in its own capitals."""
    return handle.rstrip("/").rsplit("/", 1)[-1].lstrip("@")


def bare(handle: str) -> str:
    """A handle for comparison: no ``@``, no address before it, lower case."""
    return as_written(handle).casefold()


def nearest(written: str, names: Iterable[str]) -> str:
    """The name that is one slip away from a word in lower case (two from nine letters on), or an empty string."""
    for name in names:
        most = 2 if len(name) >= 9 else 1
        if len(name) >= LEAST_NAME and 0 < edits(written, name.casefold(), most) <= most:
            return name
    return ""
