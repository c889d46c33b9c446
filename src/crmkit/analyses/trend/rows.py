"""The rows of a trend: one period each, and how it compares with the period before and with a year ago.

Only whole periods are compared: one that still runs, or that began before the data, says what was sold in it so far
and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crmkit.events import Event, events_between
from crmkit.messages import Language, say
from crmkit.models.shares import average, rate, yuan
from crmkit.periods import SalesUnit, unit_end, unit_is_over, unit_name, unit_start, units_a_year
from crmkit.result import Record

COLUMNS = (
    "period",
    "first_day",
    "last_day",
    "is_complete",
    "orders",
    "net_sales",
    "change_rate",
    "year_change_rate",
    "customers",
    "new_customers",
    "returning_customer_share",
    "new_net_sales",
    "returning_net_sales",
    "unidentified_net_sales",
    "avg_order_value",
    "refund_rate",
    "events",
    "event_codes",
)
LEAST_COMPARED: Mapping[SalesUnit, int] = {"day": 28, "week": 13, "month": 6}
"""How many whole periods it takes for the best of them to say something."""


@dataclass(frozen=True, slots=True)
class PeriodSales:
    """What was sold in a period; money in fen, of orders that all came back, too."""

    orders: int = 0
    customers: int = 0
    new_customers: int = 0
    paid_fen: int = 0
    refund_fen: int = 0
    new_fen: int = 0
    unidentified_fen: int = 0

    @property
    def net_fen(self) -> int:
        """What was kept."""
        return self.paid_fen - self.refund_fen

    @property
    def returning_fen(self) -> int:
        """What was kept of buyers whose first purchase was in an earlier period."""
        return self.net_fen - self.new_fen - self.unidentified_fen


NOTHING = PeriodSales()


@dataclass(frozen=True, slots=True)
class Sold:
    """Every period from ``first`` on, by its number; those without an order are not in ``sales``.

    ``as_of`` is the last day of which sales are known.
    """

    by: SalesUnit
    first: int
    data_from: date
    as_of: date
    sales: Mapping[int, PeriodSales]

    @property
    def customers(self) -> int:
        """All identified buyers: each was new once."""
        return sum(period.new_customers for period in self.sales.values())

    def of(self, number: int) -> PeriodSales:
        """What was sold in a period."""
        return self.sales.get(number, NOTHING)

    def is_whole(self, number: int) -> bool:
        """Whether all days of the period lie in the data."""
        return unit_start(number, self.by) >= self.data_from and unit_is_over(number, self.by, self.as_of)

    def best(self, last: int) -> int | None:
        """The whole period of the most sales up to ``last``, the first of equals; ``None`` where few are whole."""
        whole = [number for number in range(self.first, last + 1) if self.is_whole(number)]
        if len(whole) < LEAST_COMPARED[self.by]:
            return None
        best = max(whole, key=lambda number: self.of(number).net_fen)
        return best if self.of(best).net_fen > 0 else None

    def change(self, number: int, earlier: int) -> Decimal | None:
        """How much more was sold than in an ``earlier`` period, as a share of that; ``None`` where one is no whole."""
        before = self.of(earlier).net_fen
        if before <= 0 or not (self.is_whole(number) and self.is_whole(earlier)):
            return None
        return rate(self.of(number).net_fen - before, before)


def row(sold: Sold, number: int, language: Language) -> Record:
    """A period as the columns ``COLUMNS``; without customers where no order has a buyer."""
    own = sold.of(number)
    days = unit_start(number, sold.by), unit_end(number, sold.by)
    buyer_columns: Record = (None, None, None, None, None)
    if sold.customers:
        returning = own.customers - own.new_customers
        share = rate(returning, own.customers) if own.customers else None
        buyer_columns = (own.customers, own.new_customers, share, yuan(own.new_fen), yuan(own.returning_fen))
    return (
        unit_name(number, sold.by),
        *days,
        sold.is_whole(number),
        own.orders,
        yuan(own.net_fen),
        sold.change(number, number - 1),
        sold.change(number, number - units_a_year(sold.by)),
        *buyer_columns,
        yuan(own.unidentified_fen),
        average(own.net_fen, own.orders, places=2, scale=2),
        rate(own.refund_fen, own.paid_fen) if own.paid_fen else None,
        *event_names(events_between(*days), language),
    )


def event_names(events: Iterable[Event], language: Language) -> tuple[str | None, str | None]:
    """Names and codes of events, each once."""
    codes = list(dict.fromkeys(event.code for event in events))
    between = say("text", "between_events", language)
    return between.join(say("event", code, language) for code in codes) or None, ",".join(codes) or None
