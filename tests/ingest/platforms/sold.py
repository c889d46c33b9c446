"""Small random shops, and what their owner knows of them; how a platform writes them down is its form's business."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import strategies as st
from tests.depth import require_telling

from crmkit.demo.form import COUNTS, MONEY, TIMES, Facts, Form, Row

DAY_0 = datetime(1970, 1, 1)  # noqa: DTZ001 - a shop's own clock
STARTED = datetime(2024, 3, 1, 0, 5)  # noqa: DTZ001
GOODS = (("T-1", "绿茶 100g"), ("C-7", "cup, blue"), ("P-3", "紫砂壶"), ("S-2", 'Socks "3 pairs"'))
PRICES = (1, 99, 500, 1_990, 11_823, 150_000)
BACK = {"cancelled": "refunded_unsent", "sent_back": "refunded", "late": "refunded_late"}
"""Whole refunds, and the state of an order of which all went back so."""

CLOSED = ("closed", "refunded", "refunded_unsent")


@dataclass(frozen=True)
class Line:
    """An item line; money in fen. ``cost`` is what all units cost, ``wanted`` what the buyer asked back of it."""

    sku: str
    title: str
    quantity: int
    price: int
    cost: int
    wanted: int = 0


@dataclass(frozen=True)
class Order:
    """An order; of what was asked back nothing came if ``is_withdrawn``. No buyer: bought without an account."""

    serial: int
    buyer: int | None
    created: datetime
    state: str
    lines: tuple[Line, ...]
    is_withdrawn: bool = False

    @property
    def is_paid(self) -> bool:
        return self.state not in ("unpaid", "closed")

    @property
    def due(self) -> int:
        return sum(line.cost for line in self.lines)

    def back_of(self, line: Line) -> int:
        return 0 if self.is_withdrawn else line.wanted

    @property
    def back(self) -> int:
        return sum(self.back_of(line) for line in self.lines)

    @property
    def kept(self) -> int:
        return self.due - self.back if self.is_paid else 0


@st.composite
def shops(draw: st.DrawFn, form: Form, most: int = 20) -> list[Order]:
    """Orders of every fate that the platform's exports have, ``most`` of them at most."""
    clock, orders = STARTED, []
    unidentified = [None] if form.buyers != "all" else []
    fates = draw(st.permutations(["unpaid", "closed", "paid", "shipped", "done", *sorted(form.refunds)]))
    for serial, fate in enumerate(fates[:most], 1_001):
        clock += timedelta(days=draw(st.integers(0, 40)), minutes=draw(st.integers(0, 1_400)))
        bought = clock.replace(hour=min(clock.hour, 22))
        lines = draw(st.lists(_lines, min_size=1, max_size=3))
        if draw(st.booleans()):
            lines.append(lines[0])  # the same article twice in one order
        buyer = draw(st.sampled_from([0, 1, 2, *unidentified]))
        orders.append(_fated(draw, Order(serial, buyer, bought, fate, tuple(lines)), fate))
    require_telling(len({order.buyer for order in orders}) > 1 and any(len(order.lines) > 2 for order in orders))
    return orders


_lines = st.builds(
    lambda goods, quantity, price, off: Line(*goods, quantity, price, quantity * price * (100 - off) // 100),
    st.sampled_from(GOODS), st.integers(1, 3), st.sampled_from(PRICES), st.sampled_from([0, 0, 7, 50, 100]),
)  # fmt: skip


def _fated(draw: st.DrawFn, order: Order, fate: str) -> Order:
    """The order as it ends: with the state and the wishes for money of its fate."""
    if fate in ("unpaid", "closed", "paid", "shipped", "done"):
        return order
    if fate in BACK:
        return _wanting(order, BACK[fate], [line.cost for line in order.lines])
    if fate == "withdrawn":
        first, *others = order.lines
        return _wanting(order, "done", [first.cost, *(0 for _ in others)], is_withdrawn=True)
    most = len(order.lines) - (fate == "line")  # of lines that go back whole one stays
    chosen = draw(st.sets(st.integers(0, len(order.lines) - 1), max_size=most))
    share = 100 if fate == "line" else draw(st.sampled_from([1, 33, 99]))
    wanted = [line.cost * share // 100 if place in chosen else 0 for place, line in enumerate(order.lines)]
    if sum(wanted) == order.due:
        return _wanting(order, "done", [0 for _ in wanted])
    return _wanting(order, "part" if any(wanted) else "done", wanted)


def _wanting(order: Order, state: str, wanted: list[int], *, is_withdrawn: bool = False) -> Order:
    lines = tuple(Line(*_goods(line), asked) for line, asked in zip(order.lines, wanted, strict=True))
    return Order(order.serial, order.buyer, order.created, state, lines, is_withdrawn)


def _goods(line: Line) -> tuple[str, str, int, int, int]:
    return line.sku, line.title, line.quantity, line.price, line.cost


@dataclass(frozen=True)
class Known:
    """What the owner knows: every order, day and money of those that count, whose they are, and their lines."""

    orders: frozenset[int]
    purchases: Mapping[int, tuple[date, Decimal]]
    people: frozenset[frozenset[int]]
    lines: Mapping[int, list[tuple[str, str, int]]]


def known(orders: list[Order]) -> Known:
    bought = [order for order in orders if order.kept > 0]
    return Known(
        frozenset(order.serial for order in orders),
        {order.serial: (order.created.date(), Decimal(order.kept).scaleb(-2)) for order in bought},
        frozenset(frozenset(o.serial for o in bought if o.buyer == who) for who in {o.buyer for o in bought} - {None}),
        {order.serial: sorted((line.title, line.sku, line.quantity) for line in order.lines) for order in bought},
    )


Place = tuple[Order, int]
"""An order and the running number of its row: one line of it, one movement of its money."""
FACTS: dict[str, Callable[[Order], Any]] = {
    "serial": lambda order: order.serial,
    "nick": lambda order: None if order.buyer is None else f"买家{order.buyer}",
    "account": lambda order: None if order.buyer is None else f"buyer{order.buyer}",
    "email": lambda order: None if order.buyer is None else f"b{order.buyer}@example.com",
    "phone": lambda order: "140****0000" if order.buyer is None else f"1400000000{order.buyer}",
    "created_at": lambda order: seconds(order.created),
    "paid_at": lambda order: seconds(order.created + timedelta(minutes=3)) if order.is_paid else None,
    "closed_at": lambda order: seconds(order.created + timedelta(days=1)) if order.state in CLOSED else None,
    "asked_at": lambda order: seconds(order.created + timedelta(days=5)),
    "refunded_at": lambda order: seconds(order.created + timedelta(days=6)) if order.back else None,
    "due": lambda order: order.due,
    "listed": lambda order: sum(line.price * line.quantity for line in order.lines),
    "goods": lambda order: order.due,
    "paid": lambda order: order.due if order.is_paid else 0,
    "refund": lambda order: order.back,
    "kept": lambda order: order.kept,
    "state": lambda order: order.state,
    "after": lambda order: after(sum(line.wanted for line in order.lines), order.back, order.due),
    "case": lambda order: "withdrawn" if order.is_withdrawn else "refunded",
    "title": lambda order: order.lines[0].title,
    "titles": lambda order: "，".join(line.title for line in order.lines),
    "sku": lambda order: order.lines[0].sku,
    "quantity": lambda order: sum(line.quantity for line in order.lines),
    "kinds": lambda order: len(order.lines),
}
OF_LINE: dict[str, Callable[[Order, Line], Any]] = {
    "title": lambda _, line: line.title,
    "sku": lambda _, line: line.sku,
    "quantity": lambda _, line: line.quantity,
    "price": lambda _, line: line.price,
    "each": lambda _, line: line.cost // line.quantity,
    "line_listed": lambda _, line: line.price * line.quantity,
    "line_due": lambda _, line: line.cost,
    "line_sold": lambda order, line: line.cost if order.is_paid and order.state != "refunded_unsent" else None,
    "line_refund": lambda order, line: order.back_of(line),
    "line_kept": lambda order, line: line.cost - order.back_of(line) if order.is_paid else 0,
    "wanted": lambda _, line: line.wanted,
    "after": lambda order, line: after(line.wanted, order.back_of(line), line.cost),
}
OF_ENTRY: dict[str, Callable[[Order, int], Any]] = {
    "moved": lambda order, place: -order.back if place else order.due,
    "moved_at": lambda order, place: FACTS["refunded_at" if place else "created_at"](order),
}
OF_BUYER: dict[str, Callable[[list[Order]], Any]] = {
    "purchases": len,
    "spent": lambda bought: sum(order.kept for order in bought),
    "last_at": lambda bought: max(FACTS["paid_at"](order) for order in bought),
}


def facts(shop: str, orders: list[Order], row: Row) -> Facts:
    """The facts of these orders as a form asks for them; what the shop does not know is blank."""
    places = list(_places(orders, row))

    def cell(name: str, order: Order, place: int) -> Any:
        if name in ("shop", "line"):
            return shop if name == "shop" else place + 1
        if row in ("line", "case") and name in OF_LINE:
            return OF_LINE[name](order, order.lines[place])
        if row == "entry" and name in ("moved", "moved_at"):
            return OF_ENTRY[name](order, place)
        if row == "buyer" and name in OF_BUYER:
            return OF_BUYER[name]([each for each in orders if each.kept and each.buyer == order.buyer])
        return FACTS[name](order) if name in FACTS else None

    def fact(name: str) -> pl.Series:
        kind = pl.Int64 if name in TIMES | MONEY | COUNTS else pl.String
        return pl.Series([cell(name, *place) for place in places], dtype=kind)

    return fact


def _places(orders: list[Order], row: Row) -> Iterator[Place]:
    if row == "buyer":
        firsts = {order.buyer: order for order in reversed(orders) if order.kept and order.buyer is not None}
        yield from ((order, 0) for order in firsts.values())
        return
    for order in orders:
        if row in ("order", "entry"):
            yield order, 0
            if row == "entry" and order.back:
                yield order, 1
        for place, line in enumerate(order.lines):
            if row == "line" or (row == "case" and line.wanted):
                yield order, place


def after(wanted: int, back: int, cost: int) -> str:
    if not back:
        return "withdrawn" if wanted else "none"
    return "part" if back < cost else "whole"


def seconds(at: datetime) -> int:
    return int((at - DAY_0).total_seconds())
