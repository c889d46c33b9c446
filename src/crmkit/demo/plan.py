"""All orders of a shop before they are written: who buys when, when exports are taken, and the orders themselves.

Random numbers come from one stream for the buyers and one per run of ``RUN`` orders, so memory does not grow with
the text of the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from crmkit.demo.faces import Faces
from crmkit.demo.fates import Fates, draw_fates
from crmkit.demo.orders import Orders, draw_orders
from crmkit.demo.season import DAY, Ints, Season

RUN = 50_000
RECENT_DAYS = 122
MOST_RECENT = 20_000  # rows of the workbook: its cells cost a hundred times those of a text file


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All orders of the shop by number, and the two moments of export.

    ``orders.csv`` holds what was created before ``old_export``, as it stood then; the workbook what was created
    from ``recent_from`` on, as it stood at ``recent_export``. The former is later than ``recent_from``: they overlap.
    """

    seed: int
    buyer: Ints
    created: Ints
    recent_from: int
    old_export: int
    recent_export: int

    @classmethod
    def of(cls, seed: int, buyer: Ints, created: Ints, calendar: Season) -> Plan:
        """The plan for orders by time."""
        recent_from = calendar.end - min(RECENT_DAYS * DAY, (calendar.end - calendar.start) // 2)
        if len(created) > MOST_RECENT:
            recent_from = max(recent_from, int(created[-MOST_RECENT - 1]) + 1)
        overlap = (calendar.end - recent_from) // 4
        return cls(seed, buyer, created, recent_from, recent_from + overlap, calendar.end)

    @property
    def runs(self) -> range:
        """The first number of each run, the newest run last."""
        return range(0, len(self.created), RUN)

    def draw(self, start: int, faces: Faces, calendar: Season) -> tuple[Orders, Fates]:
        """The orders from number ``start`` on, as many as a run has, and what becomes of them."""
        buyer, created = self.buyer[start : start + RUN], self.created[start : start + RUN]
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, 1, start])))
        number = _numbers(rng, self.seed, start, buyer)
        orders = draw_orders(rng, number, buyer, created, faces.buyers, calendar, faces.words)
        return orders, draw_fates(rng, orders)


def _numbers(rng: np.random.Generator, seed: int, start: int, buyer: Ints) -> Ints:
    """Order numbers of 18 digits: rising with time, the last four the buyer's own, as the platform does it."""
    place = start + np.arange(len(buyer), dtype=np.int64)
    counter = 20_000_000_000_000 + seed % 700 * 10**11 + place * 1_000 + rng.integers(0, 1_000, len(buyer))
    return np.asarray(counter * 10_000 + (buyer * 6_151 + 4_271) % 10_000, dtype=np.int64)


def instant(seconds: int) -> datetime:
    """A moment of shop time as a naive ``datetime``."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
