"""Customers as the counting models see them: equal histories become one row, in an order of their own values.

A history is three whole numbers: repeat purchase days x (purchase days less one), t_x (time from the first to the last
purchase day) and T (time from the first purchase day to the cutoff). Shops have far fewer different histories than
customers, and the likelihood of a model needs each only once, with its number of customers [lifetimes #419: its users'
own remedy]. Since the rows are sorted, a fit is the same to the last bit in whatever order the customers came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]

MOST_COUNT = 1 << 19
"""Counts stay below this, ..."""
MOST_TIME = 1 << 22
"""... and times below this (days: 11,000 years, more than the calendar has), so that a count and two share a key."""


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Different histories, ascending by x, T and t_x, each with how many customers share it.

    ``repeats``, ``last`` and ``age`` are x, t_x and T, in whole units of one clock (days, unless the caller says
    otherwise); ``weights`` counts the customers; ``place[i]`` is the row of the i-th customer that went in.
    """

    repeats: Whole
    last: Whole
    age: Whole
    weights: Whole
    place: npt.NDArray[np.int32]

    @property
    def customers(self) -> int:
        """All of them."""
        return int(self.weights.sum())

    @property
    def repeaters(self) -> int:
        """Those who came back at least once."""
        return int(self.weights[self.repeats > 0].sum())

    def spread(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """One value per row as one value per customer, in the order in which the customers went in."""
        return values[self.place]


def group_histories(
    repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> Histories:
    """Group customers (or groups of ``weights`` customers) with equal histories.

    Args:
        repeats: x, whole numbers, none negative; shape (n,).
        last: t_x, whole numbers, ``0 <= t_x <= T``, and 0 where x = 0; shape (n,).
        age: T, whole numbers; shape (n,).
        weights: how many customers each history stands for; one each unless given.

    Raises:
        ValueError: a value is no whole number, out of its bounds, or the lengths differ.
    """
    x, t, whole = (_whole(values) for values in (repeats, last, age))
    counts = np.ones(len(x), dtype=np.int64) if weights is None else _whole(weights)
    if not len(x) == len(t) == len(whole) == len(counts):
        raise ValueError("repeats, last, age and weights must have one length")
    _check(x, t, whole, counts)
    width = int(whole.max(initial=0)) + 1
    key = (x * width + whole) * width + t
    order = np.argsort(key)
    ranked = key[order]
    first = np.flatnonzero(np.diff(ranked, prepend=-1))
    place = np.empty(len(key), dtype=np.int32)
    place[order] = np.repeat(np.arange(len(first), dtype=np.int32), np.diff(first, append=len(key)))
    kept = ranked[first]
    totals = np.add.reduceat(counts[order], first) if len(first) else counts
    return Histories(kept // (width * width), kept % width, kept // width % width, totals, place)


def coarsen(histories: Histories, cells: int = 30) -> Histories:
    """The same customers on a clock of about ``cells`` ticks: few rows, nearly the same likelihood, a start for a fit.

    t_x and the gap T - t_x move to the middle of their cell; an odd width keeps the middle whole.
    """
    width = int(histories.age.max(initial=0)) // cells | 1
    if width == 1:
        return histories
    last = np.where(histories.repeats > 0, histories.last // width * width + width // 2, 0)
    gap = (histories.age - histories.last) // width * width + width // 2
    return group_histories(histories.repeats, last, last + gap, histories.weights)


def tally(values: Whole, weights: Floats) -> Floats:
    """How many customers have the value 0, 1, 2, ..."""
    counts: Floats = np.asarray(np.bincount(values, weights=weights), dtype=np.float64)
    return counts


def _whole(values: npt.ArrayLike) -> Whole:
    given = np.asarray(values)
    with np.errstate(invalid="ignore"):  # what is no number differs from what it became
        whole = given.astype(np.int64, copy=False)
    if given.ndim != 1 or (given.dtype.kind not in "iu" and not np.array_equal(given, whole)):
        raise ValueError("histories are one-dimensional arrays of whole numbers")
    return whole


def _check(repeats: Whole, last: Whole, age: Whole, weights: Whole) -> None:
    if len(repeats) == 0:
        return
    if min(repeats.min(), last.min(), weights.min()) < 0 or repeats.max() >= MOST_COUNT or age.max() >= MOST_TIME:
        raise ValueError(f"counts must lie between 0 and {MOST_COUNT - 1:,}, times between 0 and {MOST_TIME - 1:,}")
    if np.any(last > age):
        raise ValueError("a last purchase lies after the cutoff (t_x > T)")
    if np.any((repeats == 0) & (last != 0)):
        raise ValueError("a customer without repeat purchases has t_x = 0")
