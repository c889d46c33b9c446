"""Traits at their edges, source by source: shops to check by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from tests.analyses.till import Order, keyed, shop

from crmkit.customers.traits.build import build
from crmkit.store.store import Store

JUNE = date(2024, 6, 30)
LINES = ("physical", "title", "header", "blank", "total", "loaded", "padded", "unchanged", "older", "quarantined")
REPORT: dict[str, object] = {
    **{"file_key": 9, "sha256": "", "size": 0, "name": "refunds.csv", "shop": "甲店", "platform": "taobao"},
    **{"kind": "refunds", "dialect": "taobao_refunds", "encoding": "utf-8", "basis": "net", "version": ""},
    **{"records": 0, "net_total": 0, **{f"{each}_lines": 0 for each in LINES}, "tells_refunds": True},
}
"""A refund report of the shop 甲店 that has no case in it."""


def trait(orders: Sequence[Order], name: str, store: Store | None = None) -> dict[str, object]:
    """One trait of each customer of whom it is known."""
    keys = keyed(orders)
    with store or shop(orders, keys) as opened:
        tables = build(opened, [name], JUNE)
        rows = opened._connection.execute(f"select customer_key, {name} from {tables[-1]}").fetchall()  # noqa: S608
    by_key = {key: buyer for buyer, key in keys.items()}
    return {by_key[key]: value for key, value in rows if value is not None}


@pytest.mark.parametrize(("missing", "tiers"), [(1, "AABC"), (0, "ABCC")])
def test_tiers_end_at_80_and_95_percent_and_not_a_fen_before(missing: int, tiers: str) -> None:
    amounts = (8_000_000 - missing, 1_500_000, 300_000, 200_000 + missing)
    orders = [Order(buyer, JUNE, fen) for buyer, fen in zip("abcd", amounts, strict=True)]
    assert trait(orders, "tier") == dict(zip("abcd", tiers, strict=True))


@pytest.mark.parametrize(("listed", "known"), [(50, {"ann": 0.2}), (0, {})])
def test_a_list_price_below_one_yuan_is_one_and_one_of_nothing_is_none(listed: int, known: dict[str, float]) -> None:
    order = Order("ann", JUNE, 80, lines=(("pin", None, 1, 40), ("clip", None, 1, 40)), prices=(50, listed))
    assert trait([order], "discount_share") == known


def test_a_refund_report_speaks_for_the_orders_of_its_own_shop_alone() -> None:
    """Both bought by a plain log: of Ann's shop it is known that nothing came back, of Bob's nothing is."""
    orders = [Order(buyer, JUNE, 1000, is_log=True) for buyer in ("ann", "bob")]
    store = shop(orders)
    store._connection.execute("insert into kept.shops values (1, 'taobao', '甲店'), (2, 'taobao', '乙店')")
    store._connection.execute("update kept.orders set shop_key = 2 where order_key = 2")
    columns, marks = ", ".join(REPORT), ", ".join("?" * len(REPORT))
    store._connection.execute(f"insert into kept.files ({columns}) values ({marks})", list(REPORT.values()))  # noqa: S608
    assert trait(orders, "refund_orders", store) == {"ann": 0}
