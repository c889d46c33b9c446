"""The colours of a pivot in a workbook: a scale over its settled cells, which the spreadsheet draws by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range

from crmkit.render.pivot import Grid

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


def colour(sheet: Worksheet, lines: Grid) -> None:
    """Lay one colour scale over all the cells that have a level; marked and empty ones are left out."""
    found = list(_rectangles(lines))
    if found:
        first = (found[0][0], found[0][1], found[0][2], found[0][3])
        ranges = " ".join(xl_range(*place) for place in found)
        sheet.conditional_format(*first, {**_SCALE, "multi_range": ranges})


def _rectangles(lines: Grid) -> Iterator[tuple[int, int, int, int]]:
    """Lines of equal extent that lie together, as first row, first column, last row, last column."""
    begin, extent = 0, None
    for row, own in enumerate([*(_extent(lines, row) for row in range(len(lines.lines))), None], start=1):
        if own == extent:
            continue
        if extent is not None:
            yield begin, extent[0], row - 1, extent[1]
        begin, extent = row, own


def _extent(lines: Grid, row: int) -> tuple[int, int] | None:
    """The first and last column with a level in a line."""
    heads, spots = lines.lines[row]
    places = [place for place, spot in enumerate(spots, start=len(heads)) if spot is not None and spot.level]
    return (places[0], places[-1]) if places else None
