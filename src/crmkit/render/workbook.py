"""XLSX for people: a sheet for the rows, one for their pivot, one for each part, one for definition, facts and notes.

Money is a number cell with two decimals, since owners sum it; a number of more than 15 digits, which Excel could not
hold, is text. Identifiers and names are text cells, never numbers, formulas or links. The creation date is fixed, so
that the same answer gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO, cast

from xlsxwriter import Workbook

from crmkit.errors import UsageError
from crmkit.messages import Language, catalog, say
from crmkit.render.cells import TEXT_KINDS, coded, machine_text, moment_of, money_of, number_of
from crmkit.render.options import RenderOptions
from crmkit.render.pivot import RUNNING, Grid, cells, grid
from crmkit.render.pivot_colours import colour
from crmkit.render.safe import show
from crmkit.render.wording import definition, note_text, readable, title
from crmkit.result import Record, Result
from crmkit.vocabulary import Kind, Word, word

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""

_MOST_UNITS = 32_767
_MOST_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, not a moment
_NUMBER_FORMATS: dict[Kind, str] = {
    "count": "#,##0",
    "days": "#,##0",
    "score": "0",
    "money": "#,##0.00",
    "mean": "#,##0.00",
    "figure": "0.0000",
    "rate": "0.0%",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
}
_WIDTHS: dict[Kind, int] = {"text": 28, "id": 24, "nick": 20, "money": 16, "time": 20}
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the answer as a workbook; gives the number of rows left out.

    Raises:
        UsageError: more rows than a sheet holds; nothing has been written.
    """
    shown = options.rows_shown(len(result.records), human=False)
    for rows in (shown, *(len(part.records) for part in result.parts.values())):
        if rows > MOST_ROWS:
            raise UsageError("too_many_rows", rows=rows, most=MOST_ROWS)
    packed = io.BytesIO()
    with Workbook(packed, _SETTINGS) as book:
        book.set_properties({"title": title(result.name, language), "created": _CREATED})
        sheets = _Sheets(book, language)
        if result.pivot:
            sheets.pivot(title(result.name, language), grid(result, result.pivot))
        name = f"{result.name}_rows" if result.pivot else result.name
        sheets.rows(title(name, language), result.columns, result.records[:shown])
        for name, part in result.parts.items():
            sheets.rows(title(name, language), part.columns, part.records)
        sheets.remarks(result)
    stream.write(packed.getvalue())
    return len(result.records) - shown


class _Sheets:
    """Adds sheets to one workbook, which owns its cell formats and sheet names."""

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        self._language = language
        self._names: set[str] = set()
        self._bold: Format = book.add_format({"bold": True})
        self._plain: Format = book.add_format({})
        self._lines: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self._formats = self._number_formats({})
        self._left = self._number_formats({"align": "left"})

    def _number_formats(self, look: dict[str, str]) -> dict[Kind, Format]:
        return {kind: self._book.add_format({"num_format": shape, **look}) for kind, shape in _NUMBER_FORMATS.items()}

    def rows(self, name: str, columns: Sequence[str], records: Sequence[Record]) -> None:
        """A sheet with a heading line and one line per record."""
        kept = [(index, word(column)) for index, column in enumerate(columns) if not word(column).machine]
        sheet = self._sheet(name)
        sheet.freeze_panes(1, 0)
        for place, (_, entry) in enumerate(kept):
            sheet.set_column(place, place, _WIDTHS.get(entry.kind, 12))
        for place, (_, entry) in enumerate(kept):
            sheet.write_string(0, place, entry.label(self._language), self._bold)
        for line, record in enumerate(records, start=1):
            for place, (index, entry) in enumerate(kept):
                self._cell(sheet, line, place, entry, record[index], self._formats)

    def pivot(self, name: str, lines: Grid) -> None:
        """A sheet with a line per head, the average below; Excel colours the settled cells from low to high."""
        sheet = self._sheet(name)
        head, *_, last = cells(lines, 0, self._language)
        sheet.freeze_panes(1, len(lines.heads))
        sheet.set_column(0, 0, _WIDTHS["text"])
        for place, label in enumerate(head):
            sheet.write_string(0, place, label, self._bold)
        kind, own = lines.value.kind, self._formats
        marked = {kind: self._book.add_format({"num_format": f'"{RUNNING}"{_NUMBER_FORMATS[kind]}', "italic": True})}
        for line, (heads, spots) in enumerate(lines.lines, start=1):
            for place, (entry, value) in enumerate(zip(lines.heads, heads, strict=True)):
                self._cell(sheet, line, place, entry, value, own)
            for place, spot in enumerate(spots, start=len(heads)):
                if spot is not None and spot.value is None and not spot.settled:
                    self._text(sheet, line, place, RUNNING)
                elif spot is not None:
                    self._cell(sheet, line, place, lines.value, spot.value, own if spot.settled else marked)
        below = len(lines.lines) + 1
        sheet.write_string(below, 0, last[0], self._bold)
        entry = replace(lines.value, kind=lines.footer_kind)
        for place, value in enumerate(lines.footer, start=len(lines.heads)):
            self._cell(sheet, below, place, entry, value, own)
        colour(sheet, lines)

    def remarks(self, result: Result) -> None:
        """A sheet with what is needed to read the others: date, facts, arguments, definition, notes.

        Facts are cells of their kind and whole numbers are numbers, so that they can be reckoned with.
        """
        language = self._language
        sheet = self._sheet(say("text", "notes", language))
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 80, self._lines)
        sheet.write_string(0, 0, title(result.name, language), self._bold)
        line = 1
        for name, value in _headline(result).items():
            self._text(sheet, line, 0, word(name).label(language))
            self._cell(sheet, line, 1, word(name), value, self._left)
            line += 1
        for label, said in self._words(result):
            self._text(sheet, line, 0, label)
            if isinstance(said, int):
                sheet.write_number(line, 1, said, self._left["score"])
            elif said:
                self._text(sheet, line, 1, said)
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
        stem = _cut(allowed.strip(" '"), 27) or "Sheet"
        unique, count = stem, 1
        while unique.lower() in self._names or unique.lower() == "history":
            count += 1
            unique = f"{stem} {count}"
        self._names.add(unique.lower())
        return self._book.add_worksheet(unique)

    def _cell(
        self, sheet: Worksheet, line: int, place: int, entry: Word, value: object, formats: Mapping[Kind, Format]
    ) -> None:
        if value is None:
            return
        if entry.kind in TEXT_KINDS:
            self._text(sheet, line, place, coded(entry.kind, str(value), self._language))
        elif entry.kind == "flag":
            sheet.write_boolean(line, place, bool(value))
        elif entry.kind in ("date", "time"):
            moment = moment_of(value)
            if (moment.year, moment.month) < (_FIRST_DAY.year, _FIRST_DAY.month):
                self._text(sheet, line, place, moment.isoformat())
            else:
                sheet.write_datetime(line, place, moment, formats[entry.kind])
        else:
            number = money_of(value) if entry.kind == "money" else number_of(value)
            if entry.kind != "rate" and len(Decimal(number).as_tuple().digits) > _MOST_DIGITS:
                self._text(sheet, line, place, machine_text(entry.kind, value))
            else:
                sheet.write_number(line, place, number, formats[entry.kind])

    def _text(self, sheet: Worksheet, line: int, place: int, text: str) -> None:
        """A text cell with what cannot be seen made visible."""
        seen = _cut(show(text), _MOST_UNITS)
        if seen.startswith("<r>") and seen.endswith("</r>"):
            # The library would take such a text for finished XML and write it unescaped; in two runs it escapes it.
            sheet.write_rich_string(line, place, seen[:1], self._plain, seen[1:])
        else:
            sheet.write_string(line, place, seen)


def _headline(result: Result) -> dict[str, object]:
    """The day the answer is true for, and its facts."""
    days = {} if result.as_of is None else {"as_of": result.as_of}
    return {**days, **{name: value for name, value in result.facts.items() if not word(name).machine}}


def _cut(text: str, most: int) -> str:
    """``text`` in at most ``most`` UTF-16 units, the way Excel counts; a cut one ends in dots."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 3)].decode("utf-16-le", "ignore") + "..."
