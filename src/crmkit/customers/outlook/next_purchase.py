"""When each customer is expected next, as known on a day; the same rule for today and for days of the past.

``build_past`` builds what every day of the past needs, up to the last of them; ``expect`` then builds ``reminders`` for
a day. ``expect_now`` does so for the last one; of the past it needs the cycles of products alone, which are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, cast

from crmkit.customers.conditions.audience import Audience
from crmkit.customers.outlook.memory import remembered
from crmkit.customers.rhythms.rhythms import ShopRhythm, build_steps_to, rhythms_on
from crmkit.messages import Language, say
from crmkit.store.learnt import Lesson
from crmkit.store.store import Store

SQL = files("crmkit.customers.outlook")
GOODS_SQL = files("crmkit.customers.goods")
FEWEST_INTERVALS = 30
"""A product bought again less often has no cycle."""
BASES = ("own", "product", "shop")
REMINDED = ("due_soon", "just_late")
RHYTHM = (
    *("customer_key", "last_purchase_on", "purchase_days", "rhythm_days"),
    *("gap_p25", "gap_p75", "own_days", "is_own"),
)
"""What is read of ``rhythms``."""
CYCLE = ("products", "intervals", "low_days", "cycle_days", "high_days")
Cycle = tuple[str, int, int, int, int]
"""A title, how many intervals its cycle was found from, its quartiles in days."""

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
    build_steps_to(store, as_of)
    store.materialise("goods", GOODS_SQL / "goods.sql", as_of=as_of)
    _build_choices(store)


def expect(store: Store, day: date, days: int) -> Expected:
    """Build ``reminders`` as of a ``day`` up to the one that was built, and count customers by basis and timing.

    Those who bought in the ``days`` that followed are counted, too.
    """
    shop = rhythms_on(store, day, RHYTHM)
    _build_cycles(store, day)
    ((cycles,),) = cast("Sequence[tuple[int]]", store.query(SQL / "cycles_found.sql").records)
    return _expected(store, day, days, shop, cycles)


def expect_now(store: Store, as_of: date, days: int, of: Audience | None = None) -> Expected:
    """The same as of ``as_of`` itself, where nobody has come yet.

    The cycles of products are learnt from all days, and kept in the store; then the last days are all that is needed.
    Rhythms and cycles are always those of the whole shop; with an audience only its customers are expected.
    """
    build_steps_to(store, as_of)
    cycles = remembered(
        store, Lesson("cycles", as_of, 0), lambda: _learn_cycles(store, as_of), read=_from_numbers, write=_to_numbers
    )
    known = [list(column) for column in zip(*cycles, strict=True)] if cycles else [[] for _ in CYCLE]
    shop = rhythms_on(store, as_of, RHYTHM)
    store.materialise("goods", GOODS_SQL / "last_goods.sql")
    _build_choices(store)
    store.materialise("cycles", SQL / "cycles_known.sql", **dict(zip(CYCLE, known, strict=True)))
    return _expected(store, as_of, days, shop, len(known[0]), of)


def _build_choices(store: Store) -> None:
    """Build what each customer's days are remembered for, of the table ``goods``."""
    store.materialise("titles", GOODS_SQL / "titles.sql")
    store.materialise("outlook_bought", SQL / "bought.sql")
    store.materialise("choices", SQL / "choices.sql")


def _build_cycles(store: Store, day: date) -> None:
    store.materialise("cycles", SQL / "cycles.sql", as_of=day, least=FEWEST_INTERVALS)


def _expected(
    store: Store, day: date, days: int, shop: ShopRhythm, cycles: int, of: Audience | None = None
) -> Expected:
    usual = {"shop_low": shop.low_days, "shop_days": shop.median_days, "shop_high": shop.high_days}
    store.materialise("reminders", SQL / "expected.sql", as_of=day, days=days, **usual)
    if of is not None:
        of.keep("reminders")
    groups = cast("Sequence[TimingGroup]", store.query(SQL / "standing.sql", as_of=day, days=days).records)
    return Expected(day, shop, cycles, groups)


def _learn_cycles(store: Store, as_of: date) -> Sequence[Cycle]:
    build_past(store, as_of)
    _build_cycles(store, as_of)
    return cast("Sequence[Cycle]", store.query(SQL / "cycles_named.sql").records)


def _to_numbers(cycles: Sequence[Cycle]) -> dict[str, Any]:
    return {"cycles": [list(cycle) for cycle in cycles]}


def _from_numbers(numbers: Mapping[str, Any]) -> Sequence[Cycle]:
    return [
        (str(product), int(intervals), int(low), int(cycle), int(high))
        for product, intervals, low, cycle, high in numbers["cycles"]
    ]
