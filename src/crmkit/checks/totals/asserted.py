"""A total that the owner knows, beside that of the data, and what could be between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Asserted:
    """One total: what was ``asserted`` of it, and what the data ``have``."""

    name: str
    asserted: Decimal
    have: Decimal

    @property
    def difference(self) -> Decimal:
        """What the data have more."""
        return self.have - self.asserted


OF_LESS = frozenset({
    *("total_unpaid", "total_closed", "total_paid_after", "total_hours_before", "total_hours_after", "total_rejected"),
})  # fmt: skip
"""Reasons by which the data have less than the platform; by the others they have more."""


def could_make(difference: Decimal, reason: str, amount: Decimal | None, orders: int | None) -> bool:
    """Whether a reason alone could make the ``difference``: of the money, or of the ``orders`` where these are given.

    It has its sign, and is at least as large: what the platform leaves out may be a part of what there is of the kind.
    Of rejected lines not every amount can be read, so that any difference may be theirs.
    """
    if reason == "total_due":  # the platform counts what was due: the more that is, the less the data have
        return orders is None and amount is not None and amount * difference < 0 and abs(amount) >= abs(difference)
    if (reason in OF_LESS) != (difference < 0):
        return False
    size = amount if orders is None else orders
    return reason == "total_rejected" or size is None or size >= abs(difference)
