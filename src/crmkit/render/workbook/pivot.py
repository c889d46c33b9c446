"""The sheet of a pivot: numbers that stay numbers, marks in their formats, colours drawn by the spreadsheet itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range

from crmkit.messages import Language, say
from crmkit.render.pivot import RUNNING, Grid, Spot, headings, spot_text
from crmkit.render.workbook.cells import SheetCells
from crmkit.render.workbook.paper import column_width, number_width
from crmkit.result import Record

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_SCALE = {
    "type": "3_color_scale",
    "mid_type": "percentile",
    "mid_value": 50,
    "min_color": "#DCE9F5",
    "mid_color": "#FFF4CE",
    "max_color": "#F4A261",
}
"""Pale blue over cream to orange: black figures stay legible on each."""


def fill(sheet: Worksheet, lines: Grid, cells: SheetCells, language: Language) -> float:
    """Write headings, a line per header and what stands below; the settled cells are coloured from low to high.

    Gives the characters across.
    """
    sheet.freeze_panes(1, len(lines.headers))
    sheet.repeat_rows(0)
    width = _widen(sheet, lines, language)
    for place, label in enumerate(headings(lines, language)):
        cells.heading(sheet, place, label, words=lines.is_words(place))
    marked = cells.behind(RUNNING, lines.value.kind)
    for line, (headers, spots) in enumerate(lines.lines, start=1):
        for place, (entry, value) in enumerate(zip(lines.headers, headers, strict=True)):
            cells.value(sheet, line, place, entry, value)
        for place, spot in enumerate(spots, start=len(headers)):
            if spot is None or spot.settled:
                cells.value(sheet, line, place, lines.value, spot and spot.value)
            elif spot.value is None or not marked:
                cells.text(sheet, line, place, spot_text(spot, lines.value.kind, language))
            else:
                cells.value(sheet, line, place, lines.value, spot.value, marked)
    if (footer := lines.footer) is not None:
        below, entry = len(lines.lines) + 1, replace(lines.value, kind=footer.kind)
        cells.text(sheet, below, 0, say("text", footer.title, language), cells.bold)
        for place, value in enumerate(footer.values, start=len(lines.headers)):
            cells.value(sheet, below, place, entry, value)
    colour(sheet, lines)
    return width


def _widen(sheet: Worksheet, lines: Grid, language: Language) -> float:
    """Make room for words and figures; gives the characters across."""
    columns = zip(*(headers for headers, _ in lines.lines), strict=True) if lines.lines else ((),) * len(lines.headers)
    widths = [column_width(header, values, language) for header, values in zip(lines.headers, columns, strict=True)]
    if lines.steps:
        values = (spot.value for _, spots in lines.lines for spot in spots if spot and spot.value is not None)
        above = max(len(text) for text in headings(lines, language)[len(lines.headers) :])
        widths += [max(number_width(lines.value, values, language), above + 2)] * len(lines.steps)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    return sum(widths)


def colour(sheet: Worksheet, lines: Grid) -> None:
    """Build one colour scale over all the cells that have a level; marked and empty ones are left out."""
    found = list(_rectangles(lines))
    if found:
        first = (found[0][0], found[0][1], found[0][2], found[0][3])
        ranges = " ".join(xl_range(*place) for place in found)
        sheet.conditional_format(*first, {**_SCALE, "multi_range": ranges})


def _rectangles(lines: Grid) -> Iterator[tuple[int, int, int, int]]:
    """Lines of equal extents that lie together, as first row, first column, last row, last column."""
    row = 0
    for extents, together in groupby(tuple(_extents(*line)) for line in lines.lines):
        begin, row = row + 1, row + len(list(together))
        yield from ((begin, first, row, last) for first, last in extents)


def _extents(headers: Record, spots: Sequence[Spot | None]) -> Iterator[tuple[int, int]]:
    """The first and last column of each stretch with levels: a number without one ends it, an empty cell does not."""
    numbers = ((place, spot) for place, spot in enumerate(spots, start=len(headers)) if spot and spot.value is not None)
    for has_level, stretch in groupby(numbers, key=lambda number: number[1].level > 0):
        if has_level:
            places = [place for place, _ in stretch]
            yield places[0], places[-1]
