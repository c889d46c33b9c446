"""The screen of repurchases: what is said of one buyer, of few, of many, and of those who are too young for rates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.analyses.screens import in_both, require_fitting, said, shown
from tests.analyses.shops import Shop
from tests.analyses.till import busy
from tests.analyses.till import shop as till

from crmkit.analyses.repurchase.repurchase import By, repurchase
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.screen import Strip, Table

FIRST = date(2023, 1, 1)


def bought(*buyers: Iterable[int], until: int) -> Shop:
    """A shop whose buyers bought on these days after new year's day, and whose last order, of nobody, was ``until``."""
    days = [(f"c{number:03}", day) for number, own in enumerate(buyers) for day in own]
    return Shop([(who, FIRST + timedelta(days=day), 10) for who, day in days] + [(None, FIRST + timedelta(until), 10)])


def both(store: Shop) -> dict[Language, list[str]]:
    """The sentences in each language, of screens that fit."""
    return in_both(repurchase(store))


def tables(result: Result) -> list[Table]:
    assert result.screen is not None
    return [block for block in result.screen.blocks if isinstance(block, Table)]


def test_nobody_has_bought_again() -> None:
    assert both(bought([0], until=9)) == {
        "en": ["1 first-time buyer so far, and no second purchase."],
        "zh": ["1 位首购客户还没有复购。"],
    }
    assert both(bought(*[[0]] * 300, until=400)) == {
        "en": ["300 first-time buyers so far, and none of them has bought again."],
        "zh": ["300 位首购客户都还没有复购。"],
    }


def test_few_are_counted_and_have_no_rates() -> None:
    assert both(bought([0, 5], until=9)) == {
        "en": ["1 of 1 first-time buyer has bought again so far: too few for rates."],
        "zh": ["1 位首购客户里已有 1 位复购，人数太少，不算复购率。"],
    }
    assert both(bought([0, 5], [0], until=400))["en"] == [
        "1 of 2 first-time buyers has bought again so far: too few for rates."
    ]
    assert both(bought([0, 5], [0, 6], *[[0]] * 27, until=400))["en"] == [
        "2 of 29 first-time buyers have bought again so far: too few for rates."
    ]


def test_a_quarter_and_a_year() -> None:
    # of 100, 40 buy again on day 20 and 20 on day 200; 40 never: 40 % within 90 days, 60 % within a year
    again = [*[[0, 20]] * 40, *[[0, 200]] * 20, *[[0]] * 40]
    assert both(bought(*again, until=600)) == {
        "en": [
            "40% of first-time buyers buy again within 90 days, 60% within a year.",
            "80% of those who return do so by day 200: make the second-order offer before then.",
        ],
        "zh": [
            "首购客户 90 天复购率 40%，一年 60%。",
            "会复购的客户里，八成在第 200 天前下单：二单券要赶在这之前发。",
        ],
    }


def test_a_second_order_is_named_where_it_leads_to_more() -> None:
    # 120 of 200 have a second purchase, 90 of these 120 a third one within 90 days
    steps = [*[[0, 20, 40]] * 90, *[[0, 20]] * 30, *[[0]] * 80]
    assert both(bought(*steps, until=600)) == {
        "en": [
            "60% of first-time buyers buy again within 90 days, 60% within a year.",
            "80% of those who return do so by day 20: make the second-order offer before then.",
            "After a second order 75% buy again within 90 days.",
        ],
        "zh": [
            "首购客户 90 天复购率 60%，一年 60%。",
            "会复购的客户里，八成在第 20 天前下单：二单券要赶在这之前发。",
            "买到第二单后，90 天复购率升到 75%。",
        ],
    }
    as_many = [*[[0, 20, 40]] * 72, *[[0, 20]] * 48, *[[0]] * 80]
    assert len(both(bought(*as_many, until=600))["en"]) == 2
    one_more = [*[[0, 20, 40]] * 73, *[[0, 20]] * 47, *[[0]] * 80]
    assert both(bought(*one_more, until=600))["en"][2] == "After a second order 61% buy again within 90 days."


def test_when_most_are_back_is_not_told_of_a_few() -> None:
    assert len(both(bought(*[[0, 20]] * 29, *[[0]] * 30, until=600))["en"]) == 1
    assert "by day 20:" in both(bought(*[[0, 20]] * 30, *[[0]] * 30, until=600))["en"][1]


def test_what_is_too_early_to_tell() -> None:
    assert both(bought(*[[0, 20]] * 40, *[[0]] * 60, until=70)) == {
        "en": [
            "40% of first-time buyers buy again within 60 days; it is too early for longer.",
            "80% of those who return do so by day 20: make the second-order offer before then.",
        ],
        "zh": [
            "首购客户 60 天复购率 40%；更长的还看不出。",
            "会复购的客户里，八成在第 20 天前下单：二单券要赶在这之前发。",
        ],
    }


def test_the_strip_holds_the_rates_and_what_they_rest_on() -> None:
    result = repurchase(till(busy(3, buyers=150)))
    require_fitting(result)
    assert result.screen is not None
    (strip,) = (block for block in result.screen.blocks if isinstance(block, Strip))
    by_name = {name: [record[place] for record in result.records] for place, name in enumerate(result.columns)}
    assert strip.heads == (30, 60, 90, 180, 365) == tuple(by_name["days_since_first"])
    assert {name: list(values) for name, values in strip.lines} == {
        name: by_name[name] for name in ("repurchase_rate", "ci_low", "ci_high", "still_observed")
    }
    rates = dict(zip(by_name["days_since_first"], by_name["repurchase_rate"], strict=True))
    assert said(result)[0] == (
        f"{rates[90]:.0%} of first-time buyers buy again within 90 days, {rates[365]:.0%} within a year."
    )
    assert said(result)[1].startswith(f"80% of those who return do so by day {result.facts['days_to_repeat_p80']}:")


def test_six_steps_are_shown_and_the_others_counted() -> None:
    result = repurchase(bought(*[range(0, 90, 10)] * 40, until=600))
    steps = len(result.parts["transitions"].records)
    assert steps == 9
    assert f"6 of {steps} shown; all: crmkit repurchase --full" in shown(result)
    assert f"显示 {steps} 行中的前 6 行，全部：crmkit repurchase --full" in shown(result, "zh")


@pytest.mark.parametrize("by", ["province", "basket", "product", "channel"])
def test_groups_that_were_asked_for_take_the_place_of_the_steps(by: By) -> None:
    orders = [replace(order, channel="app" if order.paid % 2 else "web") for order in busy(5, buyers=300)]
    result = repurchase(till(orders), by=by)
    require_fitting(result)
    assert [table.part for table in tables(result)] == [f"repurchase_by_{by}"]
    assert "Next" not in shown(result), "no advice to ask what was asked"


def test_months_of_the_first_purchase_are_behind_full() -> None:
    result = repurchase(till(busy(5)))
    assert "repurchase_by_month" in result.parts
    assert [table.part for table in tables(result)] == ["transitions"]
    assert "crmkit repurchase --by product" in " ".join(shown(result).split())


def test_without_groups_to_show_the_steps_stay() -> None:
    result = repurchase(till([replace(order, city=None, province=None) for order in busy(5)]), by="province")
    assert [table.part for table in tables(result)] == ["transitions"]


def test_month_by_month() -> None:
    # two buyers of January come twice in it, one of four comes back in February; in February one of two comes twice
    store = bought([0, 5], [1, 6, 40], [2], [3], [33, 35], until=70)
    result = repurchase(store, by="period")
    require_fitting(result)
    assert result.facts["repeat_day_rate"] == pytest.approx(0.5) and result.facts["next_period_rate"] is not None
    assert said(result) == [
        "Of the buyers of a month 50% buy on two or more days of it, and 25% buy again in the next month."
    ]
    chinese = repurchase(store, by="period", language="zh")
    assert said(chinese, "zh") == ["每个月的买家里，50% 当期购买两天及以上，25% 下一期再次购买。"]


def test_no_month_is_whole() -> None:
    store = bought([10, 15], [12], until=20)
    assert said(repurchase(store, by="period")) == ["The data do not cover a whole month yet."]
    chinese = repurchase(store, by="period", period="week", language="zh")
    assert said(repurchase(store, by="period", period="quarter", language="zh"), "zh") == [
        "数据里还没有完整的一个季度。"
    ]
    require_fitting(chinese)


def test_the_latest_thirteen_periods_are_shown() -> None:
    result = repurchase(bought(*[[0, day] for day in range(1, 730, 5)], until=730), by="period")
    require_fitting(result)
    assert f"Latest 13 of {result.facts['periods']} shown" in shown(result)
    assert [table.part for table in tables(result)] == [""]
