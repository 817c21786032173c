"""Bytes of a file to text, or one plain line on why not."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from brieflint.errors import InputError

MOST_BYTES = 16 * 1024 * 1024
"""Larger files are refused: no draft is that long, and a wrong file must not fill the memory."""


class Read(NamedTuple):
    """A file as it was read.

    Attributes:
        path: how the user named it, or how messages do.
        role: ``input``, ``config``, ``waivers`` or ``baseline``.
        sha256, size: of its bytes.
        raw: the bytes themselves, of anything but inputs.
    """

    path: str
    role: str
    sha256: str
    size: int
    raw: bytes = b""


_reads: ContextVar[dict[str, Read] | None] = ContextVar("reads", default=None)


@contextmanager
def noting_reads() -> Iterator[dict[str, Read]]:
    """Note every file that is read in the block, as it was read: what evidence is made of.

    Yields:
        What was read, by absolute path; standard input is ``-``.
    """
    found: dict[str, Read] = {}
    token = _reads.set(found)
    try:
        yield found
    finally:
        _reads.reset(token)


def note_read(path: str | os.PathLike[str], display: str, raw: bytes, role: str = "input") -> None:
    """Note that a file was read, where somebody wants to know."""
    found = _reads.get()
    key = "-" if path == "-" else os.path.abspath(path)
    if found is not None and (key not in found or (found[key].role == "input" and role != "input")):
        from hashlib import sha256

        kept = b"" if role == "input" else raw
        found[key] = Read(display, role, sha256(raw).hexdigest(), len(raw), kept)


_LINE_END = re.compile(rb"\r\n|\r|\n")
_MARKS = (  # a UTF-32 mark begins with the UTF-16 one
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SAMPLE = 4096
_TYPES = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def decode(raw: bytes, path: str) -> str:
    """The text of a file; a byte-order mark stays as U+FEFF, since offsets count the file as stored.

    Args:
        raw: the whole file.
        path: how the user named it, for the message.

    Raises:
        InputError: it is not UTF-8.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            raise InputError(f"begins with a {name} byte-order mark: save it as UTF-8", path=path, line=1)
    if (at := raw.find(b"\0")) >= 0:
        if _looks_like_utf_16(raw[:_SAMPLE]):
            raise InputError(f"looks like UTF-16 (NUL byte at byte {at}): save it as UTF-8", path=path, line=1)
        line = _line(raw, at)
        raise InputError(
            f"is binary, not text (NUL byte at byte {at}, line {line}): leave it out or save it as UTF-8 text",
            path=path,
            line=line,
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line(raw, error.start)
        value = raw[error.start]
        if error.reason == "unexpected end of data":
            what = (
                f"ends inside a character (0x{value:02X} at byte {error.start}, line {line}): the file may be cut off"
            )
        else:
            what = (
                f"is not UTF-8 (0x{value:02X} at byte {error.start}, line {line}), likely Latin-1 or Windows-1252:"
                " save it as UTF-8"
            )
        raise InputError(what, path=path, line=line) from None


def read_bytes(path: str | os.PathLike[str], display: str, role: str = "input") -> bytes:
    """The bytes of a regular file of at most :data:`MOST_BYTES`.

    Args:
        path: the file to open; symbolic links are followed.
        display: how the user named it, for the message.
        role: what it is to the run; see :class:`Read`.

    Raises:
        InputError: it is missing, no regular file, too large, or may not be read.
    """
    try:
        _check_type(os.stat(path), display)
        # Without O_NONBLOCK, a pipe put in its place after the check would hang the run.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        with open(os.open(path, flags), "rb") as file:
            info = os.fstat(file.fileno())
            _check_type(info, display)
            raw = file.read(info.st_size + 1)  # a read of the limit would ask for that much memory each time
            if len(raw) > info.st_size:
                raw += file.read(MOST_BYTES + 1 - len(raw))
    except FileNotFoundError:
        if os.path.islink(path):
            raise InputError("is a link to a file that does not exist: mend or remove it", path=display) from None
        raise InputError("does not exist", path=display) from None
    except PermissionError:
        raise InputError("may not be read: check its permissions", path=display) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"cannot be read: {' '.join(why.split()).lower()}", path=display) from None
    if len(raw) > MOST_BYTES:
        raise _too_large(display)
    note_read(path, display, raw, role)
    return raw


def _check_type(info: os.stat_result, display: str) -> None:
    if not stat.S_ISREG(info.st_mode):
        kind = next((name for test, name in _TYPES if test(info.st_mode)), "something else")
        raise InputError(f"is {kind}, not a file", path=display)
    if info.st_size > MOST_BYTES:
        raise _too_large(display)


def _too_large(display: str) -> InputError:
    return InputError(f"is larger than {MOST_BYTES >> 20} MiB: split it or leave it out", path=display)


def _looks_like_utf_16(sample: bytes) -> bool:
    """Whether every other byte is mostly NUL, as in Western text saved as UTF-16 without a mark."""
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return half > 0 and max(even, odd) * 10 >= half * 4 and min(even, odd) * 10 <= half


def _line(raw: bytes, at: int) -> int:
    return 1 + sum(1 for _ in _LINE_END.finditer(raw, 0, at))
