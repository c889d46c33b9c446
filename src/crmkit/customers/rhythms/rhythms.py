"""How often customers buy: the rhythm of each, and that of the shop, as known on a day.

A customer's own few gaps are shrunk towards the shop's median gap; who has fewer than two has the shop's rhythm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.customers.window import Window
from crmkit.result import Note
from crmkit.store.store import Store

SQL = files("crmkit.customers.rhythms")
FEWEST_GAPS = 30
"""Fewer gaps than these say nothing of a shop."""
YOUNG_DAYS = 180
"""In fewer days of data only short gaps can have been seen."""


@dataclass(frozen=True, slots=True)
class ShopRhythm:
    """All gaps between purchase days of one customer, in days: how many, and what shares of them do not exceed.

    ``low_days`` and ``high_days`` are their quartiles, ``most_days`` 80 %, ``nearly_all_days`` 95 % of them. With fewer
    than ``FEWEST_GAPS`` the days are assumed, not found.
    """

    gaps: int
    median_days: int
    most_days: int
    nearly_all_days: int
    low_days: int
    high_days: int
    is_assumed: bool


def build_days(store: Store, as_of: date, columns: Sequence[str] = ()) -> None:
    """Build the temporary table ``bought_days`` (customer + purchase day); only ``columns``, if given."""
    store.materialise("bought_days", SQL / "bought_days.sql", columns, as_of=as_of)


def build_rhythms(store: Store, as_of: date) -> ShopRhythm:
    """Build the temporary tables ``bought_days``, ``rhythm_steps`` (customer + purchase day), ``rhythms`` (customer).

    Of ``bought_days`` only the days. ``rhythms`` has every identified customer with a purchase day up to ``as_of``:
    ``last_purchase_on``, ``purchase_days``, ``gaps``, own quartiles ``gap_p25``, ``median_gap``, ``gap_p75`` (null
    without gaps), ``rhythm_days`` (1 or more), and ``is_own``: whether the rhythm rests on own gaps.
    """
    build_steps_to(store, as_of)
    return rhythms_on(store, as_of)


def build_steps_to(store: Store, as_of: date) -> None:
    """Build ``bought_days`` and ``rhythm_steps`` up to ``as_of``."""
    build_days(store, as_of, ("customer_key", "purchase_day"))
    build_steps(store)


def build_steps(store: Store) -> None:
    """Build ``rhythm_steps`` from ``bought_days``."""
    store.materialise("rhythm_steps", SQL / "steps.sql")


def rhythms_on(store: Store, day: date, columns: Sequence[str] = ()) -> ShopRhythm:
    """Build ``rhythms`` anew as of a ``day`` not after the one that ``rhythm_steps`` was built for.

    Only ``columns``, if given: quartiles take most of the time.
    """
    shop = rhythm_found(store, day)
    store.materialise("rhythms", SQL / "rhythms.sql", columns, as_of=day, shop_days=shop.median_days)
    return shop


def rhythm_found(store: Store, day: date) -> ShopRhythm:
    """The rhythm of the shop as of a ``day`` not after the one that ``rhythm_steps`` was built for."""
    return shop_rhythm(cast("Sequence[tuple[int, int]]", store.query(SQL / "gaps.sql", as_of=day).records))


def rhythm_caveats(shop: ShopRhythm, window: Window) -> Iterator[Note]:
    """What a reader must know before believing stages and expected days."""
    days = (window.as_of - window.data_from).days + 1
    if shop.is_assumed:
        yield Note("rhythm_assumed", {"gaps": shop.gaps, "days": shop.median_days})
    elif days < YOUNG_DAYS:
        yield Note("rhythm_young", {"data_days": days})


def shop_rhythm(found: Sequence[tuple[int, int]]) -> ShopRhythm:
    """The rhythm of a shop with these gaps: days, rising, and how often they occur."""
    gaps = sum(times for _, times in found)
    if gaps < FEWEST_GAPS:
        return ShopRhythm(gaps, 90, 180, 365, low_days=45, high_days=180, is_assumed=True)
    low, median, high, most, nearly_all = (_within(found, percent * gaps) for percent in (25, 50, 75, 80, 95))
    return ShopRhythm(gaps, median, most, nearly_all, low_days=low, high_days=high, is_assumed=False)


def _within(found: Sequence[tuple[int, int]], hundredths: int) -> int:
    """The least days that so many hundredths of a gap do not exceed."""
    reached = 0
    for days, times in found:
        reached += 100 * times
        if reached >= hundredths:
            return days
    raise ValueError("no gap")
