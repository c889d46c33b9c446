"""Exponential smoothing against statsmodels, and on series whose answer is plain."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.models.sales.smoothing import ExponentialSmoothing, State, Weights, ahead, run

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it knows an older pandas
    from statsmodels.tsa.holtwinters import ExponentialSmoothing as Reference

FORMS = [(damped, cycle) for damped in (False, True) for cycle in (0, 12)]
unit = st.floats(0, 1, allow_subnormal=False)


def sales(seed: int, length: int = 60) -> list[float]:
    """A shop that grows, with a season and chance."""
    chance = np.random.default_rng(seed)
    months = np.arange(length)
    grown = 100 + np.cumsum(chance.normal(0.5, 3, length))
    return list(grown + 20 * np.sin(2 * np.pi * months / 12) + chance.normal(0, 6, length))


def reference(values: list[float], *, damped: bool, cycle: int, **initial: Any) -> Any:
    return Reference(
        np.array(values),
        trend="add" if damped else None,
        damped_trend=damped,
        seasonal="add" if cycle else None,
        seasonal_periods=cycle or None,
        initialization_method="known" if initial else "estimated",
        **initial,
    )


def weights_of(found: Any, *, damped: bool, cycle: int) -> tuple[Weights, State]:
    """The other's weights and first state in our words."""
    its = {name: value for name, value in found.params.items() if value is not None}
    weights = Weights(
        float(its["smoothing_level"]),
        float(its["smoothing_trend"]) if damped else 0.0,
        float(its["smoothing_seasonal"]) if cycle else 0.0,
        float(its["damping_trend"]) if damped else 0.0,
    )
    seasons = tuple(float(part) for part in its["initial_seasons"]) if cycle else (0.0,)
    return weights, State(float(its["initial_level"]), float(its["initial_trend"]) if damped else 0.0, seasons)


@pytest.mark.parametrize(("damped", "cycle"), FORMS)
@pytest.mark.parametrize("seed", range(3))
def test_as_good_a_fit_as_another_finds(damped: bool, cycle: int, seed: int) -> None:
    values = sales(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says itself when it stops early
        other = reference(values, damped=damped, cycle=cycle).fit()
    ours = ExponentialSmoothing(damped=damped, cycle=cycle).fit(values)
    assert ours.sse_ <= other.sse * (1 + 1e-6)
    if not damped:
        assert ours.weights_.alpha == pytest.approx(other.params["smoothing_level"], abs=1e-3)
        np.testing.assert_allclose(ours.predict(15), other.forecast(15), rtol=1e-3)


@pytest.mark.parametrize(("damped", "cycle"), FORMS)
def test_the_same_weights_predict_the_same(damped: bool, cycle: int) -> None:
    values = sales(7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = reference(values, damped=damped, cycle=cycle).fit()
    weights, first = weights_of(other, damped=damped, cycle=cycle)
    errors, last = run(values, weights, first)
    np.testing.assert_allclose(errors, other.resid, rtol=0, atol=1e-9)
    np.testing.assert_allclose(ahead(weights, last, 30), other.forecast(30), rtol=1e-12)


@examples(15)
@given(unit, unit, unit, st.floats(0.8, 0.995), st.integers(0, 99))
def test_any_weights_predict_the_same(alpha: float, beta: float, share: float, phi: float, seed: int) -> None:
    values = sales(seed, 30)
    ours = Weights(alpha, beta, share * (1 - alpha), phi)
    first = State(90.0, 1.5, tuple(float(10 * np.sin(place)) for place in range(12)))
    known = {"initial_level": first.level, "initial_trend": first.trend, "initial_seasonal": first.seasons}
    other = reference(values, damped=True, cycle=12, **known).fit(
        smoothing_level=alpha,
        smoothing_trend=beta,
        smoothing_seasonal=ours.gamma,
        damping_trend=phi,
        optimized=False,
    )
    errors, last = run(values, ours, first)
    scale = max(np.abs(other.resid).max(), 1.0)
    np.testing.assert_allclose(errors, other.resid, rtol=0, atol=1e-9 * scale)
    # For the season of the very last step the other still takes what it was a cycle before, without that step's error.
    late = np.array([ours.gamma * errors[-1] if step % 12 == 11 else 0.0 for step in range(25)])
    np.testing.assert_allclose(ahead(ours, last, 25) - late, other.forecast(25), rtol=0, atol=1e-9 * scale)


def test_a_level_is_found() -> None:
    fitted = ExponentialSmoothing().fit([7.0] * 10)
    assert fitted.sse_ == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(fitted.predict(3), 7.0)


def test_a_season_comes_again() -> None:
    fitted = ExponentialSmoothing(cycle=4).fit([1.0, 5.0, 2.0, 8.0] * 5 + [1.0])
    np.testing.assert_allclose(fitted.predict(5), [5, 2, 8, 1, 5], atol=1e-6)


def test_a_trend_dies_down() -> None:
    predicted = ExponentialSmoothing(damped=True).fit([float(10 * step) for step in range(30)]).predict(40)
    steps = np.diff(predicted)
    assert steps[0] > 5 and np.all(steps > 0) and np.all(np.diff(steps) < 0)


def test_what_never_sold_never_will() -> None:
    np.testing.assert_array_equal(ExponentialSmoothing(damped=True, cycle=7).fit([0.0] * 20).predict(3), 0)


@pytest.mark.parametrize(("damped", "cycle"), FORMS)
def test_yuan_or_fen_is_the_same(damped: bool, cycle: int) -> None:
    values = sales(3)
    small = ExponentialSmoothing(damped=damped, cycle=cycle).fit(values).predict(5)
    large = ExponentialSmoothing(damped=damped, cycle=cycle).fit([value * 100 for value in values]).predict(5)
    np.testing.assert_allclose(small * 100, large, rtol=1e-4)


def test_a_longer_series_is_searched_from_where_the_shorter_ended() -> None:
    values = sales(5)
    grown = ExponentialSmoothing(damped=True, warm=True)
    for length in (50, 55, 60):
        grown.fit(values[:length])
    fresh = ExponentialSmoothing(damped=True).fit(values)
    assert fresh.sse_ <= grown.sse_ <= fresh.sse_ * 1.05
