"""RFM on shops small enough to check by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.analyses.shops import Shop, shop

from crmkit.analyses.segment.segment import segment
from crmkit.customers.scores.thresholds import Thresholds
from crmkit.errors import NotEnoughError, UsageError
from crmkit.render.wording import definition, note_text
from crmkit.result import Result

FIVE = shop(
    "ann 2024-06-30 100.00",
    "ann 2024-06-30 20.50",  # the same day: one purchase day, both amounts
    "ann 2024-06-01 30.00",
    "bob 2024-06-20 80.00",
    "bob 2024-05-20 10.00",
    "cat 2024-05-01 60.00",
    "dan 2024-03-01 50.00",
    "eve 2024-01-01 40.00",
    "- 2024-06-15 999.00",  # unidentified: counts for no customer
)


def customers(result: Result) -> dict[object, dict[str, object]]:
    return {record[0]: dict(zip(result.columns, record, strict=True)) for record in result.records}


def summary(result: Result) -> dict[object, dict[str, object]]:
    return {record[0]: dict(zip(result.columns, record, strict=True)) for record in result.records}


def test_each_customer_has_days_since_purchase_days_and_money() -> None:
    rows = customers(segment(FIVE, frequency="quantile", detail=True))
    seen = {name: (row["recency_days"], row["purchase_days"], row["net_spend"]) for name, row in rows.items()}
    assert seen == {
        "ann": (0, 2, Decimal("150.50")),
        "bob": (10, 2, Decimal("90.00")),
        "cat": (60, 1, Decimal("60.00")),
        "dan": (121, 1, Decimal("50.00")),
        "eve": (181, 1, Decimal("40.00")),
    }


def test_five_customers_get_five_scores_and_ties_share_one() -> None:
    rows = customers(segment(FIVE, frequency="quantile", detail=True))
    assert [rows[name]["recency_score"] for name in ("ann", "bob", "cat", "dan", "eve")] == [5, 4, 3, 2, 1]
    assert [rows[name]["monetary_score"] for name in ("ann", "bob", "cat", "dan", "eve")] == [5, 4, 3, 2, 1]
    # three of five bought once: they share score 1; the two others have three below them: 1 + floor(5 * 3 / 5) = 4
    assert [rows[name]["frequency_score"] for name in ("ann", "bob", "cat", "dan", "eve")] == [4, 4, 1, 1, 1]


def test_one_time_buyers_over_forty_percent_turn_frequency_to_counts() -> None:
    result = segment(FIVE, detail=True)
    rows = customers(result)
    assert [rows[name]["frequency_score"] for name in ("ann", "bob", "cat", "dan", "eve")] == [2, 2, 1, 1, 1]
    assert "frequency_by_counts" in [note.code for note in result.notes]


def test_forty_percent_exactly_keeps_fifths() -> None:
    lines = [f"{name} 2024-06-0{day} 10.00" for name in ("ann", "bob", "cat") for day in (1, 2)]
    result = segment(shop(*lines, "dan 2024-06-01 10.00", "eve 2024-06-01 10.00"))
    assert "frequency_by_counts" not in [note.code for note in result.notes]


def test_counts_are_one_two_three_four_to_five_six_and_more() -> None:
    lines = [f"c{days} 2024-06-{day:02} 1.00" for days in range(1, 9) for day in range(1, days + 1)]
    rows = customers(segment(shop(*lines), frequency="counts", detail=True))
    assert [rows[f"c{days}"]["frequency_score"] for days in range(1, 9)] == [1, 2, 3, 4, 4, 5, 5, 5]


def test_window_leaves_out_what_is_older_and_what_is_later() -> None:
    result = segment(FIVE, as_of=date(2024, 6, 29), window_days=60, detail=True)
    rows = customers(result)
    # 60 days up to 29 June begin on 1 May
    assert {name: row["net_spend"] for name, row in rows.items()} == {
        "ann": Decimal("30.00"),
        "bob": Decimal("90.00"),
        "cat": Decimal("60.00"),
    }
    assert rows["cat"]["recency_days"] == 59
    assert result.facts["window_from"] == date(2024, 5, 1)


def test_segments_sum_to_all_customers_and_all_money() -> None:
    result = segment(FIVE)
    rows = summary(result).values()
    assert sum(row["customers"] for row in rows) == result.facts["customers"] == 5
    assert sum(row["net_sales"] for row in rows) == result.facts["net_sales"] == Decimal("390.50")
    assert sum(row["customer_share"] for row in rows) == 1
    assert sum(row["net_sales_share"] for row in rows) == 1


def test_the_grid_has_a_place_for_each_pair_of_scores() -> None:
    """Everybody of the list stands in one of 25 places, whose days and counts are those of the thresholds."""
    lines = [
        f"c{days}-{last} 2024-06-{last - day:02} {days}.{last}"
        for days in range(1, 9)
        for last in (10, 15, 30)
        for day in range(days)
    ]
    result, people = (segment(shop(*lines), segments="grid", detail=detail) for detail in (False, True))
    grid = [dict(zip(result.parts["grid"].columns, row, strict=True)) for row in result.parts["grid"].records]
    assert [(row["recency_score"], row["frequency_score"]) for row in grid] == [
        (recency, frequency) for recency in (5, 4, 3, 2, 1) for frequency in (1, 2, 3, 4, 5)
    ]
    limits = {row[0]: row[1:] for row in result.parts["thresholds"].records}
    listed = list(customers(people).values())
    for row in grid:
        scores = row["recency_score"], row["frequency_score"]
        own = [each for each in listed if (each["recency_score"], each["frequency_score"]) == scores]
        assert row["customers"] == len(own)
        assert row["net_sales"] == sum((each["net_spend"] for each in own), Decimal(0))  # type: ignore[misc]
        assert (row["recency_from"], row["recency_to"]) == limits[scores[0]][:2]
        assert (row["frequency_from"], row["frequency_to"]) == limits[scores[1]][2:4]
    assert sum(row["customers"] for row in grid) == sum(row["customers"] for row in summary(result).values()) == 24
    assert sum(row["net_sales"] for row in grid) == result.facts["net_sales"]
    assert any(row["customers"] == 0 for row in grid)


def test_a_map_of_high_and_low_has_no_grid() -> None:
    assert "grid" not in segment(FIVE, segments="cn8").parts


def test_typed_thresholds_decide() -> None:
    thresholds = Thresholds(
        recency_days=(0, 10, 60, 121),
        frequency=(2, 3, 4, 5),
        monetary=(Decimal(50), Decimal(60), Decimal(90), Decimal("150.50")),
    )
    rows = customers(segment(FIVE, method="fixed", thresholds=thresholds, detail=True))
    scores = {name: (row["recency_score"], row["frequency_score"], row["monetary_score"]) for name, row in rows.items()}
    assert scores == {"ann": (5, 2, 5), "bob": (4, 2, 4), "cat": (3, 1, 3), "dan": (2, 1, 2), "eve": (1, 1, 1)}


def test_thresholds_are_printed_from_to() -> None:
    thresholds = segment(FIVE, frequency="quantile").parts["thresholds"]
    assert thresholds.columns[0] == "score"
    assert [record[1:3] for record in thresholds.records] == [(0, 0), (1, 10), (11, 60), (61, 121), (122, None)]
    # no customer can score 5, 3 or 2 in frequency
    assert [record[3:5] for record in thresholds.records] == [
        (None, None),
        (2, None),
        (None, None),
        (None, None),
        (1, 1),
    ]
    assert thresholds.records[0][5:] == (Decimal("150.50"), None)
    assert thresholds.records[4][5:] == (Decimal("0.00"), Decimal("49.99"))


def test_eight_segments_by_median_show_their_bits() -> None:
    result = segment(FIVE, segments="cn8", language="zh", detail=True)
    bits = {name: (row["rfm_levels"], row["segment"]) for name, row in customers(result).items()}
    # medians: 60 days, 1 purchase day, 60.00; recent = at most, often and much = more than
    assert bits == {
        "ann": ("111", "重要价值客户"),
        "bob": ("111", "重要价值客户"),
        "cat": ("100", "一般发展客户"),
        "dan": ("000", "一般挽留客户"),
        "eve": ("000", "一般挽留客户"),
    }
    assert result.parts["thresholds"].records == [
        (1, 0, 60, 2, None, Decimal("90.00"), None),
        (0, 61, None, 1, 1, Decimal("0.00"), Decimal("89.99")),
    ]


def test_eight_segments_by_mean() -> None:
    result = segment(FIVE, segments="cn8", split_by="mean", detail=True)
    # means: 74.4 days, 1.4 purchase days, 78.10
    assert {name: row["rfm_levels"] for name, row in customers(result).items()} == {
        "ann": "111",
        "bob": "111",
        "cat": "100",
        "dan": "000",
        "eve": "000",
    }
    assert result.parts["thresholds"].records[0][1:] == (0, 74, 2, None, Decimal("78.11"), None)


def test_one_typed_threshold_each_for_eight_segments() -> None:
    thresholds = Thresholds(recency_days=(30,), frequency=(2,), monetary=(Decimal(60),))
    rows = customers(segment(FIVE, segments="cn8", method="fixed", thresholds=thresholds, detail=True))
    assert rows["cat"]["rfm_levels"] == "001"


def test_average_money_is_per_purchase_day_and_rounds_half_up() -> None:
    three_days = shop(
        "ann 2024-06-01 0.01",
        "ann 2024-06-02 0.01",
        "ann 2024-06-03 0.03",
        "bob 2024-06-01 0.01",
        "bob 2024-06-02 0.02",
    )
    rows = customers(segment(three_days, monetary="average", detail=True))
    assert rows["ann"]["net_spend"] == Decimal("0.02")  # 0.05 / 3 = 0.0167
    assert rows["bob"]["net_spend"] == Decimal("0.02")  # 0.03 / 2 = 0.015


def test_averages_of_a_segment() -> None:
    rows = summary(segment(FIVE, frequency="quantile"))
    champions = rows["champions"]  # ann 5-4 only; bob is 4-4
    assert (champions["avg_recency_days"], champions["avg_purchase_days"]) == (Decimal("0.0"), Decimal("2.00"))
    hibernating = rows["hibernating"]  # dan 121 days, eve 181 days
    assert hibernating["avg_recency_days"] == Decimal("151.0")
    assert hibernating["avg_net_spend"] == Decimal("45.00")
    assert rows["cannot_lose"]["avg_net_spend"] is None


def test_details_run_from_the_biggest_spender_down() -> None:
    assert [record[0] for record in segment(FIVE, detail=True).records] == ["ann", "bob", "cat", "dan", "eve"]


def test_unidentified_purchases_are_noted() -> None:
    (note,) = [note for note in segment(FIVE).notes if note.code == "unidentified"]
    assert note.values == {"orders": 1, "rate": "11.1%", "net_sales": Decimal("999.00")}


def test_whose_purchases_count_and_what_the_whole_shop_sold() -> None:
    for days in (None, 366, 3650):
        facts = segment(FIVE, window_days=days).facts
        assert (facts["purchases"], facts["shop_purchases"]) == (8, 9)
        assert (facts["net_sales"], facts["shop_net_sales"]) == (Decimal("390.50"), Decimal("1389.50"))


@pytest.mark.parametrize(("day", "late"), [(date(2024, 7, 31), False), (date(2024, 8, 1), True)])
def test_a_day_long_after_the_last_order_is_remarked_upon(day: date, late: bool) -> None:
    """The last order is of 30 June: 31 days later is the last day that passes without a word."""
    notes = {note.code: note for note in segment(FIVE, as_of=day).notes}
    assert ("as_of_beyond_data" in notes) == late
    if late:
        assert "晚 32 天" in note_text(notes["as_of_beyond_data"], "zh")
        assert "2024-06-30" in note_text(notes["as_of_beyond_data"], "en")


@pytest.mark.parametrize(("days", "early"), [(366, False), (367, True)])
def test_a_day_long_before_the_last_order_is_remarked_upon(days: int, early: bool) -> None:
    """Whoever types the year before last by mistake is told what is left out."""
    asked = date(2024, 6, 30) - timedelta(days=days)
    years = shop("ann 2022-01-01 10.00", "bob 2022-02-01 10.00", "bob 2024-06-30 10.00")
    notes = {note.code: note for note in segment(years, as_of=asked).notes}
    assert ("as_of_behind_data" in notes) == early
    if early:
        assert "早 367 天" in note_text(notes["as_of_behind_data"], "zh")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "fifths of your customers; equal values get the same score"),
        ({"monetary": "average"}, "per purchase day"),
        ({"segments": "cn8"}, "above the median of your customers"),
        ({"segments": "cn8", "split_by": "mean"}, "above the mean of your customers"),
        (
            {"segments": "cn8", "thresholds": Thresholds((90,), (2,), (Decimal(300),))},
            "thresholds set with --thresholds: R=90,F=2,M=300",
        ),
    ],
)
def test_the_definition_is_that_of_this_answer(asked: dict[str, object], said: str) -> None:
    sentence = definition(segment(FIVE, **asked), "en")  # type: ignore[arg-type]
    assert sentence is not None
    assert said in sentence
    assert ("median" in sentence) == (said == "above the median of your customers")


def test_a_tiny_shop_of_one_time_buyers_still_gets_a_table() -> None:
    result = segment(shop("ann 2024-06-01 1.00", "bob 2024-06-01 1.00"))
    assert {"tiny_shop", "all_one_time"} <= {note.code for note in result.notes}
    assert sum(row["customers"] for row in summary(result).values()) == 2


def test_no_order_no_purchase_and_no_buyer_are_three_answers() -> None:
    with pytest.raises(NotEnoughError) as nothing:
        segment(Shop([]))
    with pytest.raises(NotEnoughError) as too_early:
        segment(FIVE, as_of=date(2020, 1, 1))
    assert "2024-0" in too_early.value.message("zh"), "the span of the data is shown"
    with pytest.raises(NotEnoughError) as no_buyers:
        segment(shop("- 2024-06-01 1.00"))
    codes = [error.value.code for error in (nothing, too_early, no_buyers)]
    assert codes == ["no_orders", "as_of_before_data", "no_buyers"]
    assert "买家列" in no_buyers.value.advice("zh"), "a log is no report of Taobao"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"window_days": 0}, "option_below"),
        ({"method": "guess"}, "option_value"),
        ({"frequency": "often"}, "option_value"),
        ({"split_by": "middle"}, "option_value"),
        ({"monetary": "most"}, "option_value"),
        ({"clusters": 1}, "option_range"),
        ({"method": "kmeans", "thresholds": Thresholds(frequency=(2, 3, 4, 6))}, "thresholds_unused"),
        ({"method": "fixed"}, "thresholds_missing"),
        ({"thresholds": Thresholds(frequency=(2, 3))}, "thresholds_count"),
        ({"segments": "cn8", "thresholds": Thresholds(frequency=(2, 3, 4, 6))}, "thresholds_count"),
        ({"thresholds": Thresholds(frequency=(2, 2, 3, 4))}, "thresholds_order"),
        ({"segments": "cn8", "thresholds": Thresholds(monetary=(Decimal("1.005"),))}, "thresholds_order"),
        ({"segments": "no/such/map.toml"}, "segments_unknown"),
    ],
)
def test_what_has_no_meaning_is_refused(asked: dict[str, object], code: str) -> None:
    with pytest.raises(UsageError) as error:
        segment(FIVE, **asked)  # type: ignore[arg-type]
    assert error.value.code == code
    assert all(error.value.message(language) and error.value.advice(language) for language in ("en", "zh"))


def test_a_very_long_window_is_all_history() -> None:
    assert segment(FIVE, window_days=10**9).records == segment(FIVE).records


def test_a_measure_in_which_all_are_alike_is_noted() -> None:
    alike = shop(*(f"{name} 2024-0{month}-0{day} 10.00" for day, name in enumerate("abc", 1) for month in (1, 2)))
    codes = {note.code for note in segment(alike).notes}
    assert "flat_frequency" in codes
    assert "flat_recency" not in codes
