"""Value tiers on shops small enough to check by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.analyses.shops import shop

from crmkit.analyses.tiers.tiers import tiers
from crmkit.errors import NotEnoughError, UsageError

TEN = shop(
    "ann 2024-06-01 500.00",
    "bob 2024-06-02 300.00",
    "cat 2024-06-03 100.00",
    "dan 2024-06-04 60.00",
    "eve 2024-06-05 25.50",
    "fay 2024-06-06 14.50",
    "fay 2024-05-01 0.00",
    "- 2024-06-07 7.00",
)


def test_a_is_the_few_who_bring_the_first_eighty_percent() -> None:
    rows = [dict(zip(tiers(TEN).columns, record, strict=True)) for record in tiers(TEN).records]
    # 1000.00 in all: ann and bob bring 800.00; cat and dan bring it past 950.00; the rest is C
    assert [(row["tier"], row["customers"], row["net_sales"]) for row in rows] == [
        ("A", 2, Decimal("800.00")),
        ("B", 2, Decimal("160.00")),
        ("C", 2, Decimal("40.00")),
    ]
    assert [row["lowest_amount"] for row in rows] == [Decimal("300.00"), Decimal("60.00"), Decimal("14.50")]
    # cat lacks 200.00 to reach bob, eve lacks 34.50 to reach dan
    assert [row["to_next_tier"] for row in rows] == [None, Decimal("200.00"), Decimal("34.50")]


def test_each_customer_sees_what_the_next_tier_takes() -> None:
    rows = {record[0]: record[1:4] for record in tiers(TEN, detail=True).records}
    assert rows["ann"] == ("A", Decimal("500.00"), None)
    assert rows["dan"] == ("B", Decimal("60.00"), Decimal("240.00"))
    assert rows["fay"] == ("C", Decimal("14.50"), Decimal("45.50"))


def test_equal_amounts_share_a_tier() -> None:
    equal = shop(*(f"c{number} 2024-06-01 10.00" for number in range(10)))
    # the middle ones have half the money ahead of them: all go to A
    assert [record[:2] for record in tiers(equal).records] == [("A", 10), ("B", 0), ("C", 0)]
    assert tiers(equal).facts["gini"] == 0


def test_one_customer_with_nearly_everything_is_a() -> None:
    rows = tiers(shop("ann 2024-06-01 990.00", "bob 2024-06-01 6.00", "cat 2024-06-01 4.00")).records
    assert [record[:2] for record in rows] == [("A", 1), ("B", 0), ("C", 2)]
    assert rows[2][-1] == Decimal("984.00")


def test_own_tier_shares_make_own_tiers() -> None:
    rows = tiers(TEN, tier_shares=(0.5, 0.8, 0.9, 0.98)).records
    assert [record[:2] for record in rows] == [("A", 1), ("B", 1), ("C", 1), ("D", 2), ("E", 1)]


def test_deciles_run_from_the_best_and_add_up() -> None:
    lines = [f"c{number:02} 2024-06-01 {number}.00" for number in range(1, 21)]
    deciles = tiers(shop(*lines)).parts["deciles"].records
    assert [record[:2] for record in deciles] == [(decile, 2) for decile in range(1, 11)]
    assert deciles[0][3] == Decimal("39.00")
    assert deciles[-1][5] == 1


def test_headlines() -> None:
    result = tiers(TEN)
    assert result.facts["customers"] == 6
    assert result.facts["net_sales"] == Decimal("1000.00")
    assert result.facts["top_fifth_share"] == Decimal("0.8")  # the best 2 of 6
    assert result.facts["data_to"] == date(2024, 6, 7)
    assert [(note.code, note.values) for note in result.notes] == [
        ("unidentified", {"orders": 1, "rate": "12.5%", "net_sales": Decimal("7.00")}),
        ("tiny_shop", {"customers": 6}),
    ]


def test_whose_purchases_count_and_what_the_whole_shop_sold() -> None:
    facts = tiers(TEN).facts
    assert (facts["purchases"], facts["shop_purchases"]) == (7, 8)
    assert (facts["net_sales"], facts["shop_net_sales"]) == (Decimal("1000.00"), Decimal("1007.00"))
    early = tiers(TEN, as_of=date(2024, 6, 6)).facts  # the day before the unidentified purchase
    assert early["shop_net_sales"] == early["net_sales"] == Decimal("1000.00")


def test_window_and_day() -> None:
    result = tiers(TEN, as_of=date(2024, 6, 3), window_days=2)
    assert (result.facts["customers"], result.facts["net_sales"]) == (2, Decimal("400.00"))


def test_nothing_paid_at_all_leaves_everybody_in_the_last_tier() -> None:
    rows = tiers(shop("ann 2024-06-01 0.00", "bob 2024-06-01 0.00")).records
    assert [record[:2] for record in rows] == [("A", 0), ("B", 0), ("C", 2)]


def test_no_customer_to_rank() -> None:
    with pytest.raises(NotEnoughError) as error:
        tiers(shop("- 2024-06-01 5.00"))
    assert error.value.code == "no_buyers"


@pytest.mark.parametrize("tier_shares", [(), (0.0,), (1.0,), (0.9, 0.8), (0.5, 0.5), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)])
def test_tier_shares_must_rise_between_nothing_and_all(tier_shares: tuple[float, ...]) -> None:
    with pytest.raises(UsageError) as error:
        tiers(TEN, tier_shares=tier_shares)
    assert error.value.code == "bad_tier_shares"
