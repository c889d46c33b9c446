"""Repurchase period by period: published figures of CDNOW, random shops in plain Python, and shops to check by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.shops import Shop
from tests.analyses.shops import shop as jotted
from tests.analyses.till import Order, busy, shop
from tests.analyses.trend_by_hand import exact
from tests.depth import examples

from crmkit.analyses.repurchase.repurchase import repurchase
from crmkit.errors import NotEnoughError, UsageError
from crmkit.periods import CalendarUnit
from crmkit.result import Result

Row = dict[str, object]


def rows_of(result: Result) -> dict[object, Row]:
    return {record[0]: dict(zip(result.columns, record, strict=True)) for record in result.records}


def codes(result: Result) -> set[str]:
    return {note.code for note in result.notes}


def jots(*lines: str, **asked: object) -> dict[object, Row]:
    return rows_of(repurchase(jotted(*lines), by="period", **asked))  # type: ignore[arg-type]


# --- figures from outside ---


def test_cdnow_by_orders_as_in_chinese_articles_on_it(cdnow: Shop) -> None:
    """1997-03: 15.5 % bought twice in the month, 18.6 % again in the next; 1998-06: 21.5 %; 1997-06: next month 31.9 %.

    The articles count rows of the log, so these are by orders; 21.5 % is .2145 (323 of 1,506) rounded a second time.
    """
    rows = rows_of(repurchase(cdnow, by="period"))
    by_orders = {month: round(row["repeat_order_rate"], 4) for month, row in rows.items()}  # type: ignore[call-overload]
    assert (by_orders["1997-03"], by_orders["1998-06"]) == (Decimal("0.1553"), Decimal("0.2145"))
    assert (rows["1998-06"]["repeat_order_buyers"], rows["1998-06"]["buyers"]) == (323, 1506)
    following = {month: row["next_period_rate"] for month, row in rows.items()}
    assert round(following["1997-03"], 3) == Decimal("0.186")  # type: ignore[call-overload]
    assert round(following["1997-06"], 3) == Decimal("0.319")  # type: ignore[call-overload]
    assert following["1998-06"] is None  # July is not known


def test_cdnow_next_month_as_in_the_metrics_reference(cdnow: Shop) -> None:
    rows = rows_of(repurchase(cdnow, by="period"))
    expected = {"1997-01": ".1475", "1997-02": ".1745", "1997-03": ".1862", "1997-04": ".3019", "1998-05": ".2997"}
    found = {month: rows[month]["next_period_rate"] for month in expected}
    assert {month: f"{rate:.4f}"[1:] for month, rate in found.items()} == expected


def test_cdnow_by_days_is_lower(cdnow: Shop) -> None:
    """The same months with the orders of a day merged."""
    rows = rows_of(repurchase(cdnow, by="period"))
    by_days = [f"{rows[month]['repeat_day_rate']:.3f}" for month in ("1997-03", "1997-06", "1998-06")]
    assert by_days == ["0.144", "0.183", "0.195"]


# --- the same in plain Python ---


def label(day: date, unit: CalendarUnit) -> str:
    if unit == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    return f"{day:%Y-%m}" if unit == "month" else f"{day.year}-Q{(day.month + 2) // 3}"


def calendar(first: date, last: date, unit: CalendarUnit) -> list[str]:
    """All periods from the one of the first day to the one of the last, by walking through the days."""
    days = ((first + timedelta(days=number)) for number in range((last - first).days + 1))
    return list(dict.fromkeys(label(day, unit) for day in days))


def by_hand(orders: list[Order], as_of: date, unit: CalendarUnit) -> Iterator[tuple[object, ...]]:
    """Period, buyers, those with two days and two orders with their rates, those back and their rate."""
    bought: dict[str, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    for order in orders:
        if order.buyer and order.net() > 0 and order.day <= as_of:
            bought[label(order.day, unit)][order.buyer].append(order.day)
    names = calendar(min(order.day for order in orders), as_of + timedelta(days=200), unit)
    # a period is over when the day after the as-of day is beyond it
    over = set(names[: names.index(label(as_of + timedelta(days=1), unit))])
    for name, following in pairwise(names):
        own = bought[name]
        counts = [sum(len(set(days)) > 1 for days in own.values()), sum(len(days) > 1 for days in own.values())]
        back = len(own.keys() & bought[following].keys())
        rates = [exact(Fraction(count, len(own)), 6) if own and name in over else None for count in counts]
        ripe = following in over
        next_rate = exact(Fraction(back, len(own)), 6) if own and ripe else None
        yield name, len(own), counts[0], rates[0], counts[1], rates[1], back if ripe else None, next_rate
        if name == label(as_of, unit):
            return


@examples(12)
@given(st.integers(0, 10**6), st.sampled_from(["week", "month", "quarter"]), st.integers(0, 90))
def test_random_shops_by_hand(seed: int, unit: CalendarUnit, earlier: int) -> None:
    orders = busy(seed, 60, 500)
    as_of = max(order.day for order in orders) - timedelta(days=earlier)
    result = repurchase(shop(orders), by="period", period=unit, as_of=as_of)
    assert [(record[0], *record[4:]) for record in result.records] == list(by_hand(orders, as_of, unit))


@examples(6)
@given(st.integers(0, 10**6))
def test_since_and_until_choose_periods_and_change_no_figure(seed: int) -> None:
    store = shop(busy(seed, 40, 500))
    every = rows_of(repurchase(store, by="period"))
    some = rows_of(repurchase(store, by="period", since="2022-05-17", until="2022-09-02"))
    assert some == {month: every[month] for month in ("2022-05", "2022-06", "2022-07", "2022-08", "2022-09")}


# --- shops to check by hand ---


def test_two_orders_of_a_day_count_by_orders_only() -> None:
    rows = jots("ann 2024-01-05 9", "ann 2024-01-05 9", "bob 2024-01-06 9", "bob 2024-01-07 9", as_of="2024-01-31")
    january = rows["2024-01"]
    assert (january["buyers"], january["repeat_day_buyers"], january["repeat_order_buyers"]) == (2, 1, 2)
    assert (january["repeat_day_rate"], january["repeat_order_rate"]) == (Decimal("0.5"), Decimal(1))


def test_the_next_period_is_the_one_right_after() -> None:
    """Ann is back in February, Bob not before March."""
    rows = jots("ann 2024-01-01 9", "bob 2024-01-31 9", "ann 2024-02-29 9", "bob 2024-03-31 9")
    assert [row["next_period_rate"] for row in rows.values()] == [Decimal("0.5"), 0, None]
    quarters = jots("ann 2023-12-31 9", "ann 2024-01-01 9", "ann 2024-06-30 9", period="quarter")
    assert [(name, row["next_period_buyers"]) for name, row in quarters.items()] == [
        ("2023-Q4", 1),
        ("2024-Q1", 1),
        ("2024-Q2", None),
    ]


def test_a_month_that_is_not_over_has_buyers_but_no_rate() -> None:
    result = repurchase(jotted("ann 2024-01-01 9", "ann 2024-01-02 9", "ann 2024-02-10 9"), by="period")
    january, february = rows_of(result).values()
    assert (january["repeat_day_rate"], january["next_period_rate"]) == (1, None)  # February may still bring others
    assert (february["buyers"], february["repeat_day_rate"], february["is_complete"]) == (1, None, False)
    assert {"repurchase_period_running", "repurchase_next_running"} <= codes(result)
    assert result.facts["repeat_day_rate"] == 1
    assert result.facts["next_period_rate"] is None


def test_a_month_in_which_the_data_begins_is_marked() -> None:
    result = repurchase(jotted("ann 2024-01-20 9", "ann 2024-02-29 9"), by="period")
    assert [row["is_complete"] for row in rows_of(result).values()] == [False, True]
    assert "repurchase_period_begun" in codes(result)


def test_the_rate_on_top_is_of_the_periods_without_a_star() -> None:
    """January begins on the 20th: Ann, who bought twice in it, is not in the headline; Bob's February is."""
    lines = ("ann 2024-01-20 9", "ann 2024-01-21 9", "ann 2024-02-10 9", "bob 2024-02-11 9", "bob 2024-02-29 9")
    result = repurchase(jotted(*lines, "bob 2024-03-31 9"), by="period")
    assert [row["is_complete"] for row in rows_of(result).values()] == [False, True, True]
    assert round(result.facts["repeat_day_rate"], 4) == Decimal("0.3333")  # type: ignore[call-overload]
    assert result.facts["next_period_rate"] == Decimal("0.5")


def test_an_empty_month_has_no_rate_and_the_rates_on_top_weigh_buyers() -> None:
    lines = [f"c{number} 2024-01-01 9" for number in range(3)]
    result = repurchase(jotted(*lines, "ann 2024-03-30 9", "ann 2024-03-31 9"), by="period")
    january, february, _ = rows_of(result).values()
    assert (january["next_period_rate"], february["buyers"], february["repeat_day_rate"]) == (0, 0, None)
    assert result.facts["repeat_day_rate"] == Decimal("0.25")  # one of four buyers, not the mean of 0 % and 100 %


def test_refunds_and_unidentified_buyers_count_in_nothing() -> None:
    day = date(2024, 1, 1)
    orders = [Order("ann", day, 500), Order("ann", day + timedelta(days=3), 500, back=500), Order(None, day, 100)]
    (january,) = rows_of(repurchase(shop(orders), by="period", as_of="2024-01-31")).values()
    assert (january["buyers"], january["repeat_order_buyers"]) == (1, 0)


def test_what_cannot_be_asked() -> None:
    store = jotted("ann 2024-01-05 9")
    with pytest.raises(UsageError) as refused:
        repurchase(store, by="period", period="30d")  # type: ignore[arg-type]
    assert "--period" in refused.value.message("en")
    with pytest.raises(NotEnoughError) as nothing:
        repurchase(store, by="period", since="2024-02-03", as_of="2024-03-31")
    assert nothing.value.code == "since_beyond"
    with pytest.raises(NotEnoughError) as no_buyers:
        repurchase(jotted("- 2024-01-05 9"), by="period")
    assert no_buyers.value.code == "no_buyers"
