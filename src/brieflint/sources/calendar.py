"""Content calendars: which column of a table holds what, and one draft a row.

A calendar is recognised by its header: one of the first rows names a column that holds the text to be published. Column
names are known in the languages of the templates; the configuration's ``[calendar]`` names others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from brieflint import context as ctx
from brieflint.errors import InputError

TEXT = "text"
_HEADER_ROWS = 10  # a title and a legend may stand above the header
_SPACES = re.compile(r"[\s_\-./*:()]+")

_HEADERS: Mapping[str, tuple[str, ...]] = {
    TEXT: (
        "full caption", "final caption", "caption", "caption text", "caption copy", "post caption", "post copy",
        "final copy", "copy", "post text", "text", "message", "bildunterschrift", "beitragstext", "posttext",
        "légende", "texte", "texte du post", "pie de foto", "texto", "didascalia", "testo", "legenda", "onderschrift",
        "tekst",
    ),
    "hashtags": ("hashtags", "hashtag", "hash tags", "tags"),
    "platform": (
        "platform", "platforms", "channel", "channels", "social channel", "network", "social network", "plattform",
        "kanal", "plateforme", "réseau", "canal", "plataforma", "red social", "piattaforma", "kanaal",
    ),
    "surface": (
        "surface", "content type", "post type", "media type", "format", "placement", "type", "beitragsart",
        "inhaltsart", "type de contenu", "tipo de contenido", "formato", "tipo",
    ),
    "creator": (
        "creator", "creator id", "creator handle", "influencer", "handle", "talent", "créateur", "créatrice", "creador",
        "creadora",
    ),
    "deliverable": ("deliverable", "deliverable id", "livrable", "entregable"),
    "jurisdictions": (
        "jurisdiction", "jurisdictions", "country", "countries", "market", "markets", "land", "länder", "markt",
        "märkte", "pays", "marché", "país", "países", "mercado", "paese", "mercato",
    ),
    "language": ("language", "lang", "sprache", "langue", "idioma", "lingua", "taal"),
    "relationship": ("relationship", "collaboration type", "kooperationsart"),
    "platform_tool": ("platform tool", "paid partnership label", "paid partnership tag", "branded content tag"),
    "kind": ("kind", "part"),
}  # fmt: skip
"""Column names, best first."""

_STRICT = frozenset({"platform", "jurisdictions", "relationship", "language", "platform_tool"})
"""Keys on which the verdict hangs: a value in their column that is not understood is reported, not passed over."""

_PLATFORMS = {
    "ig": "instagram", "insta": "instagram", "yt": "youtube", "you tube": "youtube", "fb": "facebook", "tt": "tiktok",
    "tik tok": "tiktok", "twitter": "x", "x twitter": "x", "email": "newsletter",
}  # fmt: skip
_SURFACES = {
    "reels": "reel", "stories": "story", "shorts": "short", "feed": "post", "feed post": "post", "static post": "post",
    "photo": "post", "image": "post", "carrousel": "carousel", "karussell": "carousel", "livestream": "live",
}  # fmt: skip
_COUNTRIES = {
    "america": "us", "usa": "us", "united states": "us", "uk": "gb", "united kingdom": "gb", "great britain": "gb",
    "england": "gb", "germany": "de", "deutschland": "de", "austria": "at", "österreich": "at", "switzerland": "ch",
    "schweiz": "ch", "france": "fr", "frankreich": "fr", "belgium": "be", "netherlands": "nl", "nederland": "nl",
    "spain": "es", "españa": "es", "italy": "it", "italia": "it", "portugal": "pt", "poland": "pl", "polska": "pl",
    "sweden": "se", "denmark": "dk", "norway": "no", "finland": "fi", "ireland": "ie", "canada": "ca",
    "australia": "au", "new zealand": "nz", "india": "in", "brazil": "br", "brasil": "br", "mexico": "mx",
    "méxico": "mx", "japan": "jp", "south korea": "kr", "singapore": "sg", "uae": "ae", "saudi arabia": "sa",
    "south africa": "za", "turkey": "tr",
}  # fmt: skip
_LANGUAGE_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "dutch": "nl", "polish": "pl",
    "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "japanese": "ja", "korean": "ko",
}  # fmt: skip
_YES, _NO = (
    frozenset({"yes", "y", "true", "on", "x", "ja", "oui", "sí", "si", "1"}),
    frozenset({"no", "n", "false", "off", "nein", "non", "0"}),
)


class Columns(NamedTuple):
    """Which column holds what; numbers count from 0.

    Attributes:
        header: number of the header row.
        names: the header's cells.
        text: columns that are published, in order.
        context: column of each context key.
        told: keys whose column the configuration named.
        skip: values of a column whose rows are left out, case-folded.
    """

    header: int
    names: tuple[str, ...]
    text: tuple[int, ...]
    context: Mapping[str, int]
    told: frozenset[str]
    skip: Mapping[int, frozenset[str]]


def find_columns(rows: Sequence[Sequence[str]], settings: Mapping[str, Any], path: str) -> Columns | None:
    """The columns of a table, from its first rows; ``None`` when it is no calendar.

    Args:
        rows: the first rows, as text.
        settings: ``[calendar]`` of the configuration.

    Raises:
        InputError: it is a calendar, and a column that the configuration names is not there.
    """
    wanted = [_plain(name) for name in settings.get(TEXT, ())]
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        names = [_plain(cell) for cell in row]
        if wanted:
            if not any(name in names for name in wanted):
                continue
        elif not any(name in names for name in _HEADERS[TEXT]) or sum(map(bool, names)) < 2:
            continue
        return _columns(number, row, names, settings, path)
    return None


def _columns(number: int, row: Sequence[str], names: list[str], settings: Mapping[str, Any], path: str) -> Columns:
    def named(key: str, header: str) -> int:
        if _plain(header) not in names:
            raise InputError(
                f"has no column '{header}', which [calendar] of the configuration names for '{key}'",
                path=path,
            )
        return names.index(_plain(header))

    def known(key: str) -> int | None:
        return next((names.index(name) for name in _HEADERS[key] if name in names), None)

    text = [named(TEXT, header) for header in settings.get(TEXT, ())]
    if not text:
        text = [at for at in (known(TEXT), known("hashtags")) if at is not None]
    told = frozenset(key for key in settings if key in ctx.KEYS)
    context = {key: named(key, settings[key]) for key in told}
    for key in _HEADERS:
        at = known(key)
        if key in ctx.KEYS and key not in context and at is not None and at not in text:
            context[key] = at
    skip = {
        named("skip", header): frozenset(map(_plain, values)) for header, values in settings.get("skip", {}).items()
    }
    return Columns(number, tuple(cell.strip() for cell in row), tuple(text), context, told, skip)


def is_skipped(cells: Sequence[str], columns: Columns) -> bool:
    """Whether a row holds no draft: nothing to publish, or a status that the configuration leaves out."""
    if not any(_cell(cells, at).strip() for at in columns.text):
        return True
    return any(_plain(_cell(cells, at)) in values for at, values in columns.skip.items())


def contexts_of(cells: Sequence[str], columns: Columns, path: str, row: int) -> Iterator[dict[str, Any]]:
    """What the row says about its draft, once for each of its platforms.

    Args:
        row: number of the row as the spreadsheet shows it, for messages.

    Raises:
        InputError: a value is not understood; it names the row and the column.
    """
    values: dict[str, Any] = {}
    platforms: list[tuple[str | None, str | None]] = []
    for key, at in columns.context.items():
        cell = _cell(cells, at).strip()
        if not cell:
            continue
        try:
            if key == "platform":
                platforms = list(_platforms(cell))
            else:
                values[key] = _value(key, cell)
        except ValueError as problem:
            if key in _STRICT or key in columns.told:
                message = f"row {row}, column '{columns.names[at]}': {problem}"
                raise InputError(message, path=path) from None
    for platform, surface in platforms or [(None, None)]:
        found = dict(values)
        if platform is not None:
            found["platform"] = platform
        if surface is not None:
            found.setdefault("surface", surface)
        yield found


def letters(column: int) -> str:
    """The name of a column, numbered from 0: A, B, ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _plain(name: str) -> str:
    return _SPACES.sub(" ", name).strip().casefold()


_PARTS = re.compile(r"\s*(?:[,;/|&+\n]|\band\b|\bund\b|\bet\b|\by\b)\s*", re.IGNORECASE)


def _platforms(cell: str) -> Iterator[tuple[str, str | None]]:
    """``IG Reels, TikTok`` as platforms with the surface where the cell tells it."""
    whole = _plain(cell)
    parts = [whole] if whole in _PLATFORMS else [_plain(p) for p in _PARTS.split(cell) if p.strip()]
    for part in parts:
        first, _, rest = part.partition(" ")
        if part in _PLATFORMS or part in ctx.PLATFORMS:
            yield _PLATFORMS.get(part, part), None
        elif (first in _PLATFORMS or first in ctx.PLATFORMS) and _surface(rest):
            yield _PLATFORMS.get(first, first), _surface(rest)
        else:
            ctx.parse_key("platform", part)  # says what is known


def _surface(name: str) -> str | None:
    name = _SURFACES.get(name, name)
    return name if name in ctx.SURFACES else None


def _value(key: str, cell: str) -> Any:
    plain = _plain(cell)
    if key == "platform_tool":
        if plain in _YES or plain in _NO:
            return plain in _YES
        raise ValueError(f"'{cell[:40]}' is neither yes nor no")
    if key == "jurisdictions":
        parts = [p.strip().casefold() for p in _PARTS.split(cell) if p.strip()]
        return ctx.parse_key(key, [_COUNTRIES.get(_plain(part), part) for part in parts])
    if key == "language":
        return ctx.parse_key(key, _LANGUAGE_NAMES.get(plain, cell))
    if key == "surface":
        return ctx.parse_key(key, _SURFACES.get(plain, plain))
    if key in ("creator", "deliverable"):
        return ctx.parse_key(key, cell.removeprefix("@"))
    return ctx.parse_key(key, cell)
