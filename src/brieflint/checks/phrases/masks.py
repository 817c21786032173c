"""What is no claim although it reads like one: code, mandated statements, words quoted as forbidden.

A brief is full of the very words it forbids. Text under a heading such as "Do not say", in a list behind such a
lead-in, in the rest of such a sentence, or in the table column of that head is masked until the next heading of the
same or a higher level.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brieflint.document import Block, Document

Span = tuple[int, int]


class Mask:
    """Spans of a document's text in which phrase rules are silent."""

    def __init__(self, spans: list[Span]) -> None:
        merged: list[list[int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        self._starts = [m[0] for m in merged]
        self._ends = [m[1] for m in merged]

    def covers(self, start: int, end: int) -> bool:
        """Whether a span lies inside the mask by more than half."""
        i = bisect_right(self._starts, end - 1) - 1
        covered = 0
        while i >= 0 and self._ends[i] > start:
            covered += min(end, self._ends[i]) - max(start, self._starts[i])
            i -= 1
        return covered * 2 > end - start


def forbidden_spans(document: Document, leads: list[Span], demands: list[Span]) -> list[Span]:
    """Text that quotes what may not be said.

    Args:
        leads: spans of wordings such as "do not say", "avoid", "instead of".
        demands: spans of wordings such as "key messages", which end a forbidden section.
    """
    if not leads:
        return []
    blocks = document.blocks
    spans: list[Span] = []
    open_level: int | None = None  # a heading opened a forbidden section
    list_open = False  # a lead-in paragraph forbids the list that follows
    columns: set[int] = set()
    for block in blocks:
        lead = _inside(block, leads)
        if block.kind == "heading":
            level = int(block.meta.get("level", 1))
            if open_level is not None and level <= open_level:
                open_level = None
            if lead and not _inside(block, demands):
                open_level = level
            list_open = False
            columns = set()
            continue
        if block.kind == "table-cell":
            if block.meta.get("header"):
                if block.meta.get("column") == 0:
                    columns = set()
                if lead:
                    columns.add(int(block.meta.get("column", 0)))
            elif open_level is not None or int(block.meta.get("column", -1)) in columns:
                spans.append((block.start, block.end))
            continue
        columns = set()
        if open_level is not None or (list_open and block.kind == "list-item"):
            spans.append((block.start, block.end))
            continue
        list_open = False
        if lead:
            start = lead[0]
            spans.append((start, _sentence_end(document.text, lead[1], block.end)))
            list_open = document.text[lead[1] : block.end].strip(" \n*_").endswith(":") or block.end - lead[1] < 3
    return spans


def _inside(block: Block, spans: list[Span]) -> Span | None:
    return next((s for s in spans if block.start <= s[0] < block.end), None)


def _sentence_end(text: str, start: int, stop: int) -> int:
    """End of the sentence that begins before ``start``; a quotation may hold full stops of its own."""
    at = start
    while at < stop:
        if text[at] in ".!?\n" and (at + 1 >= stop or text[at + 1].isspace()):
            nearest = text.rfind("\n", start, at)
            if text[at] != "\n" or nearest < 0:
                return at + 1
        at += 1
    return stop
