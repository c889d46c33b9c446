"""What ``write_shop`` returns: the files it wrote and the true totals of what is in them.

The totals are counted while the shop is made, not read back, so a loader can be held to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

FILE_NAMES = ("orders.csv", "orders_recent.xlsx", "items.csv", "refunds.csv", "customers.csv")
"""The files of a demo shop on Taobao: old order report, new order report, items, refunds, customer table."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file and the number of data records in it (without the header)."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """True totals over a set of orders; all money in fen.

    ``paid_orders`` have a payment time (refunded ones too); ``purchases`` are paid, not closed and net above
    zero. ``net_fen`` is what the buyers paid less refunds. ``nick_buyers`` show a plain nick in at least one
    order; ``phone_buyers`` show no nick but a plain telephone number; ``unidentified_orders`` show neither.
    """

    orders: int
    paid_orders: int
    purchases: int
    net_fen: int
    refund_fen: int
    nick_buyers: int
    phone_buyers: int
    unidentified_orders: int

    @property
    def identified_buyers(self) -> int:
        """Buyers who can be identified, by nick or by telephone."""
        return self.nick_buyers + self.phone_buyers


@dataclass(frozen=True, slots=True)
class ShopSummary:
    """One written shop.

    ``old`` counts ``orders.csv`` alone, ``recent`` counts ``orders_recent.xlsx``, and ``merged`` counts each
    order once in its newest state, which is what a load of both must give. ``overlap`` orders are in both. A shop on
    another platform has one export, which is ``old`` and ``merged``.
    """

    folder: Path
    files: tuple[WrittenFile, ...]
    old: OrderTotals
    recent: OrderTotals
    merged: OrderTotals
    overlap: int
    old_exported_at: datetime
    recent_exported_at: datetime
