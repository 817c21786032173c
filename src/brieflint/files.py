"""Write a file so that nobody ever finds half of it, and so that it stays what it was: its mode, its links."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress

from brieflint.errors import InputError


def replace_file(path: str, content: bytes, display: str) -> None:
    """Write a file beside the old one and put it in its place.

    A symbolic link stays one, what it leads to is replaced; the mode of an old file is kept.

    Args:
        path: the file.
        content: all of it.
        display: how the user named it, for the message.

    Raises:
        InputError: it cannot be written; the old file is as it was.
    """
    target = os.path.realpath(path)
    beside = ""
    try:
        try:
            mode: int | None = stat.S_IMODE(os.stat(target).st_mode)
        except FileNotFoundError:
            mode = None
        if mode is not None and not os.access(target, os.W_OK):  # renaming would replace it all the same
            raise PermissionError
        handle, beside = tempfile.mkstemp(
            prefix=f".{os.path.basename(target)[:40]}.", suffix=".tmp", dir=os.path.dirname(target)
        )
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(beside, _new_mode() if mode is None else mode)
        os.replace(beside, target)
    except OSError as problem:
        if beside:
            with suppress(OSError):
                os.unlink(beside)
        if isinstance(problem, PermissionError):
            raise InputError("may not be written: check its permissions", path=display) from None
        why = (problem.strerror or str(problem)).lower()
        raise InputError(f"cannot be written: {why}", path=display) from None


def _new_mode() -> int:
    """The mode that a new file gets from the user's mask."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
