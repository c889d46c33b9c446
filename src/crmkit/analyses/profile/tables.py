"""The tables of a portrait: customers and money by stage, newness, province, basket, and the hours of buying."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.messages import Language, say
from crmkit.models.shares import average, rate, shares, yuan
from crmkit.result import Pivot, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.profile")
STAGES = ("new", "active", "due", "overdue", "dormant", "lost", "not_in_data", "never")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_PROVINCES = 10
"""Provinces with a line of their own; the others have one together."""

SHARES = ("customers", "customer_share", "net_sales", "net_sales_share", "avg_net_spend")
COLUMNS = ("stage", *SHARES)
NEWNESS_COLUMNS = (
    *("last_days", "customers", "new_customers", "returning_customers"),
    *("net_sales", "new_net_sales", "returning_net_sales", "returning_sales_share"),
)
HOUR_COLUMNS = ("hours", "weekday", "orders", "net_sales")


def parted(found: Sequence[tuple[object, int, int]]) -> list[Record]:
    """Rows of a label, customers and fen, with the shares of each and the mean."""
    customers_of_rows, money = [row[1] for row in found], [row[2] for row in found]
    return [
        (label, customers, customer_share, yuan(fen), money_share, average(fen, customers, places=2, scale=2))
        for (label, customers, fen), customer_share, money_share in zip(
            found, shares(customers_of_rows), shares(money), strict=True
        )
    ]


def stage_rows(store: Store) -> list[Record]:
    """One row per stage with a customer, from new to lost; those without a purchase here last."""
    found = cast("list[tuple[str, int, int]]", store.query(SQL / "stages.sql").records)
    return parted(sorted(found, key=lambda row: STAGES.index(row[0])))


def newness(store: Store, as_of: date) -> Result:
    """Buyers of the last 30, 90 and 365 days, new ones and others."""
    found = cast("list[tuple[int, bool, int, int]]", store.query(SQL / "newness.sql", as_of=as_of).records)
    counts = {(days, is_new): (customers, fen) for days, is_new, customers, fen in found}
    rows: list[Record] = []
    for days in sorted({days for days, _ in counts}):
        (new, new_fen), (old, old_fen) = counts.get((days, True), (0, 0)), counts.get((days, False), (0, 0))
        whole = new_fen + old_fen
        rows.append((days, new + old, new, old, yuan(whole), yuan(new_fen), yuan(old_fen), rate(old_fen, whole)))
    return Result("profile_newness", NEWNESS_COLUMNS, rows)


def provinces(store: Store, language: Language) -> Result | None:
    """The provinces with most money, the rest together, the unknown last; nothing where none is known."""
    found = cast("list[tuple[str | None, int, int]]", store.query(SQL / "provinces.sql").records)
    known, unknown = [row for row in found if row[0] is not None], [row for row in found if row[0] is None]
    if not known:
        return None
    top, rest = known[:MOST_PROVINCES], known[MOST_PROVINCES:]
    if rest:
        label = say("text", "other_provinces", language, {"count": len(rest)})
        top = [*top, (label, sum(row[1] for row in rest), sum(row[2] for row in rest))]
    return Result("profile_provinces", ("province", *SHARES), parted([*top, *unknown]))


def baskets(store: Store) -> Result:
    """Customers by their mean basket."""
    found = cast("list[tuple[int, int, int, int, int]]", store.query(SQL / "baskets.sql").records)
    named = [
        (f"{yuan(low)}" if low == high else f"{yuan(low)} - {yuan(high)}", customers, fen)
        for _, low, high, customers, fen in found
    ]
    return Result("profile_baskets", ("basket_band", *SHARES), parted(named))


def hours(store: Store, as_of: date) -> Result | None:
    """When purchases are made: two hours by weekday; nothing where no file has times."""
    found = cast("list[tuple[int, int, int, int]]", store.query(SQL / "hours.sql", as_of=as_of).records)
    if not found:
        return None
    counts = {(two, day): (orders, fen) for two, day, orders, fen in found}
    rows = []
    for two in range(12):
        for number, code in enumerate(WEEKDAYS, start=1):
            orders, fen = counts.get((two, number), (0, 0))
            rows.append((f"{2 * two:02}-{2 * two + 2:02}", code, orders, yuan(fen)))
    pivot = Pivot(headers=("hours",), across="weekday", across_title="weekdays", value="orders")
    return Result("profile_hours", HOUR_COLUMNS, rows, pivot=pivot)
