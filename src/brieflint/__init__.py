"""brieflint: an offline, deterministic linter for creator marketing.

The library face: :func:`check` for files and folders, :func:`check_text` for a text in hand,
:func:`render` for the briefs of a campaign.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from brieflint._version import __version__

if TYPE_CHECKING:
    from os import PathLike

    from brieflint.campaign.render import Rendered
    from brieflint.engine import Report
    from brieflint.findings import Finding

__all__ = ["__version__", "check", "check_text", "render"]


def _options(
    select: Iterable[str],
    ignore: Iterable[str],
    config: str | None,
    rules: Iterable[str],
    cache: bool,
    today: str | None,
    baseline: str | None,
    context: dict[str, Any],
) -> Any:
    from brieflint.context import KEYS, parse_key
    from brieflint.engine import Options
    from brieflint.errors import UsageError, did_you_mean

    flags = {}
    for key, value in context.items():
        if key not in KEYS:
            raise UsageError(f"no context key is called '{key}'; {did_you_mean(key, list(KEYS))}")
        try:
            flags[key] = parse_key(key, value)
        except ValueError as problem:
            raise UsageError(f"{key}: {problem}") from None
    return Options(
        flags=flags, select=tuple(select), ignore=tuple(ignore), config=config, rules=tuple(rules), cache=cache,
        today=today, baseline=baseline,
    )  # fmt: skip


def check(
    paths: str | Iterable[str],
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    config: str | None = None,
    rules: Iterable[str] = (),
    cache: bool = True,
    today: str | None = None,
    baseline: str | None = None,
    **context: Any,
) -> Report:
    """Check files and folders.

    Args:
        paths: one path or several; folders are walked.
        select, ignore: rule ids or families.
        config: a configuration file to use instead of the nearest one of each file.
        rules: further rule folders.
        cache: use the user's rule cache.
        today: the day on which waivers are judged, ``YYYY-MM-DD``; without it, as on the command line.
        baseline: a file of known findings; without it, those that configurations name.
        context: context keys as on the command line: ``platform="instagram", jurisdictions=["us", "uk"], ...``

    Returns:
        A report with ``findings`` and ``errors``; a file that cannot be read is an error in it, not an exception.

    Raises:
        brieflint.errors.BrieflintError: the call, the configuration or a rule cannot be used.
    """
    from brieflint.engine import Engine

    listed = [paths] if isinstance(paths, str) else [str(p) for p in paths]
    return Engine(_options(select, ignore, config, rules, cache, today, baseline, context)).run(listed)


def check_text(
    text: str,
    *,
    filename: str = "draft.md",
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    rules: Iterable[str] = (),
    cache: bool = True,
    today: str | None = None,
    **context: Any,
) -> list[Finding]:
    """Check one text; ``filename`` decides how it is read (``.md``, ``.txt``, ``.srt``).

    Waivers in the text count; ``today`` is the day on which they are judged.

    Raises:
        brieflint.errors.BrieflintError: the text, the call or a rule cannot be used.
    """
    from brieflint import engine

    return engine.check_text(text, filename, _options(select, ignore, None, rules, cache, today, "", context))[1]


def render(
    campaign: str | PathLike[str],
    *,
    creator: str | Iterable[str] = (),
    template: str | PathLike[str] | None = None,
    cache: bool = True,
) -> list[Rendered]:
    """Render the briefs of a campaign.

    Args:
        campaign: a campaign record, or a folder with a ``campaign.yaml``.
        creator: one creator's id or several; by default everybody who is to be briefed.
        template: a template's name or file instead of the record's choice.
        cache: use the user's cache of records.

    Returns:
        Briefs with ``creator``, ``text`` (Markdown) and ``origin(line, column)``: the line of the template and the key
        of the record that a place in it comes from.

    Raises:
        brieflint.errors.BrieflintError: the record, the template or the call cannot be used.
    """
    import os
    from pathlib import Path

    from brieflint.campaign import render as rendering
    from brieflint.campaign.store import load_record, record_path

    path = record_path(os.fspath(campaign))
    record = load_record(Path(path), path.replace(os.sep, "/"), cache=cache)
    creators = [creator] if isinstance(creator, str) else list(creator)
    return rendering.render(record, creators, os.fspath(template) if template is not None else None)
