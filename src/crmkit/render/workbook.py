"""XLSX for people: a sheet for the rows and one for each part, each after its pivot, and one for all that is said.

Money is a number cell with two decimals, since owners sum it. Identifiers and names are text cells, never numbers,
formulas or links. The creation date is fixed, so that the same answer gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from xlsxwriter import Workbook

from crmkit.errors import UsageError
from crmkit.messages import Language, catalog, say
from crmkit.render.options import RenderOptions
from crmkit.render.pivot import Grid, grid
from crmkit.render.pivot_sheet import fill
from crmkit.render.safe import show
from crmkit.render.sheet_cells import WIDTH, WIDTHS, SheetCells, shorten
from crmkit.render.wording import definition, note_text, readable, rows_title, title
from crmkit.result import Record, Result
from crmkit.vocabulary import word

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
MOST_COLUMNS = 16_384

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, not a moment
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the answer as a workbook; gives the number of rows left out.

    Raises:
        UsageError: more rows or columns than a sheet holds; nothing has been written.
    """
    shown = options.rows_shown(len(result.records), human=False)
    tables = [(result.name, result, result.records[:shown])]
    tables += [(name, part, part.records) for name, part in result.parts.items()]
    grids = [grid(table, result) for _, table, _ in tables]
    _refuse_too_large(tables, grids)
    packed = io.BytesIO()
    with Workbook(packed, _SETTINGS) as book:
        book.set_properties({"title": title(result.name, language), "created": _CREATED})
        sheets = _Sheets(book, language)
        for (name, table, rows), lines in zip(tables, grids, strict=True):
            named = title(name, language)
            if lines is not None:
                sheets.pivot(named, lines)
                named = rows_title(name, language)
            sheets.rows(named, table.columns, rows)
        sheets.notes_sheet(result)
    stream.write(packed.getvalue())
    return len(result.records) - shown


class _Sheets:
    """Adds sheets to one workbook, which owns its cell formats and sheet names."""

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        self._language = language
        self._names: set[str] = set()
        self._cells = SheetCells(book, language)
        self._lines: Format = book.add_format({"text_wrap": True, "valign": "top"})

    def rows(self, name: str, columns: Sequence[str], records: Sequence[Record]) -> None:
        """A sheet with a heading line and one line per record."""
        kept = [(index, word(column)) for index, column in enumerate(columns) if not word(column).machine]
        sheet = self._sheet(name)
        sheet.freeze_panes(1, 0)
        for place, (_, entry) in enumerate(kept):
            sheet.set_column(place, place, WIDTHS.get(entry.kind, WIDTH))
        for place, (_, entry) in enumerate(kept):
            sheet.write_string(0, place, entry.label(self._language), self._cells.bold)
        for line, record in enumerate(records, start=1):
            for place, (index, entry) in enumerate(kept):
                self._cells.value(sheet, line, place, entry, record[index])

    def pivot(self, name: str, lines: Grid) -> None:
        """A sheet with a line per head."""
        fill(self._sheet(name), lines, self._cells, self._language)

    def notes_sheet(self, result: Result) -> None:
        """A sheet with what is needed to read the others: date, facts, arguments, definition, notes.

        Facts are cells of their kind and whole numbers are numbers, so that they can be reckoned with.
        """
        language = self._language
        sheet = self._sheet(say("text", "notes", language))
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 80, self._lines)
        sheet.write_string(0, 0, title(result.name, language), self._cells.bold)
        line = 1
        for name, value in _headline(result).items():
            self._cells.text(sheet, line, 0, word(name).headline(language))
            self._cells.value(sheet, line, 1, word(name), value, self._cells.left)
            line += 1
        for label, said in self._words(result):
            self._cells.text(sheet, line, 0, label)
            if isinstance(said, int):
                sheet.write_number(line, 1, said, self._cells.left["score"])
            elif said:
                self._cells.text(sheet, line, 1, said)
            line += 1

    def _words(self, result: Result) -> Iterator[tuple[str, str | int]]:
        """Label and text (or whole number) of the arguments, the definition and the notes."""
        language = self._language
        if result.params:
            yield say("text", "asked_with", language), ""
        for name, text in readable(result.params, language).items():
            value = result.params[name]
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            label = say("param", name, language) if name in catalog()["param"] else name
            yield label, cast("int", value) if is_whole else text
        if sentence := definition(result, language):
            yield say("text", "definition_heading", language), sentence
        for note in result.notes:
            yield say("text", "notes", language), note_text(note, language)

    def _sheet(self, name: str) -> Worksheet:
        allowed = "".join(" " if character in "[]:*?/\\" else character for character in show(name))
        stem = shorten(allowed.strip(" '"), 27) or "Sheet"
        unique, count = stem, 1
        while unique.lower() in self._names or unique.lower() == "history":
            count += 1
            unique = f"{stem} {count}"
        self._names.add(unique.lower())
        return self._book.add_worksheet(unique)


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


def _headline(result: Result) -> dict[str, object]:
    """The day the answer is true for, and its facts."""
    days = {} if result.as_of is None else {"as_of": result.as_of}
    return {**days, **{name: value for name, value in result.facts.items() if not word(name).machine}}
