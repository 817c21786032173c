"""Tables in text files (CSV, TSV): the cells of :mod:`csv`, each with its exact place in the file.

:mod:`csv` decides what a cell's value is. Where the value stands is found by walking the file along the values, so that
the two cannot disagree.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from brieflint.errors import InputError
from brieflint.text.offsets import OffsetMap

DELIMITERS = ",;\t|"
_TOLD = re.compile(r"\ufeff?sep=([,;\t|])(?:\r\n|\r|\n)", re.IGNORECASE)  # for Excel only
_LINE_END = re.compile(r"\r\n|\r|\n")
_LONGEST_CELL = 16 * 1024 * 1024


class Cell(NamedTuple):
    """A value, and the way from it to the file; ``quoted`` when quotation marks stand round it there."""

    value: str
    map: OffsetMap
    quoted: bool


def delimiters(source: str) -> str:
    """Characters that may part the cells, likeliest first."""
    told = _TOLD.match(source)
    if told:
        return told[1]
    first = next((line for line in source[:10_000].splitlines() if line.strip()), "")
    return "".join(sorted(DELIMITERS, key=lambda d: (-first.count(d), DELIMITERS.index(d))))


def read_rows(source: str, delimiter: str, path: str) -> Iterator[list[Cell]]:
    """Rows of cells, empty rows included, numbered as a spreadsheet shows them.

    Raises:
        InputError: a quotation mark is where none may be, or is never closed.
    """
    csv.field_size_limit(_LONGEST_CELL)
    told = _TOLD.match(source)
    start = told.end() if told else int(source.startswith("\ufeff"))
    lines = _Lines(source, start)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    at = start
    while True:
        try:
            values = next(reader, None)
        except csv.Error as problem:
            what = "a quotation mark is never closed" if lines.ended else f"not valid CSV ({problem})"
            line = 1 + source.count("\n", 0, at) + (source.count("\r", 0, at) - source.count("\r\n", 0, at))
            raise InputError(
                f"{what}, in the row that begins here: save the table anew", path=path, line=line
            ) from None
        if values is None:
            return
        yield _cells(source, at, values)
        at = lines.at


class _Lines:
    """Lines of a text with their ends, as :mod:`csv` wants them; remembers how far it is."""

    def __init__(self, source: str, start: int) -> None:
        self._lines = io.StringIO(source[start:], newline="")
        self.at = start
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._lines.readline()
        if not line:
            self.ended = True
            raise StopIteration
        self.at += len(line)
        return line


def _cells(source: str, at: int, values: list[str]) -> list[Cell]:
    cells = []
    for value in values:
        offsets = OffsetMap(at)
        quoted = source.startswith('"', at)
        if not quoted:
            offsets.add(at, at + len(value), len(value), verbatim=True)
            at += len(value)
        else:
            at += 1
            for number, piece in enumerate(value.split('"')):
                if number:
                    offsets.add(at, at + 2, 1, verbatim=False)  # "" stands for "
                    at += 2
                offsets.add(at, at + len(piece), len(piece), verbatim=True)
                at += len(piece)
            if not offsets.length:
                offsets = OffsetMap(at)
            at += 1
        cells.append(Cell(value, offsets, quoted))
        at += 1  # the delimiter
    return cells
