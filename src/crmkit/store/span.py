"""The reach of what a store holds: its days, orders and purchases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """The reach of the data; days of orders are ``None`` when there is none, ``purchase_days`` rise."""

    first_day: date | None
    last_order_day: date | None
    orders: int
    purchases: int
    unidentified_purchases: int
    unidentified_net: Decimal
    purchase_days: Sequence[date]

    @property
    def last_day(self) -> date | None:
        """Today, as far as the data know: the last day of a purchase; of an order where nothing was bought."""
        return self.purchase_days[-1] if self.purchase_days else self.last_order_day
