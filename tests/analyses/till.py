"""Shops as their till sees them: who bought what, where, for how much, and what came back on which day."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from tests.engine import empty_store, let_go

from crmkit.store.connect import Connection
from crmkit.store.store import Store

FIRST = date(2022, 1, 1)
Line = tuple[str, str | None, int, int]
"""Title, sku, quantity and fen of one kind of goods in an order."""
UNDATED = timedelta(days=30)
"""A refund that no report dates counts as known so long after the purchase."""


@dataclass(frozen=True)
class Order:
    """An order in fen; ``back`` came back on ``back_on``. ``lines`` are those of an item report, with list ``prices``.

    ``status`` as the store has it: 1 not paid, 2 and 3 on its way, 4 done, 5 closed without payment, 6 closed by a
    refund. A row of a plain log (``is_log``) has none.
    """

    buyer: str | None
    day: date
    paid: int
    back: int = 0
    back_on: date | None = None
    title: str | None = None
    units: int | None = 1
    city: str | None = None
    province: str | None = None
    lines: tuple[Line, ...] = ()
    prices: tuple[int | None, ...] = ()
    at: time = time(12)
    channel: str | None = None
    status: int = 4
    is_log: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is a purchase, as known today."""
        return self.net() > 0 or (self.is_log and self.paid == 0)

    def net(self, known_on: date | None = None) -> int:
        """What was kept, as known on a day; ``None``: as known today."""
        known_from = self.back_on or self.day + UNDATED
        return self.paid - (self.back if known_on is None or known_from <= known_on else 0)


@dataclass(frozen=True)
class Person:
    """A row of a customer table."""

    nick: str
    gender: str | None = None
    birthday: date | None = None
    level: str | None = None
    province: str | None = None
    city: str | None = None


def keyed(orders: Iterable[Order], people: Iterable[Person] = ()) -> dict[str, int]:
    """A key for every buyer, not in the order of their names."""
    names = sorted({order.buyer for order in orders if order.buyer is not None} | {person.nick for person in people})
    return {name: (place * 7919 + 13) % 10007 + (2**63 if place % 3 == 0 else 0) for place, name in enumerate(names)}


def shop(orders: Sequence[Order], keys: Mapping[str, int] | None = None, people: Sequence[Person] = ()) -> Store:
    """A store in memory whose tables hold these orders and a customer table of these ``people``."""
    keys = keyed(orders, people) if keys is None else keys
    strangers = {person.nick for person in people} - {order.buyer for order in orders}
    connection = empty_store()
    _insert(
        connection,
        "kept.customers (customer_key, nick, identity, first_order_key)",
        ("ubigint", "varchar", "utinyint", "bigint"),
        [(key, name, 1, 1) for name, key in keys.items() if name not in strangers],
    )
    _insert(
        connection,
        "kept.customer_facts (customer_key, nick, gender, birthday, level, province, city, file_key)",
        ("ubigint", "varchar", "varchar", "date", "varchar", "varchar", "varchar", "integer"),
        [(keys[person.nick], *astuple(person), 1) for person in people],
    )
    rows, refunds, lines = [], [], []
    for number, order in enumerate(orders, start=1):
        at = datetime.combine(order.day, order.at)
        paid_at, status = None if order.status in (1, 5) else at, 0 if order.is_log else order.status
        marks = 4 if order.is_log and order.paid == 0 else 0
        key = None if order.buyer is None else keys[order.buyer]
        net, back = Decimal(order.net()) / 100, Decimal(order.back) / 100
        reported = None if order.back_on is None else back
        facts = (order.units, order.title, order.province, order.city, order.channel)
        rows.append((1, number, key, 1, at, paid_at, status, net, back, reported, *facts, marks, 1))
        if order.back_on is not None:
            refunds.append((1, number, number, back, 2, datetime.combine(order.back_on, time(9)), 0, 1))
        for place_in, (title, sku, units, fen) in enumerate(order.lines):
            line = number * 100 + place_in
            price = order.prices[place_in] if order.prices else None
            listed = None if price is None else Decimal(price) / 100
            lines.append((1, line, str(line), number, title, sku, units, listed, Decimal(fen) / 100, 4, 0, 1))
    _insert(
        connection,
        "kept.orders (shop_key, order_key, customer_key, identity, created_at, paid_at, status, net, refund, "
        "refund_reported, quantity, title, province, city, channel, marks, file_key)",
        ("bigint", "bigint", "ubigint", "utinyint", "timestamp", "timestamp", "utinyint", *["decimal(18, 2)"] * 3,
         "integer", "varchar", "varchar", "varchar", "varchar", "utinyint", "integer"),
        rows,
    )  # fmt: skip
    _insert(
        connection,
        "kept.refunds (shop_key, refund_key, order_key, amount, status, finished_at, marks, file_key)",
        ("bigint", "bigint", "bigint", "decimal(18, 2)", "utinyint", "timestamp", "utinyint", "integer"),
        refunds,
    )
    _insert(
        connection,
        "kept.order_lines (shop_key, line_key, line_text, order_key, title, sku, quantity, list_price, net, status, "
        "marks, file_key)",
        ("bigint", "bigint", "varchar", "bigint", "varchar", "varchar", "integer", *["decimal(18, 2)"] * 2,
         "utinyint", "utinyint", "integer"),
        lines,
    )  # fmt: skip
    return let_go(Store(connection, None, contextlib.ExitStack()))


@lru_cache(maxsize=16)
def open_shop(orders: tuple[Order, ...], people: tuple[Person, ...] = ()) -> Store:
    """A store for tests that only ask: it stays open, and what it learnt it knows, as one in a file does."""
    store, lessons = shop(orders, people=people), {}
    store.recall, store.learn = lessons.get, lessons.__setitem__  # type: ignore[method-assign]
    return store


def _insert(connection: Connection, into: str, kinds: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        cells = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
        connection.execute(f"insert into {into} select {cells}", [list(column) for column in zip(*rows, strict=True)])


TITLES = ("袜子", "围巾", "帽子", "手套", "雨伞", None)
CITIES = ("杭州市", "成都市", "武汉市", None)


def busy(seed: int, buyers: int = 80, days: int = 800) -> list[Order]:
    """A shop whose buyers come at paces of their own, some to stay away for good; some goods come back."""
    random = Random(seed)
    orders = []
    for number in range(buyers):
        pace, usual = random.gammavariate(0.8, 1 / 60), random.lognormvariate(9, 0.6)
        leaves, city = random.betavariate(1, 3), random.choice(CITIES)
        day = random.randrange(days)
        while day < days:
            paid = max(round(usual * random.gammavariate(4, 0.25)), 100)
            gone = random.random() < 0.1
            back = random.choice([paid, paid // 2]) if gone else 0
            on = FIRST + timedelta(days=day + random.randrange(1, 60)) if gone and random.random() < 0.8 else None
            where = {"city": city, "province": None if city else random.choice(["浙江", "四川"])}
            title, units = random.choice(TITLES), random.choice([1, 1, 2])
            orders.append(Order(f"b{number:03}", FIRST + timedelta(days=day), paid, back, on, title, units, **where))
            if random.random() < leaves:
                break
            day += max(round(random.expovariate(pace + 1e-4)), 0) if pace > 1e-3 else days
    orders.append(Order(None, FIRST + timedelta(days=days - 1), 5000, title="围巾", city="成都市"))
    return orders
