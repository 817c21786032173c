"""Where templates are read from: the bundled folder and one folder of the user's, and nothing outside of them.

A name such as ``paid-post.md.j2`` means the user's template of that name, or else the bundled one;
``brieflint/paid-post.md.j2`` always means the bundled one, so that a template may extend the one it replaces.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from brieflint.errors import InputError, did_you_mean

SUFFIX = ".md.j2"
BUNDLED = "brieflint/"
MOST_BYTES = 256 * 1024


class NotFoundError(InputError):
    """No template has that name."""


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """The folders that a template may include from.

    Attributes:
        bundled: the folder of the bundled templates.
        user: the user's folder, if any.
        shown: what messages call that folder; empty when it is where the user stands.
    """

    bundled: str
    user: str | None = None
    shown: str = ""

    def names(self) -> list[str]:
        """Every template that a name may mean, without the suffix; base templates, which begin with ``_``, left out."""
        found = set()
        for folder in (self.user, self.bundled):
            if folder is not None and os.path.isdir(folder):
                found |= {n[: -len(SUFFIX)] for n in os.listdir(folder) if n.endswith(SUFFIX) and not n.startswith("_")}
        return sorted(found)

    def has(self, name: str) -> bool:
        """Whether a template of this file name exists."""
        try:
            self.find(name)
        except InputError:
            return False
        return True

    def find(self, name: str) -> tuple[str, str]:
        """The file that a name means, and what messages call it.

        Raises:
            NotFoundError: there is none.
            InputError: it lies outside.
        """
        inside = name.removeprefix(BUNDLED)
        parts = inside.split("/")
        if not inside or "\\" in name or ":" in name or "\0" in name or any(p in ("", ".", "..") for p in parts):
            raise InputError(f"'{name[:80]}' is no template name: a template reads only from its own folder")
        if name == inside and self.user is not None:
            file = os.path.join(self.user, *parts)
            if os.path.lexists(file):
                return _inside(file, self.user, name), f"{self.shown}/{name}".lstrip("/")
        file = os.path.join(self.bundled, *parts)
        if os.path.lexists(file):
            return _inside(file, self.bundled, name), BUNDLED + inside
        known = [n + SUFFIX for n in self.names()]
        raise NotFoundError(f"there is no template '{name[:80]}'; {did_you_mean(inside, known)}")

    def read(self, name: str) -> tuple[str, str]:
        """The source of a template, and what messages call it.

        Raises:
            InputError: it cannot be read.
        """
        from brieflint.sources.decode import decode, read_bytes

        file, shown = self.find(name)
        raw = read_bytes(file, shown)
        if len(raw) > MOST_BYTES:
            raise InputError(f"is larger than {MOST_BYTES // 1024} KiB: no template is that long", path=shown)
        return decode(raw, shown).removeprefix("\ufeff"), shown


def _inside(file: str, root: str, name: str) -> str:
    """The file a link leads to, if that lies in ``root``."""
    real, inside = os.path.realpath(file), os.path.realpath(root)
    if not real.startswith(inside.rstrip(os.sep) + os.sep):
        raise InputError(f"'{name[:80]}' leads out of the template folder: a template reads only from its own folder")
    return real
