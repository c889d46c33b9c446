"""Workbooks: the same gate as for text, numbers exact or refused, bombs refused before they are opened."""

# ruff: noqa: DTZ001 - exports carry local times without a zone

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.strict_case import FORMS, HEADER, REQUIRED, reasons

from crmkit.errors import InputError
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.forms.forms import amount, money_fen
from crmkit.ingest.headers.layout import Layout
from crmkit.ingest.rows import sheet_guard
from crmkit.ingest.rows.sheet import SheetReading, UnreadSheet, as_id, as_money, as_time, read_sheets, sample_sheets


def find_header(rows: list[list[str]]) -> Layout | None:
    for number, cells in enumerate(rows, start=1):
        if "订单编号" in cells:
            places = {name: cells.index(title) for name, title in zip(FORMS, HEADER, strict=True)}
            return Layout(number, ",", tuple(cells), places, FORMS, REQUIRED)
    return None


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row, start=1):
                sheet.cell(number, column, cell)
    book.save(path)
    return path


def read(folder: Path, path: Path):
    found = list(read_sheets(gather([str(path)], folder)[0], find_header=find_header, out=folder / "out.csv"))
    (reading,) = (sheet for sheet in found if isinstance(sheet, SheetReading))
    assert reading.line_counts.closes()
    with (folder / "out.csv").open(encoding="utf-8", newline="") as stream:
        return reading, [list(row.values()) for row in csv.DictReader(stream)]


def test_orders(tmp_path):
    rows: list[list[object]] = [
        ["千牛订单"],
        [],
        ["备用", *HEADER],
        ["", "214073006270149123", "张三", 58.1, datetime(2024, 3, 1, 9, 59, 59), 2, "第一行\r\n第二行"],
        [None, 214073006270, "李四", "￥1,058.00", "2024/3/1 9:59", "3件", True, "右边的备注"],
        [],
        [None, 3141592653589793238, "王五", 57.99999999999, 45352.5, None, None],
        [None, 7, "零头", 57.123, date(2024, 3, 1), 1, None],
        [None, 8, "坏", 5, "昨天", 1, None],
        ["合计", None, None, 116.2, None, 5, None],
    ]
    reading, read_back = read(
        tmp_path, workbook(tmp_path / "a.xlsx", {"说明": [["看第二页"]], "订单": rows, "别的": [[1]]})
    )
    assert read_back == [
        ["4", "1", "0", "214073006270149123", "张三", "58.10", "2024-03-01 09:59:59", "2", "第一行\n第二行"],
        ["5", "1", "0", "214073006270", "李四", "￥1,058.00", "2024/3/1 9:59", "3件", "TRUE"],
        ["7", "1", "0", "3.14159265358979E+18", "王五", "58.00", "2024-03-01 12:00:00", "", ""],
        ["8", "1", "0", "7", "零头", "57.123", "2024-03-01", "1", ""],
    ]
    assert reasons(reading.line_counts) == [(9, "bad_time", "ordered_at")]
    counts = reading.line_counts
    assert (counts.physical, counts.title, counts.header, counts.blank, counts.total) == (10, 2, 1, 1, 1)
    assert reading.sheet == "订单"


def test_every_sheet_with_a_known_header_is_read_and_the_others_are_named(tmp_path):
    orders = [list(HEADER), ["1", "张三", 5, "2024-03-01", 1, ""]]
    path = workbook(
        tmp_path / "a.xlsx",
        {"旧": orders, "一月": orders, "说明": [["看别页"], ["谢谢"]], "二月": [["千牛"], *orders], "空": []},
    )
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    assert sheets(path, tmp_path) == [
        ("一月", 2),
        UnreadSheet("说明", 2, False),
        ("二月", 3),
        UnreadSheet("旧", 2, True),
    ]


def test_a_hidden_sheet_is_read_when_no_other_has_orders(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"封面": [["订单"]], "数据": [list(HEADER), ["1", "张三", 5, "2024-03-01"]]})
    book = openpyxl.load_workbook(path)
    book["数据"].sheet_state = "veryHidden"
    book.save(path)
    assert sheets(path, tmp_path) == [UnreadSheet("封面", 1, False), ("数据", 2)]


def sheets(path: Path, folder: Path) -> list[object]:
    found = read_sheets(gather([str(path)], folder)[0], find_header=find_header, out=folder / "out.csv")
    return [sheet if isinstance(sheet, UnreadSheet) else (sheet.sheet, sheet.line_counts.physical) for sheet in found]


def test_a_workbook_without_a_known_header(tmp_path):
    source = gather([str(workbook(tmp_path / "a.xlsx", {"一": [["x", 1.0]], "二": []}))], tmp_path)[0]
    assert sheets(source.path, tmp_path) == [UnreadSheet("一", 1, False)]
    assert sample_sheets(source) == [("一", [["x", "1"]]), ("二", [])]


@pytest.mark.parametrize("name", ["a.xls", "a.XLS", "a.xlsb", "a.ods", "a.csv", "a"])
def test_a_workbook_is_what_its_bytes_are_whatever_its_name_says(tmp_path, name):
    path = workbook(tmp_path / "a.xlsx", {"订单": [list(HEADER), ["1", "张三", 5, "2024-03-01", 1, ""]]})
    assert len(read(tmp_path, path.rename(tmp_path / name))[1]) == 1


def test_a_workbook_within_a_zip(tmp_path):
    inner = workbook(tmp_path / "a.xlsx", {"订单": [list(HEADER), ["1", "张三", 5, "2024-03-01", 1, ""]]})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.write(inner, "订单.xlsx")
    assert len(read(tmp_path, tmp_path / "a.zip")[1]) == 1


@given(st.integers(-(10**12), 10**12))
def test_fen_survive_a_float(fen):
    assert money_fen(as_money(fen / 100)) == fen


@pytest.mark.parametrize("number", [0.1 + 0.2 + 0.001, 1.005, 58.125, 57.9999])
def test_what_is_no_whole_fen_keeps_its_decimals(number):
    with pytest.raises(ValueError, match="not a whole fen"):
        money_fen(as_money(number))
    assert amount(as_money(number)) == round(Decimal(repr(number)), 6)


@pytest.mark.parametrize("number", [1e300, float(10**17), -float(10**17)])
def test_what_a_float_cannot_hold_to_the_fen_is_no_amount(number):
    with pytest.raises(ValueError, match="not an amount"):
        money_fen(as_money(number))


@given(st.integers(0, 10**15 - 1))
def test_ids_up_to_15_digits_are_exact(number):
    assert as_id(float(number)) == str(number)


@given(st.integers(10**15, 10**28))
def test_longer_ids_are_destroyed(number):
    assert "E+" in as_id(float(number))


@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2100, 1, 1)))
def test_serial_days(moment):
    moment = moment.replace(microsecond=0)
    serial = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400
    assert as_time(serial) == f"{moment:%Y-%m-%d %H:%M:%S}"


def refusal(path: Path, folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        sample_sheets(gather([str(path)], folder)[0])
    return caught.value.code


def changed(path: Path, pattern: bytes, replacement: bytes) -> Path:
    """The same workbook with its first sheet's XML changed."""
    target = path.with_name(f"{path.stem}-changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename.endswith("sheet1.xml"):
                content, times = re.subn(pattern, replacement, content)
                assert times
            new.writestr(member, content)
    return target


def test_two_far_cells_are_refused(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "bomb.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "z")
    book.close()
    assert refusal(tmp_path / "bomb.xlsx", tmp_path) == "workbook_too_large"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"',
        b'<x:c r="XFD1048576"',
        b"<c t='n' r='XFD1048576'",
        b'<c\n  s="1" r="xfd1048576"',
        b'<c r="ZZZZ9999999"',
    ],
)
def test_far_cells_however_they_are_written(tmp_path, cell):
    plain = workbook(tmp_path / "a.xlsx", {"一": [[1, 2], [3, 4]]})
    assert refusal(changed(plain, rb'<c r="B2"', cell), tmp_path) == "workbook_too_large"


def test_far_rows_without_cell_addresses(tmp_path):
    plain = workbook(tmp_path / "a.xlsx", {"一": [list(range(30)), [1]]})
    bare = changed(plain, rb'<c r="[A-Z]+[0-9]+"', b"<c")
    assert refusal(changed(bare, rb'<row r="2"', b'<row r="1000000"'), tmp_path) == "workbook_too_large"


def test_a_false_dimension_does_no_harm(tmp_path):
    plain = workbook(tmp_path / "a.xlsx", {"一": [[1, 2], [3, 4]]})
    path = changed(plain, rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"')
    assert sample_sheets(gather([str(path)], tmp_path)[0]) == [("一", [["1", "2"], ["3", "4"]])]


def test_addresses_across_the_guards_blocks(tmp_path, monkeypatch):
    plain = workbook(tmp_path / "a.xlsx", {"一": [[1, 2], [3, 4]]})
    far = changed(plain, rb'<c r="B2"', b'<c r="XFD1048576"')
    for size in range(40, 80):
        monkeypatch.setattr(sheet_guard, "_BLOCK", size)
        assert refusal(far, tmp_path) == "workbook_too_large"


def test_damaged_workbooks_are_refused_aloud(tmp_path):
    plain = workbook(tmp_path / "a.xlsx", {"一": [["甲", 2.5, datetime(2024, 3, 1)]] * 20})
    for pattern, replacement in (
        (rb"</sheetData>", b"<"),
        (rb"<v>", b"<v"),
        (rb'<c r="A1"', b'<c r="1A"'),
        (rb'<c r="A1"', b'<c r=""'),
    ):
        path = changed(plain, pattern, replacement)
        assert refusal(path, tmp_path) in ("workbook_damaged", "workbook_too_large")
    raw = plain.read_bytes()
    for cut in range(0, len(raw) - 1, 97):
        torn = tmp_path / "torn.xlsx"
        torn.write_bytes(raw[:cut] or b"PK\x03\x04")
        with pytest.raises(InputError):
            sample_sheets(gather([str(torn)], tmp_path)[0])


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (rb'<row r="3"', b'<row r="2"'),
        (rb'<row r="3"', b"<row r='1' spans='1:2'"),
        (rb'<c r="B2"', b'<c r="A2"'),
        (rb'<c r="B3"', b'<c s="1" r="A2"'),
    ],
)
def test_rows_and_cells_of_one_address_lose_nothing_in_silence(tmp_path, pattern, replacement):
    plain = workbook(tmp_path / "a.xlsx", {"一": [[1, 2], [3, 4], [5, 6]]})
    assert refusal(changed(plain, pattern, replacement), tmp_path) == "workbook_damaged"


def test_doubled_addresses_across_the_guards_blocks(tmp_path, monkeypatch):
    plain = workbook(tmp_path / "a.xlsx", {"一": [[1, 2], [3, 4], [5, 6]]})
    doubled = changed(plain, rb'<c r="B2"', b'<c r="A2"')
    for size in range(40, 80):
        monkeypatch.setattr(sheet_guard, "_BLOCK", size)
        assert refusal(doubled, tmp_path) == "workbook_damaged"
        assert sample_sheets(gather([str(plain)], tmp_path)[0])


def test_rows_without_numbers_follow_one_another(tmp_path):
    plain = workbook(tmp_path / "a.xlsx", {"一": [[1, 2], [3, 4]]})
    bare = changed(plain, rb'<row r="[0-9]+"', b"<row")
    assert sample_sheets(gather([str(bare)], tmp_path)[0]) == [("一", [["1", "2"], ["3", "4"]])]


@pytest.mark.parametrize("claim", [b'uniqueCount="4294967295"', b'count="4294967295"', b'count="1000" uniqueCount="9"'])
def test_a_false_count_of_strings(tmp_path, claim):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("一").write(0, 0, "甲")
    book.close()
    target = tmp_path / "claims.xlsx"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "xl/sharedStrings.xml":
                content, times = re.subn(rb'count="1" uniqueCount="1"', claim, content)
                assert times
            new.writestr(member, content)
    if b"4294967295" in claim:
        assert refusal(target, tmp_path) == "workbook_damaged"
    else:  # careless, and of no harm
        assert sample_sheets(gather([str(target)], tmp_path)[0]) == [("一", [["甲"]])]
