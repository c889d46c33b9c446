"""The screen of sales: what its sentences say of the last period, beside the one before and a year ago."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.analyses.screens import require_fitting, said, shown
from tests.analyses.till import Order, busy, shop

from crmkit.analyses.trend.trend import trend
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.screen import Table

LANGUAGES: tuple[Language, ...] = ("en", "zh")
TWO_MONTHS = (
    "ann 2024-04-01 100.00",
    "bob 2024-04-30 100.00",
    "ann 2024-05-02 250.00",
    "cat 2024-05-31 50.00",
)


def jotted(*lines: str) -> list[Order]:
    """Orders as a shopkeeper would jot them down: ``"ann 2024-06-01 12.50"``."""
    words = [line.split() for line in lines]
    return [Order(buyer, date.fromisoformat(day), round(float(paid) * 100)) for buyer, day, paid in words]


def year(more: int = 0) -> list[str]:
    """A purchase of 100 on the first and the last day of 13 months up to June 2024, the last one ``more``."""
    days = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(5, 18)]
    return [
        line
        for day in days
        for line in (
            f"ann {day} 100.00",
            f"bob {(day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)} "
            f"{100 + more * (day == days[-1])}.00",
        )
    ]


def both(*orders: str, **asked: object) -> dict[Language, list[str]]:
    found = {}
    for language in LANGUAGES:
        with shop(jotted(*orders)) as store:
            result = trend(store, language=language, **asked)  # type: ignore[arg-type]
        require_fitting(result)
        found[language] = said(result, language)
    return found


def test_a_whole_month_beside_the_one_before() -> None:
    assert both(*TWO_MONTHS) == {
        "en": ["2024-05 brought 300 yuan from 2 orders: +50% on the month before.", "Of 2 buyers 1 was new."],
        "zh": ["2024-05 销售额 300 元，2 单：环比 +50%。", "2 位买家中新客 1 位。"],
    }


def test_a_year_before_and_the_last_twelve_months() -> None:
    english, chinese = both(*year(more=60)).values()
    assert (
        english[0]
        == "2024-06 brought 260 yuan from 2 orders: +30% on the month before, +30% on the year; the best month so far."
    )
    assert english[-1] == "The last 12 months add up to 2,460 yuan."
    assert chinese[0] == "2024-06 销售额 260 元，2 单：环比 +30%，同比 +30%，是目前最高的一个月。"
    assert chinese[-1] == "近 12 个月合计 2,460 元。"


def test_what_did_not_change_has_no_sign() -> None:
    english, _ = both(*year()).values()
    assert english[0] == "2024-06 brought 200 yuan from 2 orders: 0% on the month before, 0% on the year."


def test_the_best_month_so_far_is_said_of_a_whole_one_alone() -> None:
    """Five months before it make it a record, four do not; one that is not over is none, however much it brought."""
    asked = (year(more=60)[14:], year(more=60)[16:], [*year(more=60)[14:], "ann 2024-07-01 900.00"], year()[14:])
    best, shorter, running, as_good = (both(*orders)["en"] for orders in asked)
    assert best[0] == "2024-06 brought 260 yuan from 2 orders: +30% on the month before; the best month so far."
    assert shorter[0] == "2024-06 brought 260 yuan from 2 orders: +30% on the month before."
    assert running[1] == best[0]
    assert as_good[0] == "2024-06 brought 200 yuan from 2 orders: 0% on the month before."
    assert both(*year(more=60)[14:])["zh"][0] == "2024-06 销售额 260 元，2 单：环比 +30%，是目前最高的一个月。"


def test_the_best_month_is_that_of_all_months_not_of_those_shown() -> None:
    orders = [*year(more=-60), "cat 2023-08-15 500.00"]
    for asked, best in (({}, "2023-08"), ({"periods": 3}, "2023-08"), ({"until": "2023-07-31"}, None)):
        with shop(jotted(*orders)) as store:
            result = trend(store, **asked)  # type: ignore[arg-type]
        assert result.facts["best_period"] == best
        assert result.facts["best_net_sales"] == (None if best is None else Decimal("700.00"))
        assert not any("best" in sentence for sentence in said(result))


def test_eleven_months_are_no_year() -> None:
    english, _ = both(*year()[4:]).values()
    assert not any("add up" in sentence for sentence in english)


def test_one_month_has_nothing_before() -> None:
    assert both("ann 2024-06-01 5.00", "bob 2024-06-30 7.00") == {
        "en": ["2024-06 brought 12 yuan from 2 orders.", "Of 2 buyers 2 were new."],
        "zh": ["2024-06 销售额 12 元，2 单。", "2 位买家中新客 2 位。"],
    }


def test_one_order_of_one_buyer() -> None:
    assert both("ann 2024-06-30 5.50", by="day") == {
        "en": ["2024-06-30 brought 5.50 yuan from 1 order.", "Of 1 buyer 1 was new."],
        "zh": ["2024-06-30 销售额 5.50 元，1 单。", "1 位买家中新客 1 位。"],
    }


def test_a_month_that_is_not_over_stands_before_the_last_whole_one() -> None:
    orders = (*TWO_MONTHS, "dan 2024-06-10 9.00", "dan 2024-06-12 90.00")
    assert both(*orders, as_of="2024-06-10")["en"] == [
        "2024-06 so far (to 10 Jun 2024): 9 yuan from 1 order.",
        "2024-05 brought 300 yuan from 2 orders: +50% on the month before.",
        "Of 2 buyers 1 was new.",
    ]
    assert both(*orders)["zh"][0] == "2024-06 截至 2024 年 6 月 12 日：99 元，2 单。"


def test_only_a_month_that_is_not_over() -> None:
    assert both("ann 2024-06-10 9.00")["en"] == [
        "2024-06 so far (to 10 Jun 2024): 9 yuan from 1 order.",
        "Of 1 buyer 1 was new.",
    ]


def test_a_month_without_an_order() -> None:
    asked = {"as_of": "2024-06-30"}
    assert both(*TWO_MONTHS, **asked) == {"en": ["2024-06 brought nothing."], "zh": ["2024-06 没有成交。"]}


def test_a_share_of_thirty_buyers_is_said_of_fewer_not() -> None:
    for buyers, shared in ((29, False), (30, True)):
        orders = [f"c{number} 2024-06-01 10.00" for number in range(buyers)]
        orders += [f"c{number} 2024-06-02 10.00" for number in range(buyers)]
        english, chinese = both(*orders, by="day").values()
        assert (f"Of {buyers} buyers 0 were new and 100% had bought before." in english) is shared
        assert (f"{buyers} 位买家中新客 0 位，老客占 100%。" in chinese) is shared


def test_a_week_is_named_by_its_days() -> None:
    orders = [f"ann {date(2024, 6, 3) + timedelta(days=number)} 10.00" for number in range(14)]
    english, chinese = both(*orders, by="week").values()
    assert english[0] == "The week 2024-06-10 to 2024-06-16 brought 70 yuan from 7 orders: 0% on the week before."
    assert chinese[0] == "2024-06-10～2024-06-16 这一周 销售额 70 元，7 单：环比 0%。"


def test_figures_are_those_of_the_rows() -> None:
    with shop(busy(3)) as store:
        result = trend(store)
    last = dict(zip(result.columns, result.records[-2], strict=True))  # the last one is not over
    (sentence,) = [sentence for sentence in result.answer if sentence.code == "trend_last"]
    assert sentence.values["orders"] == last["orders"] and sentence.values["revenue"] == (last["net_sales"],)
    change = last["change_rate"]
    assert isinstance(change, Decimal) and sentence.values["change"] == f"{round(change * 100):+d}%"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", [{}, {"by": "week"}, {"by": "day"}, {"forecast": 3}, {"forecast": 12}], ids=str)
def test_a_shop_of_years_fits_on_the_screen(asked: dict[str, object], language: Language) -> None:
    with shop(busy(3)) as store:
        require_fitting(trend(store, language=language, **asked))  # type: ignore[arg-type]


def ahead(forecast: int, orders: list[Order]) -> Result:
    with shop(orders) as store:
        return trend(store, forecast=forecast)


def test_coming_months_are_added_up_and_one_has_its_bounds() -> None:
    orders = busy(5)
    several, one = ahead(3, orders), ahead(1, orders)
    rows = [dict(zip(several.parts["forecast"].columns, row, strict=True)) for row in several.parts["forecast"].records]
    added = sum((row["forecast_net_sales"] for row in rows), Decimal(0))  # type: ignore[misc]
    assert said(several)[0] == f"{rows[0]['period']} to {rows[-1]['period']} should bring about {added:,.0f} yuan."
    assert said(several, "zh")[0].startswith(f"预计 {rows[0]['period']} 至 {rows[-1]['period']} 共约 ")
    (row,) = (dict(zip(one.parts["forecast"].columns, row, strict=True)) for row in one.parts["forecast"].records)
    low, high = (f"{row[name]:,.0f} yuan" for name in ("net_sales_low", "net_sales_high"))
    assert said(one)[0].endswith(f"({low} to {high}).")


def test_how_far_a_forecast_was_off_stands_below() -> None:
    result = ahead(3, busy(5))
    error = result.facts["backtest_error"]
    assert isinstance(error, Decimal)
    assert f"off by {error * 100:.0f}% on average" in shown(result)
    assert "off by" not in shown(ahead(1, jotted(*TWO_MONTHS)))


def test_as_many_months_as_are_asked_for() -> None:
    with shop(jotted(*year())) as store:
        result = trend(store, periods=2)
    (table,) = result.screen.blocks if result.screen else ()
    assert isinstance(table, Table) and table.rows == 2
    below = shown(result).partition("─")[2].splitlines()
    assert [line[:7] for line in below if line.startswith("2024-")] == ["2024-05", "2024-06"]
