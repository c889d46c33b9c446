"""Small shops in a file of their own, whose orders change between two looks, and what a snapshot of them must hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from crmkit.store.connect import connect
from crmkit.store.migrate import build_schema

Order = tuple[str | None, date, int]
"""Buyer, day of payment, fen kept; 0 for an order that was closed."""
KEYS = {name: 7919 * place + 13 for place, name in enumerate(("ann", "bob", "cat", "dan", "eve", "fay", "gus"), 1)}


def keep(path: Path, orders: Iterable[Order]) -> Path:
    """A store at ``path`` that holds exactly these orders; its snapshots stay."""
    is_new = not path.exists()
    beside = [path, *(path.with_name(path.name + suffix) for suffix in (".wal", ".wal.checkpoint", ".wal.recovery"))]
    with closing(connect(paths=beside)) as connection:
        connection.execute(f"attach '{path}' as target")
        if is_new:
            build_schema(connection, "target")
            connection.execute(
                "insert into target.kept.customers (customer_key, nick, identity, first_order_key) "
                "select unnest($1::ubigint[]), unnest($2::varchar[]), 1, 1",
                [list(KEYS.values()), list(KEYS)],
            )
        connection.begin()  # written through to the disk once
        connection.execute("delete from target.kept.orders")
        rows = [
            (number, None if buyer is None else KEYS[buyer], datetime.combine(day, time(12)), Decimal(fen) / 100)
            for number, (buyer, day, fen) in enumerate(orders, start=1)
        ]
        connection.execute(
            "insert into target.kept.orders (shop_key, order_key, customer_key, identity, paid_at, status, net, "
            "refund, marks, file_key) select 1, unnest($1::bigint[]), unnest($2::ubigint[]), 1, "
            "unnest($3::timestamp[]), 4, unnest($4::decimal(18, 2)[]), 0, 0, 1",
            [[row[place] for row in rows] for place in range(4)],
        )
        connection.commit()
    return path


def rows_of(path: Path, name: str) -> dict[int, tuple[object, ...]]:
    """What the store keeps under ``name``: segment, tier, stage, risk and fen by the key of the customer."""
    with closing(connect(str(path), read_only=True)) as connection:
        asked = "select * exclude (name) from kept.snapshot_customers where name = ?"
        found = connection.execute(asked, [name]).fetchall()
    assert len({key for key, *_ in found}) == len(found)
    return {key: tuple(rest) for key, *rest in found}


def spent(orders: Sequence[Order]) -> dict[str, int]:
    """The fen that each buyer has kept paying."""
    money: dict[str, int] = defaultdict(int)
    for buyer, _, fen in orders:
        if buyer is not None and fen > 0:
            money[buyer] += fen
    return dict(money)


def tiers(money: Mapping[str, int]) -> dict[str, str]:
    """A until those ahead have brought 80 % of the money, B until 95 %, then C; equals go where their middle goes."""
    whole = sum(money.values())
    found = {}
    for buyer, own in money.items():
        equals = sum(fen == own for fen in money.values())
        ahead = sum(fen for fen in money.values() if fen > own) + own * ((equals - 1) // 2)
        found[buyer] = "A" if 100 * ahead < 80 * whole else "B" if 100 * ahead < 95 * whole else "C"
    return found


Moves = dict[tuple[str | None, str | None], tuple[int, int, int]]


def moves(
    before: Mapping[str, str], after: Mapping[str, str], fen_before: Mapping[str, int], fen_after: Mapping[str, int]
) -> Moves:
    """Customers and their fen before and after, by the group they were in and the one they are in."""
    found: Moves = {}
    for buyer in {*before, *after}:
        move = before.get(buyer), after.get(buyer)
        customers, one, other = found.get(move, (0, 0, 0))
        found[move] = (customers + 1, one + fen_before.get(buyer, 0), other + fen_after.get(buyer, 0))
    return found
