"""The report as a workbook, as openpyxl and the bare XML show it: numbers are numbers, charts are the program's own."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from tests.render.report.example import NICKS, calibration, cohorts, example, rates, sales, tiles

from crmkit.messages import say
from crmkit.render.report.as_workbook import workbook
from crmkit.render.report.document import Report


@pytest.fixture(scope="module")
def content(report: Report) -> bytes:
    return workbook(report)


@pytest.fixture(scope="module")
def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def values(sheet: Worksheet) -> list[list[object]]:
    """Rows of a sheet without their empty cells."""
    return [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]


def test_a_sheet_for_each_block_and_this_week_first(report: Report, book: openpyxl.Workbook) -> None:
    topics = [say("page", f"topic_{name}", report.language) for name in ("week", "sales", "back", "value", "churn")]
    assert book.sheetnames[:5] == topics
    assert book.sheetnames[-2:] == [
        say("form", "figures_sheet", report.language),
        say("page", "topic_definitions", report.language),
    ]


def test_headline_numbers_are_numbers(report: Report, book: openpyxl.Workbook) -> None:
    first = {row[1] for row in values(book.worksheets[0]) if len(row) > 1 and not isinstance(row[1], str)}
    assert {float(tile.value) for tile in tiles()} <= first  # type: ignore[arg-type]


def test_figures_of_charts_to_the_fen(report: Report, book: openpyxl.Workbook) -> None:
    rows = values(book[say("form", "figures_sheet", report.language)])
    for period in sales().periods:
        name = f"{period.start:%Y-%m}" + ("" if period.settled else "*")
        money = next(row[1:5] for row in rows if row[:1] == [name] and len(row) > 4)
        net = period.returning + period.new + period.unidentified
        assert [Decimal(str(value)) for value in money] == [net, period.returning, period.new, period.unidentified]
    for group, row in zip(calibration().groups, [row for row in rows if row[1:2] == [58]], strict=True):
        assert row[2:] == [float(group.expected), float(group.happened), float(group.low), float(group.high)]
    shown = {(row[0], row[1]) for row in rows if len(row) == 3}
    assert {(f"{day:%Y-%m}" + "*" * (not settled), float(rate)) for day, rate, settled in rates().periods} <= shown


def test_coloured_tables_hold_shares(report: Report, book: openpyxl.Workbook) -> None:
    rows = [row for row in values(book[say("page", "topic_back", report.language)]) if row[:1] == ["2024-01"]]
    expected = [float(cell.value) for cell in cohorts().rows[0][1]]  # type: ignore[arg-type]
    assert rows == [["2024-01", 41, *expected]]


def test_each_chart_is_one_of_the_program(report: Report, content: bytes, book: openpyxl.Workbook) -> None:
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    drawn = [panel for block in report.blocks for panel in block.panels if panel.chart is not None]
    assert len([name for name in names if name.startswith("xl/charts/chart")]) == len(drawn)
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/charts/chart1.xml").decode()
    assert 'grouping val="stacked"' in xml
    assert say("form", "figures_sheet", report.language) in xml


def test_charts_point_at_their_own_figures(report: Report, content: bytes, book: openpyxl.Workbook) -> None:
    figures = book[say("form", "figures_sheet", report.language)]
    for sheet in book.worksheets:
        for chart in sheet._charts:
            for series in chart.series:
                points = series.val or series.yVal
                area = points.numRef.f.rpartition("!")[2].replace("$", "")
                cells = [cell.value for row in figures[area] for cell in row]
                assert any(isinstance(value, float | int) for value in cells)
                assert not any(isinstance(value, str) for value in cells)


def test_no_formula_no_link_and_names_are_text(report: Report) -> None:
    content = workbook(example(report.language, reveal=True))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert {name for name in NICKS if "\u202e" not in name} <= {cell.value for cell in cells}


def test_each_sheet_prints_on_one_page_across(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (1, None)


def test_no_page_ends_within_a_chart(book: openpyxl.Workbook) -> None:
    for sheet in book:
        if sheet._charts:
            assert sheet.page_setup.orientation == "portrait" and sheet.max_row <= 75
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)


def test_names_are_masked(book: openpyxl.Workbook) -> None:
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert "小***呀" in texts
    assert not set(NICKS) & texts


def test_the_same_report_gives_the_same_bytes(report: Report, content: bytes) -> None:
    assert workbook(example(report.language)) == content
