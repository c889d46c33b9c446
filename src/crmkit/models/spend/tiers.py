"""Value tiers of customers by any amount, with the rule of ``crmkit tiers``: cumulative share of all money.

Whole numbers go in, so no rounding decides where a tier ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
MILLION = 1_000_000
THRESHOLDS = (800_000, 950_000)
"""Tiers A and B end where the customers ahead have brought this much of the money, in millionths."""


def tiers_of(amounts: Ints, thresholds: Sequence[int] = THRESHOLDS) -> Ints:
    """The tier of each customer, 1 for the best; shape (n,).

    A customer is in tier k + 1 when those ahead bring at least the k-th threshold of all money. Customers with one
    amount go together, to where the middle one (the lower middle of an even number) belongs.

    Args:
        amounts: in fen, none negative; shape (n,).
        thresholds: rising, in millionths of all money.
    """
    if len(amounts) == 0:
        return np.zeros(0, dtype=np.int64)
    rising, place, rising_counts = np.unique(amounts, return_inverse=True, return_counts=True)
    money, counts = rising[::-1], rising_counts[::-1]
    ahead = np.cumsum(money * counts) - money * counts + money * ((counts - 1) // 2)
    total = int(amounts.sum())
    lines = [
        -(-total * threshold // MILLION) for threshold in thresholds
    ]  # the first whole fen that reaches the threshold
    tiers = 1 + sum((ahead >= line).astype(np.int64) for line in lines)
    return np.asarray(tiers)[::-1][place]


def deciles_of(amounts: Ints) -> Ints:
    """1 for the tenth with the largest amounts, to 10; equal amounts go to where the middle one belongs; shape (n,)."""
    if len(amounts) == 0:
        return np.zeros(0, dtype=np.int64)
    _, place, rising_counts = np.unique(amounts, return_inverse=True, return_counts=True)
    counts = rising_counts[::-1]
    ahead = np.cumsum(counts) - counts + (counts - 1) // 2
    return np.asarray(1 + 10 * ahead // len(amounts))[::-1][place]


def percentiles_of(amounts: Ints) -> Ints:
    """0 .. 100: the share of the other customers that have less, rounded down; equal amounts are equal; shape (n,)."""
    ranked = np.sort(amounts)
    return np.searchsorted(ranked, amounts) * 100 // max(len(amounts) - 1, 1)
