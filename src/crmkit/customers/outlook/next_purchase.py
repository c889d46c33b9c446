"""When each customer is expected next, as known on a day; the same rule for today and for days of the past.

``build_past`` builds what every day needs, up to the last of them; ``expect`` then builds ``reminders`` for a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.customers.conditions.audience import Audience
from crmkit.customers.rhythms.rhythms import ShopRhythm, build_rhythms, rhythms_on
from crmkit.messages import Language, say
from crmkit.store.store import Store

SQL = files("crmkit.customers.outlook")
GOODS_SQL = files("crmkit.customers.goods")
FEWEST_INTERVALS = 30
"""A product bought again less often has no cycle."""
BASES = ("own", "product", "shop")
REMINDED = ("due_soon", "just_late")

TimingGroup = tuple[str, str, date, int, int]
"""Basis, timing, last purchase day; customers, and those of them who bought in the days that followed."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Where the customers stood on a day, who bought last first; the shop's rhythm then; how many products had one."""

    day: date
    shop: ShopRhythm
    cycles: int
    groups: Sequence[TimingGroup]

    def customers(self, *timings: str) -> int:
        """Those of some timings, of all when none is named."""
        return sum(groups for _, timing, _, groups, _ in self.groups if not timings or timing in timings)


class Reasons:
    """Why customers are expected when they are, each sentence made once."""

    def __init__(self, shop: ShopRhythm, language: Language) -> None:
        self._shop = shop
        self._language = language
        self._said: dict[tuple[str, int, int, int], str] = {}

    def __call__(self, basis: str, visits: int, cycle: int, intervals: int | None, own: int | None) -> str:
        """The sentence for a customer of ``visits`` purchase days, ``own`` days apart, whose cycle takes ``cycle``."""
        seen = {"own": own, "product": intervals}.get(basis) or 0
        key = (basis, visits if basis == "own" else 0, cycle, seen)
        if key not in self._said:
            values = {"visits": visits, "cycle": cycle, "intervals": seen, "own": seen, "shop": self._shop.median_days}
            self._said[key] = say("text", self._code(basis, is_shrunk=seen != cycle), self._language, values)
        return self._said[key]

    def _code(self, basis: str, *, is_shrunk: bool) -> str:
        """The own gap and the expected one are two facts where the shop's had a say."""
        if basis == "own" and is_shrunk:
            return "remind_own_shop_assumed" if self._shop.is_assumed else "remind_own_shop"
        return "remind_assumed" if basis == "shop" and self._shop.is_assumed else f"remind_{basis}"


def build_past(store: Store, as_of: date) -> None:
    """Build purchase days, goods and what each customer's days are remembered for, up to ``as_of``."""
    build_rhythms(store, as_of)
    store.materialise("goods", GOODS_SQL / "goods.sql", as_of=as_of)
    store.materialise("titles", GOODS_SQL / "titles.sql")
    store.materialise("outlook_bought", SQL / "bought.sql")
    store.materialise("choices", SQL / "choices.sql")


def expect(store: Store, day: date, days: int, of: Audience | None = None) -> Expected:
    """Build ``reminders`` as of ``day`` and count customers by basis and timing, and who bought in the next ``days``.

    Rhythms and cycles are always those of the whole shop; with an audience only its customers are expected.
    """
    shop = rhythms_on(store, day)
    store.materialise("cycles", SQL / "cycles.sql", as_of=day, least=FEWEST_INTERVALS)
    usual = {"shop_low": shop.low_days, "shop_days": shop.median_days, "shop_high": shop.high_days}
    store.materialise("reminders", SQL / "expected.sql", as_of=day, days=days, **usual)
    if of is not None:
        of.keep("reminders")
    groups = cast("Sequence[TimingGroup]", store.query(SQL / "standing.sql", as_of=day, days=days).records)
    ((cycles,),) = cast("Sequence[tuple[int]]", store.query(SQL / "cycles_found.sql").records)
    return Expected(day, shop, cycles, groups)
