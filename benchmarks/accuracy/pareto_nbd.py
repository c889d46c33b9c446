"""Pareto/NBD: buying at a gamma rate, dropping out at any moment at another [Schmittlein, Morrison & Colombo 1987].

Assumptions: while alive a customer buys as a Poisson process, rates vary as Gamma(r, alpha); the lifetime is
exponential, its rates vary as Gamma(s, beta); the two are independent.

Everything rests on one integral over the moment of drop-out (``lost_time``), taken with a Gauss rule in logarithms:
no 2F1, whose subtraction ruins the likelihood for busy customers, and derivatives come under the integral sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from benchmarks.accuracy.lost_time import log_lost
from crmkit.models.purchases.fits import positive
from crmkit.models.purchases.histories import Floats
from crmkit.models.purchases.nbd import log_silence

BLOCK = 1 << 12


@dataclass(frozen=True, slots=True)
class ParetoNbd:
    """Rates of purchase ~ Gamma(``r``, ``alpha``), of drop-out ~ Gamma(``s``, ``beta``); alpha and beta are times."""

    r: float
    alpha: float
    s: float
    beta: float

    kind: ClassVar[str] = "pareto_nbd"

    def __post_init__(self) -> None:
        positive(r=self.r, alpha=self.alpha, s=self.s, beta=self.beta)

    def p_alive(self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
        """1 / (1 + I), I = odds of having dropped out between t_x and T."""
        return _by_block(self._alive, repeats, last, age)

    def p_no_purchase(
        self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike
    ) -> Floats:
        """1 - P(alive) (1 - P(silent in (T, T + h] | alive)).

        Silent are those who stay and do not buy, and those who drop out at u and did not buy until then: while alive
        the rates are ~ Gamma(r + x, alpha + T) and Gamma(s, beta + T).
        """
        return _by_block(self._none, repeats, last, age, horizon)

    def expected_purchases(
        self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike
    ) -> Floats:
        """P(alive) (r + x) (beta + T) / (alpha + T) (1 - ((beta + T) / (beta + T + h))^(s - 1)) / (s - 1).

        At s = 1 the last fraction is its limit, a logarithm.
        """
        x, whole, h = (np.asarray(values, dtype=np.float64) for values in (repeats, age, horizon))
        grown = np.log1p(h / (self.beta + whole))
        power = self.s - 1
        lasting = grown if abs(power) < 1e-12 else -np.expm1(-power * grown) / power
        rate = (self.r + x) * (self.beta + whole) / (self.alpha + whole)
        expected: Floats = self.p_alive(repeats, last, age) * rate * lasting
        return expected

    def _alive(self, x: Floats, t: Floats, whole: Floats) -> Floats:
        odds = log_lost(self.alpha, self.beta, self.r + x, self.s, t, whole)
        alive: Floats = 1.0 / (1.0 + np.exp(np.minimum(odds, 700.0)))
        return alive

    def _none(self, x: Floats, t: Floats, whole: Floats, h: Floats) -> Floats:
        silent = log_silence(self.r, self.alpha, x, whole, h) + log_silence(self.s, self.beta, 0.0, whole, h)
        # To a customer who is alive at T the same integral applies with a clock that starts at T.
        odds = log_lost(self.alpha + whole, self.beta + whole, self.r + x, self.s, np.zeros_like(h), h)
        buys = np.maximum(-np.expm1(silent) - np.exp(odds + silent), 0.0)
        none: Floats = 1.0 - self._alive(x, t, whole) * buys
        return none


def _by_block(rule: Callable[..., Floats], *given: npt.ArrayLike) -> Floats:
    """``rule`` over broadcast arrays, so many at a time that the points of the integral stay in the cache."""
    spread = np.broadcast_arrays(*(np.asarray(values, dtype=np.float64) for values in given))
    shape = spread[0].shape
    flat = [values.reshape(-1) for values in spread]
    found = np.empty(len(flat[0]))
    for begin in range(0, len(found), BLOCK):
        rows = slice(begin, begin + BLOCK)
        found[rows] = rule(*(values[rows] for values in flat))
    return found.reshape(shape)
