"""``brieflint doctor``."""

from __future__ import annotations

import json
import os
import platform
from typing import Any

import click

from brieflint._version import __version__
from brieflint.reports.text import safe

_EXTRAS = (("heic", "pillow-heif", "HEIC pictures, as iPhones take them"),)
"""Extra, the package it brings, and what for; engines are told apart."""

_MORE_LANGUAGES = {
    "Darwin": "brew install tesseract-lang",
    "Windows": "put {files} from https://github.com/tesseract-ocr/tessdata_fast into Tesseract's tessdata folder",
}
_MORE_LANGUAGES_ELSEWHERE = "apt-get install {packages}  (Debian, Ubuntu; other systems name them alike)"


@click.command("doctor")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(format_: str) -> int:
    """Say what works on this machine: engines that read pictures, their languages, extras, the cache.

    Exit status: 0 when pictures can be read and the cache can be written, 1 otherwise.
    """
    facts = examine()
    click.echo(json.dumps(facts, indent=2, sort_keys=True) if format_ == "json" else _as_text(facts))
    return 0 if facts["reads_pictures"] and facts["cache"]["writable"] else 1


def examine() -> dict[str, Any]:
    """The ``brieflint/doctor@1`` object: what is installed, what it reads, and the remedy for what is missing."""
    from importlib.metadata import PackageNotFoundError, version

    from brieflint.rules.ruleset import cache_folder

    engines = {name: _engine(name) for name in ("paddle", "tesseract")}
    readable = {language for engine in engines.values() for language in engine["languages"]}
    extras = {}
    for extra, package, use in _EXTRAS:
        try:
            extras[extra] = {"for": use, "package": package, "version": version(package)}
        except PackageNotFoundError:
            extras[extra] = {"for": use, "package": package, "remedy": f"pip install 'brieflint[{extra}]'"}
    folder = str(cache_folder())
    return {
        "schema": "brieflint/doctor@1",
        "brieflint": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "engines": engines,
        "reads_pictures": any("version" in engine for engine in engines.values()),
        "unread_languages": _unread(readable),
        "extras": extras,
        "cache": {"folder": folder, "writable": _writable(folder)},
    }


def _engine(name: str) -> dict[str, Any]:
    from brieflint.sources.images.engines import EngineError, choose

    try:
        engine = choose(name, ["en"])
    except EngineError as problem:
        return {"languages": [], "remedy": problem.message}
    return {"languages": list(engine.languages()), "version": engine.version}


def _unread(readable: set[str]) -> dict[str, Any]:
    """Languages of the rules whose letters no engine here knows, and how to get them."""
    from brieflint.rules.ruleset import load_rules
    from brieflint.sources.images.engines import LATIN
    from brieflint.sources.images.tesseract import PACKS, package_of

    names = load_rules([], []).languages
    missing = {code: names[code]["name"] for code in sorted(names) if code not in {*readable, *LATIN}}
    if not missing:
        return {"languages": {}}
    remedy = _MORE_LANGUAGES.get(platform.system(), _MORE_LANGUAGES_ELSEWHERE)
    return {
        "languages": missing,
        "remedy": remedy.format(
            packages=" ".join(map(package_of, missing)),
            files=", ".join(f"{PACKS.get(language, language)}.traineddata" for language in missing),
        ),
    }


def _writable(folder: str) -> bool:
    """Whether the cache folder, or the first folder above it that exists, takes files."""
    while not os.path.isdir(folder):
        if os.path.lexists(folder) or os.path.dirname(folder) == folder:
            return False
        folder = os.path.dirname(folder)
    return os.access(folder, os.W_OK | os.X_OK)


def _as_text(facts: dict[str, Any]) -> str:
    engines, unread, cache = facts["engines"], facts["unread_languages"], facts["cache"]
    lines = [f"brieflint {facts['brieflint']}, Python {facts['python']}, {facts['system']}", "", "Reading pictures:"]
    for name, title in (("paddle", "PP-OCR"), ("tesseract", "Tesseract")):
        engine = engines[name]
        if "version" in engine:
            lines.append(f"  yes  {title} {engine['version']}: {_letters(engine['languages'])}")
        else:
            lines.append(f"  no   {engine['remedy']}")
    here = [name for name in ("paddle", "tesseract") if "version" in engines[name]]
    if len(here) == 2:
        lines.append("       PP-OCR is taken where it knows the letters, Tesseract otherwise; --ocr-engine names one.")
    elif not here:
        lines.append("       Pictures cannot be read and are reported as not checked; everything else works.")
    if here and unread["languages"]:
        lines.append(f"  no   {', '.join(unread['languages'].values())}: {unread['remedy']}")
    for extra, fact in facts["extras"].items():
        if "version" in fact:
            lines.append(f"  yes  {fact['for']}: {fact['package']} {fact['version']}")
        else:
            lines.append(f"  no   {fact['for']} (extra '{extra}'): {fact['remedy']}")
    lines += ["", "Cache:"]
    if cache["writable"]:
        lines.append(f"  yes  {cache['folder']}")
    else:
        lines.append(f"  no   {cache['folder']} cannot be written: set BRIEFLINT_CACHE_DIR to a folder of yours")
    return "\n".join(map(safe, lines))


def _letters(languages: list[str]) -> str:
    """Languages in few words: those in Latin letters are many."""
    from brieflint.sources.images.engines import LATIN

    latin = [language for language in languages if language in LATIN]
    if len(latin) < len(LATIN):
        others = "; other Latin letters as English, with accents restored" if "en" in latin else ""
        return f"{' '.join(languages)}{others}"
    return " ".join(["all languages in Latin letters", *(lang for lang in languages if lang not in LATIN)])
