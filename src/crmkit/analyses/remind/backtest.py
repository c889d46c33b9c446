"""How often the rule of reminders was right in the shop's own past, beside everybody it did not name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import sqrt
from operator import itemgetter

from crmkit.customers.outlook.next_purchase import BASES, REMINDED, Expected, TimingGroup, expect
from crmkit.models.shares import SHARE_PLACES, percent, rate, rounded
from crmkit.periods import days_earlier, days_later
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

MOST_CUTOFFS = 6
LEAST = 30
"""A rate of fewer customers is chance, and left out."""
SURE = 1.96
"""How many standard errors the named must be ahead of the others to count as better."""
BASIS_COLUMNS = (
    "basis", "tested_customers", "to_remind", "hits", "hit_rate", "rest_hit_rate", "overall_hit_rate",
    "ratio_to_average", "most_recent_hit_rate",
)  # fmt: skip
CUTOFF_COLUMNS = (
    "cutoff", "forecast_to", "tested_customers", "to_remind", "hits", "hit_rate", "rest_hit_rate",
    "most_recent_hit_rate",
)  # fmt: skip


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
    def of(past: Iterable[Expected], bases: Sequence[str] = BASES) -> HitCounts:
        """Of some days and bases together; a customer counts once per day."""
        found = HitCounts(0, 0, 0, 0, Fraction(0))
        for expected in past:
            groups = [row for row in expected.groups if row[0] in bases]
            named, others = ([row for row in groups if (row[1] in REMINDED) == is_named] for is_named in (True, False))
            reminded = sum(row[3] for row in named)
            found = HitCounts(
                found.reminded + reminded,
                found.hits + sum(row[4] for row in named),
                found.others + sum(row[3] for row in others),
                found.others_came + sum(row[4] for row in others),
                found.latest_hits + _latest_hits(groups, reminded),
            )
        return found

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


def try_before(store: Store, last_day: date, days: int, data_from: date) -> list[Expected]:
    """What the rule said on days of the past whose next ``days`` are over by ``last_day``, the latest first.

    The stretches do not overlap; each has at least as long a past in the data as it is itself.
    """
    past: list[Expected] = []
    day = days_earlier(last_day, days)
    while len(past) < MOST_CUTOFFS and days_earlier(day, days) >= data_from:
        past.append(expect(store, day, days))
        day = days_earlier(day, days)
    return past


def parts(past: Sequence[Expected], days: int) -> dict[str, Result]:
    """The backtest by basis and by cutoff; nothing without a past."""
    if not past:
        return {}
    tried = [("all_bases", HitCounts.of(past)), *((basis, HitCounts.of(past, (basis,))) for basis in BASES)]
    rows: list[Record] = [
        (
            basis,
            own.customers,
            own.reminded,
            own.hits,
            own.hit_rate,
            own.rest_hit_rate,
            own.overall_hit_rate,
            own.lift,
            own.most_recent_hit_rate,
        )
        for basis, own in tried
        if own.customers
    ]
    by_cutoff = [(expected.day, HitCounts.of([expected])) for expected in past]
    cutoffs: list[Record] = [
        (
            day,
            days_later(day, days),
            own.customers,
            own.reminded,
            own.hits,
            own.hit_rate,
            own.rest_hit_rate,
            own.most_recent_hit_rate,
        )
        for day, own in by_cutoff
    ]
    found = (
        Result("remind_backtest", BASIS_COLUMNS, rows),
        Result("remind_cutoffs", CUTOFF_COLUMNS, cutoffs),
    )
    return {part.name: part for part in found}


def notes(past: Sequence[Expected], days: int) -> Iterable[Note]:
    """What the backtest proves, and where it proves nothing."""
    tried = HitCounts.of(past)
    if not past:
        yield Note("remind_untested", {"needed": 2 * days})
    elif tried.is_better is None:
        yield Note("remind_few_tested", {"reminded": tried.reminded, "others": tried.others, "least": LEAST})
    elif tried.hit_rate is not None and tried.rest_hit_rate is not None:
        values = {"rate": percent(tried.hit_rate), "others": percent(tried.rest_hit_rate), "days": days}
        yield Note("remind_better" if tried.is_better else "remind_no_better", values)
    if (
        tried.hit_rate is not None
        and tried.most_recent_hit_rate is not None
        and tried.most_recent_hit_rate >= tried.hit_rate
    ):
        yield Note("remind_latest", {"rate": percent(tried.most_recent_hit_rate), "hits": percent(tried.hit_rate)})
    weak = [basis for basis in BASES if HitCounts.of(past, (basis,)).is_better is False]
    if tried.is_better:
        for basis in weak:
            yield Note("remind_weak_basis", {"basis": basis})
