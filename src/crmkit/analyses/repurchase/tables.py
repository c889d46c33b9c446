"""The tables of a repurchase answer: rates by window, steps from purchase to purchase, gaps, groups of customers.

A rate of fewer than ``LEAST`` observed customers is empty, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from crmkit.models.kaplan_meier import KaplanMeier, kaplan_meier
from crmkit.models.shares import average, rate
from crmkit.result import Record, Result

WINDOWS = (30, 60, 90, 180, 365)
GROUP_WINDOWS = (30, 90, 180, 365)
BOUNDED = 90
"""The window whose interval stands in the tables of groups."""
LEAST = 30
"""How many customers must still be observed for a rate to be shown."""
LAST_STEP = 10
"""Purchase days from this one on are counted together."""
PERCENTS = (10, 25, 50, 75, 80, 90)

COLUMNS = ("days_since_first", "repurchase_rate", "simple_rate", "ci_low", "ci_high", "still_observed")
CURVE_COLUMNS = ("days_since_first", "repurchase_rate", "ci_low", "ci_high", "still_observed")
STEP_COLUMNS = (
    "from_purchase",
    "to_purchase",
    "customers",
    "repeat_customers",
    "repurchase_rate_90",
    "repurchase_rate_365",
    "median_gap",
)
GAP_COLUMNS = ("gap", "gaps", "avg_gap", *(f"gap_p{percent}" for percent in PERCENTS))
GROUP_COLUMNS = (
    "customers",
    "repeat_customers",
    "repurchase_rate_30",
    "repurchase_rate_90",
    "repurchase_rate_90_low",
    "repurchase_rate_90_high",
    "repurchase_rate_180",
    "repurchase_rate_365",
)

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Times from a purchase day to the next: days, whether there was a next, how many customers share them."""

    days: Ints
    is_back: npt.NDArray[np.bool_]
    weights: Ints

    @staticmethod
    def of(columns: Mapping[str, npt.NDArray[np.generic]], rows: npt.NDArray[np.bool_] | None = None) -> Spells:
        """Those of some rows of an answer of the store; of all when ``rows`` is ``None``."""
        chosen = slice(None) if rows is None else rows
        return Spells(
            columns["days"][chosen].astype(np.int64),
            columns["is_back"][chosen].astype(bool),
            columns["customers"][chosen].astype(np.int64),
        )

    @property
    def customers(self) -> int:
        """All of them."""
        return int(self.weights.sum())

    @property
    def returned(self) -> int:
        """Those who came back."""
        return int(self.weights[self.is_back].sum())

    def returned_within(self, days: int) -> int:
        """Those who came back in so many days."""
        return int(self.weights[self.is_back & (self.days <= days)].sum())

    def unfinished(self, days: int) -> int:
        """Those who have not bought again and have been observed for fewer days than these."""
        return int(self.weights[~self.is_back & (self.days < days)].sum())

    def gaps(self) -> tuple[Ints, Ints]:
        """Distinct gaps between purchase days, rising, and how often each occurs."""
        distinct, place = np.unique(self.days[self.is_back], return_inverse=True)
        counts = np.zeros(len(distinct), dtype=np.int64)
        np.add.at(counts, place, self.weights[self.is_back])
        return distinct, counts

    def curve(self) -> KaplanMeier:
        """The Kaplan-Meier estimate of coming back."""
        return kaplan_meier(self.days, self.is_back, self.weights)


def share(value: float) -> Decimal:
    """An estimated share to six decimals."""
    return Decimal(f"{value:.6f}")


def trusted(curve: KaplanMeier, days: int) -> Decimal | None:
    """The share that came back within ``days``; ``None`` where fewer than ``LEAST`` were watched that long."""
    return share(curve.happened_within(days)) if curve.watched(days) >= LEAST else None


def bounds(curve: KaplanMeier, days: int) -> tuple[Decimal | None, Decimal | None]:
    """The 95 % interval of ``trusted``."""
    found = curve.interval(days) if curve.watched(days) >= LEAST else None
    return (None, None) if found is None else (share(found[0]), share(found[1]))


def trusted_day_of(curve: KaplanMeier, part: float) -> int | None:
    """The day by which ``part`` of all have bought again, if enough are still observed then."""
    day = curve.day_of(part)
    return day if day is not None and curve.watched(day) >= LEAST else None


def window_rows(first: Spells, oldest: int) -> list[Record]:
    """One row per window after the first purchase day; ``oldest`` is how many days ago the first customer began.

    A window that is not over for a single customer has no naive rate either.
    """
    curve = first.curve()
    return [
        (
            days,
            trusted(curve, days),
            rate(first.returned_within(days), first.customers) if oldest >= days else None,
            *bounds(curve, days),
            curve.watched(days),
        )
        for days in WINDOWS
    ]


def curve_part(first: Spells) -> dict[str, Result]:
    """The curve whose values the windows show: a row for each day on which somebody bought again, and its last day.

    It ends with the last day for which ``LEAST`` customers are observed; there is none where they never were.
    """
    curve = first.curve()
    end = curve.last_day(LEAST)
    if end is None:
        return {}
    is_step = (curve.events > 0) | (curve.days == end)
    days = curve.days[is_step & (curve.days <= end)].tolist()
    rows: list[Record] = [(day, trusted(curve, day), *bounds(curve, day), curve.watched(day)) for day in days]
    return {"curve": Result("curve", CURVE_COLUMNS, rows)}


def step_parts(steps: Sequence[Spells], every: Spells) -> dict[str, Result]:
    """The steps from purchase day to purchase day and the gaps between them; no gaps where no customer bought again."""
    parts = (
        Result("transitions", STEP_COLUMNS, step_rows(steps)),
        Result("gaps", GAP_COLUMNS, gap_rows(steps[0], every)),
    )
    return {part.name: part for part in parts if part.records}


def step_rows(steps: Sequence[Spells]) -> list[Record]:
    """One row per step from one purchase day to the next, as far as anybody came."""
    rows: list[Record] = []
    for place, spells in enumerate(steps[: LAST_STEP - 1], start=1):
        if spells.customers:
            curve = spells.curve()
            rates = (trusted(curve, 90), trusted(curve, 365))
            rows.append((place, place + 1, spells.customers, spells.returned, *rates, percentile(*spells.gaps(), 50)))
    return rows


def gap_rows(first: Spells, every: Spells) -> list[Record]:
    """How the days between purchase days are spread: of first gaps, and of all."""
    rows: list[Record] = []
    for kind, spells in (("first_gaps", first), ("all_gaps", every)):
        days, counts = spells.gaps()
        if len(days):
            mean = average(int((days * counts).sum()), int(counts.sum()), places=1)
            spread = [percentile(days, counts, percent) for percent in PERCENTS]
            rows.append((kind, int(counts.sum()), mean, *spread))
    return rows


def percentile(values: Ints, counts: Ints, percent: int) -> int | None:
    """The least value that ``percent`` % of all do not exceed; ``None`` when there are none."""
    if len(values) == 0:
        return None
    reached = np.cumsum(counts) * 100 >= percent * int(counts.sum())
    return int(values[int(np.argmax(reached))])


def group_row(label: object, spells: Spells) -> Record:
    """One group of customers with its rates."""
    curve = spells.curve()
    rates = [trusted(curve, days) for days in GROUP_WINDOWS]
    return (label, spells.customers, spells.returned, *rates[:2], *bounds(curve, BOUNDED), *rates[2:])


def group_table(name: str, column: str, rows: Sequence[Record]) -> Result:
    """Groups of customers as a table."""
    return Result(name, (column, *GROUP_COLUMNS), rows)
