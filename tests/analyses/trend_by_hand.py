"""Sales by day, week and month from plain lists, stepping through the calendar: no code in common with the program."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.analyses.till import Order

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    by: str
    as_of: date
    data_from: date


def begin(day: date, by: str) -> date:
    """The first day of the period that holds a day."""
    if by == "week":
        return day - DAY * day.weekday()
    return day.replace(day=1) if by == "month" else day


def after(first: date, by: str) -> date:
    """The first day of the next period."""
    return begin(first + DAY * {"day": 1, "week": 7, "month": 31}[by], by)


def a_year_before(first: date, by: str) -> date:
    return first.replace(year=first.year - 1) if by == "month" else first - 52 * 7 * DAY


def exact(value: Fraction, places: int) -> Decimal:
    """Rounded half away from nought."""
    text = Decimal(value.numerator) * 10 ** (places + 15) // Decimal(value.denominator)
    return text.scaleb(-places - 15).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def money_of(orders: Sequence[Order], buyers: Collection[str | None]) -> Decimal:
    return Decimal(sum(order.net() for order in orders if order.buyer in buyers)) / 100


def trend_rows(orders: Sequence[Order], asked: Asked) -> Iterator[dict[str, object]]:
    """Every period from the first day of the data to ``as_of``."""
    known = [order for order in orders if order.day <= asked.as_of]
    kept = [order for order in known if order.net() > 0]
    unidentified = not any(order.buyer for order in kept)

    def inside(found: Sequence[Order], first: date) -> list[Order]:
        return [order for order in found if first <= order.day < after(first, asked.by)]

    def whole(first: date) -> bool:
        return first >= asked.data_from and after(first, asked.by) - DAY <= asked.as_of

    def change(first: date, earlier: date) -> Decimal | None:
        now, before = (sum(order.net() for order in inside(kept, start)) for start in (first, earlier))
        return exact(Fraction(now - before, before), 6) if before and whole(first) and whole(earlier) else None

    first = begin(asked.data_from, asked.by)
    while first <= asked.as_of:
        own, paid = inside(kept, first), inside(known, first)
        buyers = {order.buyer for order in own if order.buyer}
        old = {buyer for buyer in buyers if any(order.buyer == buyer and order.day < first for order in kept)}
        money = sum(order.net() for order in own)
        was_paid = sum(order.paid for order in paid)
        yield {
            "first_day": first,
            "last_day": after(first, asked.by) - DAY,
            "is_complete": whole(first),
            "orders": len(own),
            "net_sales": Decimal(money) / 100,
            "change_rate": change(first, begin(first - DAY, asked.by)),
            "year_change_rate": change(first, a_year_before(first, asked.by)),
            "customers": None if unidentified else len(buyers),
            "new_customers": None if unidentified else len(buyers - old),
            "returning_customer_share": exact(Fraction(len(old), len(buyers)), 6) if buyers else None,
            "new_net_sales": None if unidentified else money_of(own, buyers - old),
            "returning_net_sales": None if unidentified else money_of(own, old),
            "unidentified_net_sales": money_of(own, {None}),
            "avg_order_value": exact(Fraction(money, 100 * len(own)), 2) if own else None,
            "refund_rate": exact(Fraction(sum(order.back for order in paid), was_paid), 6) if was_paid else None,
        }
        first = after(first, asked.by)
