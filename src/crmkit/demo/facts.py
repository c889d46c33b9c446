"""The facts of orders, lines, refund cases and movements of money, from which the form of a platform makes cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from crmkit.demo.cells import join, pick
from crmkit.demo.fates import BEFORE_SENDING, CLOSED_REFUNDED, CLOSED_UNPAID, DONE, PARTLY, WITHDRAWN
from crmkit.demo.form import Facts, Row
from crmkit.demo.orders import Flags, Orders
from crmkit.demo.season import DAY, Ints
from crmkit.demo.view import View

STATES = ("unpaid", "paid", "shipped", "done", "closed", "refunded", "refunded_unsent", "refunded_late", "part")
AFTER = ("none", "asked", "withdrawn", "part", "whole")
CASES = ("asked", "withdrawn", "refunded")
FIRST_SERIAL = 1_001
SHOP = "青禾小铺"


def shares(orders: Orders) -> Ints:
    """What each line costs of what the order costs, to the fen."""
    upto = np.cumsum(orders.listed, axis=1)
    reached = orders.due[:, None] * upto // np.maximum(upto[:, -1:], 1)
    return np.diff(reached, axis=1, prepend=0)


def rows_of(view: View, moment: int, row: Row) -> Facts:
    """The facts of each row of ``view``, ``buyer`` aside: ``line`` is the running number of an order's rows."""
    lines = Lines(view, moment)
    every = np.ones(len(view.orders.number), dtype=np.bool_)
    own: FactMakers = {"order": {}, "entry": OF_ENTRY}.get(row, OF_LINE)
    if row == "order":
        order, place = np.nonzero(every[:, None])
    elif row == "entry":
        order, place = np.nonzero(np.column_stack([every, view.state.refund > 0]))
    else:
        order, place = np.nonzero((view.orders.product >= 0) & ((lines.wanted > 0) | (row == "line")))
    known: dict[str, pl.Series] = {}

    def fact(name: str) -> pl.Series:
        if name not in known:
            if name in own:
                known[name] = own[name](lines, (order, place))
            else:
                known[name] = OF_ORDER[name](lines).gather(pl.Series(order))
        return known[name]

    return fact


At = tuple[Ints, Ints]
"""The order and the place in it of each line, or of each movement of its money."""
FactMakers = Mapping[str, Callable[["Lines", At], pl.Series]]


class Lines:
    """A view with the money of its lines: what each costs, what was asked back of it, and what came back."""

    def __init__(self, view: View, moment: int) -> None:
        orders, fates = view.orders, view.fates
        self.view, self.orders, self.words = view, view.orders, view.words
        self.cost = shares(orders)
        self.is_settled: Flags = fates.refunded < moment
        self.is_withdrawn: Flags = fates.kind == WITHDRAWN
        is_part = fates.kind == PARTLY
        wanted = np.where(is_part[:, None], 0, self.cost)
        wanted[self.is_withdrawn, 1:] = 0
        # Money for damage goes back for the dearest line: its price is higher than that.
        dearest = np.where(fates.returned_line, 0, np.argmax(self.cost, axis=1))
        wanted[is_part, dearest[is_part]] = fates.refund[is_part]
        self.wanted = np.where((fates.asked < moment)[:, None], wanted, 0)
        self.back = np.where((self.is_settled & ~self.is_withdrawn)[:, None], self.wanted, 0)

    def state(self) -> pl.Series:
        """The state of each order."""
        state, orders = self.view.state, self.orders
        late = np.where(state.refund < orders.due, STATES.index("part"), STATES.index("refunded_late"))
        unsent = (state.status == CLOSED_REFUNDED) & (self.view.fates.kind == BEFORE_SENDING)
        word = np.where((state.status == DONE) & (state.refund > 0), late, state.status)
        return pick(STATES, np.where(unsent, STATES.index("refunded_unsent"), word))

    def closed_at(self) -> pl.Series:
        """When each order was closed: not paid in time, or all of it given back before it was received."""
        fates, status = self.view.fates, self.view.state.status
        moments = np.where(status == CLOSED_UNPAID, fates.lapsed, fates.refunded)
        return _time(moments, status >= CLOSED_UNPAID)

    def after(self, wanted: Ints, back: Ints, cost: Ints, order: Ints) -> pl.Series:
        """How far a wish for money has come."""
        waiting = np.where(self.is_settled[order], AFTER.index("withdrawn"), AFTER.index("asked"))
        done = np.where(back < cost, AFTER.index("part"), AFTER.index("whole"))
        return pick(AFTER, np.where(back > 0, done, np.where(wanted > 0, waiting, 0)))

    def case(self, order: Ints) -> pl.Series:
        """What became of each refund case."""
        settled = np.where(self.is_withdrawn, CASES.index("withdrawn"), CASES.index("refunded"))
        return pick(CASES, np.where(self.is_settled, settled, 0)[order])

    def goods(self, texts: list[str], at: At | None = None) -> pl.Series:
        """The text of each line's product, of each order's first by default."""
        return pick(texts, self.orders.product[:, 0] if at is None else self.orders.product[at])

    def options(self, at: At | None = None) -> pl.Series:
        """The chosen option of each line, of each order's first by default."""
        entries = [text for product in self.words.products for text in product.options]
        starts = np.cumsum([0, *(len(product.options) for product in self.words.products)])
        chosen = starts[self.orders.product] + self.orders.option
        return pick(entries, chosen[:, 0] if at is None else chosen[at])


def _time(seconds: Ints, shown: Flags) -> pl.Series:
    return _shown(pl.Series(seconds), shown)


def _shown(facts: pl.Series, shown: Flags) -> pl.Series:
    return pl.select(pl.when(pl.lit(pl.Series(shown))).then(pl.lit(facts))).to_series()


def _mail(lines: Lines) -> pl.Series:
    latin = lines.view.faces.latin(lines.orders.buyer)
    return join(_shown(latin, (latin != "").to_numpy()), "@example.com")


OF_ORDER: Mapping[str, Callable[[Lines], pl.Series]] = {
    "serial": lambda lines: pl.Series(lines.orders.number // 10_000_000 % 10**8 + FIRST_SERIAL),
    "kinds": lambda lines: pl.Series(lines.orders.lines),
    "quantity": lambda lines: pl.Series(lines.orders.quantity.sum(axis=1)),
    "shop": lambda lines: pl.Series([SHOP]).new_from_index(0, len(lines.cost)),
    "nick": lambda lines: lines.view.faces.nicks(lines.orders.buyer),
    "account": lambda lines: lines.view.faces.latin(lines.orders.buyer),
    "email": _mail,
    "name": lambda lines: lines.view.faces.names(lines.orders.buyer),
    "phone": lambda lines: lines.view.faces.phones(lines.orders.buyer),
    "province": lambda lines: lines.view.faces.provinces(lines.orders.buyer),
    "city": lambda lines: lines.view.faces.cities(lines.orders.buyer),
    "address": lambda lines: lines.view.faces.addresses(lines.orders.buyer, postcode=False),
    "created_at": lambda lines: pl.Series(lines.orders.created),
    "paid_at": lambda lines: _time(lines.view.fates.paid, lines.view.state.paid),
    "due_at": lambda lines: _time(lines.view.fates.paid + 2 * DAY, lines.view.state.paid),
    "sent_at": lambda lines: _time(lines.view.fates.sent, lines.view.state.sent),
    "received_at": lambda lines: _time(lines.view.fates.received, lines.view.state.received),
    "closed_at": Lines.closed_at,
    "asked_at": lambda lines: pl.Series(lines.view.fates.asked),
    "refunded_at": lambda lines: _time(lines.view.fates.refunded, lines.is_settled & ~lines.is_withdrawn),
    "listed": lambda lines: pl.Series(lines.orders.listed.sum(axis=1)),
    "discount": lambda lines: pl.Series(lines.orders.listed.sum(axis=1) - lines.orders.goods),
    "goods": lambda lines: pl.Series(lines.orders.goods),
    "postage": lambda lines: pl.Series(lines.orders.postage),
    "due": lambda lines: pl.Series(lines.orders.due),
    "paid": lambda lines: pl.Series(np.where(lines.view.state.paid, lines.orders.due, 0)),
    "refund": lambda lines: pl.Series(lines.view.state.refund),
    "kept": lambda lines: pl.Series(lines.view.state.net),
    "state": Lines.state,
    "after": lambda lines: lines.after(
        lines.wanted.sum(axis=1), lines.back.sum(axis=1), lines.orders.due, np.arange(len(lines.cost))
    ),
    "title": lambda lines: lines.goods([product.title for product in lines.words.products]),
    "titles": lambda lines: lines.view.titles(),
    "sku": lambda lines: lines.goods([product.code for product in lines.words.products]),
    "option": Lines.options,
    "carrier": lambda lines: lines.view.carriers(),
    "parcel": lambda lines: lines.view.tracking(""),
    "message": lambda lines: lines.view.messages(csv=False),
}

OF_LINE: FactMakers = {
    "line": lambda _, at: pl.Series(at[1] + 1),
    "title": lambda lines, at: lines.goods([product.title for product in lines.words.products], at),
    "sku": lambda lines, at: lines.goods([product.code for product in lines.words.products], at),
    "option": Lines.options,
    "quantity": lambda lines, at: pl.Series(lines.orders.quantity[at]),
    "price": lambda lines, at: pl.Series(lines.orders.listed[at] // lines.orders.quantity[at]),
    "each": lambda lines, at: pl.Series(lines.cost[at] // lines.orders.quantity[at]),
    "line_listed": lambda lines, at: pl.Series(lines.orders.listed[at]),
    "line_due": lambda lines, at: pl.Series(lines.cost[at]),
    "line_sold": lambda lines, at: _shown(pl.Series(lines.cost[at]), (lines.view.state.status < CLOSED_UNPAID)[at[0]]),
    "line_refund": lambda lines, at: pl.Series(lines.back[at]),
    "line_kept": lambda lines, at: pl.Series(np.where(lines.view.state.paid[at[0]], (lines.cost - lines.back)[at], 0)),
    "wanted": lambda lines, at: pl.Series(lines.wanted[at]),
    "after": lambda lines, at: lines.after(lines.wanted[at], lines.back[at], lines.cost[at], at[0]),
    "case": lambda lines, at: lines.case(at[0]),
}
"""What a line says of itself; the rest is its order's."""

OF_ENTRY: FactMakers = {
    "line": OF_LINE["line"],
    "moved": lambda lines, at: pl.Series(np.where(at[1] > 0, -lines.view.state.refund[at[0]], lines.orders.due[at[0]])),
    "moved_at": lambda lines, at: pl.Series(
        np.where(at[1] > 0, lines.view.fates.refunded[at[0]], lines.orders.created[at[0]])
    ),
}
"""What a movement of money says of itself: an order's first is what it cost, its second what went back."""
