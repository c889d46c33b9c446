"""Risk bands: around the base rate in odds, and by the customer's own rhythm."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.models import invented

from crmkit.models.churn.bands import BANDS, RiskThresholds
from crmkit.models.churn.features import Case


@cache
def case() -> Case:
    return invented.cases(600, seed=4)[0]


@pytest.mark.parametrize(
    ("base", "high", "low"),
    # 3 of 4 leave: odds 3, so high begins at odds 6 and low ends at odds 1.5
    [(0.75, 6 / 7, 0.6), (0.5, 2 / 3, 1 / 3), (0.2, 1 / 3, 1 / 9)],
)
def test_twice_and_half_the_odds(base: float, high: float, low: float) -> None:
    points = RiskThresholds(base)
    assert (points.high, points.low) == pytest.approx((high, low))


@pytest.mark.parametrize("base", [0.0, 1.0])
def test_a_shop_where_all_or_none_left_has_thresholds_all_the_same(base: float) -> None:
    points = RiskThresholds(base)
    assert 0 < points.low < points.high < 1


@given(st.floats(0.01, 0.99), st.floats(0, 1))
def test_everybody_is_in_the_band_that_the_words_say(base: float, said: float) -> None:
    points, then = RiskThresholds(base), case().then
    gaps = then.usual_gap()
    for row, place in enumerate(points.of(case(), np.full(len(case()), said)).tolist()):
        if then.recency[row] > 2 * then.horizon:
            expected = "inactive"
        elif said >= points.high:
            expected = "high"
        elif then.repeats[row] and then.recency[row] >= 2 * gaps[row]:
            expected = "slowing"
        elif said <= points.low:
            expected = "low"
        else:
            expected = "medium"
        assert BANDS[place] == expected


def test_who_bought_once_has_no_rhythm_to_break() -> None:
    places = RiskThresholds(0.7).of(case(), np.full(len(case()), 0.7))
    once = case().then.repeats == 0
    assert not (places[once] == BANDS.index("slowing")).any()
    assert (places[~once] == BANDS.index("slowing")).any()
