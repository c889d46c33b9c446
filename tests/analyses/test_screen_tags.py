"""The screen of tags: the most frequent one, the one that brings most, a line a tag, which file some of them lack."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.analyses.screens import in_both, require_fitting, said, shown
from tests.analyses.till import Order, Person, busy, shop

import crmkit
from crmkit.errors import NotEnoughError
from crmkit.result import Result
from crmkit.store.store import Store

JUNE = date(2024, 6, 30)


def buyers(*fen: int) -> Store:
    """A shop in which every customer buys once, on a day of his own."""
    return shop([Order(f"c{place:03}", JUNE - timedelta(days=place), paid) for place, paid in enumerate(fen)])


def tagged(store: Store, **asked: object) -> Result:
    return crmkit.tags(store, **asked)  # type: ignore[arg-type]


def test_nobody_is_an_error() -> None:
    with pytest.raises(NotEnoughError):
        tagged(shop([]))


def test_one_customer_is_a_number_without_a_share() -> None:
    assert in_both(tagged(buyers(1200))) == {
        "en": [
            "8 of 25 tags fit at least one customer; the most frequent is New in 30 days: 1 of 1 customer.",
        ],
        "zh": ["25 个标签里有 8 个有客户；人数最多的是“New in 30 days”：1 位客户里 1 位。"],
    }


def test_many_customers_have_shares_and_the_tag_of_most_money_is_named() -> None:
    few_large = tagged(buyers(*[100_000] * 4, *[1_000] * 36))
    assert in_both(few_large)["en"] == [
        "8 of 25 tags fit at least one customer; the most frequent is New in 90 days: 40 of 40 customers (100%).",
        "Those with High value are 10% of the customers and brought 92% of the money.",
    ]
    assert said(tagged(buyers(*[100_000] * 4, *[1_000] * 36), language="zh"), "zh") == [
        "25 个标签里有 8 个有客户；人数最多的是“近90天新客”：40 位客户里 40 位（100%）。",
        "“高价值”客户占 10%，贡献了 92% 的销售额。",
    ]


def test_equal_customers_are_not_told_apart_by_money() -> None:
    assert len(said(tagged(buyers(*[1_000] * 40)))) == 1


def test_tags_without_data_are_one_line_below_the_table() -> None:
    screen = shown(tagged(buyers(*[1_000] * 40)))
    table, _, foot = screen.partition("No data")
    assert "Inquiry without order" not in table and "Complained" not in table
    assert "Inquiry without order" in foot and "chat records (not supported yet)" in " ".join(foot.split())
    assert "Bought once" in table and "unknown without" not in foot


def test_a_tag_that_is_known_of_some_has_a_column_for_the_others(tmp_path: Path) -> None:
    own = tmp_path / "tags.toml"
    own.write_text("[women]\nrule = 'gender=女'\n", encoding="utf-8")
    orders = [Order(f"c{place}", JUNE, 1_000) for place in range(40)]
    result = tagged(shop(orders, people=[Person("c1", "女"), Person("c2", "男")]), tags=own)
    require_fitting(result)
    assert " ".join(shown(result).split("women")[1].split()[:2]) == "1 38"
    assert "Unknown" in shown(result) and "Unknown" not in shown(tagged(shop(orders)))


def test_the_list_of_customers_says_how_many_tags_there_are() -> None:
    assert in_both(tagged(buyers(1200), detail=True)) == {
        "en": ["1 customer has 8 tags in all."],
        "zh": ["1 位客户共有 8 个标签。"],
    }
    result = tagged(shop(busy(3, buyers=60)), detail=True)
    require_fitting(result)
    assert said(result)[0].startswith(f"{result.facts['all_customers']} customers have {len(result.records):,} tags")
    assert f"15 of {len(result.records):,} shown; all: crmkit tags --reveal -o tags.xlsx" in shown(result)
    assert f"crmkit inspect --where tag={result.records[0][0]}" in " ".join(shown(result).split())
