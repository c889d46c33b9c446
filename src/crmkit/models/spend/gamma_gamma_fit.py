"""Fits the Gamma-Gamma model, and names the cases in which there is none: equal amounts, no mean, too few."""

from __future__ import annotations

import numpy as np

from crmkit.models.purchases.fits import FEWEST, LOOSE, Fit, weighed
from crmkit.models.purchases.newton import Optimum, climb
from crmkit.models.spend.gamma_gamma import GammaGamma, GammaGammaSurface, OneAmount
from crmkit.models.spend.spending import Spending, thin

STARTS = ((2.0, 4.0), (0.5, 3.0), (20.0, 5.0))
"""p and q to climb from; v follows from the mean amount."""

EQUAL = 0.01
"""Mean amounts that deviate from each other by less than this part (standard deviation) are one amount."""

FEW_ROWS = 10_000


def fit_gamma_gamma(spending: Spending, *, fewest: int = FEWEST) -> Fit[GammaGamma | OneAmount]:
    """Maximum likelihood of p, q, v.

    With many rows the climb starts on some thousands of them. Without a model: ``no_repeats``, ``too_few``,
    ``not_converged`` and ``no_mean`` (q <= 1, or the mean over customers not known to a factor of seven).

    Args:
        spending: the customers with repeats and money.
        fewest: customers below which there is no fit.
    """
    customers = spending.customers
    if customers == 0:
        return Fit("no_repeats", None, 0, 0)
    if customers < fewest:
        return Fit("too_few", None, customers, customers)
    means = spending.total / spending.repeats
    mean = float(np.average(means, weights=spending.weights))
    if float(np.average((means / mean - 1) ** 2, weights=spending.weights)) <= EQUAL**2:
        return Fit("equal_amounts", OneAmount(mean), customers, customers)
    optimum = _optimum(spending, mean)
    if not optimum.arrived:
        return Fit("not_converged", None, customers, customers, evaluations=optimum.evaluations)
    errors, log_errors, loose = weighed(("p", "q", "v"), optimum)
    p, q, v = np.exp(optimum.at).tolist()
    has_mean = q > 1 and optimum.error(np.array([1.0, -q / (q - 1), 1.0])) <= LOOSE
    return Fit(
        ("flat_ridge" if loose else "converged") if has_mean else "no_mean",
        GammaGamma(p, q, v) if has_mean else None,
        customers,
        customers,
        optimum.value,
        errors,
        log_errors,
        optimum.evaluations,
        loose,
    )


def _optimum(spending: Spending, mean: float) -> Optimum:
    """The highest point found on all rows."""
    is_small = len(spending.repeats) <= FEW_ROWS
    surface = GammaGammaSurface(spending if is_small else thin(spending, FEW_ROWS))
    tried: list[Optimum] = []
    for p, q in STARTS:
        tried.append(climb(surface, np.log(np.array([p, q, mean * (q - 1) / p]))))
        if tried[-1].arrived and np.all(tried[-1].errors <= LOOSE):
            break
    best = max(tried, key=lambda optimum: (optimum.arrived, optimum.value))
    return best if is_small else climb(GammaGammaSurface(spending), best.at)
