"""The first rows of a file under the line that is likely to be its header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crmkit.errors import InputError
from crmkit.ingest.drafts.column import Column, column_of
from crmkit.ingest.files.source import Source
from crmkit.ingest.headers.dialect import Dialect
from crmkit.ingest.headers.header import find_header, recognised, unknown_table
from crmkit.ingest.headers.likely import likely_kind, meanings
from crmkit.ingest.text.cells import Style
from crmkit.ingest.text.decode import Decoded, decode
from crmkit.ingest.text.sample import DELIMITERS, SAMPLE_ROWS, sample_rows

LOOKED_AT = 3000
"""How many rows are looked at."""
FEWEST_WORDS, FEWEST_COLUMNS = 2, 2
_DIGITS = re.compile("[0-9]")
Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A table as far as it was looked at; ``dialect`` is the one that reads it already."""

    line: int
    columns: tuple[Column, ...]
    dialect: Dialect | None


def look(source: Source, folder: Path, encoding: str | None, dialects: Sequence[Dialect]) -> Sample:
    """The header and the first rows of a file; ``InputError`` where no line of it looks like a header."""
    if source.container == "xlsx":
        return _sheets(source, dialects)
    decoded = decode(source, folder, encoding=encoding, digest=False)
    try:
        match = find_header(source, decoded, dialects)
    except InputError as problem:
        if not problem.code.startswith("header_"):
            raise
        return _unknown(source, decoded, dialects)
    layout = match.layout
    return _table(layout.header_line, _rows(decoded, layout.style, LOOKED_AT), match.dialect)


def _unknown(source: Source, decoded: Decoded, dialects: Sequence[Dialect]) -> Sample:
    styles = [Style(delimiter) for delimiter in DELIMITERS]
    tables = [(style, _rows(decoded, style, SAMPLE_ROWS)) for style in styles]
    found = [(*_best(rows), style) for style, rows in tables]
    words, line, style = max(found, key=lambda each: (each[0], -each[1]))
    if words < FEWEST_WORDS:
        for style, rows in tables:
            if line := _by_form(rows):
                return _table(line, _rows(decoded, style, LOOKED_AT), None)
        raise unknown_table(source, [row for _, rows in tables for row in rows if len(row[1]) > 1], dialects)
    return _table(line, _rows(decoded, style, LOOKED_AT), None)


def _sheets(source: Source, dialects: Sequence[Dialect]) -> Sample:
    from crmkit.ingest.rows.sheet import sample_sheets

    tables: list[Rows] = [list(enumerate(rows, start=1)) for _, rows in sample_sheets(source, LOOKED_AT)]
    for rows in tables:
        for line, cells in rows[:SAMPLE_ROWS]:
            if match := recognised(source, cells, line, ",", dialects):
                return _table(line, rows, match.dialect)
    found = [(*_best(rows[:SAMPLE_ROWS]), rows) for rows in tables]
    words, line, rows = max(found, key=lambda each: (each[0], -each[1]), default=(0, 0, []))
    if words < FEWEST_WORDS:
        for rows in tables:
            if line := _by_form(rows[:SAMPLE_ROWS]):
                return _table(line, rows, None)
        raise unknown_table(source, [row for rows in tables for row in rows[:SAMPLE_ROWS]], dialects)
    return _table(line, rows, None)


def _rows(decoded: Decoded, style: Style, limit: int) -> Rows:
    return [(row.line, row.cells) for row in sample_rows(decoded.path, decoded.reads_as, style, limit=limit)]


def _best(rows: Rows) -> tuple[int, int]:
    """The most headers with a likely meaning in one line, and the number of that line."""
    found = [(_words(cells), line) for line, cells in rows]
    return max(found, key=lambda each: (each[0], -each[1]), default=(0, 0))


def _by_form(rows: Rows) -> int:
    """The line that stands over columns of times and amounts and has neither itself; 0 where there is none."""
    for number, cells in rows:
        if sum(bool(cell.strip()) for cell in cells) < FEWEST_COLUMNS or any(map(_DIGITS.search, cells)):
            continue
        found = {column.form for column in _table(number, rows, None).columns}
        return number if "time" in found and found & {"money", "count"} else 0
    return 0


def _words(cells: Sequence[str]) -> int:
    headers = [cell for cell in cells if cell.strip() and len(cell) <= 60]
    return sum(len(named) for named in meanings(headers, likely_kind(headers)).values())


def _table(line: int, rows: Rows, dialect: Dialect | None) -> Sample:
    header = next(cells for number, cells in rows if number == line)
    below = [cells for number, cells in rows if number > line and any(cell.strip() for cell in cells)]
    return Sample(line, tuple(_columns(header, below)), dialect)


def _columns(header: Sequence[str], below: Sequence[Sequence[str]]) -> Iterator[Column]:
    for place, name in enumerate(header):
        if name.strip():
            yield column_of(name, [cells[place] if place < len(cells) else "" for cells in below])
