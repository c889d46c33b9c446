"""XLSX for people: what is said first, then a sheet for every table, and how the figures are counted.

Money is a number cell with two decimals, since owners sum it. Identifiers and names are text cells, never numbers,
formulas or links. The creation date is fixed, so that the same answer gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.render.options import RenderOptions
from crmkit.render.pivot import Grid, grid, parts_shown
from crmkit.render.tables import tables_of
from crmkit.render.wording import rows_title, sheet_title, title
from crmkit.render.workbook.packing import packed
from crmkit.render.workbook.sheets import Sheets
from crmkit.result import Record, Result

MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
MOST_COLUMNS = 16_384

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, not a moment


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the answer as a workbook; gives the number of rows left out.

    What people read elsewhere (the single rows behind a pivot, what the notes say) is on hidden sheets, to reckon with.

    Raises:
        UsageError: more rows or columns than a sheet holds; nothing has been written.
    """
    shown = options.rows_shown(len(result.records), human=False)
    tables = [
        (name, table, table.records if table is not result else table.records[:shown])
        for name, table in _in_order(result)
    ]
    grids = [grid(table, result) for _, table, _ in tables]
    _refuse_too_large(tables, grids)
    made = io.BytesIO()
    with packed(made, row_by_row=True) as book:
        book.set_properties({"title": title(result.name, language), "created": CREATED})
        sheets = Sheets(book, language)
        sheets.summary(result)
        hidden = []
        seen = {result.name, *(name for name, _ in parts_shown(result))}
        for (name, table, rows), lines in zip(tables, grids, strict=True):
            if name not in seen and rows:
                hidden.append((sheet_title(name, language), table.columns, rows))
            elif name in seen and lines is None:
                sheets.rows(sheet_title(name, language), table.columns, rows)
            elif lines is not None:
                sheets.pivot(sheet_title(name, language), lines)
                hidden.append((rows_title(name, language), table.columns, rows))
        sheets.definitions(result, [sheets.rows(*sheet, hidden=True) for sheet in hidden])
    stream.write(made.getvalue())
    return len(result.records) - shown


def _in_order(result: Result) -> Iterator[tuple[str, Result]]:
    """The tables of the answer: the list to act on, the rows, the other lists, then the proof."""
    lists = {table.name: table for table in tables_of(result)}
    yield from lists.items()
    yield from ((name, part) for name, part in result.parts.items() if name not in lists)


def _refuse_too_large(tables: Sequence[tuple[str, Result, Sequence[Record]]], grids: Sequence[Grid | None]) -> None:
    """Stop before anything is written that a sheet would not hold."""
    for _, _, rows in tables:
        if len(rows) > MOST_ROWS:
            raise UsageError("too_many_rows", rows=len(rows), most=MOST_ROWS)
    for lines in filter(None, grids):
        below = 0 if lines.footer is None else 1
        if len(lines.lines) + below > MOST_ROWS:
            raise UsageError("too_many_rows", rows=len(lines.lines) + below, most=MOST_ROWS)
        if len(lines.headers) + len(lines.steps) > MOST_COLUMNS:
            raise UsageError("too_many_columns", columns=len(lines.headers) + len(lines.steps), most=MOST_COLUMNS)
