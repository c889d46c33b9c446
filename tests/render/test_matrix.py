"""A pivot of any shape: words across, with or without a line below, of an answer or of one of its parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len
from tests.depth import examples

from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.render.formats import FORMATS
from crmkit.render.pivot import grid
from crmkit.render.render import RenderOptions, render
from crmkit.result import Pivot, Record, Result
from crmkit.vocabulary import Word, vocabulary

COLUMNS = ("t_title", "t_day", "t_orders")
SALES = [("袜子", "tue", 3), ("袜子", "mon", 1200), ("茶", "mon", 5), ("茶", "sun", 8)]
PLAIN = Pivot(headers=("t_title",), across="t_day", across_title="t_day", value="t_orders")
SUMMED = replace(PLAIN, footer="t_below", footer_value="t_orders", footer_title="pivot_total")


@pytest.fixture(autouse=True, scope="module")
def day(words: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(vocabulary(), "t_day", Word("t_day", "code", "星期", "Weekday"))
        yield


def totals() -> Result:
    return Result("t_below", ("t_day", "t_orders"), [("mon", 1205), ("sun", 8), ("tue", 3)])


def sales(pivot: Pivot, parts: Mapping[str, Result] | None = None) -> Result:
    return Result("t_sales", COLUMNS, SALES, parts=parts or {}, pivot=pivot)


def written(result: Result, format: str, language: Language = "en", **options: object) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format=format, language=language, options=RenderOptions(**options))  # type: ignore[arg-type]
    return stream.getvalue()


def table(result: Result, language: Language = "en", **options: object) -> list[str]:
    return written(result, "table", language, **options).decode().splitlines()


def sheet(result: Result, name: str) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(written(result, "xlsx")))[name]


def values(found: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in line] for line in found.iter_rows()]


def test_words_across_as_they_come_and_totals_by_what_is_above_them() -> None:
    result = sales(SUMMED, {"t_below": totals()})
    assert [line.split() for line in table(result)[2:]] == [
        ["Orders", "by", "Weekday"],
        ["Item", "title", "Tuesday", "Monday", "Sunday"],
        ["─" * 35],
        ["袜子", "3", "1,200"],
        ["茶", "5", "8"],
        ["Total", "3", "1,205", "8"],
    ]
    assert written(result, "md", "zh").decode().splitlines()[2:] == [
        "订单数（列为星期）",
        "",
        "| 宝贝标题 | 周二 | 周一 | 周日 |",
        "| --- | ---: | ---: | ---: |",
        "| 袜子 | 3 | 1,200 |  |",
        "| 茶 |  | 5 | 8 |",
        "| 合计 | 3 | 1,205 | 8 |",
    ]
    assert values(sheet(result, "t_sales")) == [
        ["Item title", "Tuesday", "Monday", "Sunday"],
        ["袜子", 3, 1200, None],
        ["茶", None, 5, 8],
        ["Total", 3, 1205, 8],
    ]


def test_words_across_in_the_order_of_what_is_below() -> None:
    ordered = sales(replace(SUMMED, as_footer=True), {"t_below": totals()})
    assert table(ordered)[3].split() == ["Item", "title", "Monday", "Sunday", "Tuesday"]
    assert table(ordered)[-1].split() == ["Total", "1,205", "8", "3"]
    assert values(sheet(ordered, "t_sales"))[1] == ["袜子", 1200, None, 3]


def test_nothing_below() -> None:
    assert table(sales(PLAIN))[-1].split() == ["茶", "5", "8"]
    assert written(sales(PLAIN), "md").decode().splitlines()[-1] == "| 茶 |  | 5 | 8 |"
    assert values(sheet(sales(PLAIN), "t_sales"))[-1] == ["茶", None, 5, 8]


@pytest.mark.parametrize(
    ("name", "step", "heading"),
    [
        ("t_new", False, "no"),
        ("t_first_on", date(2024, 6, 1), "2024-06-01"),
        ("t_back_rate", Decimal("0.25"), "25.0%"),
        ("t_paid", Decimal("1000"), "1,000.00"),
        ("t_title", None, "-"),
        ("t_score", 5, "5"),
        ("t_title", "=1+1", "=1+1"),
        ("t_title", "<r><t>x</t></r>", "<r><t>x</t></r>"),
        ("t_title", "a\nb\x1b", "a\\nb\\x1b"),
    ],
)
def test_headings_as_people_read_them(name: str, step: object, heading: str) -> None:
    pivot = Pivot(headers=("t_buyer",), across=name, across_title=name, value="t_orders")
    result = Result("t_sales", ("t_buyer", name, "t_orders"), [("小明", step, 1)], pivot=pivot)
    assert table(result)[3].split() == ["Buyer", heading]
    cell = sheet(result, "t_sales")["B1"]
    assert (cell.value, cell.data_type) == (heading, "s")


def test_all_cells_are_settled_and_heavy_where_nothing_says_otherwise() -> None:
    lines = grid(sales(PLAIN), sales(PLAIN))
    assert lines is not None
    # 3, 5, 8, 1200: a quarter of the numbers each
    assert [[spot and (spot.settled, spot.level) for spot in spots] for _, spots in lines.lines] == [
        [(True, 1), (True, 4), None],
        [None, (True, 2), (True, 3)],
    ]


def test_colours_only_if_wanted_and_from_a_column_on() -> None:
    def coloured(pivot: Pivot) -> tuple[int, list[str]]:
        rules = sheet(sales(pivot), "t_sales").conditional_formatting
        return "\n".join(table(sales(pivot), color=True)).count("48;5;"), [str(rule.sqref) for rule in rules]

    assert coloured(PLAIN) == (4, ["B2:C2 C3:D3"])
    assert coloured(replace(PLAIN, coloured_from=1)) == (3, ["C2 C3:D3"])
    assert coloured(replace(PLAIN, coloured=False)) == (0, [])


def test_words_keep_left() -> None:
    pivot = replace(PLAIN, headers=("t_buyer", "t_title"), value="t_day", across="t_score", coloured=False)
    records = [("小明", "袜子", 5, "sun")]
    result = Result("t_sales", ("t_buyer", "t_title", "t_score", "t_day"), records, pivot=pivot)
    lines = written(result, "md").decode().splitlines()
    assert lines[-3:] == ["| Buyer | Item title | 5 |", "| --- | --- | --- |", "| 小明 | 袜子 | Sunday |"]
    assert table(result)[-1].startswith("小明   袜子")


def test_a_word_that_may_change_bears_its_mark_everywhere() -> None:
    pivot = replace(PLAIN, value="t_day", across="t_score", settled="t_new")
    records = [("袜子", 5, "sun", False)]
    result = Result("t_sales", ("t_title", "t_score", "t_day", "t_new"), records, pivot=pivot)
    assert table(result)[-1].split() == ["袜子", "*Sunday"]
    assert sheet(result, "t_sales")["B2"].value == "*Sunday"


@pytest.fixture
def beside() -> Result:
    """An answer of plain rows whose part is a pivot, with another part below that one."""
    goods = Result("t_list", ("t_title", "t_orders"), [("袜子", 1203), ("茶", 13)])
    return replace(goods, parts={"t_below": totals(), "t_when": sales(SUMMED), "t_cuts": goods})


def test_a_part_as_a_pivot(beside: Result) -> None:
    lines = [line.split() for line in table(beside)]
    start = lines.index(["t_when"])
    assert lines[start + 1 : start + 7] == [
        ["Orders", "by", "Weekday"],
        ["Item", "title", "Tuesday", "Monday", "Sunday"],
        ["─" * 35],
        ["袜子", "3", "1,200"],
        ["茶", "5", "8"],
        ["Total", "3", "1,205", "8"],
    ]
    markdown = written(beside, "md").decode()
    assert "### t\\_when\n\nOrders by Weekday\n\n| Item title | Tuesday | Monday | Sunday |\n" in markdown
    for text in ("\n".join(table(beside)), markdown):
        assert "below" not in text and "Cuts" in text


def test_no_caption_under_a_title_that_says_the_same(beside: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vocabulary(), "t_when", Word("t_when", "text", "各星期订单数", "When orders come, by weekday"))
    for format in ("table", "md"):
        assert "Orders by Weekday" not in written(beside, format).decode()
        assert "列为" not in written(beside, format, "zh").decode()


def test_sheets_of_parts(beside: Result) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(beside, "xlsx")))
    assert book.sheetnames == ["Summary", "t_list", "t_when", "Cuts", "t_below", "t_when, rows", "Definitions"]
    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden"] == ["t_below", "t_when, rows"]
    assert values(book["t_when"])[-1] == ["Total", 3, 1205, 8]
    assert values(book["t_when, rows"])[:2] == [["Item title", "Weekday", "Orders"], ["袜子", "Tuesday", 3]]


def test_a_part_below_another_is_not_shown_by_itself_wherever_it_stands(beside: Result) -> None:
    both = replace(sales(SUMMED), parts=beside.parts)
    assert sum("Total" in line for line in table(both)) == 2 and "t_below" not in "\n".join(table(both))


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "ndjson", "parquet"])
def test_machines_see_no_pivot(beside: Result, format: str) -> None:
    bare = replace(beside, parts={name: replace(part, pivot=None) for name, part in beside.parts.items()})
    assert format in FORMATS and written(beside, format) == written(bare, format)


@pytest.mark.parametrize(("language", "last"), [("en", "Total"), ("zh", "合计")])
def test_a_wide_matrix_goes_on_below(language: Language, last: str) -> None:
    days, goods = ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("袜子", "茶", "很长很长的一个宝贝标题")
    records = [(title, day, 1000 * row + place) for row, title in enumerate(goods) for place, day in enumerate(days)]
    below = Result("t_below", ("t_day", "t_orders"), [(day, 3000 + 3 * place) for place, day in enumerate(days)])
    result = Result("t_sales", COLUMNS, records, parts={"t_below": below}, pivot=SUMMED)
    lines = table(result, language, width=40)
    assert max(map(cell_len, lines)) <= 40
    for first in ("袜子", "茶", last):
        assert 1 < sum(line.startswith(first) for line in lines) <= 3
    cells = [cell for line in lines for cell in line.split() if cell.replace(",", "").isdigit()]
    assert sorted(int(cell.replace(",", "")) for cell in cells) == sorted(
        [*(orders for *_, orders in records), *(orders for _, orders in below.records)]
    )


def test_more_columns_than_a_sheet_holds() -> None:
    pivot = replace(PLAIN, across="t_buyer")
    records: list[Record] = [("袜子", f"b{number}", 1) for number in range(16_384)]
    with pytest.raises(UsageError, match="16,385 columns"):
        written(Result("t_sales", ("t_title", "t_buyer", "t_orders"), records, pivot=pivot), "xlsx")
    fitting = Result("t_sales", ("t_title", "t_buyer", "t_orders"), records[1:], pivot=pivot)
    with zipfile.ZipFile(io.BytesIO(written(fitting, "xlsx"))) as archive:
        assert b'r="XFD1"' in archive.read("xl/worksheets/sheet2.xml")


MATRICES = st.dictionaries(
    st.tuples(st.sampled_from("袜茶杯碗"), st.sampled_from(["mon", "tue", "wed", "sat", "sun"])),
    st.tuples(st.integers(0, 99), st.integers(0, 20)),
    min_size=1,
).map(lambda cells: [(*place, *figures) for place, figures in sorted(cells.items(), key=lambda cell: cell[0][0])])


@examples(30)
@given(MATRICES)
def test_a_workbook_holds_what_polars_would_pivot(records: list[Record]) -> None:
    pivot = replace(PLAIN, weight="t_days", lightest=10)
    columns = ("t_title", "t_day", "t_orders", "t_days")
    found = sheet(Result("t_sales", columns, records, pivot=pivot), "t_sales")
    rows = pl.DataFrame(records, schema=columns, orient="row")
    wide = rows.pivot(on="t_day", index="t_title", values="t_orders", maintain_order=True)
    assert [list(line) for line in wide.rows()] == values(found)[1:]

    ranges = [place.coord for rule in found.conditional_formatting for place in rule.sqref.ranges]
    coloured = [cell.value for place in ranges for line in _lines(found, place) for cell in line]
    heavy = [record[2] for record in records if int(str(record[3])) >= 10]
    assert sorted(value for value in coloured if value is not None) == sorted(heavy)


def _lines(found: Worksheet, place: str) -> tuple[tuple[openpyxl.cell.Cell, ...], ...]:
    """The cells of a range, of a single one, too."""
    cells = found[place]
    return cells if isinstance(cells, tuple) else ((cells,),)
