"""The screen of two groupings: the largest group, the one of most money, the matrix."""

from __future__ import annotations

from datetime import date

from tests.analyses.screens import in_both, require_fitting, said, shown
from tests.analyses.till import Order, busy, shop

import crmkit
from crmkit.result import Result
from crmkit.screen import Cross
from crmkit.store.store import Store

JUNE = date(2024, 6, 30)


def crossed(store: Store, down: str, across: str, **asked: object) -> Result:
    return crmkit.profile(store, cross=(down, across), **asked)  # type: ignore[arg-type]


def living(*places: tuple[str | None, int]) -> Store:
    """Customers of a province each, who spent so much once."""
    return shop([Order(f"c{n:03}", JUNE, fen, province=where, city=where) for n, (where, fen) in enumerate(places)])


def test_one_customer_is_the_largest_group_and_has_brought_the_money() -> None:
    assert in_both(crossed(living(("浙江", 1200)), "province", "stage")) == {
        "en": [
            "The largest group: province 浙江, lifecycle stage new, with 1 of 1 customer.",
            "This group also brought the most money: 12 yuan (100%).",
        ],
        "zh": [
            "人数最多的一组：province“浙江”、lifecycle stage“新客”，1 位客户里 1 位。",
            "这一组的销售额也最高：12 元（100%）。",
        ],
    }


def test_many_here_and_the_money_there() -> None:
    store = living(*[("浙江", 1_000)] * 30, *[("广东", 9_000)] * 10)
    assert in_both(crossed(store, "province", "stage"))["en"] == [
        "The largest group: province 浙江, lifecycle stage new, with 30 of 40 customers (75%).",
        "The most money came from province 广东, lifecycle stage new: 900 yuan (75%).",
    ]
    assert said(crossed(store, "province", "stage", language="zh"), "zh") == [
        "人数最多的一组：省份“浙江”、生命周期“新客”，40 位客户里 30 位（75%）。",
        "销售额最高的一组：省份“广东”、生命周期“新客”，900 元（75%）。",
    ]


def test_who_is_unknown_is_no_group() -> None:
    mostly_unknown = living(*[(None, 1_000)] * 35, *[("广东", 1_000)] * 5)
    assert said(crossed(mostly_unknown, "province", "stage"))[0] == (
        "The largest group: province 广东, lifecycle stage new, with 5 of 40 customers (13%)."
    )
    unknown = living(*[(None, 1_000)] * 3)
    assert in_both(crossed(unknown, "province", "gender")) == {
        "en": ["Of 3 customers none is known by both."],
        "zh": ["3 位客户，两项都已知的一位也没有。"],
    }


def test_a_matrix_of_many_lines_is_shortened_to_fit() -> None:
    result = crossed(shop(busy(5, buyers=120)), "tag", "stage")
    require_fitting(result)
    assert result.screen is not None and isinstance(result.screen.blocks[0], Cross)
    assert "the same in money: crmkit profile --full" in shown(result)
    assert "do not add up to all" in shown(result)


def test_the_shares_of_a_matrix_add_up_to_one() -> None:
    with shop(busy(5, 300)) as store:
        result = crossed(store, "stage", "tier")
    money = result.parts["cross_net_sales"]
    assert sum(record[-1] for record in result.records) == sum(record[-1] for record in money.records) == 1
