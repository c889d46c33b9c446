"""The exports of a shop on any platform that has a form: one download on the last day, as ``forms/`` describes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from crmkit.demo.buyer_facts import facts_of_buyers
from crmkit.demo.buyers import MASKED, NICK, Buyers
from crmkit.demo.cells import Moments
from crmkit.demo.customer_table import Trade
from crmkit.demo.faces import Faces
from crmkit.demo.facts import rows_of, shares
from crmkit.demo.fates import AFTER_SENDING, AFTER_SUCCESS, BEFORE_SENDING, KEPT, NEVER, PARTLY, WITHDRAWN, Fates
from crmkit.demo.form import Facts, FileForm, Form
from crmkit.demo.ledger import Ledger
from crmkit.demo.orders import Orders
from crmkit.demo.parts import Parts
from crmkit.demo.plan import RUN, Plan, instant
from crmkit.demo.season import Season
from crmkit.demo.summary import ShopSummary
from crmkit.demo.view import view

ENDINGS = {BEFORE_SENDING: "cancelled", AFTER_SENDING: "sent_back", AFTER_SUCCESS: "late", WITHDRAWN: "withdrawn"}


class PlatformFiles:
    """The files and counts of one shop while its orders come by, newest first."""

    def __init__(self, form: Form, plan: Plan, calendar: Season, faces: Faces, parts: Parts) -> None:
        self._form, self._plan, self._calendar, self._faces, self._parts = form, plan, calendar, faces, parts
        self._moments = Moments.of(calendar.first_day, calendar.days)
        self._trade = Trade.none(faces.buyers.count)
        self._written, self._nothing = Ledger(faces.buyers), Ledger(faces.buyers)
        for each in form.files:
            parts.open(each.file, each.begin())

    def run(self, start: int) -> None:
        """Make and write the orders from number ``start`` on."""
        orders, fates = self._plan.draw(start, self._faces, self._calendar)
        fates = reported_fates(orders, fates, self._form)
        newest_first = np.arange(len(orders.number) - 1, -1, -1)
        moment = self._plan.recent_export
        seen = view(orders, fates, newest_first, moment, self._faces, self._moments)
        self._written.add(seen)
        self._trade.add(seen)
        for each in self._form.files:
            if each.row != "buyer":
                self._write(each, rows_of(seen, moment, each.row))

    def finish(self, folder: Path) -> ShopSummary:
        """Write the customer table, and say what was written: there is one export of the orders, and none before it."""
        for each in self._form.files:
            for start in range(0, self._faces.buyers.count if each.row == "buyer" else 0, RUN):
                rows = np.arange(start, min(start + RUN, self._faces.buyers.count))
                self._write(each, facts_of_buyers(self._trade, rows, self._faces))
        exported_at = instant(self._plan.recent_export)
        totals = self._written.totals()
        return ShopSummary(
            folder,
            self._parts.written(),
            old=totals,
            recent=self._nothing.totals(),
            merged=totals,
            overlap=0,
            old_exported_at=exported_at,
            recent_exported_at=exported_at,
        )

    def _write(self, file: FileForm, facts: Facts) -> None:
        self._parts.write(file.file, file.rows(facts), len(facts("serial")))


def named_buyers(buyers: Buyers, form: Form) -> Buyers:
    """The buyers as the platform names them: by nick (or account, or address) or not at all."""
    if form.buyers == "some":
        identity = np.where(buyers.identity == NICK, NICK, MASKED)
    else:
        identity = np.full(buyers.count, NICK if form.buyers == "all" else MASKED)
    return replace(buyers, identity=identity)


def reported_fates(orders: Orders, fates: Fates, form: Form) -> Fates:
    """The fates without refunds that the platform's exports lack; a line goes back for all it cost."""
    kind = fates.kind
    is_line = (kind == PARTLY) & fates.returned_line
    is_reported = kind == KEPT
    for ending, name in ENDINGS.items():
        is_reported |= (kind == ending) & (name in form.refunds)
    is_reported |= is_line & ("line" in form.refunds)
    is_reported |= (kind == PARTLY) & ~is_line & ("part" in form.refunds)
    refund = np.where(is_line, shares(orders)[:, 0], fates.refund)
    return replace(
        fates,
        kind=np.where(is_reported, kind, KEPT),
        asked=np.where(is_reported, fates.asked, NEVER),
        refunded=np.where(is_reported, fates.refunded, NEVER),
        refund=np.where(is_reported, refund, 0),
        returned_line=is_line & is_reported,
    )
