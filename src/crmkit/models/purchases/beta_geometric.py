"""What BG/NBD and MBG/NBD share: buying at a gamma-distributed rate, dropping out only right after a purchase.

They differ in one thing: whether a customer may drop out after the very first purchase (MBG) or only after a repeat
(BG). ``chances`` is the number of purchases after which a customer could have left: x in BG, x + 1 in MBG.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeVar

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.beta_mean import mean_until_dropout
from crmkit.models.purchases.fits import Fit, positive
from crmkit.models.purchases.fits_with_dropout import fit_with_dropout
from crmkit.models.purchases.histories import Floats, Histories
from crmkit.models.purchases.nbd import CountTerms, Nbd, log_silence

BLOCK = 1 << 14
"""Rows at a time: the arrays of one block stay in the processor's cache."""

STARTS = ((1.0, 3.0), (0.2, 0.3), (0.3, 30.0), (20.0, 60.0))
"""a and b to climb from."""


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """Rates ~ Gamma(``r``, ``alpha``), drop-out probabilities after a purchase ~ Beta(``a``, ``b``)."""

    r: float
    alpha: float
    a: float
    b: float

    kind: ClassVar[str]
    after_first: ClassVar[int]
    """1 when a customer may drop out after the first purchase, else 0."""

    def __post_init__(self) -> None:
        positive(r=self.r, alpha=self.alpha, a=self.a, b=self.b)

    def p_alive(self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
        """1 / (1 + a / (b + chances - 1) ((alpha + T) / (alpha + t_x))^(r + x)); 1 without a chance to drop out."""
        x, t, whole = (np.asarray(values, dtype=np.float64) for values in (repeats, last, age))
        chances = x + self.after_first
        gone = (self.r + x) * np.log1p((whole - t) / (self.alpha + t))
        gone = gone + np.log(self.a) - np.log(np.where(chances > 0, self.b + chances - 1, 1.0))
        alive = np.where(gone > 0, np.exp(-np.abs(gone)), 1.0) / (1.0 + np.exp(-np.abs(gone)))
        return np.where(chances > 0, alive, 1.0)

    def p_no_purchase(
        self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike
    ) -> Floats:
        """1 - P(alive) (1 - ((alpha + T) / (alpha + T + h))^(r + x)).

        While alive the rate of a customer is ~ Gamma(r + x, alpha + T), and no customer drops out without a purchase.
        """
        buys = -np.expm1(log_silence(self.r, self.alpha, repeats, age, horizon))
        none: Floats = 1.0 - self.p_alive(repeats, last, age) * buys
        return none

    def expected_purchases(
        self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike
    ) -> Floats:
        """P(alive) times the mean, over p ~ Beta(a, b + chances), of (1 - (1 + p h / (alpha + T))^-(r + x)) / p.

        The same as the authors' formula with 2F1, without its poles at a = 1 and its overflow at large x.
        """
        mean = mean_until_dropout(
            self.r, self.alpha, self.a, self.b + self.after_first, repeats=repeats, age=age, horizon=horizon
        )
        return self.p_alive(repeats, last, age) * mean


B = TypeVar("B", bound=BetaGeometric)


def fit_beta_geometric(histories: Histories, model: type[B], *, fewest: int) -> Fit[B | Nbd]:
    """Maximum likelihood of r, alpha, a, b of either model."""
    return fit_with_dropout(
        histories,
        model,
        lambda rows, counts: BetaGeometricSurface(rows, model.after_first, counts),
        names=("r", "alpha", "a", "b"),
        starts=STARTS,
        fewest=fewest,
    )


class BetaGeometricSurface:
    """The log-likelihood with derivatives in (ln r, ln alpha, ln a, ln b).

    Three parts: the NBD terms; the probabilities of having survived each chance, a histogram of chances; and per
    different history ln(1 + e^z), z = ln a - ln(b + chances - 1) + (r + x) ln((alpha + T) / (alpha + t_x)), where all
    that depends on a day or on x alone is looked up in a table. Without a chance to drop out there is no third part.
    """

    def __init__(self, histories: Histories, after_first: int, counts: CountTerms) -> None:
        self.counts = counts
        whole = np.array([counts.customers]) if after_first else np.empty(0)
        self.beyond: Floats = np.concatenate([whole, counts.beyond])
        """How many customers have chances > 0, > 1, ..."""
        rows = slice(None) if after_first else histories.repeats > 0
        self.repeats = histories.repeats[rows]
        self.last = histories.last[rows]
        self.age = histories.age[rows]
        self.weights = histories.weights[rows].astype(np.float64)
        self.chances_before = np.arange(int(histories.repeats.max(initial=0)) + 1) + (after_first - 1)
        """By x: chances - 1."""
        self.days = np.arange(int(histories.age.max(initial=0)) + 1, dtype=np.float64)

    def __call__(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient and Hessian."""
        r, alpha, a, b = np.exp(logs).tolist()
        value, gradient, hessian = np.zeros(1), np.zeros(4), np.zeros((4, 4))
        value[0], gradient[:2], hessian[:2, :2] = self.counts(logs)
        self._survival(a, b, value, gradient, hessian)
        tables = _Tables(r, alpha, b, self.days, self.chances_before)
        for begin in range(0, len(self.repeats), BLOCK):
            self._rows(slice(begin, begin + BLOCK), tables, logs[2], value, gradient, hessian)
        return float(value[0]), gradient, np.triu(hessian) + np.triu(hessian, 1).T

    def _survival(self, a: float, b: float, value: Floats, gradient: Floats, hessian: Floats) -> None:
        """B(a, b + chances) / B(a, b) is the product of (b + j) / (a + b + j) over j < chances."""
        steps = b + np.arange(len(self.beyond))
        ends, stays = a / (a + steps), steps / (a + steps)
        value += -(self.beyond * np.log1p(a / steps)).sum()
        gradient[2] += -(self.beyond * ends).sum()
        by_b = self.beyond * ends * b / steps
        gradient[3] += by_b.sum()
        hessian[2, 2] += -(self.beyond * ends * stays).sum()
        hessian[2, 3] += (self.beyond * ends * b / (a + steps)).sum()
        hessian[3, 3] += (by_b * (1 - b / steps - b / (a + steps))).sum()

    def _rows(
        self, rows: slice, tables: _Tables, log_a: float, value: Floats, gradient: Floats, hessian: Floats
    ) -> None:
        """Add the part of some rows; only the upper triangle of the Hessian."""
        x, t, whole, weights = self.repeats[rows], self.last[rows], self.age[rows], self.weights[rows]
        slopes = np.empty((4, len(x)))
        # Differences of logarithms and shares in closed form: alpha may be huge, and subtraction would leave nothing.
        grown = np.log1p((whole - t) * tables.per_alpha[t])
        buying = tables.buying[x]
        share, before = tables.share[whole], tables.share[t]
        fall = (t - whole) * tables.per_alpha[whole] * before
        slopes[0] = tables.r * grown
        slopes[1] = buying * fall
        slopes[2] = 1.0
        slopes[3] = tables.staying[x]
        z = buying * grown
        z += tables.log_odds[x] + log_a
        small = np.exp(-np.abs(z))
        value += (weights * (np.maximum(z, 0.0) + np.log1p(small))).sum()
        gone = weights * np.where(z >= 0, 1.0, small) / (1.0 + small)
        spread = weights * small / (1.0 + small) ** 2
        gradient += np.einsum("im,m->i", slopes, gone)
        hessian += np.einsum("im,jm->ij", slopes * spread, slopes)
        hessian[0, 0] += np.einsum("m,m->", gone, slopes[0])
        hessian[0, 1] += np.einsum("m,m->", gone, slopes[1] * (tables.r / buying))
        hessian[1, 1] += np.einsum("m,m->", gone, buying * fall * (1.0 - share - before))
        hessian[3, 3] += np.einsum("m,m->", gone, tables.leaning[x])


class _Tables:
    """Everything that depends on a day alone or on x alone, at one set of parameters."""

    def __init__(self, r: float, alpha: float, b: float, days: Floats, chances_before: npt.NDArray[np.int64]) -> None:
        self.r = r
        self.per_alpha: Floats = 1.0 / (alpha + days)
        self.share: Floats = alpha * self.per_alpha
        self.buying: Floats = r + np.arange(len(chances_before), dtype=np.float64)
        # x = 0 without a chance never occurs among the rows; 1 keeps the logarithm of its place in the table finite.
        base: Floats = np.where(chances_before < 0, 1.0, b + chances_before)
        self.log_odds: Floats = -np.log(base)
        self.staying: Floats = -b / base
        self.leaning: Floats = self.staying * (1 + self.staying)
