"""Which rendered briefs on disk are not what their record and template say today."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brieflint.campaign.render import render, same_text
from brieflint.campaign.store import Record
from brieflint.own_files import PROVENANCE
from brieflint.sources.decode import decode, read_bytes
from brieflint.sources.front_matter import split_front_matter

SUFFIX = ".brief.md"
FOLDER = "briefs"
"""Where a campaign keeps its rendered briefs, beside the record."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A brief that is not up to date, and why."""

    path: str
    reason: str


def read_brief(path: str) -> str | None:
    """The text of a file, ``None`` where there is none.

    Raises:
        InputError: it cannot be read.
    """
    return decode(read_bytes(Path(path), path), path) if os.path.lexists(path) else None


def is_rendered(text: str) -> bool:
    """Whether a brief was rendered rather than written."""
    return PROVENANCE in text


def folder_of(record: Record) -> str:
    """The folder of a campaign's rendered briefs, in the manner in which the record is named."""
    return os.path.join(os.path.dirname(record.path), FOLDER)


def stale_of_campaign(
    record: Record, creators: Sequence[str], template: str | None, output: str | None
) -> Iterator[Stale]:
    """Briefs of a campaign that are missing, stale or left over.

    Args:
        record: the campaign.
        creators: only these; all of them, and briefs of creators that the record no longer has, when empty.
        template: what the briefs are rendered from. Without it, and where the record names none, each brief on disk is
            held against the template that it names itself.
        output: a folder, or the file of one brief; by default :func:`folder_of` the record.

    Raises:
        BrieflintError: the record cannot be rendered.
    """
    folder = output or folder_of(record)
    for brief in render(record, creators, template):
        path = folder if folder.endswith(".md") else os.path.join(folder, brief.creator + SUFFIX)
        found = read_brief(path)
        if found is None:
            yield Stale(path, "missing")
        elif not same_text(brief, found):
            told = template or (record.creator(brief.creator) or {}).get("template") or record.data.get("template")
            if told or not _fresh(record, brief.creator, found, path):
                yield Stale(path, "stale: the record or the template changed")
    if not creators and os.path.isdir(folder):
        yield from _left_over(record, folder)


def stale_brief(record: Record, path: str) -> Stale | None:
    """What is wrong with one rendered brief; nothing where somebody wrote it by hand."""
    text = read_brief(path)
    if text is None:
        return Stale(path, "missing")
    if not is_rendered(text):
        return None
    creator = str(split_front_matter(text, path)[1].get("creator", ""))
    if record.creator(creator) is None:
        return Stale(path, _gone(record, creator))
    return None if _fresh(record, creator, text, path) else Stale(path, "stale: the record or the template changed")


def _fresh(record: Record, creator: str, text: str, path: str) -> bool:
    """Whether a brief is what the template that it names gives now."""
    front: dict[str, Any] = split_front_matter(text, path)[1]
    template = front.get("template")
    if not isinstance(template, str) or str(front.get("creator")).casefold() != creator.casefold():
        return False
    from brieflint.campaign.render import rendered_again

    brief = rendered_again(record, template, [creator]).get(creator.casefold())
    return brief is not None and same_text(brief, text)


def _left_over(record: Record, folder: str) -> Iterator[Stale]:
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.endswith(SUFFIX) and os.path.isfile(path):
            text = read_brief(path)
            if text is None or not is_rendered(text):
                continue
            front = split_front_matter(text, path)[1]
            creator = str(front.get("creator", ""))
            if front.get("campaign") == record.data.get("id") and record.creator(creator) is None:
                yield Stale(path, _gone(record, creator))


def _gone(record: Record, creator: str) -> str:
    return f"left over: {record.path} has no creator '{creator[:80]}'"
