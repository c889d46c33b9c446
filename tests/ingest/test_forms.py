"""What counts as an amount, a time, a count; and that Python and the engine read the same patterns the same way."""

# ruff: noqa: DTZ001 - exports carry local times without a zone

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmkit.ingest import forms

MONEY = {
    "58": 5800,
    "58.0": 5800,
    "58.00": 5800,
    "58.1": 5810,
    "58.01": 5801,
    "0": 0,
    "0.00": 0,
    "0.01": 1,
    "-0.01": -1,
    "-58.00": -5800,
    "-0.00": 0,
    "￥58.00": 5800,
    "\u00a558.00": 5800,
    "￥-58.00": -5800,
    "-￥58.00": -5800,
    "￥ 58.00": 5800,
    "1,058.00": 105800,
    "12,345,678.90": 1234567890,
    "￥1,058": 105800,
    "58.00元": 5800,
    "58元": 5800,
    "58.00 元": 5800,
    "0元": 0,
    " 58.00 ": 5800,
    "58.00\t": 5800,
    "\u300058.00": 5800,
    "５８．００": 5800,
    "－５８": -5800,
    "１，０５８．００": 105800,
    '="58.00"': 5800,
    "=58": 5800,
    "'58.00": 5800,
    "188320.0": 18832000,
    "999999999999999.99": 99999999999999999,
    "": None,
    " ": None,
    "null": None,
    "NULL": None,
    "'null": None,
    "-": None,
    "--": None,
    "——": None,
    "无退款申请": None,
    "\ufeff": None,
}
NOT_MONEY = [
    "58.000",
    "58.125",
    "1.005",
    "58.",
    ".5",
    "1e2",
    "1E+05",
    "1_000",
    "1,05.00",
    "10,58",
    ",058",
    "1,0580",
    "58,00",
    "+58",
    "NaN",
    "inf",
    "--58",
    "5 8",
    "58.0.0",
    "abc",
    "12件",
    "￥",
    "元",
    "$58.00",
    "58.00美元",
    "1e308",
    "9" * 16,
    "٥٨",
    "58%",
    "2024-03-01",
    "#DIV/0!",
    "TRUE",
    "58.00\n59.00",
    "无",
]
TIMES = {
    "2020-02-20 23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20 23:59": datetime(2020, 2, 20, 23, 59),
    "2017/5/30 23:18": datetime(2017, 5, 30, 23, 18),
    "2012-5-23 23:34": datetime(2012, 5, 23, 23, 34),
    "2020/2/21 0:00": datetime(2020, 2, 21),
    "2020-02-20": datetime(2020, 2, 20),
    "20200220": datetime(2020, 2, 20),
    "2020-02-20T23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20 23:59:54.999": datetime(2020, 2, 20, 23, 59, 54),
    "2024年1月2日": datetime(2024, 1, 2),
    "2024年01月02日 3:04:05": datetime(2024, 1, 2, 3, 4, 5),
    "2024年1月2日3:04": datetime(2024, 1, 2, 3, 4),
    "２０２０-02-20 23：59：54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-29 01:02:03": datetime(2020, 2, 29, 1, 2, 3),
    '="2020-02-20"': datetime(2020, 2, 20),
    "20200220 23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20\t": datetime(2020, 2, 20),
    "0000-00-00 00:00:00": None,
    "0000-00-00": None,
    "": None,
    "null": None,
    "--": None,
}
NOT_TIMES = [
    "2020-02-30 00:00:00",
    "2021-02-29",
    "2020-13-01",
    "2020-00-10",
    "2020-02-20 24:00:00",
    "2020-02-20 23:60",
    "infinity",
    "epoch",
    "1900-01-00",
    "1899-12-30",
    "1970-01-01 08:00:00",
    "2020-02-20 23:59:54+08:00",
    "2020-02-20T23:59:54Z",
    "42885.97",
    "2020-2/20",
    "20-02-2020",
    "02/20/2020",
    "2020",
    "202002",
    "20200230",
    "昨天",
    "2020-02-2012:30",
    "2020022012:30",
    "58.00",
    "2020-02-20 23",
    "2120-02-20",
    "2024年1月2",
    "2024-03-01 10:00:00\n2024-03-02 10:00:00",
]


@pytest.mark.parametrize(("cell", "fen"), MONEY.items())
def test_money(cell, fen):
    assert forms.money_fen(cell) == fen


@pytest.mark.parametrize("cell", NOT_MONEY)
def test_not_money(cell):
    with pytest.raises(ValueError, match="not an amount"):
        forms.money_fen(cell)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_is_exact(amount: Decimal):
    assert forms.money_fen(f"{amount}") == int(amount * 100)
    assert forms.money_fen(f"￥{amount:,}元") == int(amount * 100)


@pytest.mark.parametrize(("cell", "moment"), TIMES.items())
def test_times(cell, moment):
    assert forms.moment(cell) == moment


@pytest.mark.parametrize("cell", NOT_TIMES)
def test_not_times(cell):
    with pytest.raises(ValueError):
        forms.moment(cell)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 31)))
def test_times_as_python_writes_them(moment: datetime):
    assert forms.moment(moment.isoformat(" ")) == moment.replace(microsecond=0)
    assert forms.moment(f"{moment.year}/{moment.month}/{moment.day}") == datetime(moment.year, moment.month, moment.day)


def test_counts():
    for cell, pieces in {"12": 12, "12.0": 12, "12件": 12, "0": 0, "１２": 12, "3 个": 3, "": None, "--": None}.items():
        assert forms.count(cell) == pieces
    for cell in ("12.5", "-1", "1e2", "十二", "1,200", "12.000"):
        with pytest.raises(ValueError, match="not a count"):
            forms.count(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="214073006270149123"', "214073006270149123"),
        ("=214073006270149123", "214073006270149123"),
        ("'214073006270149123", "214073006270149123"),
        ("`331000", "331000"),
        ("214073006270149123\t", "214073006270149123"),
        ("\ufeff2140\u200b ", "2140"),
        ('"=""x"""', '"=""x"""'),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("'=1+1", "=1+1"),
        ("a\u200db", "a\u200db"),
        ("  张 三 ", "张 三"),
        ("NA", "NA"),
        ("null", "null"),
        ("", ""),
        ('="某某商品，2"', "某某商品，2"),
    ],
)
def test_plain(cell, text):
    assert forms.plain(cell) == text


@given(st.text(alphabet="='`\" \t\u3000\u200b1a", max_size=12))
def test_plain_twice_is_plain_once(cell):
    assert forms.plain(forms.plain(cell)) == forms.plain(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("No:7890", "7890"),
        ("2140.0", "2140"),
        ("'null", ""),
        ("--", ""),
        ("1.37359E+14", "1.37359E+14"),
        ("1.0.0", "1.0.0"),
    ],
)
def test_identifier(cell, text):
    assert forms.identifier(cell) == text


SAMPLES = [
    *MONEY,
    *NOT_MONEY,
    *TIMES,
    *NOT_TIMES,
    "12",
    "12.0",
    "12件",
    "'null",
    "No:1",
    "2E+17",
    "a b",
    "a\nb",
    "张三",
    "\0",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="0123456789-:./, eE+年月日元￥\u00a5件\n", max_size=20), min_size=1, max_size=40))
def test_the_engine_reads_the_patterns_alike(random_cells):
    cells = [forms.fold(cell) for cell in [*SAMPLES, *random_cells]]
    for pattern in (
        forms.MONEY,
        forms.TIME,
        forms.TIME_PARTS,
        forms.COUNT,
        forms.ID,
        forms.TEXT,
        forms.MISSING,
    ):
        rows = duckdb.execute("select regexp_full_match(unnest($1::varchar[]), $2, 's')", [cells, pattern]).fetchall()
        ours = [re.fullmatch(pattern, cell) is not None for cell in cells]
        assert [row[0] for row in rows] == ours, pattern
