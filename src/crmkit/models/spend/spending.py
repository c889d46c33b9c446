"""What customers spend per purchase day, as the Gamma-Gamma model sees it: the number of repeat days and their money.

The first purchase is left out, as in the paper: it is what made the buyer a customer, and the model of counts starts
after it; with it in, money and count would belong to different purchases. Customers without a repeat, and those whose
repeats come to nothing or less (refunds), say nothing about the size of a purchase and are counted as left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.histories import MOST_COUNT, Floats

REACH = 6.0
"""A mean amount within so many robust standard deviations of the middle (logarithms) is one of the shop's; ..."""
LEAST_FACTOR = 10.0
"""... and so is any within this factor of it, however alike the amounts are otherwise."""
NORMAL = 1.4826
"""Standard deviation of a normal distribution by its median absolute deviation."""


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """Customers with repeats and money, ascending by x and money; equal ones are one row with ``weights``.

    ``repeats`` is x, ``total`` the money of those x purchase days, in whatever unit the caller keeps; ``left_out``
    counts the customers that took no part.
    """

    repeats: Floats
    total: Floats
    weights: Floats
    left_out: int

    @property
    def customers(self) -> int:
        """Those that take part."""
        return int(self.weights.sum())

    @property
    def correlation(self) -> float:
        """Pearson correlation of x and money per purchase day; 0 where either does not vary.

        The model takes the two as independent: above .3 in size its expectations are biased.
        """
        if len(self.repeats) == 0:
            return 0.0
        both = np.stack([self.repeats, self.total / self.repeats])
        apart = both - np.average(both, axis=1, weights=self.weights)[:, None]
        spread = np.sqrt((self.weights * apart**2).sum(axis=1))
        if np.any(spread <= 1e-9 * np.abs(both).max(axis=1)):
            return 0.0
        return float((self.weights * apart[0] * apart[1]).sum() / spread.prod())


def group_spending(repeats: npt.ArrayLike, total: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Spending:
    """Sort customers by (x, money) and merge equal ones, so that a fit is the same in any order of the customers.

    Args:
        repeats: x, repeat purchase days; shape (n,).
        total: money of the repeat purchase days (their number times their mean), any unit; shape (n,).
        weights: how many customers each row stands for; one each unless given.

    Raises:
        ValueError: the lengths differ, an x is not whole, or an amount is not finite.
    """
    x, money = np.asarray(repeats), np.asarray(total, dtype=np.float64)
    counts = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not x.shape == money.shape == counts.shape or x.ndim != 1:
        raise ValueError("repeats, total and weights must be one-dimensional and of one length")
    if not np.all(np.isfinite(money)) or np.any(x != np.floor(x)) or np.any((x < 0) | (x >= MOST_COUNT)):
        raise ValueError(f"amounts must be finite, counts whole and between 0 and {MOST_COUNT - 1:,}")
    taken = (x > 0) & (money > 0)
    left_out = int(counts[~taken].sum())
    x, money, counts = x[taken].astype(np.uint32), money[taken], counts[taken]
    order = np.argsort(money)
    narrow = x.astype(np.uint16) if x.max(initial=0) < 1 << 16 else x  # sorted by digits, several times as quick
    order = order[np.argsort(narrow[order], kind="stable")]
    x, money, counts = x[order].astype(np.float64), money[order], counts[order]
    fresh = np.ones(len(x), dtype=bool)
    fresh[1:] = (np.diff(x) != 0) | (np.diff(money) != 0)
    first = np.flatnonzero(fresh)
    return Spending(x[first], money[first], np.add.reduceat(counts, first) if len(first) else counts, left_out)


def usual_amounts(amounts: Floats) -> tuple[float, float]:
    """Between which of the positive ``amounts`` the shop's own lie; beyond are wholesale, staff, slips of the pen.

    The middle is the median of the logarithms, the spread their median absolute deviation: neither hears of one or two
    customers, whatever they spend. Without any amount every amount is usual.
    """
    if len(amounts) == 0:
        return 0.0, float("inf")
    logs = np.log(amounts)
    middle = float(np.median(logs))
    reach = max(REACH * NORMAL * float(np.median(np.abs(logs - middle))), float(np.log(LEAST_FACTOR)))
    return float(np.exp(middle - reach)), float(np.exp(middle + reach))


def within(spending: Spending, low: float, high: float) -> Spending:
    """The customers whose mean amount is between two amounts; the others are left out."""
    inside = (spending.total >= low * spending.repeats) & (spending.total <= high * spending.repeats)
    if inside.all():
        return spending
    left_out = spending.left_out + int(spending.weights[~inside].sum())
    return Spending(spending.repeats[inside], spending.total[inside], spending.weights[inside], left_out)


def thin(spending: Spending, rows: int) -> Spending:
    """About ``rows`` rows, every so-manyth in their order, each standing for its neighbours: a start for a fit."""
    every = max(1, len(spending.repeats) // rows)
    half = every // 2
    first = np.arange(0, len(spending.repeats), every)
    middle = np.minimum(first + half, len(spending.repeats) - 1)
    weights = np.add.reduceat(spending.weights, first)
    return Spending(spending.repeats[middle], spending.total[middle], weights, spending.left_out)
