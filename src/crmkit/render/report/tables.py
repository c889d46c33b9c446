"""The tables of a report as texts, one cell each, for the forms that are written in text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crmkit.messages import say
from crmkit.render.cells import human_text
from crmkit.render.columns import Cells, cells_of_table
from crmkit.render.options import Paper
from crmkit.render.pivot import RUNNING
from crmkit.render.report.charts import Calibration, Chart, Curve, Pareto, Rate, Sales, Split
from crmkit.render.report.document import Block, Cell, Heat, Listing, Panel, Report
from crmkit.render.report.figures import figures_of, forecast_of, table_of
from crmkit.render.report.told import cell_figures, header_kind, told
from crmkit.render.seen import listed, source_of
from crmkit.result import Result
from crmkit.screen import Table
from crmkit.vocabulary import word

_CHIEF: Mapping[type, str] = {
    Sales: "net_sales",
    Curve: "repurchase_rate",
    Pareto: "cumulative_share",
    Calibration: "predicted_rate",
    Rate: "refund_rate",
    Split: "split_share",
}
"""The column by which a table is known to hold the numbers of a chart."""
BELOW = " / "
"""Between the two figures of a coloured cell."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table as texts: what it is called, and its columns.

    ``total``: the last row sums up the others. ``marked``: some of its figures bear the mark of what is not complete.
    """

    caption: str
    columns: tuple[Cells, ...]
    total: bool = False
    marked: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not any(column.texts for column in self.columns)

    @property
    def rows(self) -> Iterator[tuple[str, ...]]:
        """The texts of each row."""
        return zip(*(column.texts for column in self.columns), strict=True)


def tables_of_panel(report: Report, block: Block, panel: Panel) -> Iterator[TextTable]:
    """Every table of a panel; the numbers of its chart where no other table of the block holds them."""
    if panel.chart is not None and (figures := _lacking(report, block, panel.chart)) is not None:
        table = table_of_listing(report, Listing(figures, _filled(figures), report.title), named=False)
        yield replace(table, marked=any(text.endswith(RUNNING) for text in table.columns[0].texts))
    if panel.heat is not None:
        yield table_of_heat(report, panel.heat)
    for listing in panel.listings:
        yield table_of_listing(report, listing)


def _lacking(report: Report, block: Block, chart: Chart) -> Result | None:
    """The numbers of a chart that no table of the block holds: all of them, or what is expected of coming periods."""
    held = {name for panel in block.panels for listing in panel.listings for name in listing.table.columns}
    if _CHIEF[type(chart)] not in held:
        return figures_of(chart, report.language, whole=False)
    is_ahead = isinstance(chart, Sales) and chart.ahead and "forecast_net_sales" not in held
    return forecast_of(chart) if isinstance(chart, Sales) and is_ahead else None


def _filled(figures: Result) -> Table:
    """The columns of figures that hold any."""
    table = table_of(figures)
    kept = [name for place, name in enumerate(table.columns) if any(row[place] is not None for row in figures.records)]
    return replace(table, columns=tuple(kept))


def panel_notes(report: Report, panel: Panel, tables: Sequence[TextTable]) -> list[str]:
    """What there is to say below the tables of a panel, the meaning of the mark first."""
    mark = [say("form", "not_whole", report.language)] if any(table.marked for table in tables) else []
    of_listings = [told(report, each.note) for each in panel.listings if each.note is not None]
    return [*mark, *of_listings, *(told(report, note) for note in panel.notes)]


def table_of_listing(report: Report, listing: Listing, *, named: bool = True) -> TextTable:
    """A table of an answer, its columns that are drawn as bars left out."""
    source = source_of(listing.result, listing.table)
    records = listed(source, listing.table.rows, latest=listing.table.latest)
    paper = Paper(report.language, "utf-8", plain=True)
    columns = cells_of_table(paper, source, listing.table, records, as_of=report.as_of)
    shown = tuple(column for column in columns if not column.is_bar)
    return TextTable(told(report, listing.caption) if named else "", shown, total=bool(listing.table.total))


def table_of_heat(report: Report, heat: Heat) -> TextTable:
    """A coloured table: a mark for what is still running, its two figures side by side."""
    below = heat.footer
    columns = []
    for place, name in enumerate(heat.heads):
        entry = word(name)
        heads = [headers[place] for headers, _ in heat.rows]
        texts = [human_text(header_kind(name, value), value, report.language) for value in heads]
        last = [] if below is None else [told(report, below[0]) if place == 0 else ""]
        columns.append(
            Cells(
                name,
                entry.short(report.language),
                (*texts, *last),
                place > 0 or not any(isinstance(value, str) for value in heads),
            )
        )
    for place, value in enumerate(heat.columns):
        texts = [_heat_text(cells[place]) for _, cells in heat.rows]
        last = [] if below is None else [_heat_text(below[1][place])]
        heading = human_text(header_kind(heat.across, value), value, report.language)
        columns.append(Cells("", heading, (*texts, *last), True))
    is_marked = any(cell.running and cell.value is not None for _, cells in heat.rows for cell in cells)
    return TextTable("", tuple(columns), total=below is not None, marked=is_marked)


def _heat_text(cell: Cell) -> str:
    text = BELOW.join(cell_figures(cell))
    return f"{text}{RUNNING}" if text and cell.running else text
