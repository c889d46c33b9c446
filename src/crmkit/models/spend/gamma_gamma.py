"""Gamma-Gamma: what a customer spends per purchase day [Colombo & Jiang 1999; Fader & Hardie 2013].

Assumptions: a customer's amounts vary as Gamma(p, nu) around the customer's own mean; nu varies over customers as
Gamma(q, v); neither depends on how often the customer buys. Amounts are positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.fits import positive
from crmkit.models.purchases.histories import Floats, tally
from crmkit.models.spend.spending import Spending

BLOCK = 1 << 15


class SpendModel(Protocol):
    """A model of money per purchase day."""

    kind: ClassVar[str]

    @property
    def mean(self) -> float:
        """Money per purchase day, over customers."""
        ...

    def expected_spend(self, repeats: npt.ArrayLike, total: npt.ArrayLike) -> Floats:
        """Expected money per later purchase day, given x repeat days with this much money; x = 0: of a new customer."""
        ...


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Shapes ``p`` (within a customer) and ``q`` (between customers), ``v`` in the unit of money; q > 1."""

    p: float
    q: float
    v: float

    kind: ClassVar[str] = "gamma_gamma"

    def __post_init__(self) -> None:
        positive(p=self.p, q=self.q, v=self.v)
        if self.q <= 1:
            raise ValueError(f"q must exceed 1 for spending to have a mean, not {self.q}")

    @property
    def mean(self) -> float:
        """Over customers: p v / (q - 1)."""
        return self.p * self.v / (self.q - 1)

    def expected_spend(self, repeats: npt.ArrayLike, total: npt.ArrayLike) -> Floats:
        """Between the customer's own mean and that of all, by how much is known: p (v + total) / (p x + q - 1)."""
        x, money = np.asarray(repeats, dtype=np.float64), np.asarray(total, dtype=np.float64)
        spend: Floats = self.p * (self.v + money) / (self.p * x + self.q - 1)
        return spend


@dataclass(frozen=True, slots=True)
class OneAmount:
    """Everybody spends the same on a purchase day."""

    amount: float

    kind: ClassVar[str] = "one_amount"

    def __post_init__(self) -> None:
        positive(amount=self.amount)

    @property
    def mean(self) -> float:
        """The amount."""
        return self.amount

    def expected_spend(self, repeats: npt.ArrayLike, total: npt.ArrayLike) -> Floats:
        """The amount, whoever it is."""
        return np.full(np.broadcast_shapes(np.shape(repeats), np.shape(total)), self.amount)


class GammaGammaSurface:
    """The log-likelihood of the mean amounts with derivatives in (ln p, ln q, ln v).

    Gamma functions depend on x alone; a row needs one logarithm and one reciprocal.
    """

    def __init__(self, spending: Spending) -> None:
        self.spending = spending
        self.weights, self.shares = spending.weights, spending.weights * spending.repeats
        self.log_total: Floats = np.log(spending.total)
        log_means = (self.weights * (self.log_total - np.log(spending.repeats))).sum()
        self.constant = -float(log_means)
        counts = tally(spending.repeats.astype(np.int64), self.weights)
        self.counts: Floats = np.flatnonzero(counts).astype(np.float64)
        self.with_count: Floats = counts[counts > 0]

    def __call__(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient and Hessian."""
        from scipy.special import betaln, digamma, polygamma

        p, q, v = np.exp(logs).tolist()
        x, n = self.counts, self.with_count
        customers = float(n.sum())
        own, common, share, own_share, bend = self._rows(v, float(logs[2]), p, q)
        ends, begins = digamma(p * x + q), digamma(p * x)
        value = self.constant - float((n * betaln(p * x, q)).sum()) - q * common - p * own
        by_p = p * (float((n * x * (ends - begins)).sum()) - own)
        by_q = q * (float((n * ends).sum()) - customers * float(digamma(q)) - common)
        by_v = q * (customers - share) - p * own_share
        sharp = polygamma(1, p * x + q)
        hessian = np.empty((3, 3))
        hessian[0, 0] = by_p + p * p * float((n * x * x * (sharp - polygamma(1, p * x))).sum())
        hessian[1, 1] = by_q + q * q * (float((n * sharp).sum()) - customers * float(polygamma(1, q)))
        hessian[0, 1] = hessian[1, 0] = p * q * float((n * x * sharp).sum())
        hessian[0, 2] = hessian[2, 0] = -p * own_share
        hessian[1, 2] = hessian[2, 1] = q * (customers - share)
        hessian[2, 2] = -bend
        return value, np.array([by_p, by_q, by_v]), hessian

    def _rows(self, v: float, log_v: float, p: float, q: float) -> tuple[float, ...]:
        """Sums of x ln(1 + v / total), ln(1 + total / v), V, x V, (q + p x) V (1 - V), where V = v / (v + total)."""
        sums = np.zeros(5)
        for begin in range(0, len(self.weights), BLOCK):
            rows = slice(begin, begin + BLOCK)
            total, weights, shares = self.spending.total[rows], self.weights[rows], self.shares[rows]
            short = np.log1p(v / total)
            weight = v / (v + total)
            away = weight * (1.0 - weight)
            sums[0] += np.einsum("m,m->", shares, short)
            sums[1] += np.einsum("m,m->", weights, short + (self.log_total[rows] - log_v))
            sums[2] += np.einsum("m,m->", weights, weight)
            sums[3] += np.einsum("m,m->", shares, weight)
            sums[4] += q * np.einsum("m,m->", weights, away) + p * np.einsum("m,m->", shares, away)
        return tuple(sums.tolist())
