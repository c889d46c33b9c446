"""The charts of a report as charts of the spreadsheet program, drawn from the sheet of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crmkit.render.report.charts import Calibration, Chart, Curve, Pareto, Rate, Sales, Split
from crmkit.render.report.sheets.looks import LINE, SOFT

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart as NativeChart

RETURNING, NEW, UNIDENTIFIED, BAND, MEAN = "#1F5A8A", "#C87A14", "#8E8A80", "#5D7F9D", "#1B2024"
TIERS = {"A": "#174A75", "B": "#5F93BD", "C": "#C3D5E4"}
_GREY = "#8E8A80"
_END = {"type": "long_dash", "size": 9, "border": {"color": BAND}, "fill": {"color": BAND}}
"""The end of a range."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the numbers of a chart lie: the sheet, the line of the headings, the rows below it."""

    sheet: str
    head: int
    rows: int

    def column(self, place: int, first: int = 0, rows: int | None = None) -> list[object]:
        """The cells of a column, all of them or some."""
        start = self.head + 1 + first
        return [self.sheet, start, place, start + (self.rows if rows is None else rows) - 1, place]

    def heading(self, place: int) -> list[object]:
        """The cell above a column."""
        return [self.sheet, self.head, place]


def native(book: Workbook, chart: Chart, at: Figures) -> NativeChart:
    """The chart as the spreadsheet draws it."""
    match chart:
        case Sales():
            drawn = _sales(book, chart, at)
        case Curve():
            drawn = _curve(book, at)
        case Pareto():
            drawn = _pareto(book, chart, at)
        case Calibration():
            drawn = _calibration(book, at)
        case Rate():
            drawn = _rate(book, chart, at)
        case Split():
            drawn = _split(book, chart, at)
    drawn.set_legend({"position": "bottom", "font": {"color": SOFT}})
    drawn.set_chartarea({"border": {"none": True}})
    return drawn


def _series(at: Figures, place: int, **look: object) -> dict[str, Any]:
    return {"name": at.heading(place), "categories": at.column(0), "values": at.column(place), **look}


def _axes(drawn: NativeChart, shape: str, *, most: int | None = None, **along: object) -> None:
    """Few grey lines across, numbers in one shape, from nought to ``most``."""
    grid = {"visible": True, "line": {"color": LINE, "width": 0.5}}
    drawn.set_y_axis({"num_format": shape, "major_gridlines": grid, "line": {"none": True}, "min": 0, "max": most})
    drawn.set_x_axis({"num_font": {"color": SOFT}, **along})


def _sales(book: Workbook, chart: Sales, at: Figures) -> NativeChart:
    drawn = book.add_chart({"type": "column", "subtype": "stacked"})
    settled = [each.settled for each in chart.periods]
    for place, colour in ((2, RETURNING), (3, NEW), (4, UNIDENTIFIED)):
        drawn.add_series(_series(at, place, fill={"color": colour}, gap=45, points=_hatched(settled, colour)))
    line = book.add_chart({"type": "line"})
    if chart.ahead:
        pale, border = {"color": "#C9D6E2"}, {"color": BAND, "dash_type": "dash"}
        drawn.add_series(_series(at, 6, fill=pale, border=border))
        for place in (7, 8):
            line.add_series(_series(at, place, line={"none": True}, marker=_END))
    if any(each.mean is not None for each in chart.periods):
        line.add_series(_series(at, 5, line={"color": MEAN, "width": 2}))
    if line.series:
        drawn.combine(line)
    _axes(drawn, "#,##0")
    return drawn


def _hatched(settled: Sequence[bool], colour: str) -> list[dict[str, object] | None]:
    """Bars that are not complete are hatched."""
    hatch: dict[str, object] = {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}
    }
    return [None if is_settled else hatch for is_settled in settled]


def _curve(book: Workbook, at: Figures) -> NativeChart:
    drawn = book.add_chart({"type": "scatter", "subtype": "straight"})
    drawn.add_series(_series(at, 1, line={"color": RETURNING, "width": 2.25}))
    for place in (2, 3):
        drawn.add_series(_series(at, place, line={"color": BAND, "width": 1, "dash_type": "dash"}))
    _axes(drawn, "0%", name=at.heading(0), min=0, major_gridlines={"visible": False})
    return drawn


def _pareto(book: Workbook, chart: Pareto, at: Figures) -> NativeChart:
    drawn = book.add_chart({"type": "column"})
    points = [{"fill": {"color": TIERS.get(tier, RETURNING)}} for _, tier in chart.tenths]
    drawn.add_series(_series(at, 2, fill={"color": TIERS["A"]}, points=points, gap=30))
    line = book.add_chart({"type": "line"})
    line.add_series(_series(at, 3, line={"color": MEAN, "width": 1.5}, marker={"type": "circle", "size": 5}))
    drawn.combine(line)
    _axes(drawn, "0%", most=1, name=at.heading(0))
    return drawn


def _calibration(book: Workbook, at: Figures) -> NativeChart:
    drawn = book.add_chart({"type": "line"})
    ring = {"type": "circle", "size": 9, "border": {"color": NEW, "width": 1.5}, "fill": {"none": True}}
    dot = {"type": "circle", "size": 6, "border": {"color": RETURNING}, "fill": {"color": RETURNING}}
    drawn.add_series(_series(at, 2, line={"none": True}, marker=ring))
    drawn.add_series(_series(at, 3, line={"none": True}, marker=dot))
    for place in (4, 5):
        drawn.add_series(_series(at, place, line={"color": BAND, "width": 1, "dash_type": "dash"}))
    _axes(drawn, "0%", most=1, name=at.heading(0))
    return drawn


def _rate(book: Workbook, chart: Rate, at: Figures) -> NativeChart:
    drawn = book.add_chart({"type": "column"})
    points = _hatched([settled for _, _, settled in chart.periods], RETURNING)
    drawn.add_series(_series(at, 1, fill={"color": RETURNING}, gap=45, points=points))
    line = book.add_chart({"type": "line"})
    line.add_series(_series(at, 2, line={"color": _GREY, "width": 1.25, "dash_type": "round_dot"}))
    drawn.combine(line)
    _axes(drawn, "0.0%")
    return drawn


def _split(book: Workbook, chart: Split, at: Figures) -> NativeChart:
    drawn = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    bars = len(chart.bars)
    for place, kind in enumerate(chart.classes):
        drawn.add_series(
            {
                "name": [at.sheet, at.head + 1 + place * bars, 1],
                "categories": at.column(0, place * bars, bars),
                "values": at.column(2, place * bars, bars),
                "fill": {"color": TIERS.get(kind, list(TIERS.values())[place % len(TIERS)])},
                "gap": 40,
            }
        )
    drawn.set_y_axis({"reverse": True})
    drawn.set_x_axis({"num_format": "0%", "major_gridlines": {"visible": False}})
    return drawn
