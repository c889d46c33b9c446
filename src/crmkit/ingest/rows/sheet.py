"""The sheet reader: a workbook's rows through the same gate as a text file's lines.

A number's text is exact or says that it is not: an id beyond 15 digits went through a float and comes out as
``3.14E+18``, which every reader knows as destroyed; an amount that is no whole fen keeps its decimals and fails.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from crmkit.errors import InputError
from crmkit.ingest.files.source import Source
from crmkit.ingest.headers.layout import Layout
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.rows.gate import Gate, Refusal
from crmkit.ingest.rows.sheet_guard import guard_workbook
from crmkit.ingest.rows.sink import Sink

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Cell = int | float | str | bool | datetime | date | time | timedelta
FindHeader = Callable[[list[list[str]]], Layout | None]

HEADER_ROWS = 30
"""The header is looked for in this many rows."""

MISLEADING = (".xls", ".xlsb", ".ods")
"""Suffixes by which the library takes an XLSX for another kind of workbook, without looking at it."""
_EXACT_DIGITS = 1e15
_SERIAL_FROM, _SERIAL_TO = 32_874, 73_415  # 1990-01-01 and 2101-01-01 as Excel counts days
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's times are local and naive
_HALF_SECOND = timedelta(microseconds=500_000)


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One read sheet: its name, its layout, its account (lines are rows)."""

    sheet: str
    layout: Layout
    line_counts: LineCounts


@dataclass(frozen=True, slots=True)
class UnreadSheet:
    """A sheet with something on it that was not read: it has no known header, or it ``is_hidden``."""

    sheet: str
    rows: int
    is_hidden: bool


def sample_sheets(source: Source, limit: int = HEADER_ROWS) -> list[tuple[str, list[list[str]]]]:
    """The first rows of every sheet as text, to say what was found when no header is known.

    Raises:
        InputError: ``workbook_damaged``, ``workbook_too_large``, ``file_encrypted``.
    """
    workbook = _open(source)
    return [
        (name, [_texts(row) for row in islice(_rows(sheet), limit)]) for name, _, sheet in _sheets(source, workbook)
    ]


def read_sheets(source: Source, *, find_header: FindHeader, out: Path) -> Iterator[SheetReading | UnreadSheet]:
    """Read every visible sheet in whose first rows ``find_header`` finds a layout; hidden ones only if there is none.

    ``out`` is written as by ``read_strict``, anew for each sheet that is read: take it before the next. Cells beyond
    the header's last column are not read: unlike in text, a cell of a sheet cannot slide into its neighbour's column.

    Raises:
        InputError: ``workbook_damaged``, ``workbook_too_large``, ``file_encrypted``.
    """
    workbook = _open(source)
    found = False
    for hidden in (False, True):
        may_read = not (hidden and found)
        for name, is_hidden, sheet in _sheets(source, workbook):
            if is_hidden is not hidden:
                continue
            layout = find_header([_texts(row) for row in islice(_rows(sheet), HEADER_ROWS)]) if may_read else None
            if layout is not None:
                found = True
                with Sink(out, layout) as sink:
                    _read(_rows(sheet), layout, sink)
                    reading = SheetReading(name, layout, sink.close())
                yield reading
            elif sheet.height:
                yield UnreadSheet(name, sheet.height, hidden)


def _read(rows: Iterator[Sequence[Cell]], layout: Layout, sink: Sink) -> None:
    gate = Gate(layout)
    texts_of = [
        (position, _TEXT_OF.get(layout.forms.get(name, "text"), as_text)) for name, position in layout.cells.items()
    ]
    number = 0
    for number, row in enumerate(rows, start=1):
        if number < layout.header_line:
            sink.line_counts.title += 1
        elif number < layout.header_line + layout.header_lines:
            sink.line_counts.header += 1
        else:
            cells = _texts(row[: layout.width])
            for position, text_of in texts_of:
                cells[position] = text_of(row[position])
            _take(number, cells, gate, sink)
    sink.line_counts.physical = number


def _take(number: int, cells: list[str], gate: Gate, sink: Sink) -> None:
    values = gate.quick(cells)
    if values is not None:
        sink.accept(number, 1, values)
        return
    role = gate.role(cells)
    if role != "row":
        sink.count(role)
        return
    verdict = gate.check(cells)
    if isinstance(verdict, Refusal):
        raw = "\t".join(cells).encode("utf-8", "replace") + b"\n"
        sink.refuse(number, verdict.reason, raw, verdict.column)
    else:
        sink.accept(number, 1, verdict)


def as_text(cell: Cell) -> str:
    """A cell as a person would read it; whole numbers without ``.0``, line breaks LF."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return as_id(cell)
    if isinstance(cell, datetime):
        return (cell + _HALF_SECOND).replace(microsecond=0).isoformat(" ")
    return str(cell)


def as_id(cell: Cell) -> str:
    """An id: a number of up to 15 digits is exact, a longer one is written as the destroyed id that it is."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return as_text(cell)
    if abs(cell) >= _EXACT_DIGITS:
        return f"{cell:.14E}"
    return str(int(cell)) if cell == int(cell) else repr(cell)


def as_money(cell: Cell) -> str:
    """An amount: a float within a millionth of a whole fen is that fen, any other keeps its decimals."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or abs(cell) >= _EXACT_DIGITS / 100:
        return as_text(cell)
    fen = round(cell * 100)
    if abs(cell * 100 - fen) > 1e-4:
        return repr(cell)
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def as_time(cell: Cell) -> str:
    """A time: a number in the range of shop days is Excel's count of days since 1899-12-30."""
    if isinstance(cell, float) and _SERIAL_FROM <= cell < _SERIAL_TO:
        return as_text(_SERIAL_ZERO + timedelta(days=cell))
    return as_text(cell)


_TEXT_OF: dict[str, Callable[[Cell], str]] = {"id": as_id, "money": as_money, "time": as_time}


def _texts(row: Sequence[Cell]) -> list[str]:
    return [as_text(cell) for cell in row]


def _open(source: Source) -> CalamineWorkbook:
    guard_workbook(source.name, source.path)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        if source.path.suffix.lower() in MISLEADING:
            return CalamineWorkbook.from_filelike(io.BytesIO(source.path.read_bytes()))
        return CalamineWorkbook.from_path(str(source.path))
    except PasswordError as error:
        raise InputError("file_encrypted", where=source.name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("workbook_damaged", where=source.name) from error


def _sheets(source: Source, workbook: CalamineWorkbook) -> Iterator[tuple[str, bool, CalamineSheet]]:
    """The sheets in order, and whether each is hidden; one that cannot be read means that the workbook is damaged."""
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum

    for described in workbook.sheets_metadata:
        if described.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_name(described.name)
        except (CalamineError, OSError, ValueError) as error:
            raise InputError("workbook_damaged", where=source.name) from error
        yield described.name, described.visible != SheetVisibleEnum.Visible, sheet


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[Cell]]:
    return iter(sheet.iter_rows()) if sheet.height else iter(())
