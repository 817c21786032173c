"""A campaign record as a document: every value a block with its key and exact place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from brieflint.campaign.store import Record, record_of
from brieflint.context import Context
from brieflint.document import Block, Comment, Document, LineIndex, Reading
from brieflint.sources.decode import decode
from brieflint.text.offsets import OffsetMap

KIND = "campaign"

_MOST_TRIES = 50  # places of one value in its line; a record may stand on one line


def read_record_document(path: str, raw: bytes, *, cache: bool = True) -> Document:
    """Read a campaign record to be checked itself.

    Raises:
        InputError: it is not a valid record.
    """
    source = decode(raw, path)
    record = record_of(source, path, Path(path).parent, cache=cache)
    data = record.data
    context = Context(
        kind=KIND,
        jurisdictions=tuple(data["jurisdictions"]),
        category=data.get("product", {}).get("category"),
        language=(data.get("languages") or [None])[0],
        relationship=_relationship(data),
        campaign=data.get("id"),
        origins=dict.fromkeys(("jurisdictions", "category", "language", "relationship", "campaign"), path),
    )
    document = Document(path, source, 0, _reading(source, record), context)
    document.campaign = record
    return document


def _relationship(data: dict[str, Any]) -> str:
    """The relationship that owes most among the creators."""
    found = [creator["relationship"] for creator in data.get("creators", ())]
    order = ("paid", "employee", "own-brand", "affiliate", "gifted", "unknown", "none")
    return min(found, key=order.index, default="unknown")


def _reading(source: str, record: Record) -> Reading:
    """Every value as a block with its key; one that YAML changed maps to its whole line."""
    text: list[str] = []
    offsets = OffsetMap()
    blocks: list[Block] = []
    lines = LineIndex(source)
    taken: set[int] = set()
    for key, value in _values(record.data, ""):
        if key.endswith(".id") and key not in record.lines:
            continue  # filled in, not written
        low, high = lines.line_span(min(record.line(key), len(lines)))
        at = _find(source, value, low, high, taken)
        if blocks:
            offsets.add(low, low, 2, verbatim=False)
            text.append("\n\n")
        first = offsets.length
        if at >= 0:
            taken.add(at)
            offsets.add(at, at + len(value), len(value), verbatim=True)
        else:
            offsets.add(low, max(low + 1, high), len(value), verbatim=False)
        text.append(value)
        blocks.append(Block(first, offsets.length, "field", {"key": key}))
    return Reading("".join(text), offsets, tuple(blocks), comments=tuple(_comments(source)))


def _values(data: Any, key: str) -> Iterator[tuple[str, str]]:
    """The values of a record that hold something, each with its dotted path, in the order of the record."""
    if isinstance(data, (dict, list)):
        for name, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _values(value, f"{key}.{name}" if key else str(name))
    else:
        shown = str(data).lower() if isinstance(data, bool) else str(data)
        if shown:
            yield key, shown


def _find(source: str, value: str, low: int, high: int, taken: set[int]) -> int:
    """Where a value stands in its line or begins there: as a word of its own, and not where another value is."""
    stop = high + len(value) + 1
    at = source.find(value, low, stop)
    for _ in range(_MOST_TRIES):
        if at < 0:
            break
        before, after = source[at - 1 : at], source[at + len(value) : at + len(value) + 1]
        if at not in taken and not (_is_word(before) and _is_word(value[0])) and not _is_word(after):
            return at
        at = source.find(value, at + 1, stop)
    return -1


def _is_word(char: str) -> bool:
    return char.isalnum() or char in ("_", "-") if char else False


_COMMENT = re.compile(r"#[ \t]*(brieflint\b[^\r\n]*)", re.IGNORECASE)


def _comments(source: str) -> Iterator[Comment]:
    """``# brieflint: ...`` comments; what stands inside a value is none."""
    found = list(_COMMENT.finditer(source))
    if not found:
        return
    import yaml

    from brieflint.rules.yaml_lines import loader_class

    shift = source.startswith("\ufeff")
    tokens = yaml.scan(source[shift:], Loader=loader_class())
    values = [(t.start_mark.index + shift, t.end_mark.index + shift) for t in tokens if isinstance(t, yaml.ScalarToken)]
    for match in found:
        at = bisect_right(values, (match.start(), len(source))) - 1
        if at < 0 or values[at][1] <= match.start():
            yield Comment(match.start(), match.end(), match[1].strip())
