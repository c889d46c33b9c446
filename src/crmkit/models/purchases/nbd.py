"""The negative binomial model of purchases (NBD): gamma-distributed rates, no customer ever drops out [Ehrenberg 1959].

It is the limit of BG/NBD, MBG/NBD and Pareto/NBD where the data show no drop-out, and the part they share: purchases
come at a rate that varies over customers as Gamma(r, alpha).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.fits import FEWEST, Fit, Status, positive, too_weak, weighed
from crmkit.models.purchases.histories import Floats, Histories, tally
from crmkit.models.purchases.newton import Optimum, climb


@dataclass(frozen=True, slots=True)
class Nbd:
    """Rates of purchase ~ Gamma(shape ``r``, ``alpha`` in the unit of time)."""

    r: float
    alpha: float

    kind: ClassVar[str] = "nbd"

    def __post_init__(self) -> None:
        positive(r=self.r, alpha=self.alpha)

    def p_alive(self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
        """1 for everybody."""
        shape = np.broadcast_shapes(np.shape(repeats), np.shape(last), np.shape(age))
        return np.ones(shape)

    def p_no_purchase(
        self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike
    ) -> Floats:
        """((alpha + T) / (alpha + T + h))^(r + x)."""
        return self.p_alive(repeats, last, age) * np.exp(log_silence(self.r, self.alpha, repeats, age, horizon))

    def expected_purchases(
        self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike
    ) -> Floats:
        """(r + x) h / (alpha + T)."""
        rate = (self.r + np.asarray(repeats, dtype=np.float64)) / (self.alpha + np.asarray(age, dtype=np.float64))
        return self.p_alive(repeats, last, age) * rate * np.asarray(horizon, dtype=np.float64)


def log_silence(r: float, alpha: float, repeats: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike) -> Floats:
    """Logarithm of P(no purchase in (T, T + h]) while alive: never a power of a large base."""
    begin = alpha + np.asarray(age, dtype=np.float64)
    silence: Floats = -(r + np.asarray(repeats)) * np.log1p(np.asarray(horizon) / begin)
    return silence


class CountTerms:
    """The NBD log-likelihood of all customers with derivatives in (ln r, ln alpha), from two histograms.

    ln Gamma(r + x) - ln Gamma(r) is the sum of ln(r + j) over j < x, so that all customers need is how many have
    x > j; the rest depends on T and on the sum of x at that T. (No factor x!: the models are about when.)
    """

    def __init__(self, histories: Histories) -> None:
        weights = histories.weights.astype(np.float64)
        counts = tally(histories.repeats, weights)
        self.beyond: Floats = np.cumsum(counts[::-1])[::-1][1:]
        """How many customers have x > 0, x > 1, ..."""
        ages = tally(histories.age, weights)
        self.ages: Floats = np.flatnonzero(ages).astype(np.float64)
        self.weights: Floats = ages[ages > 0]
        self.bought: Floats = tally(histories.age, weights * histories.repeats)[ages > 0]
        self.total: float = float(self.bought.sum())
        self.customers: float = float(weights.sum())

    def start(self) -> Floats:
        """Logarithms of r = 1/2 and of the alpha that gives all customers' mean rate."""
        exposure = float((self.weights * self.ages).sum())
        start: Floats = np.log(np.array([0.5, 0.5 * exposure / self.total]))
        return start

    def __call__(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient and Hessian at (ln r, ln alpha)."""
        r, alpha = np.exp(logs[:2])
        steps = r + np.arange(len(self.beyond))
        grown = np.log1p(self.ages / alpha)
        share = alpha / (alpha + self.ages)
        by_age = self.weights * r + self.bought
        idle = float((self.weights * grown).sum())
        value = float((self.beyond * np.log(steps)).sum() - (by_age * grown).sum() - self.total * logs[1])
        by_r = r * (float((self.beyond / steps).sum()) - idle)
        by_alpha = float((self.weights * r * (1 - share) - self.bought * share).sum())
        both = r * float((self.weights * (1 - share)).sum())
        twice_r = by_r - r * r * float((self.beyond / steps**2).sum())
        twice_alpha = -float((by_age * share * (1 - share)).sum())
        return value, np.array([by_r, by_alpha]), np.array([[twice_r, both], [both, twice_alpha]])

    def optimum(self) -> Optimum:
        """The maximum."""
        return climb(self, self.start())


def fit_nbd(histories: Histories, *, fewest: int = FEWEST) -> Fit[Nbd]:
    """Maximum likelihood of r and alpha.

    Args:
        histories: the customers.
        fewest: repeat customers below which there is no fit.
    """
    weak = too_weak(histories, fewest)
    if weak:
        return Fit(weak, None, histories.customers, histories.repeaters)
    return nbd_outcome(histories, CountTerms(histories).optimum())


def nbd_outcome(histories: Histories, optimum: Optimum, *, asked_for: bool = True) -> Fit[Nbd]:
    """The fit that a climb on ``CountTerms`` amounts to; not ``asked_for`` when a richer model fell back on it."""
    if not optimum.arrived:
        return Fit("not_converged", None, histories.customers, histories.repeaters, evaluations=optimum.evaluations)
    errors, log_errors, loose = weighed(("r", "alpha"), optimum)
    model = Nbd(*np.exp(optimum.at).tolist())
    status: Status = ("flat_ridge" if loose else "converged") if asked_for else "nbd_limit"
    return Fit(
        status,
        model,
        histories.customers,
        histories.repeaters,
        optimum.value,
        errors,
        log_errors,
        optimum.evaluations,
        loose,
    )
