"""When the demo shop sells: months, weekdays, sale days and hours, as a clock that runs faster when trade is brisk.

Buyers live in *busy time*, in which trade is even. ``Season`` turns busy time into calendar seconds, so that one
curve shapes first and repeat orders alike. Calendar seconds count from 1970-01-01 00:00 shop time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DAY = 86_400
MONTH_WEIGHTS = (0.95, 0.70, 0.95, 0.95, 1.00, 1.05, 0.85, 0.90, 1.00, 1.05, 1.20, 1.15)
SALE_DAYS = {
    (1, 6): 2.0,
    (3, 8): 2.5,
    (6, 1): 3.0,
    (6, 18): 7.0,
    (9, 9): 1.8,
    (11, 1): 4.0,
    (11, 11): 10.0,
    (12, 12): 4.5,
}
WEEKEND = 1.10
HOUR_WEIGHTS = (30, 14, 8, 5, 4, 6, 14, 26, 40, 58, 66, 62, 58, 60, 58, 56, 54, 52, 56, 70, 88, 96, 86, 56)
PRESALE_MONTHS = (5, 10)
PRESALE_FROM = 24
"""Pre-sale runs from this day of May and October; the rest of the price is due on the first of the next month."""


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """The calendar of one shop: ``first_day`` and ``days`` (whole days since 1970), and its busy-time curve.

    ``curve`` has ``days + 1`` entries rising from 0 to ``days``; ``sale`` marks sale days; ``balance_day`` holds, for a
    pre-sale day, the day on which the balance is due, else 0.
    """

    first_day: int
    days: int
    curve: Floats
    sale: NDArray[np.bool_]
    balance_day: Ints

    @property
    def start(self) -> int:
        """The first second."""
        return self.first_day * DAY

    @property
    def end(self) -> int:
        """The second after the last one: the moment of the newest export."""
        return (self.first_day + self.days) * DAY

    def moments(self, busy: Floats) -> Ints:
        """Busy time (0 <= busy < ``days``) as whole calendar seconds; never runs backwards."""
        calendar = np.interp(busy, self.curve, np.arange(self.days + 1, dtype=np.float64))
        day = np.minimum(calendar.astype(np.int64), self.days - 1)
        hours = np.array([0, *np.cumsum(HOUR_WEIGHTS)], dtype=np.float64)
        clock = np.interp((calendar - day) * hours[-1], hours, np.arange(25) * 3600.0)
        return np.asarray((self.first_day + day) * DAY + np.minimum(clock.astype(np.int64), DAY - 1), dtype=np.int64)


def season(until: date, months: int) -> Season:
    """The season of ``months`` calendar months, the last of them ending on ``until``."""
    last = np.datetime64(until, "D")
    first = (last.astype("datetime64[M]") - (months - 1)).astype("datetime64[D]")
    dates = np.arange(first, last + 1, dtype="datetime64[D]")
    number = dates.astype(np.int64)
    month = dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day_of_month = number - dates.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + 1
    weight = np.array(MONTH_WEIGHTS)[month - 1]
    weight[(number + 3) % 7 >= 5] *= WEEKEND
    sale = np.zeros(len(dates), dtype=np.bool_)
    for (sale_month, sale_day), multiple in SALE_DAYS.items():
        on = (month == sale_month) & (day_of_month == sale_day)
        sale |= on
        weight[on] *= multiple
    presale = np.isin(month, PRESALE_MONTHS) & (day_of_month >= PRESALE_FROM)
    curve = np.concatenate([[0.0], np.cumsum(weight)])
    return Season(
        first_day=int(number[0]),
        days=len(dates),
        curve=curve * (len(dates) / curve[-1]),
        sale=sale,
        # May and October both have 31 days, so the first of the next month is 32 - day later.
        balance_day=np.where(presale, number + 32 - day_of_month, 0),
    )
