"""What a churn model looks at, in groups that a shopkeeper has words for.

The columns are functions of a history alone, so they know nothing later than its cutoff. ``log1p`` tames what grows
without end; nothing is scaled here, since what scales must be learnt from the past.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from crmkit.models.churn.evaluation import TINY, Flags, Floats
from crmkit.models.customer_history import CustomerHistory

ACTIVE_HORIZONS = 2
"""Whoever bought within so many horizons can still be kept; the others have lapsed."""
GROUPS = ("recency", "rhythm", "frequency", "trend", "tenure", "spend", "breadth", "refunds", "season")
"""What a reason can be; every column belongs to one of them."""
SAMPLE = 30_000
"""Customers of a case to learn from; more make it slower, not better."""
CURVED = (0, 1, 2, 6, 12)
"""The columns that a logistic model takes squared and multiplied too: silence, rhythm, count and money."""


@dataclass(frozen=True, eq=False)
class Case:
    """Customers on a cutoff as a churn model sees them; ``left`` says who then bought nothing, once that is known."""

    then: CustomerHistory
    left: Flags | None = None

    def __len__(self) -> int:
        return len(self.then)

    @cached_property
    def active(self) -> Flags:
        """Who bought within the last two horizons."""
        return np.asarray(self.then.recency <= ACTIVE_HORIZONS * self.then.horizon)

    @cached_property
    def matrix(self) -> npt.NDArray[np.float32]:
        """One row per customer, one column per entry of ``groups``."""
        rows = np.empty((len(self), len(self.groups)), dtype=np.float32, order="F")
        columns = (column for _, columns in _columns(self.then) for column in columns)
        for place, column in enumerate(columns):  # one by one: all of them at once are many times as large
            rows[:, place] = column
        return rows

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The group of each column."""
        return tuple(
            group for group, columns in _columns(self.then.only(np.arange(len(self))[:1], spend=False)) for _ in columns
        )

    def sample(self) -> Case:
        """At most ``SAMPLE`` of the customers, chosen by a digest of their keys: no order of anything matters."""
        if len(self) <= SAMPLE:
            return self
        mixed = self.then.customers * np.uint64(0x9E3779B97F4A7C15)
        rows = np.sort(np.argsort(mixed ^ (mixed >> np.uint64(29)), kind="stable")[:SAMPLE])
        return Case(self.then.only(rows, spend=False), None if self.left is None else self.left[rows])


def log_odds(chance: npt.ArrayLike) -> Floats:
    """ln(p / (1 - p)), nothing surer than one in a million."""
    sure = np.clip(np.asarray(chance, dtype=np.float64), TINY, 1 - TINY)
    return np.asarray(np.log(sure) - np.log1p(-sure))


def chance(odds: npt.ArrayLike) -> Floats:
    """The inverse of ``log_odds``."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(odds, dtype=np.float64))))


def _columns(then: CustomerHistory) -> Iterator[tuple[str, list[Floats]]]:
    grown = np.log1p
    days, recency = then["days"], then["recency"]
    yield "recency", [grown(recency), log_odds(then.silence())]
    yield "rhythm", [grown(recency / then.usual_gap()), grown(then["gap_last"]), grown(then["gap_max"]), _spread(then)]
    yield "frequency", [grown(days - 1), grown(then.expected_days())]
    yield "trend", [grown(then[name]) for name in ("days_30", "days_90", "days_180", "days_365")]
    net = np.maximum(then["net_fen"], 0) / 100
    last, lately = (grown(np.maximum(then[name], 0) / 100) for name in ("last_fen", "net_90"))
    yield "spend", [grown(net), grown(net / days), last, lately]
    yield "tenure", [grown(then["age"]), grown(then.last.astype(np.float64))]
    yield "breadth", [grown(then["titles"]), grown(then["units"] / then["paid_days"])]
    yield "refunds", [then["returned_fen"] / np.maximum(then["paid_fen"], 1)]
    yield "season", [grown(then["season_days"])]


def _spread(then: CustomerHistory) -> Floats:
    """How much the gaps of each customer differ."""
    gaps = np.maximum(then["paid_days"] - 1, 1)
    spread = np.sqrt(np.maximum(then["gap_squares"] / gaps - (then["gap_sum"] / gaps) ** 2, 0))
    return np.asarray(np.log1p(spread))
