"""Which method is chosen, what it predicts and how wide its ranges are, on series whose answer is plain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.models.sales.forecast import (
    LEAST_ORIGINS,
    SalesForecast,
    candidates,
    least_for_backtest,
    sales_forecast,
)

YEAR = [100, 80, 120, 110, 130, 260, 90, 95, 120, 140, 400, 180]


def monthly(values: list[float], horizon: int = 3) -> SalesForecast:
    return sales_forecast(values, horizon=horizon, year=12, season=12)


def test_a_year_that_repeats_itself() -> None:
    """The eleventh month is the great one; only methods that know the year see it coming."""
    found = monthly([float(value) for value in YEAR * 4 + YEAR[:9]])
    assert found.code == "year_ago" and found.origins == 12
    np.testing.assert_allclose(found.values, [140, 400, 180])
    np.testing.assert_allclose(found.low, found.values)
    backtests = {backtest.code: backtest for backtest in found.backtests}
    assert backtests["year_ago"].error == 0 and backtests["last_period"].error > 50
    assert backtests["year_ago"].error_vs_baseline is None


def test_smoothing_is_taken_when_it_is_better() -> None:
    """A season with chance upon it: smoothing over years averages what a single year repeats."""
    chance = np.random.default_rng(1)
    found = monthly([value + chance.normal(0, 25) for value in YEAR * 6], horizon=2)
    assert found.code == "season"
    backtests = {backtest.code: backtest for backtest in found.backtests}
    assert backtests["season"].error < backtests["year_ago"].error
    assert backtests["season"].error_vs_baseline == pytest.approx(
        backtests["season"].error / backtests["year_ago"].error
    )


def test_a_backtest_by_hand() -> None:
    """0, 1, 2, ...: the last period is off by its distance, whatever the origin."""
    found = sales_forecast([float(step) for step in range(14)], horizon=2, year=12, season=12)
    backtests = {backtest.code: backtest for backtest in found.backtests}
    assert (
        set(backtests) == {"last_period", "level", "damped_trend"} and found.origins == 5
    )  # from 8, 9, 10, 11, 12 values
    assert backtests["last_period"].error == pytest.approx(1.5)
    predicted = [8, 9, 9, 10, 10, 11, 11, 12, 12, 13]
    assert backtests["last_period"].relative_error == pytest.approx(5 * (1 + 2) / sum(predicted))
    assert backtests["last_period"].error_vs_baseline == 1


def test_only_the_past_is_known_at_an_origin() -> None:
    """What comes after the last origin changes the errors, never what was predicted."""
    values = [float(value) for value in YEAR * 3]
    later = [*values[:-1], values[-1] + 1000]
    one, other = monthly(values, 1), monthly(later, 1)
    errors = [{backtest.code: backtest.error for backtest in found.backtests} for found in (one, other)]
    assert errors[1]["last_period"] - errors[0]["last_period"] == pytest.approx(
        (1180 - 400 - (400 - 180)) / one.origins
    )


@pytest.mark.parametrize("length", range(1, 14))
def test_too_short_for_a_backtest(length: int) -> None:
    found = monthly([float(value) for value in (YEAR * 2)[:length]])
    assert least_for_backtest(3) == 14
    assert (found.code, found.low, found.high, found.origins) == (
        "year_ago" if length >= 12 else "last_period",
        None,
        None,
        0,
    )
    assert found.values[0] == (YEAR[length % 12] if length >= 12 else YEAR[length - 1])


def test_just_long_enough() -> None:
    found = monthly([float(value) for value in (YEAR * 2)[:14]])
    assert found.origins == LEAST_ORIGINS and found.low is not None


def test_the_longest_past_that_leaves_enough_starts() -> None:
    """Two full years before the first of four starts, or seasons are not tried."""
    for length, tried in ((29, False), (30, True)):
        found = monthly([float(value) for value in (YEAR * 3)[:length]])
        assert ("season" in {backtest.code for backtest in found.backtests}) is tried


def test_days_know_their_week() -> None:
    week = [10.0, 10, 10, 10, 20, 40, 35]
    found = sales_forecast(week * 10, horizon=7, year=364, season=7)
    np.testing.assert_allclose(found.values, week, atol=1e-6)
    assert found.code == "last_season"


def test_every_method_can_learn_from_its_least() -> None:
    for candidate in candidates(364, 7) + candidates(12, 12):
        candidate.method.fit([float(value % 5) for value in range(candidate.least)])
        assert candidate.method.predict(20).shape == (20,)


@examples(25)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=45), st.integers(1, 6))
def test_what_always_holds(values: list[int], horizon: int) -> None:
    found = monthly([float(value) for value in values], horizon)
    assert len(found.values) == horizon and np.all(found.values >= 0)
    again = monthly([float(value) for value in values], horizon)
    assert again.code == found.code and np.array_equal(again.values, found.values)
    if found.low is None or found.high is None:
        assert not found.backtests
        return
    assert np.all(found.low >= 0) and np.all(found.low <= found.values) and np.all(found.values <= found.high)
    assert np.all(np.diff(found.high - found.values) >= -1e-6)
    assert found.code == min(found.backtests, key=lambda backtest: backtest.error).code


STEPS = [-8, -7, -18, 9, 20, -16, -14, -1, -4, -10, 15, 5, 11, 13, 17, 6, -12, 19, 3, -2]
"""How sales went up and down from 100 on; no two steps are of one size, and no method beats the last value."""


@pytest.mark.parametrize(
    ("origins", "place"), [(4, 4), (5, 5), (6, 6), (7, 7), (8, 8), (9, 8), (10, 9), (11, 10), (12, 11)]
)
def test_a_range_reaches_as_far_as_the_error_of_its_place(origins: int, place: int) -> None:
    """Of k errors it is the one of place 0.8 (k + 1), rounded up: the 11th of 12, the 8th of 9, the last of 4."""
    values = [100.0 + sum(STEPS[:step]) for step in range(8 + origins)]
    found = sales_forecast(values, horizon=1, year=52, season=52)
    assert (found.code, found.origins) == ("last_period", origins)
    assert found.low is not None and found.high is not None
    errors = sorted(abs(step) for step in STEPS[7 : 7 + origins])
    assert found.high[0] - found.values[0] == pytest.approx(errors[place - 1])
    assert found.values[0] - found.low[0] == pytest.approx(errors[place - 1])


def test_ranges_hold_what_comes() -> None:
    """Chance about a level: some 80 % of the next values lie inside."""
    chance = np.random.default_rng(4)
    inside = []
    for _ in range(30):
        values = list(chance.normal(1000, 100, 28))
        found = sales_forecast(values[:24], horizon=4, year=52, season=52)
        assert found.low is not None and found.high is not None
        inside.append((found.low <= values[24:]) & (values[24:] <= found.high))
    assert 0.75 <= np.mean(inside) <= 0.92
