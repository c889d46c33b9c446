"""The exports are right: read back by hand, every form of one shop gives what the shop kept."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from tests.depth import examples
from tests.ingest.exports.export import FORMS, Exporter
from tests.ingest.exports.plain_reading import read_back
from tests.ingest.exports.shop import DONE, Line, Order, Return, loose, placed, proofs, shops
from tests.ingest.exports.spelling import AMOUNTS, TIMES, spellings

some = settings(examples(8), suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("form", FORMS)
@some
@given(orders=shops())
def test_a_plain_export_is_read_back_by_hand(form, orders):
    export = FORMS[form](Exporter(orders, None))
    found = read_back(export)
    expected = export.truth.purchases
    assert found == (expected if export.is_numbered else {day: (day, money) for day, money in expected.values()})


@some
@given(orders=shops())
def test_all_exports_that_know_the_order_of_a_return_keep_the_same_money(orders):
    truths = {form: FORMS[form](Exporter(orders, None)).truth for form in FORMS}
    assert {truths[form].kept for form in FORMS if "own" not in form and "no " not in form and "canc" not in form} == {
        placed(orders).kept
    }
    assert sum((truths["cancellation invoices"].kept, truths["cancellation invoices"].left_over), Decimal(0)) >= 0


def test_a_loose_return_takes_from_the_newest_purchase_before_it_and_says_what_is_left_over():
    day = datetime(2024, 1, 1)  # noqa: DTZ001

    def order(number: str, buyer: int | None, days: int, fen: int, *returns: Return) -> Order:
        return Order(number, buyer, day + timedelta(days=days), DONE, (Line("a", "b", 1, fen),), returns)

    shop = [
        order("1", 0, 0, 1_000),
        order("2", 0, 2, 500, Return(0, 700, day + timedelta(days=3))),
        order("3", 0, 5, 900),
        order("4", None, 1, 300, Return(0, 300, day + timedelta(days=9))),
        order("5", 1, 6, 400, Return(0, 550, day + timedelta(days=7))),
    ]
    truth = loose(shop)
    kept = {number: str(money) for number, (_, money) in truth.purchases.items()}
    assert kept == {"1": "8.00", "3": "9.00", "4": "3.00"}
    assert truth.left_over == Decimal("1.50")
    assert truth.people == {frozenset({"1", "3"})}


def test_the_proofs_prove_the_form_of_every_file():
    first, second, third = proofs()
    assert first.lines[0].money != first.lines[1].money
    assert second.back == second.due and third.back > third.due - third.back
    assert all(order.at.day > 12 for order in (first, second, third))


@pytest.mark.parametrize("name", TIMES)
def test_times_of_one_file_are_distinguished(name):
    moments = [datetime(2024, 3, 25, 0, 0), datetime(2024, 3, 25, 12, 30), datetime(2024, 12, 1, 23, 59, 59)]  # noqa: DTZ001
    assert len({TIMES[name](at) for at in moments}) == 3


@pytest.mark.parametrize("name", AMOUNTS)
def test_amounts_are_the_same_to_the_fen(name):
    for fen in (0, 1, 99, 100, 123_456, 150_000_000):
        text = AMOUNTS[name](Decimal(fen) / 100)
        digits = "".join(letter for letter in text if letter.isdigit() or letter in ",.")
        if digits[-3:-2] == ",":
            digits = digits.replace(".", "").replace(",", ".")
        assert round(Decimal(digits.replace(",", "")), 2) == Decimal(fen) / 100


@some
@given(spelling=spellings)
def test_what_is_written_is_a_table_again(spelling):
    rows = [{"a": "小明", "b": "1,5"}, {"a": "x;y|z\tw", "b": ""}]
    text = spelling.write(["a", "b"], rows).decode(spelling.encoding)
    assert list(csv.DictReader(io.StringIO(text, newline=""), delimiter=spelling.delimiter)) == rows
