"""Which template a creator's brief is rendered from: the one asked for, or the one that fits the collaboration."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from brieflint.campaign.store import Record
from brieflint.campaign.template_files import SUFFIX, NotFoundError, TemplateFiles
from brieflint.errors import UsageError, did_you_mean
from brieflint.rules.ruleset import bundled

FOLDER = "templates"
"""Where a campaign keeps templates of its own, beside the record."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A template that was found.

    Attributes:
        files: the folders that it may read from.
        name: its name in them.
        shown: what the front matter of the brief calls it.
        language: the language it is written in, as its name tells.
        missing_language: the creator's language, if no template is written in it; else empty.
    """

    files: TemplateFiles
    name: str
    shown: str
    language: str
    missing_language: str = ""


def choose(record: Record, creator: dict[str, Any], language: str, wanted: str | None) -> Choice:
    """The template of one creator's brief.

    Args:
        record: the campaign.
        creator: one of its creators.
        language: of the brief.
        wanted: a template's name, or a file when it has a folder or ends with ``.j2``; ``None`` for the record's
            choice, or else the one that fits.

    Raises:
        UsageError: there is no such template.
    """
    told = wanted or creator.get("template") or record.data.get("template")
    if wanted is not None and ("/" in wanted or os.sep in wanted or wanted.endswith(".j2")):
        return _file(record, wanted)
    own = record.folder / FOLDER
    shown = os.path.join(os.path.dirname(record.path), FOLDER).replace(os.sep, "/")
    files = TemplateFiles(str(bundled("templates")), str(own) if own.is_dir() else None, shown)
    name = (told or fitting(record.data, creator)).removesuffix(SUFFIX)
    translated = f"{name}.{language.split('-', maxsplit=1)[0]}"
    if files.has(translated + SUFFIX):
        return Choice(files, translated + SUFFIX, translated, language)
    try:
        files.find(name + SUFFIX)
    except NotFoundError:
        known = did_you_mean(name, files.names())
        raise UsageError(f"no template is called '{name[:80]}'; {known}", path=record.path) from None
    written = _language_of(name)
    return Choice(files, name + SUFFIX, name, written, "" if language.startswith(written) or told else language)


def _file(record: Record, wanted: str) -> Choice:
    if not os.path.isfile(wanted):
        raise UsageError("no such template file", path=wanted)
    file, campaign = os.path.abspath(wanted), os.path.abspath(record.folder)
    folder, name = os.path.split(file)
    inside = os.path.relpath(file, campaign) if file.startswith(campaign + os.sep) else name
    shown = os.path.dirname(wanted).replace(os.sep, "/")
    files = TemplateFiles(str(bundled("templates")), folder, shown)
    return Choice(files, name, inside.replace(os.sep, "/"), _language_of(name.removesuffix(SUFFIX)))


def _language_of(name: str) -> str:
    """The language that a template's name ends with: ``paid-post.de`` is German, ``paid-post`` English."""
    ending = name.rpartition(".")[2] if "." in name else ""
    return ending if len(ending) == 2 and ending.isalpha() else "en"


def fitting(data: dict[str, Any], creator: dict[str, Any]) -> str:
    """The bundled template for a relationship, the term and who publishes.

    Raises:
        UsageError: there is nothing to brief.
    """
    relationship = creator["relationship"]
    if relationship == "none":
        raise UsageError(f"creator '{creator['id']}' has the relationship 'none': there is nothing to brief")
    if data.get("voice", {}).get("use") == "ad-asset":
        return "ad-asset"
    if relationship == "gifted" and creator.get("obligation") != "post":
        return "gifted-seeding"
    if relationship in ("employee", "own-brand"):
        return "own-team"
    if relationship == "affiliate":
        return "affiliate"
    if data.get("term", {}).get("model") in ("ambassador", "series", "always-on"):
        return "ambassador"
    return "paid-post"
