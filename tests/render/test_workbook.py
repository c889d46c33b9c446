"""Workbooks as openpyxl and the bare XML show them: no formula, no link, identifiers as text."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.customers.reading import Found, reading_part
from crmkit.errors import UsageError
from crmkit.render.render import RenderOptions, render
from crmkit.render.safe import show
from crmkit.result import Result
from crmkit.screen import Sentence

MONTH_END = datetime.fromisoformat("2024-06-30")


def workbook(result: Result, language: str = "en", **options: object) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format="xlsx", language=language, options=RenderOptions(**options))
    return stream.getvalue()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), rich_text=False)


def test_cells_keep_their_types(answer: Result) -> None:
    sheet = opened(workbook(answer))["Awkward shop"]
    header, *lines = sheet.iter_rows()
    assert [cell.value for cell in header][:4] == ["Buyer", "Order id", "Item title", "Orders"]
    for line, record in zip(lines, answer.records, strict=True):
        values = dict(zip(answer.columns[1:], (cell.value for cell in line), strict=True))
        wanted = dict(zip(answer.columns, record, strict=True))
        assert values["t_order"] == wanted["t_order"]
        assert values["t_buyer"] == (wanted["t_buyer"] and show(wanted["t_buyer"]))
        assert values["t_orders"] == wanted["t_orders"]
        assert values["t_new"] == {True: "yes", False: "no", None: None}[wanted["t_new"]]
        assert values["t_last_at"] == wanted["t_last_at"]
        assert values["t_first_on"] == (wanted["t_first_on"] and datetime.combine(wanted["t_first_on"], time()))
        assert {cell.data_type for cell in line} <= {"s", "n", "d", "inlineStr"}
        assert not any(cell.hyperlink for cell in line)


def test_money_is_a_number_unless_excel_would_lose_a_digit(answer: Result) -> None:
    sheet = opened(workbook(answer))["Awkward shop"]
    column = [line[6] for line in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in column] == ["12345678901234.56", 0, 0.01, -7.8, 100, 99.9, None, 1000]
    assert column[1].number_format == "#,##0.00"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
@examples(40)
def test_money_comes_back_to_the_fen(amount: Decimal) -> None:
    sheet = opened(workbook(Result("t_list", ("t_paid",), [(amount,)])))["t_list"]
    assert Decimal(repr(sheet["A2"].value)).quantize(Decimal("0.01")) == amount


def test_days_before_excels_calendar_are_text() -> None:
    days = [date(1899, 12, 31), date(1900, 2, 28), date(1900, 3, 1)]
    sheet = opened(workbook(Result("t_list", ("t_first_on",), [(day,) for day in days])))["t_list"]
    assert [line[0].value for line in sheet.iter_rows(min_row=2)] == [
        "1899-12-31",
        "1900-02-28",
        datetime.combine(days[2], time()),
    ]


PAYLOADS = [
    "=1+1",
    "{=1}",
    "http://evil.example",
    "file:///etc/passwd",
    "internal:A1",
    "mailto:a@b.c",
    "12345678901234567890",
]
INJECTED = '<r></t></is></c><c r="D9"><f>1+1</f></c></r>'


def test_nothing_becomes_a_formula_a_link_or_xml() -> None:
    titles = [*PAYLOADS, INJECTED, "<r><t>x</t></r>", "_x0041_", "\x1b[31m", "\ufffe\ud800", "a\nb", ""]
    content = workbook(Result("t_list", ("t_title",), [(title,) for title in titles]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        xml = "".join(archive.read(name).decode() for name in names if name.startswith("xl/worksheets"))
    assert "<f>" not in xml and "hyperlink" not in xml
    assert not [name for name in names if "rels" in name and "worksheets" in name]
    cells = [line[0].value or "" for line in opened(content)["t_list"].iter_rows(min_row=2)]
    assert cells[: len(PAYLOADS)] == PAYLOADS
    assert cells[len(PAYLOADS) : len(PAYLOADS) + 2] == [INJECTED, "<r><t>x</t></r>"]
    assert cells[-4:] == ["\\x1b[31m", "\\ufffe\\ud800", "a\\nb", ""]


def test_a_long_text_says_that_it_was_cut() -> None:
    content = workbook(Result("t_list", ("t_title",), [("客" * 40_000,)]))
    value = opened(content)["t_list"]["A2"].value
    assert len(value) == 32_767 and value.endswith("客...")


def test_parts_and_notes_have_sheets(answer: Result) -> None:
    book = opened(workbook(answer, "zh"))
    assert book.sheetnames == ["概要", "难缠的店", "分段", "口径说明"]
    first, last = ({line[0].value: line[1].value for line in book[name].iter_rows()} for name in ("概要", "口径说明"))
    assert book["概要"]["A1"].value == "难缠的店  截至 2024-06-30"
    assert (first["统计截止日"], first["实付金额"]) == (MONTH_END, 1469127.8)
    assert first["说明"] == "已略去 小\\x1b[/]明 的 1,200 笔订单"
    assert last["口径"] == "截至 2024-06-30 的 365 天内实付，共 1,469,127.80 元"
    assert last["统计天数"] == 365


def test_the_first_sheet_begins_with_the_sentences() -> None:
    until = {"until": date(2024, 7, 14)}
    said = (Sentence("remind_none", {**until, "later": 3}), Sentence("remind_late", {**until, "due": 1}))
    sheet = opened(workbook(Result("t_list", ("t_score",), [(1,)], answer=said)))["Summary"]
    lines = [(line[0].value, line[1].value) for line in sheet.iter_rows(min_row=3, max_row=4)]
    assert [label for label, _ in lines] == ["In short", None]
    assert "No customer to remind" in lines[0][1] and "1 customer to remind" in lines[1][1]


def test_sheets_print_on_whole_pages() -> None:
    """One page wide, the heading on each, upright unless wide; what people look at stays in sight."""
    columns = ("t_title", "t_buyer", "t_order", "t_orders", "t_days", "t_score", "t_paid")
    wide = Result("t_list", columns, [("客" * 60, "甲", "1", 1, 2, 3, 4)])
    narrow = Result("t_cuts", ("t_score", "t_paid"), [(1, Decimal("1.00"))])
    book = opened(workbook(replace(wide, parts={"t_cuts": narrow})))
    listed, cuts = book["t_list"], book["Cuts"]
    assert (listed.page_setup.orientation, cuts.page_setup.orientation) == ("landscape", "portrait")
    assert listed.page_setup.fitToHeight == 0  # as many as it takes; across it is one
    assert listed.sheet_properties.pageSetUpPr.fitToPage and listed.print_title_rows == "$1:$1"
    assert (listed.freeze_panes, cuts.freeze_panes) == ("B2", "A2")
    assert listed.auto_filter.ref == "A1:G2"
    assert listed.column_dimensions["A"].width > listed.column_dimensions["D"].width
    assert listed.row_dimensions[2].height > 15 and listed["A2"].alignment.wrap_text
    assert {sheet.page_setup.paperSize for sheet in book} == {9}


def test_facts_can_be_reckoned_with() -> None:
    """Money, counts, rates and days of the sheet of notes are cells of their kind, with a format, not texts."""
    facts = {
        "customers": 12,
        "net_sales": Decimal("1234.50"),
        "one_time_share": Decimal("0.5"),
        "data_to": MONTH_END.date(),
    }
    sheet = opened(workbook(Result("segment", ("segment",), [], date(2024, 6, 30), facts=facts)))["Summary"]
    cells = {line[0].value: line[1] for line in sheet.iter_rows(max_row=8)}
    assert (cells["Customers who bought"].value, cells["Customers who bought"].data_type) == (12, "n")
    assert (cells["Net sales"].value, cells["Net sales"].number_format) == (1234.5, "#,##0.00")
    assert (cells["Bought once"].value, cells["Bought once"].number_format) == (0.5, "0.0%")
    assert (cells["Data to"].value, cells["As of"].value) == (MONTH_END, MONTH_END)


def test_sheet_names_are_legal_and_unlike() -> None:
    rows = Result("t_list", ("t_score",), [(1,)])
    parts = {name: rows for name in ("a/b:c*[d]?" * 9, "A B C  D" * 9, "History", "'", "t_LIST")}
    names = opened(workbook(Result("t_list", ("t_score",), [], parts=parts))).sheetnames
    assert len({name.lower() for name in names}) == len(names) == 7
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_same_answer_same_bytes(answer: Result) -> None:
    assert workbook(answer) == workbook(answer)


def test_too_many_rows_are_refused_before_anything_is_written() -> None:
    big = Result("t_list", ("t_score",), [(1,)] * 1_048_576)
    stream = io.BytesIO()
    with pytest.raises(UsageError) as caught:
        render(big, stream, format="xlsx", language="en")
    assert caught.value.code == "too_many_rows" and "1,048,576" in caught.value.message()
    assert stream.getvalue() == b""


@pytest.mark.parametrize(("language", "kind"), [("en", "hidden sheets"), ("zh", "隐藏的工作表")])
def test_what_reading_found_is_called_in_words(language, kind):
    part = reading_part([Found("a.xlsx", "sheet_hidden", 3, None, None, None, "旧")])
    sheet = opened(workbook(part, language)).worksheets[1]
    assert kind in [cell.value for cell in sheet[2]]
