"""How many of the customers whom the rule of reminders named on a day of the past came, and how many of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import sqrt
from operator import itemgetter
from typing import Any

from crmkit.customers.outlook.next_purchase import BASES, REMINDED, Expected, TimingGroup
from crmkit.models.shares import SHARE_PLACES, rate, rounded

LEAST = 30
"""A rate of fewer customers is chance, and left out."""
SURE = 1.96
"""How many standard errors the named must be ahead of the others to count as better."""


@dataclass(frozen=True, slots=True)
class HitCounts:
    """Customers who were named and customers who were not; how many of each came in time.

    ``latest_hits`` is how many had come if as many of those who bought last had been named instead.
    """

    reminded: int
    hits: int
    others: int
    others_came: int
    latest_hits: Fraction

    @staticmethod
    def of(expected: Expected, bases: Sequence[str] = BASES) -> HitCounts:
        """Of the customers of some ``bases`` on a day."""
        groups = [row for row in expected.groups if row[0] in bases]
        named, others = ([row for row in groups if (row[1] in REMINDED) == is_named] for is_named in (True, False))
        reminded = sum(row[3] for row in named)
        return HitCounts(
            reminded,
            sum(row[4] for row in named),
            sum(row[3] for row in others),
            sum(row[4] for row in others),
            _latest_hits(groups, reminded),
        )

    def __add__(self, other: HitCounts) -> HitCounts:
        """Those of several days together; a customer counts once per day."""
        return HitCounts(
            self.reminded + other.reminded,
            self.hits + other.hits,
            self.others + other.others,
            self.others_came + other.others_came,
            self.latest_hits + other.latest_hits,
        )

    @property
    def customers(self) -> int:
        """All of them."""
        return self.reminded + self.others

    @property
    def came(self) -> int:
        """All who came in time."""
        return self.hits + self.others_came

    @property
    def hit_rate(self) -> Decimal | None:
        """The share of the named who came."""
        return rate(self.hits, self.reminded) if self.reminded >= LEAST else None

    @property
    def rest_hit_rate(self) -> Decimal | None:
        """The share of the others who came."""
        return rate(self.others_came, self.others) if self.others >= LEAST else None

    @property
    def overall_hit_rate(self) -> Decimal | None:
        """The share of all who came."""
        return rate(self.came, self.customers) if self.customers >= LEAST else None

    @property
    def most_recent_hit_rate(self) -> Decimal | None:
        """The share who came of as many as were named, had those been named who bought last."""
        return rounded(self.latest_hits / self.reminded, SHARE_PLACES) if self.reminded >= LEAST else None

    @property
    def lift(self) -> Decimal | None:
        """How many times as often as all the named came."""
        if self.hit_rate is None or self.came == 0:
            return None
        return rounded(Fraction(self.hits * self.customers, self.reminded * self.came), 2)

    @property
    def is_better(self) -> bool | None:
        """Whether the named came more often than the others by more than chance; ``None`` where that is not known."""
        if self.hit_rate is None or self.rest_hit_rate is None:
            return None
        share = self.came / self.customers
        error = sqrt(share * (1 - share) * (1 / self.reminded + 1 / self.others))
        return self.hits / self.reminded - self.others_came / self.others > SURE * error


@dataclass(frozen=True, slots=True)
class Trial:
    """A day of the past on which the rule was tried: how it did on all customers, and on those of each basis."""

    day: date
    overall: HitCounts
    by_basis: Mapping[str, HitCounts]

    @staticmethod
    def of(expected: Expected) -> Trial:
        """What came of who was expected on a day."""
        return Trial(expected.day, HitCounts.of(expected), {basis: HitCounts.of(expected, (basis,)) for basis in BASES})


def together(past: Sequence[Trial], basis: str | None = None) -> HitCounts:
    """How the rule did on all days of the ``past``, on the customers of one ``basis`` or on all."""
    tried = [trial.overall if basis is None else trial.by_basis[basis] for trial in past]
    return sum(tried, start=HitCounts(0, 0, 0, 0, Fraction(0)))


def to_numbers(past: Sequence[Trial]) -> dict[str, Any]:
    """The trials as JSON can hold them."""
    return {
        "trials": [
            {
                "day": trial.day.isoformat(),
                "overall": _numbers(trial.overall),
                "by_basis": {basis: _numbers(hits) for basis, hits in trial.by_basis.items()},
            }
            for trial in past
        ]
    }


def from_numbers(numbers: Mapping[str, Any]) -> list[Trial]:
    """The inverse of ``to_numbers``."""
    return [
        Trial(
            date.fromisoformat(trial["day"]),
            _hits(trial["overall"]),
            {basis: _hits(trial["by_basis"][basis]) for basis in BASES},
        )
        for trial in numbers["trials"]
    ]


def _numbers(hits: HitCounts) -> list[int]:
    return [hits.reminded, hits.hits, hits.others, hits.others_came, *hits.latest_hits.as_integer_ratio()]


def _hits(numbers: Sequence[int]) -> HitCounts:
    reminded, hits, others, others_came, latest, shared = numbers
    return HitCounts(reminded, hits, others, others_came, Fraction(latest, shared))


def _latest_hits(groups: Sequence[TimingGroup], wanted: int) -> Fraction:
    """How many of the ``wanted`` customers who bought last came; of the last day that counts in part, its share."""
    hits = Fraction(0)
    for _, rows in groupby(groups, key=itemgetter(2)):
        day = list(rows)
        customers = sum(row[3] for row in day)
        taken = min(customers, wanted)
        hits += Fraction(taken * sum(row[4] for row in day), customers)
        wanted -= taken
        if not wanted:
            break
    return hits
