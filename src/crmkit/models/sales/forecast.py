"""The next values of a series of sales by the method that would have predicted the last ones best.

Methods are tried on rolling origins: each predicts the series from its beginning only, as far ahead as is asked for.
The simple ones (the last value, the value a cycle ago) are the baseline; smoothing has to beat them. Ranges are as
wide as the errors that the chosen method made at that distance. Values are floats of any unit, horizons whole steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import numpy as np
import numpy.typing as npt

from crmkit.models.sales.smoothing import ExponentialSmoothing

Floats = npt.NDArray[np.float64]

LEAST_PAST = 8
"""Fewer values before an origin teach nothing."""
MOST_PAST = 520
"""Older values say little of the next ones and cost time: ten years of weeks, some seventeen months of days."""
LEAST_ORIGINS = 4
"""The fewest errors of which one bounds 80 % of the next."""
MOST_ORIGINS = 12
INSIDE = 0.8
"""The share of later values that a range should hold."""


class Method(Protocol):
    """What predicts: learns from a series, then gives the next values."""

    def fit(self, values: Sequence[float]) -> object:
        """Learn from a series."""

    def predict(self, horizon: int) -> Floats:
        """The next values."""


class Repeat:
    """Says that the last ``cycle`` values come again."""

    def __init__(self, cycle: int) -> None:
        self.cycle = cycle

    def fit(self, values: Sequence[float]) -> Repeat:
        """Remember the last cycle."""
        self.last_ = np.asarray(values[-self.cycle :], dtype=np.float64)
        return self

    def predict(self, horizon: int) -> Floats:
        """The next ``horizon`` values."""
        return np.resize(self.last_, horizon)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A method by its code, and the fewest values it can learn from."""

    code: str
    least: int
    is_baseline: bool
    method: Method


@dataclass(frozen=True, slots=True)
class MethodBacktest:
    """How a method did on the past: mean absolute error, and relative to what came and to the baseline's error."""

    code: str
    error: float
    relative_error: float | None
    error_vs_baseline: float | None


@dataclass(frozen=True, slots=True, eq=False)
class SalesForecast:
    """The next values by the method ``code``, with ranges; ``backtests`` of all methods over ``origins`` starts.

    Without enough past for a backtest the baseline is used: no backtests, no origins, and ranges are ``None``.
    """

    code: str
    values: Floats
    low: Floats | None
    high: Floats | None
    backtests: tuple[MethodBacktest, ...]
    origins: int


def candidates(year: int, season: int) -> list[Candidate]:
    """Every method, the simplest first; ``year`` and ``season`` are lengths of cycles in steps."""
    repeats = [("last_period", 1)]
    if season != year:
        repeats.append(("last_season", season))
    repeats.append(("year_ago", year))
    found = [Candidate(code, max(cycle, LEAST_PAST), True, Repeat(cycle)) for code, cycle in repeats]
    for code, damped, cycle in (
        ("level", False, 0),
        ("damped_trend", True, 0),
        ("season", False, season),
        ("season_damped_trend", True, season),
    ):
        method = ExponentialSmoothing(damped=damped, cycle=cycle, warm=True)
        found.append(Candidate(code, max(2 * cycle, LEAST_PAST), False, method))
    return found


def sales_forecast(values: Sequence[float], *, horizon: int, year: int, season: int) -> SalesForecast:
    """Predict the next ``horizon`` values of a series, at least one long and never below 0.

    Args:
        values: the past, the oldest first.
        horizon: how many steps ahead.
        year: steps of a year, which the baseline looks back.
        season: steps of the cycle that smoothing learns, from two of them on.
    """
    series = [float(value) for value in values]
    methods = candidates(year, season)
    origins = _origins(len(series), horizon, methods)
    able = [candidate for candidate in methods if origins and candidate.least <= origins[0]]
    if not able:
        baseline = [one for one in methods if one.is_baseline and one.least <= max(len(series), LEAST_PAST)][-1]
        baseline.method.fit(series)
        return SalesForecast(baseline.code, np.maximum(baseline.method.predict(horizon), 0), None, None, (), 0)
    errors = {candidate.code: _errors(candidate.method, series, origins, horizon) for candidate in able}
    backtests = tuple(_backtests(able, errors, series, origins, horizon))
    best = min(backtests, key=lambda backtest: backtest.error).code
    chosen = next(candidate.method for candidate in candidates(year, season) if candidate.code == best)
    chosen.fit(series[-MOST_PAST:])
    predicted = np.maximum(chosen.predict(horizon), 0)
    reach = _reach(errors[best])
    return SalesForecast(best, predicted, np.maximum(predicted - reach, 0), predicted + reach, backtests, len(origins))


def least_for_backtest(horizon: int) -> int:
    """How many values a backtest needs at least."""
    return LEAST_PAST + LEAST_ORIGINS - 1 + horizon


def _origins(length: int, horizon: int, methods: Iterable[Candidate]) -> list[int]:
    """Where to predict from: the latest, with the longest past that leaves ``LEAST_ORIGINS`` of them."""
    for least in sorted({candidate.least for candidate in methods}, reverse=True):
        found = range(max(least, length - horizon - MOST_ORIGINS + 1), length - horizon + 1)
        if len(found) >= LEAST_ORIGINS:
            return list(found)
    return []


def _errors(method: Method, series: Sequence[float], origins: Sequence[int], horizon: int) -> Floats:
    """What came less what was predicted, by origin and distance."""
    rows = []
    for origin in origins:
        method.fit(series[max(origin - MOST_PAST, 0) : origin])
        predicted = np.maximum(method.predict(horizon), 0)
        rows.append(np.asarray(series[origin : origin + horizon]) - predicted)
    return np.array(rows)


def _backtests(
    able: Sequence[Candidate], errors: dict[str, Floats], series: Sequence[float], origins: Sequence[int], horizon: int
) -> Iterable[MethodBacktest]:
    came = sum(sum(series[origin : origin + horizon]) for origin in origins)
    baseline = [candidate.code for candidate in able if candidate.is_baseline][-1]
    baseline_error = float(np.abs(errors[baseline]).mean())
    for candidate in able:
        missed = np.abs(errors[candidate.code])
        error = float(missed.mean())
        relative = float(missed.sum()) / came if came > 0 else None
        yield MethodBacktest(candidate.code, error, relative, error / baseline_error if baseline_error > 0 else None)


def _reach(errors: Floats) -> Floats:
    """How far off values are, by distance, in ``INSIDE`` of all cases; never less for a longer distance.

    Of k errors the ceil((k + 1) INSIDE)-th smallest bounds the next one with at least that probability where errors
    are exchangeable [Vovk et al. 2005].
    """
    rank = ceil((len(errors) + 1) * INSIDE)
    return np.maximum.accumulate(np.sort(np.abs(errors), axis=0)[rank - 1])
