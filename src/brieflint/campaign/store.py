"""Find a campaign record, load it once, and tell what a draft of the campaign learns from it.

A record is validated when its content or the version of brieflint changed; otherwise its plain JSON comes from the
user's cache, and neither pydantic nor YAML is imported.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from brieflint._version import __version__
from brieflint.rules.ruleset import cache_folder, read_checked, write_checked

FILE_NAME = "campaign.yaml"
MOST_LEVELS = 8
FORMAT = 2
"""Grows when the stored record changes shape, so that no older cache is read."""

_SCHEMA_LINE = re.compile(r"^schema:[ \t]*[\"']?brieflint/campaign@1\b", re.MULTILINE)


@dataclass(frozen=True)
class Record:
    """A campaign record that is valid.

    Attributes:
        path: as shown to users.
        folder: the campaign's folder.
        data: plain JSON: only what was written, lists where lists may stand, ids filled in, ``uk`` as ``gb``.
        lines: 1-based line of every dotted path, such as ``creators.0.tracking.code``.
    """

    path: str
    folder: Path
    data: dict[str, Any]
    lines: dict[str, int]

    def line(self, key: str) -> int:
        """Line of a dotted path, or of its nearest parent."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 1)

    @cached_property
    def _creators(self) -> dict[str, dict[str, Any]]:
        return {creator["id"].casefold(): creator for creator in self.data.get("creators", ())}

    def creator(self, name: str) -> dict[str, Any] | None:
        """The creator of this id."""
        return self._creators.get(name.casefold())


def is_record(text: str) -> bool:
    """Whether a YAML text says that it is a campaign record."""
    return _SCHEMA_LINE.search(text) is not None


def record_path(campaign: str) -> str:
    """The record that a user means: the file itself, or the ``campaign.yaml`` of a folder."""
    return os.path.normpath(os.path.join(campaign, FILE_NAME) if os.path.isdir(campaign) else campaign)


def load_record(path: Path, shown: str, *, cache: bool = True) -> Record:
    """Load a campaign record.

    Args:
        path: the file.
        shown: what messages call it.
        cache: read and write the user's cache.

    Raises:
        InputError: it is not a valid record; names the line and what would be right.
    """
    from brieflint.sources.decode import decode, read_bytes

    raw = read_bytes(path, shown)
    return record_of(decode(raw, shown), shown, path.parent, cache=cache)


def record_of(text: str, shown: str, folder: Path, *, cache: bool = True) -> Record:
    """The record that a text holds; see :func:`load_record`."""
    key = sha256(f"{FORMAT}\0{__version__}\0".encode() + text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    file = cache_folder() / f"campaign-{key}.json" if cache else None
    stored = read_checked(file) if file else None
    if stored is None:
        from brieflint.campaign.validate import validate
        from brieflint.rules.yaml_lines import load

        lined = load(text.removeprefix("\ufeff"), shown)
        lines = {".".join(map(str, at)): line for at, line in lined.lines.items() if at}
        stored = {"data": json.dumps(validate(lined, shown)), "lines": json.dumps(lines)}
        if file:
            write_checked(file, stored)
    return Record(shown, folder, json.loads(stored["data"]), json.loads(stored["lines"]))


def find_record(file: Path) -> Path | None:
    """``campaign.yaml`` in the folder of ``file`` or above, not beyond the project's root.

    The root is the nearest folder with a brieflint configuration or a ``.git``; no more than :data:`MOST_LEVELS`
    folders are looked into.
    """
    folder = os.path.dirname(os.path.abspath(file))
    for _ in range(MOST_LEVELS):
        found = os.path.join(folder, FILE_NAME)
        if os.path.isfile(found):
            return Path(found)
        above = os.path.dirname(folder)
        if above == folder or is_root(folder):
            break
        folder = above
    return None


def is_root(folder: str) -> bool:
    """Whether a folder is the root of a project: it holds a brieflint configuration or a ``.git``."""
    if os.path.lexists(os.path.join(folder, ".git")) or os.path.isfile(os.path.join(folder, "brieflint.toml")):
        return True
    try:
        with open(os.path.join(folder, "pyproject.toml"), "rb") as handle:
            return b"[tool.brieflint" in handle.read(1 << 20)
    except OSError:
        return False


def context_of(record: Record, file: Path, front: Mapping[str, Any]) -> dict[str, Any]:
    """Context keys that the campaign record gives a draft, in the form that :func:`brieflint.context.parse_key` gives.

    Args:
        record: the record of the draft's campaign.
        file: the draft; its folders below the record and its name may tell creator and deliverable.
        front: the draft's front matter.
    """
    data = record.data
    creators = data.get("creators", [])
    names = _names(record, file)
    creator = _creator(record, names, front)
    deliverable = _deliverable(creator, names, front)
    if creator is None and "creator" not in front and deliverable is None:
        owners = [c for c in creators if _deliverable(c, names, front)]
        if len(owners) == 1:
            creator = owners[0]
            deliverable = _deliverable(creator, names, front)
    found: dict[str, Any] = {"campaign": data.get("id"), "category": data.get("product", {}).get("category")}
    found["jurisdictions"] = tuple((creator or {}).get("jurisdictions") or data["jurisdictions"])
    languages = [creator["language"]] if creator and "language" in creator else data.get("languages", [])
    found["language"] = languages[0] if len(languages) == 1 else None
    if creator is not None:
        found["creator"] = creator["id"]
        found["relationship"] = creator["relationship"]
    elif "creator" not in front and len({c["relationship"] for c in creators}) == 1:
        found["relationship"] = creators[0]["relationship"]
    if deliverable is not None:
        found |= {"deliverable": deliverable["id"]}
        found |= {key: deliverable[key] for key in ("platform", "surface") if key in deliverable}
    elif creator is not None:
        for key in ("platform", "surface"):
            values = {d.get(key) for d in creator.get("deliverables", ())}
            if len(values) == 1:
                found[key] = values.pop()
    return {key: value for key, value in found.items() if value is not None and value != ()}


def _names(record: Record, file: Path) -> list[str]:
    """Folder names below the record, nearest last, and then the first part of the file name."""
    try:
        inside = Path(os.path.abspath(file)).relative_to(os.path.abspath(record.folder))
    except ValueError:
        inside = Path(file.name)
    return [part.casefold() for part in (*inside.parts[:-1], inside.name.split(".")[0])]


def _creator(record: Record, names: list[str], front: Mapping[str, Any]) -> dict[str, Any] | None:
    if "creator" in front:
        return record.creator(str(front["creator"]))
    found = None
    for name in names:
        found = record.creator(name) or found
    return found


def _deliverable(creator: dict[str, Any] | None, names: list[str], front: Mapping[str, Any]) -> dict[str, Any] | None:
    wanted = str(front["deliverable"]).casefold() if "deliverable" in front else names[-1]
    for deliverable in (creator or {}).get("deliverables", ()):
        if deliverable["id"].casefold() == wanted:
            return deliverable  # type: ignore[no-any-return]
    return None
