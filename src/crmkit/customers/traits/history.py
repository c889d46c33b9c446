"""Customers whose purchases are reported by a customer table and by no order file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.result import Note
from crmkit.store.store import Store

SQL = files("crmkit.customers.traits")


@dataclass(frozen=True, slots=True)
class History:
    """Who has no purchase in these data but some in a customer table, with the table's own orders and money."""

    customers: int
    orders: int
    total: Decimal

    def facts(self, without_purchase: int) -> Mapping[str, int]:
        """Who never bought, among those ``without_purchase`` in these data; and who did, if anybody."""
        elsewhere = {"not_in_data": self.customers} if self.customers else {}
        return {"never_bought": without_purchase - self.customers, **elsewhere}

    def notes(self) -> tuple[Note, ...]:
        """What the table reports, so that it is not read as part of the figures."""
        values = {"customers": self.customers, "orders": self.orders, "total": self.total}
        return (Note("from_customer_table", values),) if self.customers else ()


def reported_history(store: Store) -> History:
    """What customer tables report of those in the temporary table ``trait_bought`` who bought nothing in these data."""
    (found,) = cast("list[tuple[int, int, Decimal]]", store.query(SQL / "history.sql").records)
    return History(*found)
