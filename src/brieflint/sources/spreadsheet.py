"""Workbooks (.xlsx) as tables of text, by openpyxl; an extra, since most calendars arrive as CSV."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO

from brieflint.errors import InputError
from brieflint.sources.office import check_archive

MOST_ROWS = 20_000
MOST_COLUMNS = 200
NEEDED = "reading .xlsx needs openpyxl: pip install 'brieflint[office]'"


def read_sheets(raw: bytes, path: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Each visible sheet's name and its rows of cells as text, as they were last calculated.

    Raises:
        InputError: it is no workbook, or openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise InputError(NEEDED, path=path) from None
    check_archive(raw, path, "xl/workbook.xml", "an Excel workbook (.xlsx)")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about charts and styles that nobody asked for
            workbook = openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=True)
            sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
            tables = [(sheet.title, _rows(sheet, path)) for sheet in sheets]
            workbook.close()
    except InputError:
        raise
    except Exception:  # openpyxl raises whatever its parsers raise
        raise InputError("cannot be read as an Excel workbook: save it anew", path=path) from None
    yield from tables


def _rows(sheet: object, path: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):  # type: ignore[attr-defined]
        cells = ["" if value is None else str(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if number > MOST_ROWS and cells:
            raise InputError(f"has more than {MOST_ROWS} rows: split it", path=path)
        if number <= MOST_ROWS:
            rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    return rows
