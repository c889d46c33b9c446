"""The screen of a portrait: who has bought and who bought lately, in sentences for none, one and many."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from tests.analyses.screens import require_fitting, said, shown
from tests.analyses.till import Order, busy, shop

from crmkit.analyses.profile.profile import profile
from crmkit.messages import LANGUAGES, Language
from crmkit.render.spoken import sentence
from crmkit.result import Result
from crmkit.screen import Lines, Strip, Table
from crmkit.store.store import Store

FIRST = date(2024, 1, 1)


def order(buyer: str | None, day: int, yuan: int = 10, **fields: Any) -> Order:
    """An order so many days after new year's day."""
    return Order(buyer, FIRST + timedelta(days=day), yuan * 100, **fields)


def both(*orders: Order, where: str | None = None) -> dict[Language, list[str]]:
    """The sentences in each language, of screens that fit."""
    found = {}
    for language in LANGUAGES:
        result = profile(shop(orders), language=language, where=where)
        require_fitting(result)
        found[language] = said(result, language)
    return found


def rows(result: Result, part: str = "") -> list[dict[str, Any]]:
    source = result.parts[part] if part else result
    return [dict(zip(source.columns, record, strict=True)) for record in source.records]


def lines(store: Store, language: Language = "en") -> dict[str, str]:
    """The lines of the screen below its tables, by their label."""
    result = profile(store, language=language)
    require_fitting(result)
    assert result.screen is not None
    blocks = [block for block in result.screen.blocks if isinstance(block, Lines)]
    return {line.label: sentence("line", line, result, language) for block in blocks for line in block.lines}


def test_one_customer_who_bought_once() -> None:
    assert both(order("ann", 0)) == {
        "en": ["1 customer has bought, none more than once yet.", "In the last 30 days 1 bought, a new customer."],
        "zh": ["成交客户 1 位，还没有复购客户。", "最近 30 天有 1 位下单，是新客。"],
    }


def test_one_customer_who_came_back() -> None:
    assert both(order("ann", 0), order("ann", 50)) == {
        "en": ["1 customer has bought, and more than once.", "In the last 30 days 1 bought, a returning customer."],
        "zh": ["成交客户 1 位，已复购。", "最近 30 天有 1 位下单，是老客。"],
    }


def test_all_came_back() -> None:
    assert both(*(order(name, day) for name in ("ann", "bob") for day in (0, 50))) == {
        "en": [
            "2 customers have bought, all of them more than once.",
            "In the last 30 days 2 bought, all of them returning.",
        ],
        "zh": ["成交客户 2 位，都已复购。", "最近 30 天有 2 位下单，都是老客。"],
    }


def test_everybody_bought_once() -> None:
    assert both(*(order(f"c{number}", number % 60) for number in range(300))) == {
        "en": [
            "300 customers have bought, none more than once yet.",
            "In the last 30 days 150 bought, all of them new.",
        ],
        "zh": ["成交客户 300 位，还没有复购客户。", "最近 30 天有 150 位下单，都是新客。"],
    }


def test_new_and_returning_and_the_money_of_these() -> None:
    assert both(order("ann", 0, 40), order("ann", 50, 30), order("bob", 55, 10)) == {
        "en": [
            "2 customers have bought, 1 of them more than once.",
            "In the last 30 days 2 bought: 1 new and 1 returning, who brought 75% of the money.",
        ],
        "zh": [
            "成交客户 2 位，其中复购客户 1 位。",
            "最近 30 天有 2 位下单：新客 1 位，老客 1 位，老客贡献了 75% 的销售额。",
        ],
    }


def test_nobody_bought_lately() -> None:
    late = order(None, 100)  # the last day is that of an order of nobody
    assert both(order("ann", 0), late)["en"][1] == "In the last 30 days no customer bought."
    assert both(order("ann", 0), late)["zh"][1] == "最近 30 天没有客户下单。"
    assert both(order("ann", 0), order(None, 800))["en"][1] == "In the last 365 days no customer bought."


def test_the_lost_are_counted_and_none_is_not() -> None:
    assert both(order("ann", 0), order("bob", 799)) == {
        "en": [
            "2 customers have bought, none more than once yet; 1 is lost.",
            "In the last 30 days 1 bought, a new customer.",
        ],
        "zh": ["成交客户 2 位，还没有复购客户，已流失 1 位。", "最近 30 天有 1 位下单，是新客。"],
    }
    assert both(order("ann", 0), order("ann", 9), order("bob", 0), order("cat", 799))["en"][0] == (
        "3 customers have bought, 1 of them more than once; 2 are lost."
    )


def test_an_audience_that_has_bought_nothing() -> None:
    orders = [order("ann", 5), order("bob", 1, back=1000), order("cat", 1, back=1000)]
    assert both(*orders, where="stage=never") == {
        "en": ["2 customers have bought nothing in these data."],
        "zh": ["2 位客户在数据里没有成交。"],
    }
    assert both(*orders[:2], where="stage=never")["en"] == ["1 customer has bought nothing in these data."]


def test_shares_of_people_begin_at_thirty_customers() -> None:
    again = [order("c0", 40)]
    few = both(*(order(f"c{number}", 0) for number in range(29)), *again)
    enough = both(*(order(f"c{number}", 0) for number in range(30)), *again)
    assert few["en"][0] == "29 customers have bought, 1 of them more than once."
    assert enough["en"][0] == "30 customers have bought, 1 of them more than once (3.3%)."
    assert enough["zh"][0] == "成交客户 30 位，其中复购客户 1 位（3.3%）。"


def test_sentences_and_strip_say_what_the_rows_say() -> None:
    result = profile(shop(busy(4, buyers=200)))
    require_fitting(result)
    facts, newness = result.facts, rows(result, "profile_newness")
    (lost,) = (row["customers"] for row in rows(result) if row["stage"] == "lost")
    customers, again = int(str(facts["customers"])), int(str(facts["repeat_customers"]))
    first = newness[0]
    assert said(result) == [
        f"{customers} customers have bought, {again} of them more than once ({again / customers:.0%}); "
        f"{lost} are lost.",
        f"In the last 30 days {first['customers']} bought: {first['new_customers']} new and "
        f"{first['returning_customers']} returning, who brought {first['returning_sales_share']:.0%} of the money.",
    ]
    assert result.screen is not None
    (strip,) = (block for block in result.screen.blocks if isinstance(block, Strip))
    assert strip.heads == (30, 90, 365)
    assert dict(strip.lines)["new_customers"] == tuple(row["new_customers"] for row in newness)


def test_provinces_with_most_customers_come_first() -> None:
    living = {"浙江": 6, "四川": 5, "广东": 7, "福建": 4, "湖南": 3, "江苏": 2}
    orders = [
        order(f"{place}{number}", 0, 100 if place == "江苏" else 10, province=place)
        for place, customers in living.items()
        for number in range(customers)
    ]
    assert lines(shop(orders))["where"] == "广东 7, 浙江 6, 四川 5, 福建 4, 湖南 3", "27 are too few for a share"
    unknown = [order(f"c{number}", 0) for number in range(23)]
    assert lines(shop([*orders, *unknown]))["where"] == "广东 7, 浙江 6, 四川 5, 福建 4, 湖南 3 (50% of customers)"
    assert lines(shop([*orders, *unknown]), "zh")["where"] == "广东 7、浙江 6、四川 5、福建 4、湖南 3（占客户 50%）"
    assert "where" not in lines(shop(unknown))


def test_what_is_left_of_the_provinces_is_no_province() -> None:
    names = ["浙江", "四川", "广东", "福建", "湖南", "江苏", "山东", "河南", "河北", "湖北"]
    first = [order(f"a{place}", 0, 50, province=place) for place in names]
    rest = [order(f"b{number}", 0, province=place) for number, place in enumerate(("云南", "贵州", "海南"))]
    assert any(row["province"] == "other (3)" for row in rows(profile(shop([*first, *rest])), "profile_provinces"))
    assert "other" not in lines(shop([*first, *rest]))["where"]


def test_hours_are_told_from_thirty_orders_on() -> None:
    mondays = [order(f"c{number}", 7 * (number % 4), at=time(20 + number % 2)) for number in range(28)]
    noon = [order("ann", 1, at=time(12))]
    assert "when" not in lines(shop([*mondays, *noon]))
    assert lines(shop([*mondays, *noon * 2]))["when"] == "most orders at 20-22 h (28 of 30, 93%)"
    enough = shop([*mondays, *mondays[:2], *noon])
    assert lines(enough)["when"] == "most orders at 20-22 h (30 of 31, 97%); busiest: Monday 20-22 h"
    assert lines(enough, "zh")["when"] == "20-22 点下单最多（31 单中 30 单，97%），高峰在周一 20-22 点"


def test_baskets_are_told_where_they_are_fifths() -> None:
    paid = (10, 20, 30, 400, 5000)
    fifths = shop([order(f"c{number}", 0, paid[number % 5]) for number in range(30)])
    assert (
        lines(fifths)["basket"]
        == "average basket, about a fifth of customers each: up to 10, 20, 30 and 400 yuan, the rest above"
    )
    assert lines(fifths, "zh")["basket"] == "按次均金额把客户分成人数相近的五组，分界：10、20、30、400 元"
    few = [order(f"c{number}", 0, paid[number % 5]) for number in range(25)]
    assert "basket" not in lines(shop(few))
    uneven = [order(f"c{number}", 0, paid[number % 5]) for number in range(100)]
    assert "basket" not in lines(shop([*uneven, *(order(f"d{number}", 0, 10) for number in range(15))]))


def test_few_customers_get_no_bars() -> None:
    def bar(customers: int) -> str:
        result = profile(shop([order(f"c{number}", 0) for number in range(customers)]))
        assert result.screen is not None
        (table,) = (block for block in result.screen.blocks if isinstance(block, Table))
        return table.bar

    assert bar(29) == "" and bar(30) == "customer_share"


def test_the_list_of_customers_fits_too() -> None:
    result = profile(shop(busy(4)), detail=True)
    require_fitting(result)
    assert (
        f"15 of {len(result.records)} shown, names masked; all with their names: "
        "crmkit profile --reveal -o profile.xlsx" in " ".join(shown(result).split())
    )
