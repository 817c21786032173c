"""Small tools for messages."""

from __future__ import annotations

import re
from typing import Any

_FIELD = re.compile(r"\{([a-z_]+)\}")


def fill(template: str, values: dict[str, Any]) -> str:
    """Fill ``{name}`` from values; text from drafts is a value and is never read as a template."""
    return _FIELD.sub(lambda match: str(values.get(match[1], match[0])), template)


def join(items: list[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; each item once."""
    unique = list(dict.fromkeys(items))
    return f" {last} ".join([", ".join(unique[:-1]), unique[-1]]) if len(unique) > 1 else "".join(unique)
