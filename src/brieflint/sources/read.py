"""From a file's bytes to a document: decode, front matter, context, the reader of its kind."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from brieflint import context as ctx
from brieflint.config import Config
from brieflint.document import Document, Reading
from brieflint.errors import InputError
from brieflint.sources.decode import decode
from brieflint.sources.discover import SUBTITLE_SUFFIXES
from brieflint.sources.front_matter import key_lines, split_front_matter

_NEAR = 0.82  # a front matter key this like a known one is a misspelling, not somebody else's key


@dataclass(frozen=True, slots=True)
class Settings:
    """Context that does not come from the file itself."""

    flags: Mapping[str, Any] = field(default_factory=dict)
    config: Config = field(default_factory=Config)


def read_document(path: str, raw: bytes, settings: Settings) -> Document:
    """Read one text file.

    Args:
        path: the file as the user named it; its suffix decides the reader, its name may tell the kind.
        raw: its bytes.
        settings: flags and configuration.

    Raises:
        InputError: the file is not what it claims to be; one line with place and remedy.
    """
    return document_of(path, decode(raw, path), settings)


def document_of(path: str, source: str, settings: Settings) -> Document:
    """Read one text that is already decoded; see :func:`read_document`."""
    suffix = os.path.splitext(path)[1].lower()
    no_front: dict[str, Any] = {}
    if suffix in SUBTITLE_SUFFIXES:
        body, front = (1 if source.startswith("\ufeff") else 0), no_front
    else:
        body, front = split_front_matter(source, path)
    context = _context(path, source, body, front, settings)
    document = Document(path, source, body, _reading(source, body, suffix, context.kind), context)
    document.reread = lambda text: document_of(path, text, settings)
    return document


def _reading(source: str, body: int, suffix: str, kind: str) -> Reading:
    if kind == "transcript" or suffix in SUBTITLE_SUFFIXES:
        from brieflint.sources import subtitles

        if suffix in SUBTITLE_SUFFIXES or subtitles.looks_like_cues(source, body):
            return subtitles.read_cues(source, body)
    if suffix in (".md", ".markdown"):
        from brieflint.sources.markdown import read_markdown

        return read_markdown(source, body)
    from brieflint.sources.plain import read_plain

    return read_plain(source, body)


def _context(path: str, source: str, body: int, front: Mapping[str, Any], settings: Settings) -> ctx.Context:
    name = os.path.basename(path)
    implied: dict[str, Any] = {}
    suffix = os.path.splitext(name)[1].lower()
    if suffix in SUBTITLE_SUFFIXES:
        implied["kind"] = "transcript"
    else:
        told = ctx.kind_from_name(name)
        if told:
            implied["kind"] = told
    config = settings.config
    return ctx.resolve(
        [
            ("flag", settings.flags),
            ("front matter", _front_values(path, source, body, front)),
            (f"{config.path} [[overrides]]", config.override_for(Path(path)) if config.overrides else {}),
            (f"{config.path} [context]", config.context),
            ("file name", implied),
        ]
    )


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
