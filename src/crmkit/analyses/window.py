"""Which days a customer question covers, who was counted in them, and the caveats that follow from it.

The window is what every customer analysis shares: it ends on ``as_of`` (the last order day of the data unless
told) and purchases that nobody can be named for are counted beside it, never in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from crmkit.errors import NotEnoughError, UsageError
from crmkit.models.shares import percent, rate
from crmkit.periods import EARLIEST, window_start
from crmkit.result import Note
from crmkit.store.sql import beside
from crmkit.store.store import Store

TINY_SHOP = 50
"""Below this many customers a share is a handful of people."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days asked for (``first_day`` .. ``as_of``) and the days the data has (``data_from`` .. ``data_to``)."""

    first_day: date
    as_of: date
    data_from: date
    data_to: date
    in_all: tuple[int, int]
    """Purchases of all days, and those among them that nobody can be named for."""

    @property
    def is_whole(self) -> bool:
        """Whether every day of the data counts, so that no day has to be looked at."""
        return self.first_day <= EARLIEST and self.as_of >= self.data_to

    @property
    def opens_on(self) -> date:
        """The first day that can count: of the window or of the data, whichever is later."""
        return min(max(self.first_day, self.data_from), self.as_of)


def window_of(store: Store, as_of: date | None, window_days: int | None) -> Window:
    """The window that was asked for, in the light of the data.

    Raises:
        UsageError: when ``window_days`` is not at least 1.
        NotEnoughError: when there is no order at all.
    """
    if window_days is not None and window_days < 1:
        raise UsageError("bad_window", value=window_days)
    span = store.span()
    if span.first_day is None or span.last_day is None:
        raise NotEnoughError("no_orders")
    last = as_of or span.last_day
    reach = max((last - EARLIEST).days + 1, 1)
    first = window_start(last, None if window_days is None else min(window_days, reach))
    in_all = (span.purchases, span.unidentified_purchases)
    return Window(first, last, span.first_day, span.last_day, in_all)


def purchases_in(store: Store, window: Window) -> tuple[int, int]:
    """Purchases in the window, and those among them that nobody can be named for."""
    if window.is_whole:
        return window.in_all
    rows = store.query(beside(__name__), first_day=window.first_day, as_of=window.as_of).records
    ((purchases, unidentified),) = cast("Sequence[tuple[int, int]]", rows)
    return purchases, unidentified


def refuse_nobody(window: Window, *, customers: int, purchases: int) -> None:
    """Stop when there is no customer to speak of, saying what is missing.

    Raises:
        NotEnoughError: no purchase in the window, or purchases but no buyer identity in the files.
    """
    if customers:
        return
    days = {"window_from": window.opens_on.isoformat(), "as_of": window.as_of.isoformat()}
    if purchases:
        raise NotEnoughError("no_buyers", purchases=purchases, **days)
    raise NotEnoughError("no_purchases", **days)


def caveats(*, customers: int, one_time: int | None, purchases: int, unidentified: int) -> Iterable[Note]:
    """What a reader must know before believing a customer table."""
    if unidentified:
        yield Note("unidentified", {"orders": unidentified, "rate": percent(rate(unidentified, purchases))})
    if customers < TINY_SHOP:
        yield Note("tiny_shop", {"customers": customers})
    if one_time == customers:
        yield Note("all_one_time")
