"""Exponential smoothing of a series: level, damped trend and additive season, fitted by least squares.

With e the error of the step, the state moves by

    e = y - (level + phi trend + season),  level += phi trend + alpha e,
    trend = phi trend + alpha beta e,      season of this place += gamma e

[Holt 1957, Winters 1960, Gardner & McKenzie 1985; the error form is that of Hyndman et al. 2008]. Without a trend phi
is 0. Given the weights, errors are linear in the state before the first step, so that it is solved for exactly and
only the weights are searched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DAMPING = (0.8, 0.995)
"""The range of phi: below it a trend is gone at once, above it it never ends."""
GRID = (0.05, 0.5, 0.95)
"""Where the search looks for each weight before it climbs down."""
RIDGE = 1e-12
"""Keeps the equations of the first state solvable where weights leave a part of it without effect."""
STARTS = 3
"""From how many of the best points of the grid it climbs: there may be more than one valley."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How fast each part follows: all 0..1, ``gamma`` at most 1 - ``alpha``; ``phi`` is 0 without a trend."""

    alpha: float
    beta: float = 0.0
    gamma: float = 0.0
    phi: float = 0.0


@dataclass(frozen=True, slots=True)
class State:
    """Level, trend a step, and the season of each place of the cycle, the next one first."""

    level: float
    trend: float = 0.0
    seasons: tuple[float, ...] = (0.0,)


def run(values: Sequence[float], weights: Weights, state: State) -> tuple[list[float], State]:
    """The error of each step, and the state after the last one."""
    level, trend, seasons = state.level, state.trend, list(state.seasons)
    alpha, gamma, phi, trend_weight = weights.alpha, weights.gamma, weights.phi, weights.alpha * weights.beta
    cycle, place, errors = len(seasons), 0, []
    for value in values:
        trend *= phi
        level += trend
        error = value - level - seasons[place]
        level += alpha * error
        trend += trend_weight * error
        seasons[place] += gamma * error
        errors.append(error)
        place = place + 1 if place + 1 < cycle else 0
    return errors, State(level, trend, (*seasons[place:], *seasons[:place]))


def ahead(weights: Weights, state: State, horizon: int) -> Floats:
    """What the state predicts of the next ``horizon`` steps."""
    steps = np.cumsum(weights.phi ** np.arange(1, horizon + 1)) if weights.phi else np.zeros(horizon)
    seasons = np.resize(np.array(state.seasons), horizon)
    return state.level + state.trend * steps + seasons


class ExponentialSmoothing:
    """A series as a moving level, with a damped trend or a season of ``cycle`` places if wanted.

    ``fit`` finds ``weights_``, ``initial_`` and ``state_`` (before the first and after the last step) and ``sse_``;
    given the same series they are the same. ``warm``: search from the weights of the fit before, for series that grow.
    """

    def __init__(self, *, damped: bool = False, cycle: int = 0, warm: bool = False) -> None:
        self.damped = damped
        self.cycle = cycle
        self.warm = warm
        self._known: Floats | None = None

    def fit(self, values: Sequence[float]) -> Self:
        """Find the weights and the first state that make the sum of squared errors least."""
        series = np.asarray(values, dtype=np.float64)
        size = float(np.abs(series).mean()) or 1.0
        scaled = (series / size).tolist()

        def cost(point: Floats) -> float:
            return self._projected(scaled, self._weights(point))[0]

        best = min((self._valley(cost, start) for start in self._starts(cost)), key=cost)
        self._known = best
        self.weights_ = self._weights(best)
        _, first = self._projected(scaled, self.weights_)
        self.initial_ = State(first.level * size, first.trend * size, tuple(part * size for part in first.seasons))
        errors, self.state_ = run(series.tolist(), self.weights_, self.initial_)
        self.sse_ = float(np.square(errors).sum())
        return self

    def predict(self, horizon: int) -> Floats:
        """The next ``horizon`` values."""
        return ahead(self.weights_, self.state_, horizon)

    def _starts(self, cost: Callable[[Floats], float]) -> list[Floats]:
        """Where to climb from: where the fit before ended, or the best points of the grid."""
        if self.warm and self._known is not None:
            return [self._known]
        return sorted((np.array(point) for point in product(GRID, repeat=self._free)), key=cost)[:STARTS]

    def _valley(self, cost: Callable[[Floats], float], start: Floats) -> Floats:
        """The lowest point below ``start``."""
        from scipy.optimize import minimize

        found = np.asarray(minimize(cost, start, method="L-BFGS-B", bounds=[(0.0, 1.0)] * self._free).x)
        return found if cost(found) <= cost(start) else start

    @property
    def _free(self) -> int:
        return 1 + 2 * self.damped + (self.cycle > 1)

    def _weights(self, point: Floats) -> Weights:
        """A point of the unit cube as weights."""
        parts = [float(part) for part in point]
        gamma = parts.pop() * (1 - parts[0]) if self.cycle > 1 else 0.0
        if not self.damped:
            return Weights(parts[0], gamma=gamma)
        low, high = DAMPING
        return Weights(parts[0], parts[1], gamma, low + (high - low) * parts[2])

    def _projected(self, values: list[float], weights: Weights) -> tuple[float, State]:
        """The least sum of squared errors that the weights allow, and the first state that gives it.

        The error is linear in that state: its columns are the answers to a level of 1, a trend of 1, and a season of
        1 in the first place, of which those of the later places are copies that begin later. Seasons sum to nought,
        or the level would not be unique.
        """
        still, silent = [0.0] * len(values), (0.0,) * max(self.cycle, 1)
        columns = [run(still, weights, State(1.0, 0.0, silent))[0]]
        if self.damped:
            columns.append(run(still, weights, State(0.0, 1.0, silent))[0])
        matrix = np.array(columns).T
        if self.cycle > 1:
            answer = np.array(run(still, weights, State(0.0, 0.0, (1.0, *silent[1:])))[0])
            lag = np.subtract.outer(np.arange(len(values)), np.arange(self.cycle))
            places = np.where(lag >= 0, answer[np.maximum(lag, 0)], 0.0)
            matrix = np.hstack([matrix, places[:, :-1] - places[:, -1:]])
        constant = np.array(run(values, weights, State(0.0, 0.0, silent))[0])
        square = matrix.T @ matrix
        square.flat[:: len(square) + 1] += RIDGE * np.trace(square)
        solution = np.linalg.solve(square, -(matrix.T @ constant))
        errors = constant + matrix @ solution
        level, *rest = (float(part) for part in solution)
        trend = rest.pop(0) if self.damped else 0.0
        seasons = (*rest, -sum(rest)) if rest else silent
        return float(errors @ errors), State(level, trend, seasons)
