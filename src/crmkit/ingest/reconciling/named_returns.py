"""Rows of money that went back, the orders they may be of, and the order whose number such a row bears."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

_CANCELLATION = re.compile(r"[Cc]-?([0-9]+)|([0-9]+)-?[Rr]")
_BEFORE = re.compile(r"(?:refund|return|cancel|storno|credit|rma|ref|ret|re|cn|cr|gs|st|c|r)[-_# ]{0,2}", re.IGNORECASE)
_BEHIND = re.compile(r"(?:[-_/ ]?(?:refund|return|cancel|rma|ref|r|c)|[.])[-_]?[0-9]{0,2}$", re.IGNORECASE)
"""What numbers of returns have before or behind that of their order; it is believed of the buyer's own orders."""
NOTHING = Decimal(0)

OrderName = tuple[int, int, str | None]
"""Shop, order key and order text."""


@dataclass(slots=True)
class Order:
    """An order with the money that is still there to go back.

    ``reported`` is the refund in its own row: a return with its number is taken from that first. ``cases`` are
    the amounts of its refund cases: a return of one of them is most likely that case again. ``closed`` are the amounts
    of its closed or unpaid lines, which are in no figure: a return of one of them, or of all, took nothing off. Nor
    does any return of an order that ``is_uncounted`` as a whole.
    """

    name: OrderName
    customer: int | None
    bought_at: datetime
    left: Decimal
    reported: Decimal = NOTHING
    cases: list[Decimal] = field(default_factory=list)
    closed: list[Decimal] = field(default_factory=list)
    is_uncounted: bool = False
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A row of money that went back, and the order it names."""

    text: str
    order: OrderName
    customer: int | None
    returned_at: datetime
    amount: Decimal
    file: int
    currency: str | None = None

    def is_of_money_of(self, order: Order) -> bool:
        """Whether it may be in the currency of ``order``: in another one it takes nothing off."""
        return None in (self.currency, order.currency) or self.currency == order.currency


def named_order(each: Return, by_name: dict[OrderName, Order], by_text: dict[tuple[int, str], Order]) -> Order | None:
    """The order whose number the return bears, or of which it is the cancellation."""
    if each.order in by_name:
        return by_name[each.order]
    shop, _, text = each.order
    if text is None:
        return None
    match = _CANCELLATION.fullmatch(text)
    found = by_name.get((shop, int(match[1] or match[2]), None)) if match else None
    if found is not None and (None in (each.customer, found.customer) or found.customer == each.customer):
        return found
    shorter = [without(text) for without in (_without_end, _without_beginning, _without_both)]
    own = (by_text.get((shop, name.casefold())) for name in shorter if name != text)
    return next((order for order in own if order is not None and order.customer == each.customer is not None), None)


def _without_end(text: str) -> str:
    return _BEHIND.sub("", text)


def _without_beginning(text: str) -> str:
    return text[match.end() :] if (match := _BEFORE.match(text)) else text


def _without_both(text: str) -> str:
    return _without_beginning(_without_end(text))
