"""What files of office programs have in common: a ZIP archive that must not be larger inside than it looks."""

from __future__ import annotations

import zipfile
from io import BytesIO

from brieflint.errors import InputError

_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_PARTS = 5_000
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


def check_archive(raw: bytes, path: str, main_part: str, what: str) -> None:
    """Refuse what is no such file, is locked, or unpacks to more than a draft can need.

    Args:
        main_part: name of the part that every such file has.
        what: what the file should be, for messages: ``a Word document (.docx)``.

    Raises:
        InputError: with the remedy.
    """
    if raw.startswith(_OLD_OR_LOCKED):
        raise InputError(f"is locked by a password or in an old format: save it as {what} without one", path=path)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise InputError(f"is not {what}, or is cut off: save it anew", path=path) from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise InputError(f"unpacks to more than {_MOST_UNPACKED >> 20} MiB: leave it out", path=path)
    if main_part not in {part.filename for part in parts}:
        raise InputError(f"is not {what}: it has no {main_part}", path=path)
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(f"is locked by a password: save it as {what} without one", path=path)
