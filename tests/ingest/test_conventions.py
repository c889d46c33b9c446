"""How one file writes its numbers and days: shown by its own cells, and left open where they do not show it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.ingest.load_case import ask, fresh, keep, kept, write

from crmkit.errors import InputError
from crmkit.ingest.forms.conventions import Conventions, guess, proven_order, with_counts

USUAL = Conventions()


def decimal(*cells: str) -> tuple[str, bool]:
    found = guess(cells, (), USUAL)
    return found.decimal, found.beyond_fen


def order(*cells: str, whole: bool = True) -> str:
    return guess((), cells, USUAL, whole=whole).day_order


@pytest.mark.parametrize(
    "cells",
    [
        (),
        ("", "null", "--"),
        ("58", "58.00", "58.5"),
        ("1,058.00",),
        ("1,058", "58"),
        ("1,250",),
        ("￥1,058.50元", "$3.20"),
        ("58,50", "58.50", "1.50"),  # most say so; the other is no amount
    ],
)
def test_a_point_before_the_fraction(cells):
    assert decimal(*cells) == (".", False)


@pytest.mark.parametrize(
    "cells",
    [
        ("58,50",),
        ("58,5", "58"),
        ("1.058,50",),
        ("1 058,50",),
        ("€ 58,50",),
        ("58,50 €",),
        ("-58,50",),
        ("(58,50)",),
        ("0,500",),
        ("1.058.000",),
        ("12,50", "1,250"),
        ("1,250", "12,50", "7"),
        ("19,990000000000002",),
        ("5８，5０",),
    ],
)
def test_a_comma_before_the_fraction(cells):
    assert decimal(*cells) == (",", False)


@pytest.mark.parametrize("cells", [("1.500", "2.250", "999"), ("150.000",), ("1.234", "3.999", "12")])
def test_a_dot_that_may_be_of_thousands_is_undecided(cells):
    assert decimal(*cells)[0] == "?"


def test_fractions_of_a_fen_are_true_ones():
    assert decimal("58.005", "3") == (".", True)
    assert decimal("58.1250") == (".", True)
    assert decimal("58,1234") == (",", True)
    assert decimal("58.000", "0.30000000000000004", "57.9999999") == (".", False)


@pytest.mark.parametrize(
    ("found", "cells"),
    [
        ("ymd", ()),
        ("ymd", ("2024-03-01", "2024/3/1 10:05", "20240301", "Mar 1, 2024", "昨天", "")),
        ("dmy", ("13/01/2024",)),
        ("dmy", ("05/06/2024", "13/01/2024", "2024-03-01")),
        ("dmy", ("31.12.2024 10:05",)),
        ("dmy", ("13-01-24", "01-01-24")),
        ("dmy", ("Sat 13/01/2024",)),
        ("dmy", ("星期六 13/01/2024",)),
        ("mdy", ("01/13/2024",)),
        ("mdy", ("05/06/2024", "12/31/24 1:05 PM")),
        ("mdy", ("5/5/2024", "5/31/2024")),
        ("mdy", ("5/5/2024", "6/6/2024")),  # the same day in either order
    ],
)
def test_a_day_above_twelve_shows_the_order(found, cells):
    assert order(*cells) == found


@pytest.mark.parametrize(
    "cells",
    [
        ("05/06/2024",),
        ("05/06/2024", "06/05/2024", "2024-03-01"),
        ("13/01/2024", "01/13/2024"),
        ("24-03-01",),  # of 2024, or the 24th?
        ("24-03-01", "24-03-15", "23-12-31"),
    ],
)
def test_what_proves_nothing_or_both_is_left_open(cells):
    assert order(*cells) == "?"


def test_equal_days_and_months_at_the_beginning_prove_nothing_of_the_rest():
    assert order("5/5/2024", "6/6/2024", whole=False) == "?"


def test_a_format_of_the_owners_own_is_not_questioned():
    usual = Conventions(time_format="%d/%m/%Y")
    found = guess((), ["05/06/2024"], usual)
    assert (found.time_format, found.day_order, found.is_plain) == ("%d/%m/%Y", "ymd", False)


# ---- through a load


LOG = {"buyer": "b", "ordered_at": "t", "amount": "a"}


def load(folder, *lines: str):
    store = fresh(folder)
    keep(store, write(folder / "a.csv", "\n".join(["b;t;a", *lines]) + "\n"), mapping=LOG)
    return store


def stored(store) -> list[tuple[str, str]]:
    return sorted((str(each["created_at"].date()), str(each["net"])) for each in kept(store))


def test_a_whole_file_of_decimal_commas(tmp_path):
    store = load(tmp_path, "甲;2024-01-01;1.058,50", "乙;2024-01-02;58", "丙;2024-01-03;1.000")
    assert stored(store) == [("2024-01-01", "1058.50"), ("2024-01-02", "58.00"), ("2024-01-03", "1000.00")]


def test_what_only_the_last_row_shows(tmp_path):
    """A thousand rows do not show it; the cell that means nothing under what they seemed to say is asked, too."""
    many = [f"甲;05/0{1 + number % 9}/2024;7" for number in range(1100)]
    days = {day for day, _ in stored(load(tmp_path, *many, "乙;31/12/2024;58,50"))}
    assert ("2024-12-31" in days, "2024-01-05" in days, len(days)) == (True, True, 10)
    days = {day for day, _ in stored(load(tmp_path, *many, "乙;12/31/2024;58,50"))}
    assert ("2024-12-31" in days, "2024-05-01" in days, len(days)) == (True, True, 10)
    same = ["甲;05/05/2024;7"] * 1100
    with pytest.raises(InputError) as caught:
        load(tmp_path, *same, "乙;05/06/2024;7")
    assert caught.value.code == "day_order_unknown"


def test_an_ambiguous_file_is_refused_with_column_and_value(tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path, "甲;05/06/2024;7")
    assert caught.value.code == "day_order_unknown"
    assert (caught.value.values["column"], caught.value.values["value"]) == ("t", "05/06/2024")


# a quote that is never closed sends the file to the strict reader
@pytest.mark.parametrize("first", ["甲;5/5/2024;7", '"甲;5/5/2024;7'])
def test_rows_that_contradict_each_other_are_both_named(tmp_path, first):
    with pytest.raises(InputError) as caught:
        load(tmp_path, first, "乙;12/25/2024;7", "丙;25/12/2024;7")
    assert caught.value.code == "day_order_both"
    found = caught.value.values
    assert (found["day_line"], found["day_first"]) == (4, "25/12/2024")
    assert (found["month_line"], found["month_first"]) == (3, "12/25/2024")


def test_seconds_since_1970_are_times_where_a_whole_column_is_so(tmp_path):
    assert stored(load(tmp_path, "甲;1704164645;7", "乙;1704251045000;8")) == [
        ("2024-01-02", "7.00"),
        ("2024-01-03", "8.00"),
    ]
    assert stored(load(tmp_path, "甲;1704164645;7", "乙;2024-01-03;8")) == [("2024-01-03", "8.00")]


def test_the_other_mark_within_a_column_is_set_aside(tmp_path):
    store = load(tmp_path, "甲;2024-01-01;1,50", "乙;2024-01-02;2,50", "丙;2024-01-03;3.50", "丁;2024-01-04;0.00")
    assert [amount for _, amount in stored(store)] == ["1.50", "2.50", "0.00"]
    assert [reject["reason"] for reject in ask(store, "rejects.sql")] == ["bad_money"]
    assert stored(load(tmp_path, "甲;2024-01-01;1.50", "乙;2024-01-02;2,50")) == [("2024-01-01", "1.50")]


def test_two_columns_may_have_two_marks(tmp_path):
    write(tmp_path / "log.csv", "k;t;a;r\n甲;2024-01-01;11.50;1,25\n乙;2024-01-02;12.50;2,25\n丙;2024-01-03;13.5;0\n")
    keep(fresh(tmp_path / "s"), tmp_path / "log.csv", mapping="buyer=k,paid_at=t,gross=a,refund=r")
    assert [str(order["net"]) for order in kept(tmp_path / "s" / "shop.duckdb")] == ["10.25", "10.25", "13.50"]


def test_a_currency_without_cents_beside_decimal_points_is_set_aside(tmp_path):
    assert stored(load(tmp_path, "甲;2024-01-01;Rp150.000", "乙;2024-01-02;12.50")) == [("2024-01-02", "12.50")]
    assert stored(load(tmp_path, "甲;2024-01-01;Rp150.000", "乙;2024-01-02;Rp 50.000"))[1] == (
        "2024-01-02",
        "50000.00",
    )


def test_a_sign_that_is_not_known_does_not_hide_what_is_undecided(tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path, "甲;2024-01-01;150.000 Ft", "乙;2024-01-02;20.000 Ft")
    assert caught.value.code == "decimal_unknown"


def test_fractions_of_a_fen_are_rounded_once_half_to_even(tmp_path):
    store = load(tmp_path, "甲;2024-01-01;58.005", "乙;2024-01-02;58.015", "丙;2024-01-03;58.0051")
    assert stored(store) == [("2024-01-01", "58.00"), ("2024-01-02", "58.02"), ("2024-01-03", "58.01")]
    assert ask(store, "rejects.sql") == []


@pytest.mark.parametrize(
    ("cells", "decimal", "mark"),
    [
        (["1,000", "3"], ".", "."),
        (["1,5", "3"], ".", ","),
        (["1.5", "3"], ",", "."),
        (["1.250", "3"], ",", ","),
        (["1.000", "12.000"], ",", "."),
        (["0,535 kg", "12"], ".", ","),
    ],
)
def test_quantities_show_themselves_what_their_comma_is(cells, decimal, mark):
    found = with_counts(replace(USUAL, decimal=decimal), cells, priced=True)
    assert found.count_decimal == mark


def test_a_year_of_two_digits_comes_first_where_a_dozen_days_stand_last():
    days = [f"24.01.{day}" for day in range(13, 32)]
    assert order(*days) == "yymd"
    assert order(*days[:5]) == "?"
    assert order(*days, "31.02.13") == "?"


def test_a_file_whose_first_number_may_be_a_year_is_refused_with_both_forms_to_paste(tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path, "甲;24.01.13 10:00;7")
    assert caught.value.code == "day_or_year_unknown"
    assert (caught.value.values["year_form"], caught.value.values["day_form"]) == ("%y.%m.%d", "%d.%m.%y")


def test_a_form_of_days_alone_holds_with_a_clock_behind_them(tmp_path):
    store = fresh(tmp_path)
    rows = "b;t;a\n甲;3/4/2024 9:30;7\n乙;5/4/2024 11:30:22;8\n"
    keep(store, write(tmp_path / "a.csv", rows), mapping=LOG, time_format="%d/%m/%Y")
    assert stored(store) == [("2024-04-03", "7.00"), ("2024-04-05", "8.00")]


@pytest.mark.parametrize(
    ("cell", "proven"),
    [("13/12/2024", "dmy"), ("12/13/2024", "mdy"), ("12/12/2024", None), ("5/12/2024", None), ("13/13/2024", None)],
)
def test_a_time_proves_its_order_by_a_number_above_twelve(cell, proven):
    assert proven_order(cell) == proven
