"""Text of drafts and rules as a page may show it: nothing invisible steers the page or hides in it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls other than tab and line feed
    "\u061c\u115f\u1160\u180e\u200b\u2028-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\ufff9-\ufffb\uffa0"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Characters that nobody sees and that move or hide others. Joiners, variation selectors and left-to-right marks stay:
emoji, Persian and Hebrew need them."""

_STACKED = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
                      "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # fmt: skip
"""More marks on one letter climb into other lines."""


def shown(text: str) -> str:
    """A text with its hidden characters spelled out (``‹U+202E›``), and no more than four marks on a letter."""
    if text.isascii() and text.isprintable():
        return text
    return _STACKED.sub(r"\1", _HIDDEN.sub(_spelled, text.replace("\r\n", "\n")))


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"‹U+{code:04X}›"


def is_web_address(url: str) -> bool:
    """Whether an address leads to a page on the web and is no script, file or anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = url.isprintable() and not any(char.isspace() for char in url)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and "\\" not in url


def shortened(text: str, most: int) -> str:
    """A text on one line, its end left out where it is long."""
    flat = " ".join(text[: 4 * most].split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
