"""The screen of a comparison: who came, who moved, and the groups then and now."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.analyses.kept_shops import Order, keep
from tests.analyses.screens import require_fitting, said, shown
from tests.analyses.till import busy

import crmkit
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.screen import Table

LANGUAGES: tuple[Language, ...] = ("en", "zh")
DAY = date(2024, 6, 30)
JULY = date(2024, 7, 31)
FEW: list[Order] = [("ann", DAY, 110_000), ("bob", DAY, 9_000), ("cat", DAY, 1_000)]
"""Tiers A, B and C."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with the orders of ``FEW`` and a snapshot of them."""
    path = keep(tmp_path / "shop.duckdb", FEW)
    crmkit.snapshot(path, "june")
    return path


def compared(path: Path, language: Language = "en", **question: object) -> Result:
    with crmkit.open(path) as shop:
        result = crmkit.diff(shop, "june", by="tier", language=language, **question)  # type: ignore[arg-type]
    require_fitting(result)
    return result


def both(path: Path) -> list[list[str]]:
    return [said(compared(path, language), language) for language in LANGUAGES]


def test_nobody_moved(store: Path) -> None:
    assert both(store) == [["No customer moved since 30 Jun 2024."], ["2024 年 6 月 30 日以来没有客户换组。"]]
    assert not compared(store).parts["diff_moves"].records


def test_who_stayed_may_have_bought(store: Path) -> None:
    keep(store, [*FEW, ("ann", JULY, 500)])
    assert both(store) == [
        ["No customer moved since 30 Jun 2024.", "All customers together spent 5 yuan in between."],
        ["2024 年 6 月 30 日以来没有客户换组。", "期间全体净消费 5 元。"],
    ]


def test_one_came_and_nobody_moved(store: Path) -> None:
    keep(store, [*FEW, ("dan", JULY, 500)])
    assert both(store) == [
        [
            "1 customer has joined since 30 Jun 2024; of the 3 there were then, 0 moved up and 0 down.",
            "All customers together spent 5 yuan in between.",
        ],
        ["自 2024 年 6 月 30 日以来新增客户 1 位；原有 3 位里，上升 0 位，下降 0 位。", "期间全体净消费 5 元。"],
    ]


def test_one_rose_and_one_fell(store: Path) -> None:
    keep(store, [("ann", DAY, 20_000), ("bob", DAY, 9_000), ("bob", JULY, 91_000), ("cat", DAY, 1_000)])
    assert both(store) == [
        [
            "No customer has joined since 30 Jun 2024; of the 3 there were then, 1 moved up and 1 down.",
            "The most serious fall: 1 moved from A to B.",
            "All customers together spent 10 yuan in between.",
        ],
        [
            "自 2024 年 6 月 30 日以来没有新增客户；原有 3 位里，上升 1 位，下降 1 位。",
            "最要紧的下滑：1 位从“A”降为“B”。",
            "期间全体净消费 10 元。",
        ],
    ]


def test_some_left_and_more_went_back_than_came_in(store: Path) -> None:
    keep(store, [("ann", DAY, 110_000), ("bob", DAY, 9_000), ("dan", JULY, 500)])
    english, chinese = both(store)
    assert "1 has left: all refunded, or merged with another customer." in english
    assert english[-1] == "Refunds in between exceeded spending by 5 yuan."
    assert chinese[1:] == ["另有 1 位退出：全部退款，或与其他客户合并。", "期间退款比消费多 5 元。"]
    keep(store, [("ann", DAY, 110_000), ("dan", JULY, 500)])
    assert "2 have left: all refunded, or merged with another customer." in said(compared(store))


def test_back_to_an_earlier_day(store: Path) -> None:
    keep(store, [*FEW, ("dan", JULY, 500)])
    crmkit.snapshot(store, "july")
    with crmkit.open(store) as shop:
        result = crmkit.diff(shop, "july", "june", by="tier")
    require_fitting(result)
    assert said(result) == ["Back from 31 Jul 2024 to 30 Jun 2024: 0 moved up, 0 down, 0 came and 1 left."]
    assert said(result, "zh") == [
        "从 2024 年 7 月 31 日倒退到 2024 年 6 月 30 日：上升 0 位，下降 0 位，新增 0 位，退出 1 位。"
    ]


def test_the_largest_fall_is_that_of_all_moves_not_of_those_listed(store: Path) -> None:
    keep(store, [("ann", DAY, 20_000), ("bob", DAY, 9_000), ("bob", JULY, 141_000), ("cat", DAY, 1_000)])
    result = compared(store, top=1)
    (move,) = result.parts["diff_moves"].records
    assert move[5] == "up"
    assert "The most serious fall: 1 moved from A to B." in said(result)
    assert "1 of 2 shown; all: crmkit diff --top 2" in shown(result)


def test_groups_add_up_to_all_customers_of_both_days(store: Path) -> None:
    keep(store, [*FEW[:2], ("dan", JULY, 500), ("eve", JULY, 150_000)])
    result = compared(store)
    table = result.parts["diff_groups"]
    place = table.columns.index
    for name in ("customers_before", "customers_after", "net_spend_after"):
        assert sum(row[place(name)] for row in table.records) == result.facts[name]  # type: ignore[misc]
    for _, _, before, after, change, *_ in table.records:
        assert after - before == change  # type: ignore[operator]
    (last,) = [line for line in shown(result).splitlines() if line.startswith("All ")]
    money = Decimal(str(result.facts["net_spend_change"]))
    assert last.split()[1:] == ["3", "4", "+1", f"{result.facts['net_spend_after']:,}", f"{money:+,}"]


@pytest.mark.parametrize("by", ["segment", "tier", "stage", "risk"])
def test_a_shop_of_years_fits_on_the_screen(tmp_path: Path, by: str) -> None:
    orders = busy(3)
    path = tmp_path / "large.duckdb"
    names = [order.buyer for order in orders if order.buyer]
    few = dict(zip(dict.fromkeys(names), ("ann", "bob", "cat", "dan", "eve", "fay", "gus"), strict=False))
    keep(path, [(few[order.buyer], order.day, order.net()) for order in orders if order.buyer in few])
    with crmkit.open(path) as shop:
        last = crmkit.segment(shop).as_of
    assert last is not None
    crmkit.snapshot(path, "before", as_of=last - timedelta(days=200))
    with crmkit.open(path) as shop:
        result = crmkit.diff(shop, "before", by=by)  # type: ignore[arg-type]
    require_fitting(result)
    assert result.screen is not None and isinstance(result.screen.blocks[0], Table)


def test_customers_who_moved_are_a_list(store: Path) -> None:
    keep(store, [("ann", DAY, 20_000), ("bob", DAY, 9_000), ("bob", JULY, 91_000), ("cat", DAY, 1_000)])
    with crmkit.open(store) as shop:
        result = crmkit.diff(shop, "june", by="tier", detail=True)
    require_fitting(result)
    assert len(result.records) == 2 and "bob" in shown(result)
