"""The customers to remind by the day on which they are expected, a row for every day from the first to the last."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.customers.outlook.next_purchase import BASES
from crmkit.periods import days_through
from crmkit.result import Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.remind")
DAYS = "remind_days"
DAY_COLUMNS = ("expected_on", "basis", "customers")


def by_day(store: Store) -> dict[str, Result]:
    """The part with counts of the temporary table ``reminded`` by day and basis; nought where there is nobody."""
    found = cast("list[tuple[date, str, int]]", store.query(SQL / "days.sql").records)
    counts = {(day, basis): customers for day, basis, customers in found}
    bases = [basis for basis in BASES if any(each == basis for _, each, _ in found)]
    rows: list[Record] = []
    if found:
        days = days_through(found[0][0], found[-1][0])
        rows = [(day, basis, counts.get((day, basis), 0)) for day in days for basis in bases]
    return {DAYS: Result(DAYS, DAY_COLUMNS, rows)}
