"""A report as a workbook: this week first, a sheet per block with its tables and charts, what counts as what last.

Numbers are numbers, names are text and never formulas. The creation date is fixed, so that the same report gives the
same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlsxwriter import Workbook

from crmkit.messages import say
from crmkit.render.report.document import Block, Panel, Report
from crmkit.render.report.figures import figures_of
from crmkit.render.report.sheets.looks import Looks
from crmkit.render.report.sheets.native import Figures, native
from crmkit.render.report.sheets.page import ReportSheet
from crmkit.render.report.sheets.tables import SheetTable, Spot, of_figures, of_heat, of_listing
from crmkit.render.report.tables import panel_notes, tables_of_panel
from crmkit.render.report.told import (
    THIS_WEEK,
    data_to_mind,
    finding,
    masthead,
    names_shown,
    paragraph,
    tile_notes,
    told,
    topic,
    whole_list,
    whole_report,
)
from crmkit.render.workbook.book import CREATED
from crmkit.render.workbook.packing import packed
from crmkit.render.workbook.sheets import Sheets
from crmkit.vocabulary import word

_LABEL_WIDTH, _VALUE_WIDTH, _NOTE_WIDTH = 24, 16, 30


def workbook(report: Report) -> bytes:
    """The whole report; the same report gives the same bytes."""
    made = io.BytesIO()
    with packed(made) as book:
        book.set_properties({"title": told(report, report.title), "created": CREATED})
        _Book(book, report).write()
    return made.getvalue()


class _Book:
    """The sheets of one report in their order, and where the figures of its charts lie."""

    def __init__(self, book: Workbook, report: Report) -> None:
        self._book, self._report = book, report
        self._sheets, self._looks = Sheets(book, report.language), Looks(book)
        self._figures_name = say("form", "figures_sheet", report.language)
        self._placed: dict[int, Figures] = {}
        self._charts: list[tuple[str, SheetTable]] = []
        self._place_figures()

    def write(self) -> None:
        """Every sheet."""
        self._first()
        for block in self._report.blocks:
            if block.name != THIS_WEEK:
                self._block(block)
        if self._charts:
            self._figures()
        self._definitions()

    def _place_figures(self) -> None:
        """Settle the line of each chart's figures before a chart that needs them is drawn."""
        line = 0
        for block in self._report.blocks:
            for panel in block.panels:
                if panel.chart is None:
                    continue
                table = of_figures(self._report, figures_of(panel.chart, self._report.language), self._looks)
                self._charts.append((finding(self._report, block), table))
                self._placed[id(panel)] = Figures(self._figures_name, line + 1, len(table.rows))
                line += len(table.rows) + 3

    def _added(self, name: str, tables: Sequence[SheetTable]) -> ReportSheet:
        sheet = self._sheets.added(name)
        return ReportSheet(sheet, self._sheets.cells, self._looks, self._report.language, tables)

    def _first(self) -> None:
        """The point, the headline numbers, and this week's lists."""
        report = self._report
        tiles = _tiles(report, self._looks)
        week = [block for block in report.blocks if block.name == THIS_WEEK]
        panels = [panel for block in week for panel in block.panels]
        sheet = self._added(say("page", f"topic_{THIS_WEEK}", report.language), [tiles, *self._tables(panels)])
        sheet.sentence(told(report, report.title), "title")
        sheet.freeze()
        sheet.sentence(masthead(report), "deck")
        sheet.skip()
        for said in (paragraph(report, report.lead), paragraph(report, report.latest)):
            sheet.sentence(said, "lead")
        sheet.sentence(names_shown(report), "deck")
        if report.tiles:
            sheet.skip()
            sheet.sentence(say("page", "at_a_glance", report.language), "finding")
            sheet.table(tiles)
        for block in week:
            sheet.skip()
            sheet.sentence(finding(report, block), "finding")
            self._inside(sheet, block)
        sheet.skip()
        sheet.sentence(f"{say('form', 'whole_report', report.language)} {whole_report(report)}", "deck")
        sheet.end()

    def _block(self, block: Block) -> None:
        report = self._report
        sheet = self._added(topic(report, block), self._tables(block.panels))
        sheet.sentence(finding(report, block), "finding")
        sheet.freeze()
        self._inside(sheet, block)
        sheet.end()

    def _inside(self, sheet: ReportSheet, block: Block) -> None:
        sheet.sentence(told(self._report, block.deck), "deck")
        for panel in block.panels:
            sheet.skip()
            self._panel(sheet, block, panel)
        for note in block.notes:
            sheet.sentence(told(self._report, note), "deck")

    def _panel(self, sheet: ReportSheet, block: Block, panel: Panel) -> None:
        report = self._report
        for said, look in ((panel.title, "panel"), (panel.big, "big"), (panel.deck, "deck")):
            sheet.sentence(told(report, said), look)
        if panel.chart is not None:
            sheet.chart(native(self._book, panel.chart, self._placed[id(panel)]), told(report, panel.described))
        for table in self._tables([panel]):
            sheet.skip(1 if table.caption else 0)
            sheet.table(table)
        for note in panel_notes(report, panel, list(tables_of_panel(report, block, panel))):
            sheet.sentence(note, "deck")
        sheet.sentence(whole_list(report, panel), "command")

    def _tables(self, panels: Sequence[Panel]) -> list[SheetTable]:
        """The tables of panels; the figures of charts have a sheet of their own."""
        return [table for panel in panels for table in self._tables_of(panel)]

    def _tables_of(self, panel: Panel) -> Iterator[SheetTable]:
        if panel.heat is not None:
            yield of_heat(self._report, panel.heat, self._looks)
        for listing in panel.listings:
            yield of_listing(self._report, listing, self._looks)

    def _figures(self) -> None:
        """The numbers that the charts are drawn from, below each other."""
        sheet = self._added(self._figures_name, [table for _, table in self._charts])
        for place, (named, table) in enumerate(self._charts):
            sheet.skip(1 if place else 0)
            sheet.sentence(named, "panel")
            sheet.table(table)

    def _definitions(self) -> None:
        """How the figures are counted, what was read, what to mind."""
        report = self._report
        files = [] if report.files is None else [of_listing(report, report.files, self._looks, named=False)]
        sheet = self._added(say("page", "topic_definitions", report.language), files)
        sheet.sentence(say("page", "topic_definitions", report.language), "finding")
        for each in report.definitions:
            sheet.sentence(each.title, "big")
            sheet.sentence(each.text, "lead")
        for table in files:
            sheet.skip()
            sheet.sentence(say("page", "files", report.language), "finding")
            sheet.table(table)
        sheet.skip()
        sheet.sentence(say("page", "found", report.language), "finding")
        for said in data_to_mind(report):
            sheet.sentence(said, "lead")


def _tiles(report: Report, looks: Looks) -> SheetTable:
    """The headline numbers: label, number, and what there is to say of each."""
    said = [tile_notes(report, tile) for tile in report.tiles]
    beside = max(map(len, said), default=0)
    text = replace(word("reasons"), kind="text")
    rows = []
    for tile, notes in zip(report.tiles, said, strict=True):
        entry = word(tile.word)
        named = Spot(text, entry.headline(report.language), {})
        number = Spot(entry, tile.value, looks.number(entry.kind, bold=True))
        rows.append((named, number, *(Spot(text, note, {}) for note in notes)))
    labels = [say("form", code, report.language) for code in ("number", "value", "changes")]
    headings = (*labels[:2], *(labels[2] if place == 0 else "" for place in range(beside)))
    words = (True, False, *(True for _ in range(beside)))
    return SheetTable("", headings, words, (_LABEL_WIDTH, _VALUE_WIDTH, *([_NOTE_WIDTH] * beside)), tuple(rows))
