"""Thresholds set on the command line, and what the thresholds of a shop say about its customers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.customers.scores.score_thresholds import Band, ScoreThresholds, own_thresholds
from crmkit.customers.scores.thresholds import Thresholds, parse_thresholds
from crmkit.errors import UsageError


@pytest.mark.parametrize(
    ("text", "thresholds"),
    [
        (
            "R=30/60/90/180,F=2/3/4/6,M=100/300.50/1000/3000",
            Thresholds(
                (30, 60, 90, 180), (2, 3, 4, 6), (Decimal(100), Decimal("300.50"), Decimal(1000), Decimal(3000))
            ),
        ),
        ("f=2/3/4/6", Thresholds(frequency=(2, 3, 4, 6))),
        (" R=90； M=200 ", Thresholds(recency_days=(90,), monetary=(Decimal(200),))),
        ("R=90，F=2", Thresholds(recency_days=(90,), frequency=(2,))),
    ],
)
def test_written_thresholds(text: str, thresholds: Thresholds) -> None:
    assert parse_thresholds(text) == thresholds
    assert parse_thresholds(str(thresholds)) == thresholds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30/60",
        "R=",
        "R=a/b",
        "F=1.5",
        "R=30 days",
        "X=1",
        "R=30,nonsense",
        "M=nan",
        "M=1/",
        "R=" + "9" * 30,
        "M=1e30",
    ],
)
def test_what_is_no_threshold(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_thresholds(text)
    assert error.value.code == "thresholds_form"


values = st.lists(st.integers(1, 30), min_size=1, max_size=60)


@given(values, st.sampled_from([2, 5]))
def test_thresholds_give_back_the_rank_scores(found: list[int], parts: int) -> None:
    score = {value: 1 + parts * sum(other < value for other in found) // len(found) for value in found}
    bands = [
        Band(measure, level, *_extremes(found, score, level), 1, 1, 0)
        for measure in ("recency", "frequency", "monetary")
        for level in sorted(set(score.values()))
    ]
    bounds = own_thresholds(bands, parts=parts)
    for value in found:
        assert bounds.scores(0, value, value)[1:] == (score[value], score[value])


def _extremes(found: list[int], score: dict[int, int], level: int) -> tuple[int, int]:
    own = [value for value in found if score[value] == level]
    return min(own), max(own)


rising = st.lists(st.integers(1, 50), min_size=4, max_size=4).map(sorted).map(tuple)


@given(rising, rising, rising, st.integers(0, 60), st.integers(1, 60), st.integers(0, 60))
def test_every_customer_lies_in_the_range_that_is_printed(
    days: tuple[int, ...], counts: tuple[int, ...], fen: tuple[int, ...], recency: int, frequency: int, money: int
) -> None:
    bounds = ScoreThresholds(tuple(reversed(days)), counts, fen)
    scores = bounds.scores(recency, frequency, money)
    printed = {row[0]: row[1:] for row in bounds.rows()}
    for place, (score, value) in enumerate(zip(scores, (recency, frequency, Decimal(money).scaleb(-2)), strict=True)):
        low, high = printed[score][2 * place : 2 * place + 2]
        assert low is not None and low <= value  # type: ignore[operator]
        assert high is None or value <= high  # type: ignore[operator]
        others = [ranges[2 * place : 2 * place + 2] for level, ranges in printed.items() if level != score]
        assert not any(
            start is not None and start <= value and (end is None or value <= end)  # type: ignore[operator]
            for start, end in others
        )
