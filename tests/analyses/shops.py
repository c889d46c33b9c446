"""Shops in memory, given as plain orders: who, on which day, for how much."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tests.engine import empty_connection

from crmkit.store.counted import Prices, Shops
from crmkit.store.laid import Laid
from crmkit.store.span import Span
from crmkit.store.store import Store

Order = tuple[str | None, date, Decimal]


class Shop(Store):
    """A store whose views hold exactly the orders given; buyers are keyed by ``keys`` or in order of appearance."""

    def __init__(self, orders: Iterable[Order], keys: dict[str, int] | None = None) -> None:
        self._connection = empty_connection()
        self._unlaid: list[str] = []
        self._laid = Laid()
        self._resources = contextlib.ExitStack()
        self.path = None
        self.prices = Prices(are_settled=True)  # there is no table of orders to ask
        self.shops = Shops(counted=())
        self.orders = list(orders)
        named = keys or {}
        for buyer, _, _ in self.orders:
            if buyer is not None:
                named.setdefault(buyer, len(named) + 1)
        execute = self._connection.execute
        execute("create temp table customers (customer_key ubigint, customer varchar, identity varchar)")
        execute("create temp table qualifying_orders (customer_key ubigint, purchase_day date, net decimal(18, 2))")
        self._insert(
            "customers", ("ubigint", "varchar", "varchar"), [(key, buyer, "nick") for buyer, key in named.items()]
        )
        self._insert(
            "qualifying_orders",
            ("ubigint", "date", "decimal(18, 2)"),
            [(None if buyer is None else named[buyer], day, net) for buyer, day, net in self.orders],
        )
        execute(
            "create temp table found (file_key integer, file varchar, code varchar, rows bigint, "
            "amount decimal(38, 2), line bigint, column_name varchar, value varchar)"
        )
        execute(
            "create temp table loaded_files (name varchar, kind varchar, physical_lines bigint, title_lines bigint, "
            "header_lines bigint, blank_lines bigint, total_lines bigint)"
        )
        execute("create temp table may_doubt as select true as may_doubt")
        execute("create temp table doubts (code varchar, value varchar, rows bigint, amount decimal(38, 2))")
        execute("alter table qualifying_orders add column quantity integer default 1")

    def _insert(self, table: str, types: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)]
        cells = ", ".join(f"unnest(?::{kind}[])" for kind in types)
        if rows:
            self._connection.execute(f"insert into {table} select {cells}", columns)

    def span(self) -> Span:
        days = [day for _, day, _ in self.orders]
        unidentified = [net for buyer, _, net in self.orders if buyer is None]
        return Span(
            first_day=min(days, default=None),
            last_order_day=max(days, default=None),
            orders=len(days),
            purchases=len(days),
            unidentified_purchases=len(unidentified),
            unidentified_net=sum(unidentified, Decimal(0)),
            purchase_days=sorted(set(days)),
        )


def shop(*lines: str, keys: dict[str, int] | None = None) -> Shop:
    """Orders as a shopkeeper would jot them down: ``"ann 2024-06-01 12.50"``; ``-`` for an unidentified buyer."""
    orders: list[Order] = []
    for line in lines:
        buyer, day, net = line.split()
        orders.append((None if buyer == "-" else buyer, date.fromisoformat(day), Decimal(net)))
    return Shop(orders, keys)
