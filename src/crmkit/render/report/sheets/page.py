"""One sheet of a report: sentences across it, tables and charts below each other, on paper as wide as one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crmkit.messages import Language, say
from crmkit.render.report.sheets.looks import LINE_HEIGHTS, Looks
from crmkit.render.report.sheets.tables import SheetTable
from crmkit.render.workbook.cells import SheetCells
from crmkit.render.workbook.paper import LINE_HEIGHT, make_room, make_room_for_headings, prints_on

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as NativeChart
    from xlsxwriter.worksheet import Worksheet

ACROSS = 96
"""Characters that a sentence has room for at least."""
_SPARE_WIDTH = 10.0
_LEAST_OF_WORDS = 14.0
_FILTERED_FROM = 8
"""So many rows are worth a filter."""
_LINE_PIXELS = 20
_CHART_LINES = 16
_CHART_PIXELS = 700
_ONE_PAGE = 75
"""Lines that one page upright holds legibly."""


class ReportSheet:
    """Writes below each other, from the first line on; ``tables`` are all that it will hold, for its columns."""

    def __init__(
        self, sheet: Worksheet, cells: SheetCells, looks: Looks, language: Language, tables: Sequence[SheetTable]
    ) -> None:
        self.line = 0
        self._sheet, self._cells, self._looks, self._language = sheet, cells, looks, language
        self._widths = _widths(tables)
        for place, width in enumerate(self._widths):
            sheet.set_column(place, place, width)
        prints_on(sheet, str(sheet.get_name()), sum(self._widths))
        sheet.fit_to_pages(1, 0)

    def freeze(self) -> None:
        """Keep what is written so far in sight."""
        self._sheet.freeze_panes(self.line, 0)

    def end(self) -> None:
        """Print on one page what fits on it legibly: else a page ends within a chart."""
        if self.line <= _ONE_PAGE:
            self._sheet.set_portrait()
            self._sheet.fit_to_pages(1, 1)

    def skip(self, lines: int = 1) -> None:
        """Leave lines empty."""
        self.line += lines

    def sentence(self, said: str, look: str) -> None:
        """A sentence across the sheet, on as many lines as it needs."""
        if not said:
            return
        height = LINE_HEIGHTS.get(look, LINE_HEIGHT)
        make_room(self._sheet, self.line, said, sum(self._widths), height)
        shape = self._looks.sentence(look)
        if len(self._widths) > 1:
            self._sheet.merge_range(self.line, 0, self.line, len(self._widths) - 1, "", shape)
        self._cells.text(self._sheet, self.line, 0, said, shape)
        self.line += 1

    def table(self, table: SheetTable) -> int:
        """A table below its caption, to filter if it is long; gives the line of its headings."""
        self.sentence(table.caption, "big")
        head = self.line
        make_room_for_headings(self._sheet, table.headings, self._widths[: len(table.headings)], head)
        rows = len(table.rows) - table.below
        last = len(table.headings) - 1
        if table.filtered and rows >= _FILTERED_FROM and len(set(table.headings)) == len(table.headings):
            columns = [
                {"header": heading, "header_format": self._head_look(words=words)}
                for heading, words in zip(table.headings, table.words, strict=True)
            ]
            self._sheet.add_table(head, 0, head + rows, last, {"style": None, "columns": columns})
        for place, (heading, words) in enumerate(zip(table.headings, table.words, strict=True)):
            self._cells.text(self._sheet, head, place, heading, self._head_look(words=words))
        for line, row in enumerate(table.rows, start=head + 1):
            for place, spot in enumerate(row):
                self._cells.value(self._sheet, line, place, spot.entry, spot.value, spot.look)
        self.line = head + 1 + len(table.rows)
        if not table.rows:
            self.sentence(say("text", "nobody_listed", self._language), "deck")
        return head

    def chart(self, chart: NativeChart, description: str) -> None:
        """A chart in the place of so many lines."""
        chart.set_size({"width": _CHART_PIXELS, "height": _CHART_LINES * _LINE_PIXELS - 10})
        self._sheet.insert_chart(self.line, 0, chart, {"description": description, "x_offset": 2, "y_offset": 4})
        self.line += _CHART_LINES

    def _head_look(self, *, words: bool) -> object:
        return self._looks.sentence("words" if words else "numbers")


def _widths(tables: Sequence[SheetTable]) -> list[float]:
    """Of each column the widest that a table needs, and further ones until sentences and all tables have room.

    A last column of words may reach into empty cells, so that one table's texts do not widen another's figures.
    """
    needed = [_needed(table) for table in tables]
    places = max(map(len, needed), default=0)
    widths = [max(each[place] for each in needed if place < len(each)) for place in range(places)]
    while sum(widths) < max([ACROSS, *(sum(table.widths) for table in tables)]):
        widths.append(_SPARE_WIDTH)
    return widths


def _needed(table: SheetTable) -> list[float]:
    *others, last = table.widths
    return [*others, min(last, _LEAST_OF_WORDS) if table.words[-1] and others else last]
