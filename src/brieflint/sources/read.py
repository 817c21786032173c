"""From a file's bytes to a document: decode, front matter, context, the reader of its kind."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brieflint import context as ctx
from brieflint.config import Config
from brieflint.document import Document, Reading
from brieflint.errors import ForeignFile, InputError
from brieflint.own_files import why_no_draft
from brieflint.sources.decode import decode
from brieflint.sources.discover import (
    CALENDAR_SUFFIXES,
    IMAGE_SUFFIXES,
    OTHER_SUBTITLES,
    PAGE_SUFFIXES,
    SUBTITLE_SUFFIXES,
    UNREAD_SUBTITLES,
    WORD_SUFFIXES,
)
from brieflint.sources.front_matter import key_lines, split_front_matter

if TYPE_CHECKING:
    from brieflint.campaign.store import Record

MARKDOWN_SUFFIXES = (".md", ".markdown")
_NEAR = 0.82  # a front matter key this like a known one is a misspelling, not somebody else's key


@dataclass(frozen=True, slots=True)
class Settings:
    """Context that does not come from the file itself."""

    flags: Mapping[str, Any] = field(default_factory=dict)
    config: Config = field(default_factory=Config)
    records: RecordFinder | None = None
    brief: Document | None = None
    ocr_engine: str = "auto"
    cache: bool = True


class RecordFinder:
    """Finds the campaign record of each file, loading every record once."""

    def __init__(self, explicit: Record | None = None, *, cache: bool = True) -> None:
        self._explicit = explicit
        self._cache = cache
        self._by_folder: dict[str, Record | None] = {}
        self._by_path: dict[Path, Record] = {}

    def for_file(self, path: str) -> Record | None:
        """The record of a draft, or ``None``.

        Raises:
            InputError: there is one and it is not valid.
        """
        if self._explicit is not None:
            return self._explicit
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._by_folder:
            from brieflint.campaign.store import find_record, load_record

            found = find_record(Path(path))
            shown = _shown(found, path) if found else ""
            if found is not None and found not in self._by_path:
                self._by_path[found] = load_record(found, shown, cache=self._cache)
            self._by_folder[folder] = self._by_path[found] if found is not None else None
        return self._by_folder[folder]


def _shown(record: Path, beside: str) -> str:
    """A record's path in the manner in which the user named the draft: relative to where they stand, or absolute."""
    if os.path.isabs(beside):
        return record.as_posix()
    try:
        return Path(os.path.relpath(record)).as_posix()
    except ValueError:  # another drive
        return record.as_posix()


def read_document(path: str, raw: bytes, settings: Settings) -> Document:
    """Read one file.

    Args:
        path: the file as the user named it; its suffix decides the reader, its name may tell the kind.
        raw: its bytes.
        settings: flags and configuration.

    Raises:
        InputError: the file is not what it claims to be; one line with place and remedy.
        EngineError: no engine can read the text of a picture.
    """
    if os.path.splitext(path)[1].lower() in IMAGE_SUFFIXES:
        return _picture(path, raw, settings)
    if os.path.splitext(path)[1].lower() in WORD_SUFFIXES:
        from brieflint.sources.word_file import read_word_file

        record = settings.records.for_file(path) if settings.records else None
        return _belonging(read_word_file(path, raw, _context(path, {}, {}, settings, record)), record, settings)
    return document_of(path, decode(raw, path), settings)


def read_documents(path: str, raw: bytes, settings: Settings) -> tuple[list[Document], list[InputError]]:
    """Read one file that may hold several drafts.

    Returns:
        Its drafts, and what of it could not be read.

    Raises:
        InputError, EngineError: as :func:`read_document`.
        ForeignFile: it is a table, but no content calendar.
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in CALENDAR_SUFFIXES:
        return [read_document(path, raw, settings)], []
    from brieflint.sources.calendar_drafts import read_calendar

    record = settings.records.for_file(path) if settings.records else None
    documents, problems = read_calendar(
        path,
        raw,
        settings.config.calendar,
        lambda told, origin: _context(path, told, told, settings, record, origin),
    )
    return [_belonging(document, record, settings) for document in documents], problems


def _belonging(document: Document, record: Record | None, settings: Settings) -> Document:
    """The document, told of its campaign and brief; so is the file that holds it."""
    for part in (document, document.container):
        part.campaign, part.brief = record, settings.brief
    return document


def document_of(path: str, source: str, settings: Settings) -> Document:
    """Read one text that is already decoded; see :func:`read_document`."""
    suffix = os.path.splitext(path)[1].lower()
    if suffix in OTHER_SUBTITLES:
        raise InputError(UNREAD_SUBTITLES, path=path)
    if own := why_no_draft(source, page=suffix in PAGE_SUFFIXES):
        raise ForeignFile(own, path=path)
    no_front: dict[str, Any] = {}
    if suffix in SUBTITLE_SUFFIXES or suffix in PAGE_SUFFIXES:
        body, front = (1 if source.startswith("\ufeff") else 0), no_front
    else:
        body, front = split_front_matter(source, path)
    record = settings.records.for_file(path) if settings.records else None
    context = _context(path, front, _front_values(path, source, body, front), settings, record)
    if suffix in PAGE_SUFFIXES:
        from brieflint.sources.web_page import read_web_page

        return _belonging(read_web_page(path, source, context), record, settings)
    document = _document(path, source, body, suffix, context)
    document.reread = lambda text: document_of(path, text, settings)
    return _belonging(document, record, settings)


def _picture(path: str, raw: bytes, settings: Settings) -> Document:
    from brieflint.sources.images.picture import read_picture

    record = settings.records.for_file(path) if settings.records else None
    context = _context(path, {}, {}, settings, record)
    document = read_picture(path, raw, context, settings.ocr_engine, cache=settings.cache)
    return _belonging(document, record, settings)


def _document(path: str, source: str, body: int, suffix: str, context: ctx.Context) -> Document:
    if suffix in MARKDOWN_SUFFIXES and context.kind not in ("brief", "transcript"):
        from brieflint.sources.markdown import Parts, read_markdown, sketch_markdown

        # Most drafts hold nothing that a rule minds: their places are worked out when somebody asks.
        read, draw = partial(read_markdown, source, body), partial(sketch_markdown, source, body)
        return Document(path, source, body, read, context, draw, Parts(source, body))
    return Document(path, source, body, _reading(path, source, body, suffix, context.kind), context)


def _reading(path: str, source: str, body: int, suffix: str, kind: str) -> Reading:
    if suffix in SUBTITLE_SUFFIXES or kind == "transcript":
        from brieflint.sources import subtitles

        if suffix in SUBTITLE_SUFFIXES or subtitles.looks_like_cues(source, body):
            return subtitles.read_subtitles(source, body, suffix, path)
        from brieflint.sources.transcript import looks_timed, read_transcript

        if suffix not in MARKDOWN_SUFFIXES or looks_timed(source, body):
            return read_transcript(source, body)
    if suffix in MARKDOWN_SUFFIXES:
        from brieflint.sources.markdown import read_markdown

        return read_markdown(source, body)
    from brieflint.sources.plain import read_plain

    return read_plain(source, body)


def _context(
    path: str,
    front: Mapping[str, Any],
    told: Mapping[str, Any],
    settings: Settings,
    record: Record | None,
    origin: str = "front matter",
) -> ctx.Context:
    """What is known of a draft.

    Args:
        front: what the draft says of itself, as it stands there.
        told: the same for context keys, parsed.
        origin: where it says so.
    """
    name = os.path.basename(path)
    implied: dict[str, Any] = {}
    suffix = os.path.splitext(name)[1].lower()
    if suffix in SUBTITLE_SUFFIXES:
        implied["kind"] = "transcript"
        implied |= _language_of(name)
    else:
        part = ctx.kind_from_name(name)
        if part:
            implied["kind"] = part
        elif suffix in IMAGE_SUFFIXES:
            implied["kind"] = "overlay"
    config = settings.config
    recorded: Mapping[str, Any] = {}
    if record is not None:
        from brieflint.campaign.store import context_of

        recorded = context_of(record, Path(path), front)
    return ctx.resolve(
        [
            ("flag", settings.flags),
            (origin, told),
            (f"{config.path} [[overrides]]", config.override_for(Path(path)) if config.overrides else {}),
            (record.path if record else "", recorded),
            (f"{config.path} [context]", config.context),
            ("file name", implied),
        ]
    )


def _language_of(name: str) -> dict[str, Any]:
    """The language that a subtitle file is named after: ``talk.de.srt``."""
    pieces = name.lower().split(".")
    tag = pieces[-2].removesuffix("-orig") if len(pieces) > 2 else ""
    if len(tag.split("-")[0]) != 2:
        return {}
    try:
        return {"language": ctx.parse_key("language", tag)}
    except ValueError:
        return {}


def _front_values(path: str, source: str, body: int, front: Mapping[str, Any]) -> dict[str, Any]:
    """Context keys of the front matter; other keys belong to somebody else unless they look misspelt."""
    values: dict[str, Any] = {}
    for key, value in front.items():
        if key not in ctx.KEYS:
            from difflib import get_close_matches

            near = get_close_matches(key.lower(), list(ctx.KEYS), n=1, cutoff=_NEAR)
            if near:
                line = key_lines(source, body).get(key)
                raise InputError(
                    f"front matter key '{key}' is not known; did you mean '{near[0]}'?", path=path, line=line
                )
            continue
        if value is None:
            continue
        try:
            values[key] = ctx.parse_key(key, value)
        except ValueError as problem:
            line = key_lines(source, body).get(key)
            raise InputError(f"front matter '{key}': {problem}", path=path, line=line) from None
    return values
