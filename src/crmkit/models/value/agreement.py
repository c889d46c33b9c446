"""How well expected money agrees with the money that came: in total, per customer, and by decile of expectation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.histories import Floats
from crmkit.models.spend.tiers import deciles_of

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Decile:
    """Customers with like expectations, and how many of them spent within their range; money in fen."""

    decile: int
    customers: int
    expected: int
    actual: int
    within: int | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Money in fen. ``within`` counts the customers whose money was in their range, ``None`` without ranges.

    ``correlation`` is Pearson's over customers, ``None`` where either side does not vary.
    """

    customers: int
    expected: int
    actual: int
    correlation: float | None
    within: int | None
    deciles: Sequence[Decile] = ()

    @property
    def error(self) -> float | None:
        """(expected - actual) / actual; ``None`` when nothing came."""
        return (self.expected - self.actual) / self.actual if self.actual else None


def agreement(expected: Ints, actual: Ints, low: Ints | None = None, high: Ints | None = None) -> Agreement:
    """Compare customer by customer; arrays of shape (n,), fen."""
    inside = None if low is None or high is None else (low <= actual) & (actual <= high)
    deciles = deciles_of(expected)
    parts = []
    for number in np.unique(deciles).tolist():
        rows = deciles == number
        within = None if inside is None else int(inside[rows].sum())
        parts.append(Decile(number, int(rows.sum()), int(expected[rows].sum()), int(actual[rows].sum()), within))
    return Agreement(
        len(expected),
        int(expected.sum()),
        int(actual.sum()),
        correlation(expected.astype(np.float64), actual.astype(np.float64)),
        None if inside is None else int(inside.sum()),
        parts,
    )


def correlation(first: Floats, second: Floats) -> float | None:
    """Pearson's; ``None`` where either does not vary."""
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    one, other = first - first.mean(), second - second.mean()
    return float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum()))
