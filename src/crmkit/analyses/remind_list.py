"""The customers to remind, one row each: of which product, when they are expected, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any, cast

from crmkit.analyses.remind_rule import REMINDED, Expected
from crmkit.analyses.rhythms import ShopRhythm
from crmkit.messages import Language, say
from crmkit.models.shares import yuan
from crmkit.result import Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses")
LIST_COLUMNS = (
    "customer", "product", "last_purchase_on", "expected_from", "expected_to", "expected_on", "overdue_days", "basis",
    "net", "why",
)  # fmt: skip

Found = tuple[str, int | None, date, date, date, date, int, str, int, int, int, int | None, int | None]


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


def listed(store: Store, now: Expected, most: int | None, language: Language) -> Result:
    """The first ``most`` customers of the temporary table ``reminded``; all of them for ``None``."""
    limit = now.customers(*REMINDED) if most is None else most
    named = cast("Sequence[tuple[int, str]]", store.query(SQL / "remind_names.sql").records) if limit else ()
    titles: dict[int | None, str] = dict(named)
    why = Reasons(now.shop, language)
    days: dict[date, date] = {}

    def row(found: Found) -> Record:
        """What is shown of a customer; equal days are one value, a million customers have few."""
        customer, product, last, low, high, on, overdue, basis, fen, visits, cycle, intervals, own = found
        reach = (days.setdefault(day, day) for day in (last, low, high, on))
        late = overdue if overdue >= 0 else None
        reason = why(basis, visits, cycle, intervals, own)
        return (customer, titles.get(product), *reach, late, basis, yuan(fen), reason)

    rows = cast("list[Any]", store.query(SQL / "remind_list.sql", most=limit).records)
    for place, found in enumerate(rows):  # in place: two lists of a million customers would not fit into little memory
        rows[place] = row(found)
    return Result("remind_list", LIST_COLUMNS, rows)
