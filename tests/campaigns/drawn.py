"""Shops with lists that were drawn: who bought when, who was on a list or held out of it, what was sent to whom."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from random import Random

from tests.engine import empty_store, let_go

from crmkit.store.connect import Connection, connect
from crmkit.store.migrate import build_schema
from crmkit.store.store import Store

START = date(2024, 3, 31)
AS_OF = START - timedelta(days=1)
"""The day of a list; its campaign begins on the day after."""
KINDS = ("ubigint", "date", "decimal(18, 2)", "decimal(18, 2)")


def key_of(number: int) -> int:
    """The key of a customer, not in the order of the numbers."""
    return (number * 7919 + 13) % 1_000_003 + 2**40


def nick_of(number: int) -> str:
    return f"买家{number:05d}号"


@dataclass(frozen=True)
class List:
    """A list that was drawn: numbers of customers by arm."""

    name: str
    listed: Sequence[int]
    held_out: Sequence[int] = ()
    left_out: Sequence[int] = ()
    as_of: date = AS_OF
    share: int = 500_000
    window: int = 30
    base: tuple[int, int] = (0, 0)
    forgotten: Sequence[int] = ()
    """Members who are in none of the arms any more."""
    shops: str = ""


@dataclass(frozen=True)
class Sent:
    """Something that was sent to a customer."""

    number: int
    day: date
    campaign: str
    cost: int | None = None
    status: str = "sent"
    arm: str | None = None


@dataclass(frozen=True)
class Bought:
    """An order: what was paid, and how much of it went back."""

    number: int
    day: date
    paid: int
    back: int = 0


@dataclass
class Till:
    """All of a shop."""

    orders: list[Bought] = field(default_factory=list)
    lists: list[List] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    customers: int = 0

    def store(self) -> Store:
        """It in memory."""
        connection = empty_store()
        self._fill(connection, "")
        return let_go(Store(connection, None, contextlib.ExitStack()))

    def keep(self, path: Path) -> Path:
        """It in a file at ``path``."""
        beside = [path, *(path.with_name(path.name + end) for end in (".wal", ".wal.checkpoint", ".wal.recovery"))]
        with closing(connect(paths=beside)) as connection:
            connection.execute(f"attach '{path}' as target")
            build_schema(connection, "target")
            connection.begin()
            self._fill(connection, "target.")
            connection.commit()
        return path

    def _fill(self, connection: Connection, catalog: str) -> None:
        last = max([*(order.number for order in self.orders), self.customers - 1], default=-1)
        numbers = range(last + 1)
        _insert(connection, f"{catalog}kept.customers (customer_key, nick, identity, first_order_key)",
                ("ubigint", "varchar", "utinyint", "bigint"),
                [(key_of(number), nick_of(number), 1, 1) for number in numbers])  # fmt: skip
        rows = []
        for place, order in enumerate(self.orders, start=1):
            at = datetime.combine(order.day, time(12))
            net, back = Decimal(order.paid - order.back) / 100, Decimal(order.back) / 100
            rows.append((1, place, key_of(order.number), 1, at, at, 4, net, back, 0, 1))
        _insert(connection,
                f"{catalog}kept.orders (shop_key, order_key, customer_key, identity, created_at, paid_at, status, net, "
                "refund, marks, file_key)",
                ("bigint", "bigint", "ubigint", "utinyint", "timestamp", "timestamp", "utinyint", "decimal(18, 2)",
                 "decimal(18, 2)", "utinyint", "integer"), rows)  # fmt: skip
        _insert(connection,
                f"{catalog}kept.contacts (shop_key, customer_key, channel, sent_at, campaign, cost, status, arm, "
                "file_key)",
                ("bigint", "ubigint", "varchar", "timestamp", "varchar", "decimal(18, 2)", "varchar", "varchar",
                 "integer"),
                [(1, key_of(each.number), "sms", datetime.combine(each.day, time(10)), each.campaign,
                  None if each.cost is None else Decimal(each.cost) / 100, each.status, each.arm, 1)
                 for each in self.sent])  # fmt: skip
        if self.lists:
            draw(connection, catalog, self.lists)


def draw(connection: Connection, catalog: str, lists: Iterable[List]) -> None:
    """Keep ``lists`` as ``crmkit audience`` does."""
    text = (files("crmkit.store") / "schema" / "audiences.sql").read_text("utf-8")
    connection.execute(text if catalog else text.replace("target.kept.", "kept."))
    for each in lists:
        connection.execute(
            f"insert into {catalog}kept.audiences by name select $name as name, $as_of as as_of, $share as "
            "holdout_millionths, $window as window_days, $listed as listed, $held_out as held_out, "
            "$left_out as left_out, $buyers as base_buyers, $people as base_customers, $shops as shops, "
            "$name as salt, '0' as version",
            {
                "name": each.name, "as_of": each.as_of, "share": each.share, "window": each.window,
                "listed": len(each.listed), "held_out": len(each.held_out), "left_out": len(each.left_out),
                "buyers": each.base[0], "people": each.base[1], "shops": each.shops,
            },
        )  # fmt: skip
        arms = [("list", each.listed), ("holdout", each.held_out), ("left_out", each.left_out)]
        rows = [(each.name, key_of(number), arm, "cap" if arm == "left_out" else None)
                for arm, numbers in arms for number in numbers if number not in set(each.forgotten)]  # fmt: skip
        _insert(connection, f"{catalog}kept.arms (name, customer_key, arm, reason)",
                ("varchar", "ubigint", "varchar", "varchar"), rows)  # fmt: skip


def _insert(connection: Connection, into: str, kinds: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        cells = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
        connection.execute(f"insert into {into} select {cells}", [list(column) for column in zip(*rows, strict=True)])


def spring(
    seed: int = 1,
    people: int = 4000,
    *,
    base: float = 0.10,
    lift: float = 0.0,
    share: float = 0.5,
    heavy: bool = True,
    name: str = "spring",
    last: int = 90,
) -> Till:
    """A shop whose list is a fair draw, with a true ``lift`` of the share who buy; orders until ``last`` days after."""
    random = Random(seed)
    usual = [random.lognormvariate(9, 0.8) for _ in range(people)]
    orders = [
        Bought(
            number, START - timedelta(days=random.randrange(1, 500)), round(usual[number] * random.uniform(0.5, 2)) + 1
        )
        for number in range(people)
        for _ in range(random.randrange(1, 4))
    ]
    held = [number for number in range(people) if random.random() < share]
    out = set(held)
    listed = [number for number in range(people) if number not in out]
    for number in range(people):
        if random.random() < base + (0 if number in out else lift):
            for _ in range(random.choice([1, 1, 2])):
                paid = round(usual[number] * (random.paretovariate(2) if heavy else 1)) + 1
                back = random.choice([0, 0, 0, 0, paid // 2, paid])
                orders.append(Bought(number, START + timedelta(days=random.randrange(30)), paid, back))
    orders.append(Bought(0, START + timedelta(days=last), 1000))
    return Till(orders, [List(name, listed, held, share=round(share * 1e6))], [], people)
