"""The coming periods of a trend: what is learnt from, what is said of it, and what it knows nothing of."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from tests.analyses.till import Order, shop

from crmkit.analyses.trend.trend import trend
from crmkit.errors import NotEnoughError, UsageError
from crmkit.periods import months_later
from crmkit.render.options import RenderOptions
from crmkit.render.render import render
from crmkit.result import Result

YEAR = [100, 80, 120, 110, 130, 260, 90, 95, 120, 140, 400, 180]
"""Yuan a month, January first."""


def months(values: Iterable[int], first: date = date(2021, 1, 1)) -> list[Order]:
    """One order on the first day of each month."""
    return [Order(None, months_later(first, place), value * 100) for place, value in enumerate(values)]


def asked(orders: list[Order], **arguments: object) -> Result:
    with shop(orders) as store:
        return trend(store, **arguments)  # type: ignore[arg-type]


def ahead(result: Result, *names: str) -> list[tuple[object, ...]]:
    part = result.parts["forecast"]
    places = [part.columns.index(name) for name in names]
    return [tuple(record[place] for place in places) for record in part.records]


def codes(result: Result) -> set[str]:
    return {note.code for note in result.notes}


THREE_YEARS = months(YEAR * 3)
"""January 2021 to December 2023; no buyer is identified, which a forecast of sales needs as little as a trend."""
WHOLE = {"as_of": date(2023, 12, 31)}


def test_a_year_that_repeats_itself() -> None:
    result = asked(THREE_YEARS, forecast=3, **WHOLE)
    assert ahead(result, "period", "forecast_net_sales", "net_sales_low", "net_sales_high", "last_year_net_sales") == [
        ("2024-01", *[Decimal("100.00")] * 4),
        ("2024-02", *[Decimal("80.00")] * 4),
        ("2024-03", *[Decimal("120.00")] * 4),
    ]
    assert result.facts["forecast_method"] == "year_ago" and result.facts["backtest_error"] == 0
    backtests = {str(row[0]): row for row in result.parts["forecast_backtest"].records}
    assert backtests["year_ago"][1:] == (Decimal("0.00"), Decimal("0.0000"), None)
    assert {"last_period", "level", "season"} <= set(backtests)


def test_the_rows_are_the_same_with_a_forecast() -> None:
    result = asked(THREE_YEARS, forecast=3)
    assert result.records == asked(THREE_YEARS).records
    shown = asked(THREE_YEARS, forecast=3, periods=2, until=date(2022, 5, 5))
    assert shown.parts["forecast"] == result.parts["forecast"]


def test_the_month_that_runs_is_predicted_and_not_learnt_from() -> None:
    """A few days of January, with little sold, are no January."""
    some = [*THREE_YEARS, Order(None, date(2024, 1, 5), 1_00)]
    found = ahead(asked(some, forecast=3), "period", "forecast_net_sales")
    assert found == ahead(asked(THREE_YEARS, forecast=3, **WHOLE), "period", "forecast_net_sales")


def test_never_below_what_is_sold_already() -> None:
    much = [*THREE_YEARS, Order(None, date(2024, 1, 5), 999_50)]
    names = ("forecast_net_sales", "net_sales_low", "net_sales_high")
    first, *_ = ahead(asked(much, forecast=2), *names)
    assert first == (Decimal("999.50"),) * 3


def test_too_short_for_a_backtest() -> None:
    result = asked(months(YEAR[:5]), forecast=2, as_of=date(2021, 5, 31))
    assert (
        ahead(result, "forecast_net_sales", "net_sales_low", "last_year_net_sales")
        == [(Decimal("130.00"), None, None)] * 2
    )
    assert result.facts["forecast_method"] == "last_period" and result.facts["backtest_error"] is None
    (note,) = [note for note in result.notes if note.code == "forecast_untried"]
    assert note.values == {"learnt": 5, "least": 13} and "forecast_backtest" not in result.parts


def test_no_whole_month_to_learn_from() -> None:
    with pytest.raises(NotEnoughError) as caught:
        asked(months([5], date(2024, 1, 7)), forecast=1)
    assert caught.value.code == "trend_nothing_whole"


def test_the_moon_moves_and_the_forecast_does_not() -> None:
    """New year's day was on 22 January 2023 and on 10 February 2024."""
    result = asked(THREE_YEARS, forecast=2, **WHOLE)
    (note,) = [note for note in result.notes if note.code == "forecast_moving"]
    assert note.values["events"] == "New Year goods sale, Lunar New Year"
    summer = asked(THREE_YEARS, forecast=2, as_of=date(2023, 5, 31))
    assert "forecast_moving" not in codes(summer)


def test_a_method_without_a_year_says_what_it_does_not_see() -> None:
    result = asked(months(YEAR[:10]), forecast=2, as_of=date(2021, 10, 31), language="zh")
    (note,) = [note for note in result.notes if note.code == "forecast_blind"]
    assert note.values["events"] == "双11、双12"
    week = asked(THREE_YEARS, forecast=7, by="day", as_of=date(2023, 11, 7))
    assert str(week.facts["forecast_method"]) != "year_ago"
    assert "forecast_blind" in codes(week)
    for day, is_told in ((10, True), (15, False)):  # Double 11 is over, the month runs on
        known = [*months(YEAR[:10]), Order(None, date(2021, 10, 31), 100)]
        running = asked(known, forecast=1, as_of=date(2021, 11, day))
        assert ("forecast_blind" in codes(running)) == is_told


def test_months_without_data_are_not_learnt_from() -> None:
    """The same months are predicted from the same data, however late one asks."""
    late, soon = (asked(THREE_YEARS, forecast=2, as_of=day) for day in (date(2026, 5, 31), date(2023, 12, 1)))
    assert late.parts["forecast"].records == soon.parts["forecast"].records


def test_people_chosen_by_what_they_did() -> None:
    named = [Order("ann", order.day, order.paid) for order in THREE_YEARS]
    assert "forecast_chosen" in codes(asked(named, forecast=1, where="purchase_days>=2"))
    assert "forecast_chosen" not in codes(asked(named, where="purchase_days>=2")) | codes(asked(named, forecast=1))


def test_weeks_look_back_52_weeks() -> None:
    monday = date(2022, 1, 3)
    orders = [Order(None, monday + timedelta(days=7 * week), (week % 52 + 1) * 100) for week in range(80)]
    result = asked(orders, by="week", forecast=1, as_of=monday + timedelta(days=80 * 7 - 1))
    assert ahead(result, "period", "forecast_net_sales") == [("2023-07-17", Decimal("29.00"))]


@pytest.mark.parametrize(("by", "most"), [("day", 364), ("week", 52), ("month", 12)])
def test_no_further_than_a_year(by: str, most: int) -> None:
    assert len(ahead(asked(THREE_YEARS, by=by, forecast=most), "events")) == most
    for wrong in (most + 1, -1):
        with pytest.raises(UsageError):
            asked(THREE_YEARS, by=by, forecast=wrong)


def test_twenty_years() -> None:
    assert asked(months(YEAR * 20, date(2004, 1, 1)), forecast=12).facts["forecast_method"] == "year_ago"


def test_row_order_changes_no_byte() -> None:
    chance = Random(2)
    orders = [Order(None, date(2021, 1, 1) + timedelta(days=day), chance.randrange(99999)) for day in range(1000)]
    answers = []
    for found in (orders, chance.sample(orders, len(orders))):
        result, stream = asked(found, forecast=3), io.BytesIO()
        for format in ("table", "json", "md", "xlsx"):
            render(result, stream, format=format, language="zh", options=RenderOptions(width=100))
        answers.append(stream.getvalue())
    assert answers[0] == answers[1]
