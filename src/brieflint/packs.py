"""Rule packs: rule folders inside installed packages, named ``pack:NAME`` where a folder may be named.

A package offers one through an entry point of the group ``brieflint.rules``::

    [project.entry-points."brieflint.rules"]
    acme = "acme_rules"            # the package's folder; "acme_rules:claims" for one inside it

Only metadata and files are read. The package's own code never runs: rules are data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from brieflint.errors import UsageError, did_you_mean

GROUP = "brieflint.rules"
PREFIX = "pack:"


def rule_folders(names: Sequence[str], root: Path, source: str | None = None) -> list[Path]:
    """The folders or files that ``names`` stand for.

    Args:
        names: paths relative to ``root``, or ``pack:NAME``.
        root: the folder of the configuration.
        source: the configuration that names them, for messages.

    Raises:
        UsageError: a folder does not exist, or a pack is not installed or holds no folder.
    """
    found = []
    for name in names:
        if name.startswith(PREFIX):
            found.append(_pack(name.removeprefix(PREFIX).strip(), source))
            continue
        folder = root / name
        if not folder.exists():
            raise UsageError(f"rule folder '{name}' does not exist", path=source)
        found.append(folder)
    return found


def installed() -> dict[str, str]:
    """Names of the installed packs, each with its entry point: ``package`` or ``package:folder``."""
    from importlib.metadata import entry_points

    return {entry.name: entry.value for entry in sorted(entry_points(group=GROUP), key=lambda e: (e.name, e.value))}


def _pack(name: str, source: str | None) -> Path:
    packs = installed()
    if name not in packs:
        remedy = did_you_mean(name, sorted(packs)) if packs else "pip install the package that holds it"
        raise UsageError(f"rule pack '{name}' is not installed; {remedy}", path=source)
    value = packs[name]
    parts = [part for part in re.split(r"[.:/]", value.replace(" ", "")) if part]
    for base in _locations(parts[0]) if parts else ():
        folder = base.joinpath(*parts[1:])
        if folder.is_dir():
            return folder
    problem = f"its package has no folder '{value}' on disk; reinstall it, or write to its maker"
    raise UsageError(f"rule pack '{name}': {problem}", path=source)


def _locations(package: str) -> list[Path]:
    """Folders of a top-level package; finding one does not run it."""
    from importlib.util import find_spec

    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return []
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
