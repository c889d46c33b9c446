"""What counts as an amount or a count, in Python and in the engine; that both read the same patterns the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples
from tests.ingest.engine_case import asked, engine
from tests.ingest.test_times import NOT_TIMES, NOTHING, TIMES

from crmkit.ingest.forms import forms, time_forms
from crmkit.ingest.forms.conventions import Conventions

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
    "9999999999999.99": 999999999999999,
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
    # currencies on either side
    "$58.00": 5800,
    "$ 58.00": 5800,
    "US$58.00": 5800,
    "HK$58": 5800,
    "CA$58": 5800,
    "€58.00": 5800,
    "58.00€": 5800,
    "£1,058.00": 105800,
    "₹58.00": 5800,
    "58円": 5800,
    "USD 58.00": 5800,
    "58.00 USD": 5800,
    "58usd": 5800,
    "RMB 58.00": 5800,
    "58.00CHF": 5800,
    "人民币58.00": 5800,
    "58元人民币": 5800,
    "58.00美元": 5800,
    "58.00港币": 5800,
    "＄58.00": 5800,
    "58.00 yuan": 5800,
    "Rs. 1,058.00": 105800,
    "Rs1,058": 105800,
    "RM58.00": 5800,
    "58 zł": 5800,
    "58.00 Kč": 5800,
    "1.4210854715202004e-14": 0,
    "-5.551115123125783e-17": 0,
    "1e-09": 0,
    # signs
    "+58": 5800,
    "+58.00": 5800,
    "+$58.00": 5800,
    "$+58.00": 5800,
    "-$58.00": -5800,
    "$-58.00": -5800,
    "58.00-": -5800,
    "\u221258.00": -5800,
    "(58.00)": -5800,
    "（58.00）": -5800,
    "($1,058.00)": -105800,
    "$(58.00)": -5800,
    "$ (58.00)": -5800,
    "(58.00 USD)": -5800,
    # thousands
    "1,058,000": 105800000,
    "1 058.00": 105800,
    "1\u00a0058.00": 105800,
    "1\u202f058.00": 105800,
    "1'058.00": 105800,
    "1’058.00": 105800,
    "12,34,567.89": 123456789,
    "₹1,23,456.78": 12345678,
    # zeros behind the fen, and the noise of a float
    "58.000": 5800,
    "58.000000": 5800,
    "0.000": 0,
    "19.990000000000002": 1999,
    "0.30000000000000004": 30,
    "57.9999999": 5800,
    "58.0000001": 5800,
    ".5": 50,
    "-.5": -50,
    # words for nothing
    "N/A": None,
    "n/a": None,
    "#N/A": None,
    "nan": None,
    "NaN": None,
    "None": None,
    "nil": None,
    "无": None,
    "暂无": None,
    "没有": None,
    "/": None,
    "\\N": None,
    "—": None,
    "---": None,
}
NOT_MONEY = [
    "58.",
    "1e2",
    "1E+05",
    "1_000",
    "1,05.00",
    "10,58",
    ",058",
    "1,0580",
    "58,00",
    "inf",
    "--58",
    "5 8",
    "58.0.0",
    "abc",
    "12件",
    "￥",
    "元",
    "1e308",
    "9" * 16,
    "٥٨",
    "58%",
    "2024-03-01",
    "#DIV/0!",
    "TRUE",
    "58.00\n59.00",
    "1.234,56",
    "1.058.000",
    "1,058,00.00",
    "$",
    "()",
    "(58.00",
    "58.00)",
    "(-58.00)",
    "-(58.00)",
    "++58",
    "+-58",
    "58.00--",
    "58元/件",
    "1.2.3",
    "1e-02",
    "1.5e-05",
    "58 Stück",
    "十",
]
FRACTIONS = {
    "58.125": "58.125",
    "1.005": "1.005",
    "58.0051": "58.0051",
    "-58.005": "-58.005",
    "$0.0004": "0.0004",
    "58.00000201": "58.000002",
    "58.123456789": "58.123457",
}
"""Amounts that are true, but of no whole fen."""
COMMAS = {
    "58": "58",
    "58,5": "58.5",
    "58,50": "58.50",
    "-58,50": "-58.50",
    "(58,50)": "-58.50",
    "1.058": "1058",
    "1.058,50": "1058.50",
    "1.058.000,50": "1058000.50",
    "1058,50": "1058.50",
    "1 058,50": "1058.50",
    "1'058,50": "1058.50",
    "58,50 €": "58.50",
    "€ 58,50": "58.50",
    "R$ 58,00": "58.00",
    "Rp150.000": "150000",
    "Rp 1.500.000": "1500000",
    "Rp. 58": "58",
    "58,50 zł": "58.50",
    "kr 58,50": "58.50",
    "1,4210854715202004e-14": "0",
    "58,000000": "58",
    "19,990000000000002": "19.99",
    ",5": "0.5",
    "N/A": None,
    "": None,
}
"""What amounts mean in a file whose decimal mark is the comma."""
NOT_COMMAS = ["1,058.50", "58,50,00", "1,058,000", "58,", "$58.00"]

FEN, BEYOND = engine(), engine(Conventions(beyond_fen=True))
COMMA = engine(Conventions(decimal=","))


def read_all(reader, cells: Iterable[str], expression: str = "row(yuan(cell), is_given(cell))") -> dict[str, object]:
    """What the engine says of each cell: its amount, and whether it says anything."""
    cells = list(cells)
    return dict(zip(cells, asked(reader, expression, cells), strict=True))


NO_AMOUNT = (None, True)


def test_money():
    yuan = {cell: None if fen is None else Decimal(fen) / 100 for cell, fen in MONEY.items()}
    assert {cell: forms.money_fen(cell) for cell in MONEY} == MONEY
    assert read_all(FEN, MONEY) == {cell: (amount, amount is not None) for cell, amount in yuan.items()}
    too_large_beside_six_decimals = {"9999999999999.99": None}
    assert read_all(BEYOND, MONEY, "yuan(cell)") == yuan | too_large_beside_six_decimals


def test_not_money():
    for cell in NOT_MONEY:
        with pytest.raises(ValueError, match="not an amount"):
            forms.money_fen(cell)
    for reader in (FEN, BEYOND):
        assert read_all(reader, NOT_MONEY) == dict.fromkeys(NOT_MONEY, NO_AMOUNT)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_is_exact(amount: Decimal):
    assert forms.money_fen(f"{amount}") == int(amount * 100)
    assert forms.money_fen(f"￥{amount:,}元") == int(amount * 100)


def test_a_fraction_of_a_fen_is_never_rounded_where_it_is_read():
    expected = {cell: Decimal(yuan) for cell, yuan in FRACTIONS.items()}
    assert {cell: forms.amount(cell) for cell in FRACTIONS} == expected
    for cell in FRACTIONS:
        with pytest.raises(ValueError, match="not a whole fen"):
            forms.money_fen(cell)
    assert read_all(BEYOND, FRACTIONS, "yuan(cell)") == expected
    assert read_all(FEN, FRACTIONS) == dict.fromkeys(FRACTIONS, NO_AMOUNT)


def test_amounts_under_a_decimal_comma():
    expected = {cell: None if yuan is None else Decimal(yuan) for cell, yuan in COMMAS.items()}
    assert {cell: forms.amount(cell, decimal=",") for cell in COMMAS} == expected
    assert read_all(COMMA, COMMAS, "yuan(cell)") == expected


def test_no_amounts_under_a_decimal_comma():
    for cell in NOT_COMMAS:
        with pytest.raises(ValueError, match="not an amount"):
            forms.amount(cell, decimal=",")
    assert read_all(COMMA, NOT_COMMAS) == dict.fromkeys(NOT_COMMAS, NO_AMOUNT)


signs = st.sampled_from(["", "￥", "$", "US$", "€", "USD ", "+", "-", "-￥", "￥-", "(", "$("])
ends = st.sampled_from(["", "元", " USD", "€", "-"])


@st.composite
def amounts(draw: st.DrawFn, mark: str = ".") -> tuple[str, Decimal]:
    """An amount as people write it, and what it is."""
    value = draw(st.decimals(0, 10**10, places=draw(st.sampled_from([0, 1, 2, 3, 4, 5]))))
    grouped = draw(st.sampled_from(["", ",", " ", "'"]))
    text = f"{value:,f}".replace(",", grouped)
    text = text.replace(".", "#").replace(",", ".").replace("#", ",") if mark == "," else text
    sign = draw(signs)
    end = ")" if "(" in sign else draw(ends) if not sign or sign.strip("+-") else ""
    if end == "-" and "-" in sign:
        end = ""
    return f"{sign}{text}{end}", -value if {"-", "("} & {*sign, *end} else value


@examples(60)
@given(st.lists(amounts(), min_size=1, max_size=30))
def test_python_and_the_engine_read_amounts_alike(amounts):
    cells = [cell for cell, _ in amounts]
    assert [forms.amount(cell) for cell in cells] == [value for _, value in amounts]
    assert asked(BEYOND, "yuan(cell)", cells) == [value for _, value in amounts]
    whole = [value if value == round(value, 2) else None for _, value in amounts]
    assert asked(FEN, "yuan(cell)", cells) == whole


@examples(40)
@given(st.lists(amounts(","), min_size=1, max_size=30))
def test_python_and_the_engine_read_decimal_commas_alike(amounts):
    cells = [cell for cell, _ in amounts]
    reader = engine(Conventions(decimal=",", beyond_fen=True))
    assert [forms.amount(cell, decimal=",") for cell in cells] == [value for _, value in amounts]
    assert asked(reader, "yuan(cell)", cells) == [value for _, value in amounts]


@examples(60)
@given(st.lists(st.text(alphabet="0123456789.,-+()$￥元 '", max_size=12), min_size=1, max_size=40))
def test_what_one_of_them_reads_the_other_reads_alike(cells):
    for mark in ".,":
        reader = engine(Conventions(decimal=mark, beyond_fen=True))
        for cell, read in zip(cells, asked(reader, "yuan(cell)", cells), strict=True):
            try:
                assert read == forms.amount(cell, decimal=mark), cell
            except ValueError:
                assert read is None or re.fullmatch(r"-?[0-9]+\.[0-9]{1,2}", cell), cell  # 58.00 is plain in any file


@given(st.integers(-(10**13), 10**13), st.floats(-4e-7, 4e-7))
def test_a_floats_noise_is_no_fraction(fen, noise):
    assert forms.money_fen(f"{Decimal(fen) / 100 + Decimal(noise):.12f}") == fen


def test_the_plain_forms_read_nothing_otherwise_and_pass_nothing_over():
    """Most files are read by a short list of forms; what that does not know must show, so that all are asked."""
    plain = engine(is_plain=True)
    for expression, cells in (
        ("row(yuan(cell), is_given(cell))", [*MONEY, *NOT_MONEY]),
        ("row(moment(cell), is_no_moment(cell, moment(cell)))", [*TIMES, *NOTHING, *NOT_TIMES]),
        ("row(item_count(cell), is_given(cell))", list(COUNTS)),
    ):
        ours, theirs = asked(FEN, expression, cells), asked(plain, expression, cells)
        for cell, (value, is_set), (short, shows) in zip(cells, ours, theirs, strict=True):
            assert shows if short is None and (is_set or value is not None) else (short in (value, None) or shows), cell


COUNTS = {
    "12": 12, "12.0": 12, "12.000": 12, "12件": 12, "0": 0, "１２": 12, "3 个": 3, "-3": -3, " 7 ": 7, "'8": 8,
    "1件(1)": 1, "2件（2）": 2, "2盒": 2, "3 pcs": 3, "x2": 2, "× 3": 3, "0.535kg": 1, "2 kg": 1,
    "": None, "--": None, "N/A": None, "nan": None, "0.535": 1, "12.5": 1, "-0.5": -1,
    "1,200": 1200, "-1,234,567 件": -1234567,
}  # fmt: skip


def test_weights_are_one_unit_and_as_much_as_they_say():
    weights = {"0.535kg": "0.535", "2 kg": "2", "0.5斤": "0.5", "1.25": "1.25", "-0.5 KG": "-0.5", "3": "3"}
    amounts = asked(FEN, "measure(cell)::varchar", list(weights))
    assert [Decimal(each) for each in amounts] == [Decimal(each) for each in weights.values()]
    assert asked(FEN, "item_count(cell)", list(weights)) == [1, 1, 1, 1, -1, 3]


def test_counts():
    for cell, count in COUNTS.items():
        assert forms.count(cell) == count
    assert asked(FEN, "item_count(cell)", list(COUNTS)) == list(COUNTS.values())
    wrong = ["500g", "1 set", "1/2", "JD 1", "12,5", "1e2", "十二", "1,20", "12.", "1234567890", "+1", "--1"]
    for cell in wrong:
        with pytest.raises(ValueError, match="not a count"):
            forms.count(cell)
    assert asked(FEN, "item_count(cell)", wrong) == [None] * len(wrong)


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
    *FRACTIONS,
    *COMMAS,
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


@examples(60)
@given(st.lists(st.text(alphabet="0123456789-:./, eE+年月日元￥\u00a5件\n", max_size=20), min_size=1, max_size=40))
def test_the_engine_reads_the_patterns_alike(random_cells):
    cells = [forms.fold(cell) for cell in [*SAMPLES, *random_cells]]
    for pattern in (
        forms.MONEY,
        time_forms.TIME,
        forms.AMOUNTS["."],
        forms.AMOUNTS[","],
        time_forms.SLASHED,
        *forms.COUNTS.values(),
        forms.ID,
        forms.TEXT,
        forms.MISSING,
    ):
        rows = duckdb.execute("select regexp_full_match(unnest($1::varchar[]), $2, 's')", [cells, pattern]).fetchall()
        ours = [re.fullmatch(pattern, cell) is not None for cell in cells]
        assert [row[0] for row in rows] == ours, pattern
