"""A campaign record as a document: the texts that creators will read, each a block with its key and exact place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from brieflint.campaign.store import Record, record_of
from brieflint.context import Context
from brieflint.document import Block, Document, Reading
from brieflint.sources.decode import decode
from brieflint.text.offsets import OffsetMap

KIND = "record"

_TEXTS = ("key_messages", "fixed_text", "must_have")


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
    """Key messages, must-haves and fixed texts as blocks; a value that YAML changed maps to its whole line."""
    text: list[str] = []
    offsets = OffsetMap()
    blocks: list[Block] = []
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for name in _TEXTS:
        for number, item in enumerate(record.data.get(name, ())):
            value = item.get("text") if isinstance(item, dict) else None
            if not value:
                continue
            key = f"{name}.{number}.text"
            row = record.line(key)
            low, high = starts[row - 1], min(len(source), starts[min(row, len(starts) - 1)])
            at = source.find(value, low, high + len(value) + 1)
            if blocks:
                offsets.add(low, low, 2, verbatim=False)
                text.append("\n\n")
            first = offsets.length
            if at >= 0:
                offsets.add(at, at + len(value), len(value), verbatim=True)
            else:
                offsets.add(low, max(low + 1, high - 1), len(value), verbatim=False)
            text.append(value)
            blocks.append(Block(first, offsets.length, "paragraph", {"key": key}))
    return Reading("".join(text), offsets, tuple(blocks))
