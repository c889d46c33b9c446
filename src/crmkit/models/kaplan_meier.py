"""How long until something happens, where some have not been watched to the end: the Kaplan-Meier estimate.

Works on whole days and customers per day, so that a million customers cost no more than the days they came on. Who is
watched no longer than day t leaves after the events of day t [Kaplan & Meier 1958; variance: Greenwood 1926; interval
on the log-log scale: Kalbfleisch & Prentice 1980].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NORMAL_95 = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""
EQUAL = 1e-12
"""A product of fractions that should be one half may miss it by rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class KaplanMeier:
    """The estimate at every distinct day: customers still observed, to whom it happened, share still waiting."""

    days: Ints
    at_risk: Ints
    events: Ints
    waiting: Floats
    variance_sum: Floats
    """Sum of d / (n (n - d)) up to each day; infinite once no customer is left waiting."""

    def watched(self, day: int) -> int:
        """How many were watched for ``day`` days without an event before that day."""
        place = int(np.searchsorted(self.days, day, side="left"))
        return int(self.at_risk[place]) if place < len(self.days) else 0

    def happened_within(self, day: int) -> float:
        """The estimated share to whom it happens within ``day`` days."""
        place = self._place(day)
        return 0.0 if place < 0 else 1.0 - float(self.waiting[place])

    def interval(self, day: int, z: float = NORMAL_95) -> tuple[float, float] | None:
        """Bounds of ``happened_within``; ``None`` while it has happened to none, or once it has to all."""
        place = self._place(day)
        if place < 0 or not 0.0 < self.waiting[place] < 1.0:
            return None
        logarithm = float(np.log(self.waiting[place]))
        spread = z * float(np.sqrt(self.variance_sum[place])) / -logarithm
        return 1.0 - float(np.exp(logarithm * np.exp(-spread))), 1.0 - float(np.exp(logarithm * np.exp(spread)))

    def day_of(self, share: float) -> int | None:
        """The first day by which it has happened to ``share`` of all; ``None`` when that is not reached."""
        reached = np.flatnonzero(self.waiting <= 1.0 - share + EQUAL)
        return int(self.days[reached[0]]) if len(reached) else None

    def last_day(self, least: int) -> int | None:
        """The last day for which at least ``least`` are watched; ``None`` when there are fewer from the beginning."""
        enough = np.flatnonzero(self.at_risk >= least)
        return int(self.days[enough[-1]]) if len(enough) else None

    def _place(self, day: int) -> int:
        """The last distinct day up to ``day``; -1 before the first."""
        return int(np.searchsorted(self.days, day, side="right")) - 1


def kaplan_meier(days: npt.ArrayLike, is_event: npt.ArrayLike, counts: npt.ArrayLike) -> KaplanMeier:
    """The estimate from groups of equal fate.

    Args:
        days: whole days until the event, or as long as was watched; 0 or more.
        is_event: whether it happened then.
        counts: how many share that fate.

    Returns:
        The estimate; without customers it has no days and says 0 to every question.
    """
    happened = np.asarray(is_event, dtype=bool)
    weights = np.asarray(counts, dtype=np.int64)
    distinct, place = np.unique(np.asarray(days, dtype=np.int64), return_inverse=True)
    leaving = np.zeros(len(distinct), dtype=np.int64)
    events = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(leaving, place, weights)
    np.add.at(events, place, np.where(happened, weights, 0))
    at_risk = leaving[::-1].cumsum()[::-1]
    left = at_risk - events
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(events > 0, events / (at_risk.astype(np.float64) * left), 0.0)
        kept = np.where(at_risk > 0, left / at_risk, 1.0)
    waiting: Floats = np.cumprod(kept, dtype=np.float64)
    variance_sum: Floats = np.cumsum(terms, dtype=np.float64)
    return KaplanMeier(distinct, at_risk, events, waiting, variance_sum)
