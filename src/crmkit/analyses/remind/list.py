"""The customers to remind, one row each: of which product, when they are expected, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any, cast

from crmkit.customers.outlook.next_purchase import REMINDED, Expected, Reasons
from crmkit.messages import Language
from crmkit.models.shares import yuan
from crmkit.result import Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.remind")
LIST_COLUMNS = (
    "customer", "product", "last_purchase_on", "expected_from", "expected_to", "expected_on", "days_late", "basis",
    "cycle_days", "net_spend", "remind_reason",
)  # fmt: skip

Reminded = tuple[str, int | None, date, date, date, date, int, str, int, int, int, int | None, int | None]


def listed(store: Store, now: Expected, most: int | None, language: Language) -> Result:
    """The first ``most`` customers of the temporary table ``reminded``; all of them for ``None``."""
    most_rows = now.customers(*REMINDED) if most is None else most
    named = cast("Sequence[tuple[int, str]]", store.query(SQL / "names.sql").records) if most_rows else ()
    titles: dict[int | None, str] = dict(named)
    why = Reasons(now.shop, language)
    days: dict[date, date] = {}

    def row(found: Reminded) -> Record:
        """What is shown of a customer; equal days are one value, a million customers have few."""
        customer, product, last, low, high, on, overdue, basis, fen, visits, cycle, intervals, own = found
        reach = (days.setdefault(day, day) for day in (last, low, high, on))
        late = overdue if overdue >= 0 else None
        reason = why(basis, visits, cycle, intervals, own)
        return (customer, titles.get(product), *reach, late, basis, cycle, yuan(fen), reason)

    rows = cast("list[Any]", store.query(SQL / "list.sql", most=most_rows).records)
    for place, found in enumerate(rows):  # in place: two lists of a million customers would not fit into little memory
        rows[place] = row(found)
    return Result("remind_list", LIST_COLUMNS, rows)
