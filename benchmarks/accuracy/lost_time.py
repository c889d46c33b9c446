"""The integral of the Pareto/NBD: odds that a customer dropped out after the last purchase, against still being there.

    I = integral over u from t_x to T of  s (beta + T)^s / (beta + u)^(s+1)  ((alpha + T) / (alpha + u))^k  du

u is the moment of drop-out, k = r + x. In w = ln(m + u), m the smaller of alpha and beta, the integrand is smooth and
log-concave on whatever scale alpha, beta and the times are; where it has fallen by e^-45 it is cut. A Gauss-Legendre
rule of ``POINTS`` points is then exact to ten digits and more (checked against adaptive integration in the tests).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmkit.models.purchases.histories import Floats

POINTS = 32
NEGLIGIBLE = 45.0

_KNOTS, _WEIGHTS = np.polynomial.legendre.leggauss(POINTS)
KNOTS: Floats = (_KNOTS + 1) / 2
LOG_WEIGHTS: Floats = np.log(_WEIGHTS / 2)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Moments u of drop-out, one row per customer, one column per point.

    ``terms`` are the logarithms of the terms whose sum is I; ``buying`` is alpha + u, ``leaving`` is beta + u.
    """

    terms: Floats
    buying: Floats
    leaving: Floats


def moments(alpha: Floats | float, beta: Floats | float, k: Floats, s: float, last: Floats, age: Floats) -> Moments:
    """The points of the rule and the logarithms of their terms; arrays of shape (n,), results of shape (n, POINTS)."""
    begin = np.minimum(alpha, beta) + last
    fall = (s + 1) * begin / (beta + last) + k * begin / (alpha + last) - 1
    reach = np.log1p((age - last) / begin)
    reach = np.minimum(reach, NEGLIGIBLE / np.maximum(fall, 1e-9))[:, None]
    beyond = begin[:, None] * np.expm1(reach * KNOTS)
    buying = np.reshape(alpha + last, (-1, 1)) + beyond
    leaving = np.reshape(beta + last, (-1, 1)) + beyond
    with np.errstate(divide="ignore"):  # no customer drops out in no time: ln 0
        terms = np.log(reach) + LOG_WEIGHTS + np.log(begin[:, None] + beyond)
    terms += np.log(s) - np.log(leaving)
    terms += s * np.log(np.reshape(beta + age, (-1, 1)) / leaving)
    terms += k[:, None] * np.log(np.reshape(alpha + age, (-1, 1)) / buying)
    return Moments(terms, buying, leaving)


def log_lost(alpha: Floats | float, beta: Floats | float, k: Floats, s: float, last: Floats, age: Floats) -> Floats:
    """The logarithm of I; minus infinity where T = t_x."""
    terms = moments(alpha, beta, k, s, last, age).terms
    highest = terms.max(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = highest + np.log(np.exp(terms - highest[:, None]).sum(axis=1))
    return np.where(np.isneginf(highest), -np.inf, total)
