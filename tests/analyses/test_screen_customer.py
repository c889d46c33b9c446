"""The card of a customer on a screen: rank and rhythm in sentences, what is known in lines, purchases and orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

import pytest
from tests.analyses.screens import require_fitting, said, shown
from tests.analyses.till import Order, Person, busy, open_shop, shop

from crmkit.analyses.customer.customer import customer
from crmkit.messages import Language
from crmkit.privacy.mask import mask
from crmkit.result import Result

LANGUAGES: tuple[Language, ...] = ("en", "zh")
BOUGHT = [
    Order("ann", date(2024, 5, 1), 10000, title="tea"),
    Order("ann", date(2024, 5, 11), 10000, title="tea"),
    Order("ann", date(2024, 5, 21), 10000, title="cup"),
    Order("bob", date(2024, 5, 20), 5000),
    Order("cat", date(2024, 5, 1), 4000),
    Order("dan", date(2024, 5, 21), 0, status=1),
    Order("eve", date(2024, 4, 1), 1000),
    Order("eve", date(2024, 4, 3), 1000),
    Order("fay", date(2024, 5, 2), 550),
]


def card(who: str, orders: Sequence[Order] = BOUGHT, language: Language = "en", **asked: object) -> Result:
    store = open_shop(tuple(orders))
    result = customer(store, who, language=language, **{"forecast": False, **asked})  # type: ignore[arg-type]
    require_fitting(result)
    return result


def firsts(who: str, orders: Sequence[Order] = BOUGHT) -> list[str]:
    """The first sentence in both languages."""
    return [said(card(who, orders, language), language)[0] for language in LANGUAGES]


def lasts(who: str, **asked: object) -> list[str]:
    """The last sentence in both languages."""
    return [said(card(who, language=language, **asked), language)[-1] for language in LANGUAGES]


def test_who_spent_most() -> None:
    assert firsts("ann") == [
        "The biggest spender of 5 customers: 300 yuan on 3 purchase days since 1 May 2024.",
        "5 位客户里消费最高：自 2024 年 5 月 1 日起 3 个购买日，共 300 元。",
    ]


def test_the_rank_in_the_upper_half() -> None:
    assert firsts("bob") == [
        "Number 2 of 5 customers by spend: 50 yuan on 1 purchase day since 20 May 2024.",
        "5 位客户里消费排名第 2：自 2024 年 5 月 20 日起 1 个购买日，共 50 元。",
    ]


def test_no_rank_in_the_lower_half() -> None:
    assert firsts("eve") == [
        "20 yuan on 2 purchase days since 1 Apr 2024.",
        "自 2024 年 4 月 1 日起 2 个购买日，共 20 元。",
    ]


def test_one_purchase() -> None:
    assert firsts("fay") == ["Bought once: 5.50 yuan on 2 May 2024.", "2024 年 5 月 2 日买过一次，共 5.50 元。"]


def test_the_only_customer_has_no_rank() -> None:
    only = [Order("ann", date(2024, 5, 1), 100)]
    assert firsts("ann", only) == ["Bought once: 1 yuan on 1 May 2024.", "2024 年 5 月 1 日买过一次，共 1 元。"]
    assert shown(card("ann", only)).count("Rhythm") == 0  # it would be the shop's


@pytest.mark.parametrize(("more", "orders"), [(0, "1 order"), (2, "3 orders")])
def test_who_never_bought(more: int, orders: str) -> None:
    again = [Order("dan", date(2024, 5, 21), 0, status=5), Order("dan", date(2024, 5, 20), 500, 500, status=6)]
    together = "all " if more else ""
    assert firsts("dan", [*BOUGHT, *again[:more]]) == [
        f"No purchase yet: {orders}, {together}unpaid or fully refunded.",
        f"还没有成交：下过 {more + 1} 单，未付款或已全额退款。",
    ]


def test_who_never_ordered_is_known_from_a_customer_table() -> None:
    with shop(BOUGHT, people=[Person("gus", "男")]) as store:
        result = customer(store, "gus")
    require_fitting(result)
    assert [said(result), said(result, "zh")] == [["No purchase yet."], ["还没有成交。"]]


def test_when_the_next_purchase_is_expected() -> None:
    ann, bob, cat = (lasts(who) for who in ("ann", "bob", "cat"))
    assert ann == [
        "Last bought on this day, expected again around 20 Jun 2024 (31 May 2024 to 21 Jun 2024).",
        "当天买过，预计 2024 年 6 月 20 日前后再来（2024 年 5 月 31 日～2024 年 6 月 21 日）。",
    ]
    assert bob[0].startswith("Last bought 1 day ago, ") and bob[1].startswith("1 天前买过，")
    assert cat[0].startswith("Last bought 20 days ago, ") and cat[1].startswith("20 天前买过，")


def test_who_is_late_and_who_is_lost() -> None:
    late, lost = lasts("ann", as_of="2024-07-21"), lasts("ann", as_of="2027-07-21")
    assert late == [
        "Last bought 61 days ago, expected since 20 Jun 2024.",
        "已 61 天没买，2024 年 6 月 20 日起就该来了。",
    ]
    assert lost == [
        "Last bought 1,156 days ago, expected since 20 Jun 2024: most likely lost.",
        "已 1,156 天没买，2024 年 6 月 20 日起就该来了，多半已流失。",
    ]


@pytest.mark.parametrize("seed", [3, 5])
def test_a_card_with_forecasts_says_what_its_parts_say(seed: int) -> None:
    orders = busy(seed)
    for who in ("b001", "b002", "b003", "b009"):
        result = card(who, orders, forecast=True)
        (risk,) = result.parts["customer_risk"].records
        (standing,) = result.parts["customer_standing"].records
        chance = (Decimal(str(risk[1])) * 100).quantize(Decimal(1), ROUND_HALF_UP)
        assert chance < 10 or f"the chance of churn is {chance}%." in said(result)[-1]
        assert "Number" not in said(result)[0] or f"Number {standing[4]} of {standing[5]} customers" in said(result)[0]
        assert f"{result.facts['recency_days']} days ago" in said(result)[-1]
        assert all(label in shown(result) for label in ("Standing", "Money", "Risk"))


def test_lines_of_what_is_known() -> None:
    orders = [
        *(
            Order("ann", date(2024, 5, day), 10000, title="tea", at=time(13), channel="手机", city="杭州市")
            for day in (6, 13, 20, 27)
        ),
        Order("ann", date(2024, 5, 27), 5000, 2000, date(2024, 5, 28), title="cup"),
        Order("bob", date(2024, 5, 27), 100),
    ]
    rhythm = card("ann", orders).facts["rhythm_days"]
    english, chinese = (shown(card("ann", orders, language), language) for language in LANGUAGES)
    assert f"every {rhythm} days, mostly Monday, 12-18 h, 手机\n" in english
    assert "1 order refunded." in english and "退款 1 单。" in chinese
    assert "2 products; most money on tea\n" in english and "买过 2 款商品；花钱最多的是tea\n" in chinese
    assert "杭州市" in english and f"约 {rhythm} 天一次，多在周一" in chinese


def test_a_tag_that_another_says_more_narrowly_is_not_named() -> None:
    result = card("ann")
    codes = str(result.facts["tag_codes"]).split(",")
    assert {"active_30d", "active_90d", "active_365d"} <= set(codes)
    assert "Bought in 30 days" in shown(result)
    assert "Bought in 90 days" not in shown(result) and "Bought in 1 year" not in shown(result)


def test_no_name_is_left_when_masked() -> None:
    result = mask(card("ann", [*BOUGHT, Order("ann", date(2024, 5, 22), 0, status=5)]))
    require_fitting(result)
    assert all("ann" not in shown(result, language) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_purchases_with_long_titles_fit_on_the_screen(language: Language) -> None:
    title = "青禾小铺桂花乌龙三角茶包冷泡水果茶组合装送礼盒送杯子" * 2
    orders = [
        Order("ann" * 9, date(2024, 1 + number % 6, 1 + number), 10_000_000, 5000 * (number % 2), title=title)
        for number in range(25)
    ]
    result = card("ann" * 9, orders, language)
    assert len(result.records) == 25 and "customer_orders" in result.parts
    assert "--full" in shown(result, language)
