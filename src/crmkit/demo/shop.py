"""Building a demo shop: draw the buyers and their orders, then write every report in one pass, newest orders first.

Random numbers come from one stream for the buyers and one per run of ``RUN`` orders, so memory does not grow with
the text of the files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
import polars as pl

from crmkit.demo import customer_table, item_report, order_report, recent_report, refund_report
from crmkit.demo.buyers import draw_buyers, draw_moments
from crmkit.demo.cells import Moments
from crmkit.demo.faces import Faces
from crmkit.demo.fates import draw_fates
from crmkit.demo.ledger import Ledger
from crmkit.demo.orders import draw_orders
from crmkit.demo.parts import Parts
from crmkit.demo.season import DAY, Ints, Season, season
from crmkit.demo.summary import FILE_NAMES, ShopSummary
from crmkit.demo.view import View, view
from crmkit.demo.words import words
from crmkit.errors import UsageError

ORDERS, RECENT, ITEMS, REFUNDS, CUSTOMERS = FILE_NAMES
RUN = 50_000
MOST_CUSTOMERS, MOST_MONTHS = 5_000_000, 240
# Twenty years before the first of these no shop order was ever dated, and none would be believed.
FIRST_UNTIL, LAST_UNTIL = date(2010, 1, 1), date(2100, 12, 31)
RECENT_DAYS = 122
MOST_RECENT = 20_000  # rows of the workbook: its cells cost a hundred times those of a text file
HEADERS = {
    ORDERS: order_report.HEADER,
    ITEMS: item_report.HEADER,
    REFUNDS: refund_report.HEADER,
    CUSTOMERS: customer_table.HEADER,
}
BARE: tuple[str, Literal["never", "always"]] = ("\r\n", "never")
RULES = {ORDERS: BARE, REFUNDS: BARE, CUSTOMERS: BARE, ITEMS: ("\n", "always")}


@dataclass(frozen=True, slots=True)
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


def build_shop(
    folder: Path,
    customers: int,
    months: int,
    seed: int,
    until: date,
    overwrite: bool,
    progress: Callable[[int, int], None] | None,
) -> ShopSummary:
    """The work of ``crmkit.demo.write_shop``, which see."""
    _check(customers, months, seed, until)
    calendar = season(until, months)
    stream = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 0])))
    faces = Faces(draw_buyers(stream, customers, words()), words())
    plan = _plan(seed, *draw_moments(stream, customers, calendar), calendar)
    with Parts(folder, FILE_NAMES, overwrite=overwrite) as parts, TemporaryDirectory() as scratch:
        writing = _Writing(plan, calendar, faces, parts, Path(scratch))
        total = len(plan.created)
        for start in reversed(range(0, total, RUN)):
            writing.run(start)
            if progress is not None:
                progress(total - start, total)
        return writing.finish(folder)


def _check(customers: int, months: int, seed: int, until: date) -> None:
    for name, value, low, high in (
        ("customers", customers, 1, MOST_CUSTOMERS),
        ("months", months, 1, MOST_MONTHS),
        ("seed", seed, 0, 2**63 - 1),
    ):
        if not low <= value <= high:
            raise UsageError("demo_out_of_range", name=name, value=value, low=low, high=high)
    if not FIRST_UNTIL <= until <= LAST_UNTIL:
        raise UsageError("demo_out_of_range", name="until", value=until, low=FIRST_UNTIL, high=LAST_UNTIL)


def _plan(seed: int, buyer: Ints, created: Ints, calendar: Season) -> Plan:
    recent_from = calendar.end - min(RECENT_DAYS * DAY, (calendar.end - calendar.start) // 2)
    if len(created) > MOST_RECENT:
        recent_from = max(recent_from, int(created[-MOST_RECENT - 1]) + 1)
    overlap = (calendar.end - recent_from) // 4
    return Plan(seed, buyer, created, recent_from, recent_from + overlap, calendar.end)


class _Writing:
    """The files and counts of one shop while its orders come by, newest first."""

    def __init__(self, plan: Plan, calendar: Season, faces: Faces, parts: Parts, scratch: Path) -> None:
        self._plan, self._calendar, self._faces, self._parts = plan, calendar, faces, parts
        self._moments = Moments.of(calendar.first_day, calendar.days)
        self._trade = customer_table.Trade.none(faces.buyers.count)
        self._old, self._recent, self._merged = (Ledger(faces.buyers) for _ in range(3))
        self._overlap = 0
        for name, header in HEADERS.items():
            parts.begin(name, header, *RULES[name])
        self._book = recent_report.Workbook(parts.path(RECENT), scratch, _instant(plan.recent_export))

    def run(self, start: int) -> None:
        """Make and write the orders from number ``start`` on."""
        plan, buyers, words = self._plan, self._faces.buyers, self._faces.words
        buyer, created = plan.buyer[start : start + RUN], plan.created[start : start + RUN]
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([plan.seed, 1, start])))
        number = _numbers(rng, plan.seed, start, buyer)
        orders = draw_orders(rng, number, buyer, created, buyers, self._calendar, words)
        fates = draw_fates(rng, orders)
        newest_first = np.arange(len(buyer) - 1, -1, -1)
        is_old, is_recent = created[::-1] < plan.old_export, created[::-1] >= plan.recent_from
        last_export = np.where(is_recent, plan.recent_export, plan.old_export)

        def seen(rows: Ints, moment: Ints | int) -> View:
            return view(orders, fates, rows, moment, self._faces, self._moments)

        old = seen(newest_first[is_old], plan.old_export)
        recent = seen(newest_first[is_recent], plan.recent_export)
        merged = seen(newest_first, last_export)
        self._overlap += int(np.count_nonzero(is_old & is_recent))
        self._old.add(old)
        self._recent.add(recent)
        self._merged.add(merged)
        self._trade.add(merged)
        self._append(ORDERS, order_report.order_report(old))
        self._append(ITEMS, item_report.item_report(merged))
        asking = refund_report.asked_rows(merged, last_export)
        requests = seen(newest_first[asking], last_export[asking])
        self._append(REFUNDS, refund_report.refund_report(requests, requests.fates.refunded < last_export[asking]))
        self._book.append(recent_report.recent_report(recent))
        self._parts.count(RECENT, len(recent.orders.number))

    def finish(self, folder: Path) -> ShopSummary:
        """Write the customer table, close the workbook, and say what was written."""
        for start in range(0, self._faces.buyers.count, RUN):
            rows = np.arange(start, min(start + RUN, self._faces.buyers.count))
            self._append(CUSTOMERS, customer_table.customer_table(self._trade, rows, self._faces, self._moments))
        self._book.close()
        return ShopSummary(
            folder,
            self._parts.written(),
            old=self._old.totals(),
            recent=self._recent.totals(),
            merged=self._merged.totals(),
            overlap=self._overlap,
            old_exported_at=_instant(self._plan.old_export),
            recent_exported_at=_instant(self._plan.recent_export),
        )

    def _append(self, name: str, frame: pl.DataFrame) -> None:
        self._parts.append(name, frame, *RULES[name])


def _numbers(rng: np.random.Generator, seed: int, start: int, buyer: Ints) -> Ints:
    """Order numbers of 18 digits: rising with time, the last four the buyer's own, as the platform does it."""
    place = start + np.arange(len(buyer), dtype=np.int64)
    counter = 20_000_000_000_000 + seed % 700 * 10**11 + place * 1_000 + rng.integers(0, 1_000, len(buyer))
    return np.asarray(counter * 10_000 + (buyer * 6_151 + 4_271) % 10_000, dtype=np.int64)


def _instant(seconds: int) -> datetime:
    """A moment of shop time as a naive ``datetime``."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
