"""The shop of the examples in a store, with a snapshot of a month before its last day."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.once import copied, once

import crmkit

EXAMPLES = Path(__file__).parents[1] / "examples"
EXPORTS = [
    EXAMPLES / name for name in ("orders.csv", "orders_recent.xlsx", "items.csv", "refunds.csv", "customers.csv")
]


def example_shop(factory: pytest.TempPathFactory) -> Path:
    """A copy of the store of all examples; what churn, value and remind learn takes seconds and is learnt by then."""
    folder = once(factory, "example-shop", _make)
    return copied(folder / "shop.crmkit", factory.mktemp("example"))


def _make(folder: Path) -> None:
    store = folder / "shop.crmkit"
    crmkit.load(store, EXPORTS)
    crmkit.snapshot(store, "may", as_of="2024-05-31")
    with crmkit.open(store) as shop:
        for learn in (crmkit.churn, crmkit.value, crmkit.remind):
            learn(shop)
