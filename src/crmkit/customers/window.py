"""Which days a customer question covers, who was counted in them, and the caveats that follow from it.

The window is what every customer analysis shares: it ends on ``as_of`` (by default the last day of a purchase in
the data), and purchases without an identified buyer are counted beside it, never in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.customers.arguments import require_whole
from crmkit.errors import CrmError, NotEnoughError, UsageError
from crmkit.models.apart import Apart, first_apart, last_apart
from crmkit.models.shares import percent, rate
from crmkit.periods import EARLIEST, read_day, window_start
from crmkit.result import BUYER_OF_TAOBAO, Note
from crmkit.store.shops import settle_shops
from crmkit.store.sql import beside
from crmkit.store.store import Store

TINY_SHOP = 50
"""Below this many customers a share is a handful of people."""
LATE_DAYS = 31
"""An ``as_of`` so many days after the last purchase is more likely a missing export than a quiet shop."""
EARLY_DAYS = 366
"""An ``as_of`` more days before the last purchase leaves out a year: a slip of the pen as likely as a look back."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Purchases that count, those without an identified buyer, and the money of the latter in yuan."""

    purchases: int
    unidentified: int
    unidentified_net: Decimal

    def facts(self, revenue: Decimal) -> Mapping[str, object]:
        """Facts of a customer answer whose customers paid ``revenue``: their purchases beside the whole shop's."""
        return {
            "purchases": self.purchases - self.unidentified,
            "net_sales": revenue,
            "shop_purchases": self.purchases,
            "shop_net_sales": revenue + self.unidentified_net,
        }


@dataclass(frozen=True, slots=True)
class Window:
    """The days asked for (``first_day`` .. ``as_of``) and the days the data has: first order to last purchase.

    Orders that are no purchase may be as late as ``orders_to``.
    """

    first_day: date
    as_of: date
    data_from: date
    data_to: date
    orders_to: date
    in_all: Counted
    """The purchases of all days."""
    apart: Apart | None = None
    """The last days with purchases where they stand alone and decide ``as_of``."""
    apart_first: Apart | None = None
    """The first days with purchases where they stand alone."""
    is_taobao: bool = False
    """Whether all orders are of Taobao, so that advice may name its export."""

    @property
    def is_whole(self) -> bool:
        """Whether every purchase counts, so that no day has to be looked at."""
        return self.first_day <= EARLIEST and self.as_of >= self.data_to

    @property
    def has_every_order(self) -> bool:
        """Whether that holds for orders that all came back, too."""
        return self.is_whole and self.as_of >= self.orders_to

    @property
    def opens_on(self) -> date:
        """The first day that can count: of the window or of the data, whichever is later."""
        return min(max(self.first_day, self.data_from), self.as_of)

    @property
    def known_to(self) -> date:
        """The last day of which sales can be known: the data are taken to end where ``as_of`` is far behind them."""
        return self.data_to if self.days_beyond > LATE_DAYS else self.as_of

    @property
    def days_beyond(self) -> int:
        """How many days ``as_of`` is after the last day of the data; negative before it."""
        return (self.as_of - self.data_to).days


def window_of(store: Store, as_of: date | str | None, window_days: int | None) -> Window:
    """The window that was asked for, in the light of the data.

    Raises:
        UsageError: when ``window_days`` is not at least 1, or ``as_of`` is no day.
        NotEnoughError: when there is no order at all, or none as early as ``as_of``.
        UsageError: also when none is in the currency that was asked for.
    """
    if window_days is not None:
        require_whole("--window-days", window_days, 1)
    span = store.span()
    if span.first_day is None or span.last_day is None or span.last_order_day is None:
        raise _no_order(store)
    last = read_day(as_of) or span.last_day
    if last < span.first_day:
        days = {"data_from": span.first_day.isoformat(), "data_to": span.last_day.isoformat()}
        raise NotEnoughError("as_of_before_data", as_of=last.isoformat(), **days)
    first = window_start(last, window_days)
    in_all = Counted(span.purchases, span.unidentified_purchases, span.unidentified_net)
    return Window(
        first,
        last,
        span.first_day,
        span.last_day,
        span.last_order_day,
        in_all,
        None if as_of else last_apart(span.purchase_days),
        first_apart(span.purchase_days),
        {shop.platform for shop in settle_shops(store)} == {"taobao"},
    )


def _no_order(store: Store) -> CrmError:
    """Why there is no order to count: none in the currency, an empty report, nothing left of it, or no report."""
    ((currencies, report, lines),) = store.query(files(__package__) / "window_reports.sql").records
    if currencies is not None and store.prices.asked is not None:
        return UsageError("currency_absent", value=store.prices.asked, currencies=currencies)
    if report is None:
        return NotEnoughError("no_orders")
    if not lines:
        return NotEnoughError("report_empty", where=str(report))
    return NotEnoughError("no_order_left", where=str(report), lines=lines)


def counted_in(store: Store, window: Window) -> Counted:
    """The purchases in the window."""
    return window.in_all if window.is_whole else count_purchases(store, window)


def count_purchases(store: Store, window: Window) -> Counted:
    """The purchases in the window that the views show now: fewer where the store is narrowed."""
    rows = store.query(beside(__name__), first_day=window.first_day, as_of=window.as_of).records
    ((purchases, unidentified, unidentified_net),) = cast("Sequence[tuple[int, int, Decimal]]", rows)
    return Counted(purchases, unidentified, unidentified_net)


def require_customers(window: Window, *, customers: int, purchases: int, where: str | None = None) -> None:
    """Stop when there is no customer, saying what is missing; ``where`` names the condition on them.

    Raises:
        NotEnoughError: no purchase in the window, or purchases but no buyer identity in the files.
    """
    if customers:
        return
    days = {"window_from": window.opens_on.isoformat(), "as_of": window.as_of.isoformat()}
    if purchases:
        column = BUYER_OF_TAOBAO if window.is_taobao else None
        raise NotEnoughError("no_buyers", where=where, purchases=purchases, column=column, **days)
    is_whole = window.opens_on <= window.data_from and window.as_of >= window.data_to
    reach = {"data_from": window.data_from.isoformat(), "data_to": window.data_to.isoformat()}
    if is_whole and where is None:
        raise NotEnoughError("no_purchases_at_all", **reach)
    raise NotEnoughError("no_purchases", where=where, **days, **reach)


def caveats(window: Window, counted: Counted, *, customers: int, one_time: int | None) -> Iterable[Note]:
    """What a reader must know before believing a customer table."""
    yield from day_caveats(window)
    if counted.unidentified:
        share = percent(rate(counted.unidentified, counted.purchases))
        yield Note(
            "unidentified", {"orders": counted.unidentified, "rate": share, "net_sales": counted.unidentified_net}
        )
    if 0 < customers < TINY_SHOP:
        yield Note("tiny_shop", {"customers": customers})
    if customers and one_time == customers:
        yield Note("all_one_time")


def day_caveats(window: Window) -> Iterator[Note]:
    """What a reader must know of the days of any answer: those that decide it alone, an ``as_of`` far from them."""
    if (apart := window.apart) is not None:
        yield Note("day_alone" if apart.days == 1 else "days_alone", asdict(apart))
    if (apart := window.apart_first) is not None:
        yield Note("first_day_alone" if apart.days == 1 else "first_days_alone", asdict(apart))
    if window.days_beyond > LATE_DAYS:
        late = {"as_of": window.as_of, "days": window.days_beyond, "data_to": window.data_to}
        yield Note("as_of_beyond_data", late)
    if window.days_beyond < -EARLY_DAYS:
        early = {"as_of": window.as_of, "days": -window.days_beyond, "data_to": window.data_to}
        yield Note("as_of_behind_data", early)
