"""The exports of a Taobao shop: an old and a recent order report that overlap, items, refunds, customers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from crmkit.demo import customer_table, item_report, order_report, recent_report, refund_report
from crmkit.demo.cells import Moments
from crmkit.demo.faces import Faces
from crmkit.demo.ledger import Ledger
from crmkit.demo.parts import Parts
from crmkit.demo.plan import RUN, Plan, instant
from crmkit.demo.season import Ints, Season
from crmkit.demo.summary import FILE_NAMES, ShopSummary
from crmkit.demo.view import View, view

ORDERS, RECENT, ITEMS, REFUNDS, CUSTOMERS = FILE_NAMES
HEADERS = {
    ORDERS: order_report.HEADER,
    ITEMS: item_report.HEADER,
    REFUNDS: refund_report.HEADER,
    CUSTOMERS: customer_table.HEADER,
}
BARE: tuple[str, Literal["never", "always"]] = ("\r\n", "never")
RULES = {ORDERS: BARE, REFUNDS: BARE, CUSTOMERS: BARE, ITEMS: ("\n", "always")}


class TaobaoFiles:
    """The files and counts of one shop while its orders come by, newest first."""

    def __init__(self, plan: Plan, calendar: Season, faces: Faces, parts: Parts, scratch: Path) -> None:
        self._plan, self._calendar, self._faces, self._parts = plan, calendar, faces, parts
        self._moments = Moments.of(calendar.first_day, calendar.days)
        self._trade = customer_table.Trade.none(faces.buyers.count)
        self._old, self._recent, self._merged = (Ledger(faces.buyers) for _ in range(3))
        self._overlap = 0
        for name, header in HEADERS.items():
            parts.begin(name, header, *RULES[name])
        self._book = recent_report.Workbook(parts.path(RECENT), scratch, instant(plan.recent_export))

    def run(self, start: int) -> None:
        """Make and write the orders from number ``start`` on."""
        plan = self._plan
        orders, fates = plan.draw(start, self._faces, self._calendar)
        created = orders.created
        newest_first = np.arange(len(created) - 1, -1, -1)
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
            old_exported_at=instant(self._plan.old_export),
            recent_exported_at=instant(self._plan.recent_export),
        )

    def _append(self, name: str, frame: pl.DataFrame) -> None:
        self._parts.append(name, frame, *RULES[name])
