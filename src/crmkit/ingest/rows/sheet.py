"""The sheet reader: a workbook's rows through the same gate as a text file's lines.

A number's text is exact or says that it is not: an id beyond 15 digits went through a float and comes out as
``3.14E+18``, which every reader knows as destroyed; an amount that is no whole fen keeps its decimals and fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from crmkit.ingest.files.source import Source
from crmkit.ingest.headers.layout import Layout
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.rows.gate import Gate, Refusal
from crmkit.ingest.rows.quarantined import SHEET
from crmkit.ingest.rows.sheet_child import EXACT_DIGITS, Cell, as_id, as_text
from crmkit.ingest.rows.sheet_reader import opened_sheets
from crmkit.ingest.rows.sink import Sink

FindHeader = Callable[[list[list[str]]], Layout | None]

HEADER_ROWS = 30
"""The header is looked for in this many rows."""

_SERIAL_FROM, _SERIAL_TO = 32_874, 73_415  # 1990-01-01 and 2101-01-01 as Excel counts days
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's times are local and naive


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
    with opened_sheets(source) as sheets:
        return [(sheet.name, [_texts(row) for row in sheet.first(limit)]) for sheet in sheets]


def read_sheets(source: Source, *, find_header: FindHeader, out: Path) -> Iterator[SheetReading | UnreadSheet]:
    """Read every visible sheet in whose first rows ``find_header`` finds a layout; hidden ones only if there is none.

    ``out`` is written as by ``read_strict``, anew for each sheet that is read: take it before the next. Cells beyond
    the header's last column are not read: unlike in text, a cell of a sheet cannot slide into its neighbour's column.

    Raises:
        InputError: ``workbook_damaged``, ``workbook_too_large``, ``file_encrypted``.
    """
    found = False
    with opened_sheets(source) as sheets:
        for sheet in sheets:
            first = sheet.first(HEADER_ROWS) if not (sheet.is_hidden and found) else []
            layout = find_header([_texts(row) for row in first]) if first else None
            if layout is not None:
                found = True
                with Sink(out, layout, SHEET) as sink:
                    _read(chain(first, sheet.rest()), layout, sink)
                    reading = SheetReading(sheet.name, layout, sink.close())
                yield reading
            elif sheet.rows:
                yield UnreadSheet(sheet.name, sheet.rows, sheet.is_hidden)


def _read(rows: Iterable[Sequence[Cell]], layout: Layout, sink: Sink) -> None:
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


def as_money(cell: Cell) -> str:
    """An amount: a float within a millionth of a whole fen is that fen, any other keeps its decimals."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not abs(cell) < EXACT_DIGITS / 100:
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
