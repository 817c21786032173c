"""``brieflint doctor``."""

from __future__ import annotations

import os
import platform

import click

from brieflint._version import __version__


@click.command("doctor")
def command() -> int:
    """Say what works on this machine: engines that read pictures, their languages, extras, the cache.

    Exit status: 0 when pictures can be read and the cache can be written, 1 otherwise.
    """
    from brieflint.rules.ruleset import cache_folder

    click.echo(f"brieflint {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    readable = _engines()
    _extras()
    folder = cache_folder()
    writable = _writable(str(folder))
    click.echo(
        f"cache: {folder}" + ("" if writable else "  cannot be written: set BRIEFLINT_CACHE_DIR to a folder of yours")
    )
    if not readable:
        click.echo("pictures cannot be read; everything else works")
    return 0 if readable and writable else 1


def _engines() -> int:
    """Print every engine; how many there are."""
    from brieflint.sources.images.engines import EngineError, choose

    found = 0
    for name, title in (("tesseract", "Tesseract"), ("paddle", "PP-OCR (extra 'ocr')")):
        try:
            engine = choose(name, ["en"])
        except EngineError as problem:
            click.echo(f"{title}: no. {problem.message}")
            continue
        found += 1
        click.echo(f"{title}: {engine.version}, reads {' '.join(engine.languages())}")
    if found:
        click.echo(f"--ocr-engine auto reads English with: {choose('auto', ['en']).name}")
    return found


def _extras() -> None:
    from importlib.metadata import PackageNotFoundError, version

    for extra, package, use in (("heic", "pillow-heif", "HEIC pictures"),):
        try:
            click.echo(f"extra '{extra}': {package} {version(package)}")
        except PackageNotFoundError:
            click.echo(f"extra '{extra}': not installed ({use}): pip install 'brieflint[{extra}]'")


def _writable(folder: str) -> bool:
    """Whether the cache folder, or the first folder above it that exists, takes files."""
    while not os.path.isdir(folder):
        if os.path.lexists(folder) or os.path.dirname(folder) == folder:
            return False
        folder = os.path.dirname(folder)
    return os.access(folder, os.W_OK | os.X_OK)
