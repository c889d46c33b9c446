"""Fits the Pareto/NBD: NBD first, a coarse clock next, all rows last; says when there is no drop-out to be seen."""

from __future__ import annotations

import numpy as np

from benchmarks.accuracy.lost_time import moments
from benchmarks.accuracy.pareto_nbd import BLOCK, ParetoNbd
from crmkit.models.purchases.fits import FEWEST, Fit
from crmkit.models.purchases.fits_with_dropout import fit_with_dropout
from crmkit.models.purchases.histories import Floats, Histories
from crmkit.models.purchases.nbd import CountTerms, Nbd

STARTS = ((0.7, 0.3), (0.3, 0.03), (3.0, 3.0))
"""s, and beta by the mean age of the customers."""


def fit_pareto_nbd(histories: Histories, *, fewest: int = FEWEST) -> Fit[ParetoNbd | Nbd]:
    """Maximum likelihood; the model is an ``Nbd`` when the status is ``nbd_limit``.

    Args:
        histories: the customers; those without repeats count too.
        fewest: repeat customers below which there is no fit.
    """
    mean_age = float((histories.age * histories.weights).sum()) / max(1, histories.customers)
    starts = tuple((s, max(1e-9, share * mean_age)) for s, share in STARTS)
    return fit_with_dropout(
        histories, ParetoNbd, ParetoNbdSurface, names=("r", "alpha", "s", "beta"), starts=starts, fewest=fewest
    )


class ParetoNbdSurface:
    """The log-likelihood with derivatives in (ln r, ln alpha, ln s, ln beta).

    The NBD terms, the probability of lasting until T, and per different history ln(1 + I) with I of ``lost_time``,
    whose derivatives are means over the moments of drop-out. Who bought at the cutoff itself has I = 0.
    """

    def __init__(self, histories: Histories, counts: CountTerms) -> None:
        self.counts = counts
        rows = histories.age > histories.last
        self.repeats = histories.repeats[rows].astype(np.float64)
        self.last = histories.last[rows].astype(np.float64)
        self.age = histories.age[rows].astype(np.float64)
        self.weights = histories.weights[rows].astype(np.float64)

    def __call__(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient and Hessian."""
        r, alpha, s, beta = np.exp(logs).tolist()
        value, gradient, hessian = np.zeros(1), np.zeros(4), np.zeros((4, 4))
        value[0], gradient[:2], hessian[:2, :2] = self.counts(logs)
        self._lasting(s, beta, value, gradient, hessian)
        for begin in range(0, len(self.repeats), BLOCK):
            self._rows(slice(begin, begin + BLOCK), (r, alpha, s, beta), value, gradient, hessian)
        return float(value[0]), gradient, np.triu(hessian) + np.triu(hessian, 1).T

    def _lasting(self, s: float, beta: float, value: Floats, gradient: Floats, hessian: Floats) -> None:
        """(beta / (beta + T))^s for everybody."""
        weights, ages = self.counts.weights, self.counts.ages
        share = beta / (beta + ages)
        grown = s * float((weights * np.log1p(ages / beta)).sum())
        by_beta = s * float((weights * (1 - share)).sum())
        value -= grown
        gradient[2:] += -grown, by_beta
        hessian[2, 2] -= grown
        hessian[2, 3] += by_beta
        hessian[3, 3] -= s * float((weights * share * (1 - share)).sum())

    def _rows(
        self,
        rows: slice,
        parameters: tuple[float, float, float, float],
        value: Floats,
        gradient: Floats,
        hessian: Floats,
    ) -> None:
        """Add ln(1 + I) of some rows; only the upper triangle of the Hessian is of use."""
        r, alpha, s, beta = parameters
        k, customers = r + self.repeats[rows], self.weights[rows]
        at = moments(alpha, beta, k, s, self.last[rows], self.age[rows])
        highest = at.terms.max(axis=1)
        weights = np.exp(at.terms - highest[:, None])
        total = weights.sum(axis=1)
        weights /= total[:, None]
        z = highest + np.log(total)
        slopes, bends = _under_the_integral(parameters, k, self.age[rows], at.buying, at.leaving)
        mean = np.einsum("imp,mp->im", slopes, weights)
        small = np.exp(-np.abs(z))
        value += (customers * (np.maximum(z, 0.0) + np.log1p(small))).sum()
        gone = customers * np.where(z >= 0, 1.0, small) / (1.0 + small)
        spread = customers * small / (1.0 + small) ** 2
        gradient += np.einsum("im,m->i", mean, gone)
        hessian += np.einsum("im,jm->ij", mean * (spread - gone), mean)
        weights *= gone[:, None]
        for i in range(4):
            hessian[i, i:] += np.einsum("jmp,mp->j", slopes[i:], slopes[i] * weights)
        for (i, j), bend in bends.items():
            hessian[i, j] += np.einsum("mp,mp->", bend, weights)


def _under_the_integral(
    parameters: tuple[float, float, float, float], k: Floats, age: Floats, buying: Floats, leaving: Floats
) -> tuple[Floats, dict[tuple[int, int], Floats]]:
    """First and second derivatives of the logarithm of the integrand at each moment."""
    r, alpha, s, beta = parameters
    k, whole = k[:, None], age[:, None]
    bought, left = np.log((alpha + whole) / buying), np.log((beta + whole) / leaving)
    share, end_share = alpha / buying, alpha / (alpha + whole)
    stay, end_stay = beta / leaving, beta / (beta + whole)
    slopes = np.stack([r * bought, k * (end_share - share), 1 + s * left, s * end_stay - (s + 1) * stay])
    bends = {
        (0, 0): slopes[0],
        (0, 1): r * (end_share - share),
        (1, 1): k * (end_share * (1 - end_share) - share * (1 - share)),
        (2, 2): s * left,
        (2, 3): s * (end_stay - stay),
        (3, 3): s * end_stay * (1 - end_stay) - (s + 1) * stay * (1 - stay),
    }
    return slopes, bends
