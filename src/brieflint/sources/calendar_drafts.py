"""The drafts of a content calendar, CSV or workbook: one for each row and platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from brieflint.context import Context
from brieflint.document import Document, Reading
from brieflint.errors import ForeignFile, InputError
from brieflint.findings import Place
from brieflint.sources.calendar import Columns, contexts_of, find_columns, is_skipped, letters
from brieflint.sources.contained import CALENDAR, ContainedDocument
from brieflint.sources.decode import decode
from brieflint.sources.delimited import Cell, delimiters, read_rows
from brieflint.sources.plain import read_plain
from brieflint.text.offsets import OffsetMap

ContextOf = Callable[[Mapping[str, Any], str], Context]
"""From a row's values and the row's name to the context of its draft."""

_NO_TEXT = (
    "has no column with the text to publish, such as 'Caption': name it in the configuration,"
    ' [calendar] text = ["..."]'
)
_PROBED = 10  # rows


class _Row(NamedTuple):
    number: int
    sheet: str
    cells: Sequence[Cell]


def read_calendar(
    path: str, raw: bytes, settings: Mapping[str, Any], context_of: ContextOf
) -> tuple[list[Document], list[InputError]]:
    """The drafts of a calendar, and the rows that could not be read.

    Args:
        settings: ``[calendar]`` of the configuration.

    Raises:
        ForeignFile: there is no column with text to publish.
        InputError: the file cannot be read.
    """
    if path.lower().endswith(".xlsx"):
        from brieflint.sources.spreadsheet import read_sheets

        container = Document(path, "", 0, Reading("", OffsetMap(), ()), Context(kind=CALENDAR))
        tables = [
            (name, [[Cell(value, OffsetMap.identity(len(value)), False) for value in row] for row in rows])
            for name, rows in read_sheets(raw, path)
        ]
        delimiter = ""
    else:
        source = decode(raw, path)
        container = Document(path, source, 0, Reading("", OffsetMap(), ()), Context(kind=CALENDAR))
        delimiter, rows = _parsed(source, settings, path)
        tables = [("", rows)]
    documents: list[Document] = []
    problems: list[InputError] = []
    found = False
    for sheet, rows in tables:
        columns = find_columns(_values(rows[:_PROBED]), settings, path)
        if columns is None:
            continue
        found = True
        for number, cells in enumerate(rows[columns.header + 1 :], columns.header + 2):
            try:
                documents += _drafts(container, _Row(number, sheet, cells), columns, context_of, delimiter)
            except InputError as problem:
                problems.append(problem)
    if not found:
        raise ForeignFile(_NO_TEXT, path=path)
    return documents, problems


def _parsed(source: str, settings: Mapping[str, Any], path: str) -> tuple[str, list[list[Cell]]]:
    """The table by the first delimiter with which it is a calendar."""
    for delimiter in delimiters(source):
        head: list[list[Cell]] = []
        try:
            for row in read_rows(source, delimiter, path):
                head.append(row)
                if len(head) == _PROBED:
                    break
        except InputError:
            if not head:
                continue
        if find_columns(_values(head), settings, path) is not None:
            return delimiter, list(read_rows(source, delimiter, path))
    raise ForeignFile(_NO_TEXT, path=path)


def _values(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    return [[cell.value for cell in row] for row in rows]


def _drafts(
    container: Document, row: _Row, columns: Columns, context_of: ContextOf, delimiter: str
) -> Iterator[Document]:
    values = [cell.value for cell in row.cells]
    if is_skipped(values, columns):
        return
    text, outer, parts = _published(row, columns)
    reading = read_plain(text)
    name = f"row {row.number}" + (f" of sheet '{row.sheet}'" if row.sheet else "")

    def place(low: int, high: int) -> Place:
        at = max((p for p in parts if p[0] <= low), default=parts[0])[1]
        column = letters(at)
        data: dict[str, Any] = {"row": row.number, "column": column, "header": columns.names[at]}
        label = f"cell {column}{row.number} ({columns.names[at]})"
        if row.sheet:
            character = outer.start_of(low) + 1
            data |= {"sheet": row.sheet, "character": character}
            label += f" of sheet '{row.sheet}', character {character}"
        return Place(label, data, (row.number, at, low, high))

    def written(words: str, at: int) -> str | None:
        cell = next((c for c in row.cells if _holds(c, at)), None)
        if cell is None:
            return None
        if cell.quoted:
            return words.replace('"', '""')
        return None if any(char in words for char in f'{delimiter}"\r\n') else words

    for said in contexts_of(values, columns, container.path, row.number):
        context = context_of(said, name)
        is_text = not row.sheet
        yield ContainedDocument(
            container, text, reading, context, place, outer if is_text else None, written if is_text else None
        )


def _holds(cell: Cell, at: int) -> bool:
    low, high = cell.map.span(0, cell.map.length) if cell.map.length else cell.map.span(0, 0)
    return low <= at <= high


def _published(row: _Row, columns: Columns) -> tuple[str, OffsetMap, list[tuple[int, int]]]:
    """The text of a row, the way from it to the file (or cell), and where each column's part of it begins."""
    text: list[str] = []
    outer = OffsetMap()
    parts: list[tuple[int, int]] = []
    for at in columns.text:
        cell = row.cells[at] if at < len(row.cells) else None
        value = cell.value.strip() if cell is not None else ""
        if cell is None or not value:
            continue
        first = cell.value.index(value)
        if parts:
            edge = cell.map.start_of(first)
            outer.add(edge, edge, 2, verbatim=False)
            text.append("\n\n")
        parts.append((outer.length, at))
        for low, high, length, verbatim in cell.map.pieces(first, first + len(value)):
            outer.add(low, high, length, verbatim=verbatim)
        text.append(value)
    return "".join(text), outer, parts
