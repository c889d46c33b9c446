"""Assert: whether the data have of a month what the platform says, and if not, what could make the difference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from typing import Any

from crmkit.checks.totals.asserted import Asserted, could_make
from crmkit.checks.totals.screen import on_screen
from crmkit.customers.reading import with_reading_notes
from crmkit.errors import NotEnoughError, UsageError
from crmkit.messages import Language
from crmkit.periods import day_in, days_through, unit_end, unit_number
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.checks.totals")
MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])")
DAY_COLUMNS = ("day", "paid_orders", "paid", "refunded_amount", "unpaid_orders", "closed_orders", "due")
REASON_COLUMNS = ("explanation", "orders", "amount", "is_exact", "data_from", "data_to", "order_id", "file")
Money = Decimal | int | float | str
NO_DAY = (0, Decimal(0).scaleb(-2), Decimal(0).scaleb(-2), 0, 0, None)


@with_reading_notes
def assert_total(
    store: Store,
    month: str,
    *,
    paid: Money | None = None,
    orders: int | None = None,
    refunded: Money | None = None,
    tolerance: Money = 0,
    language: Language = "en",
) -> Result:
    """Compare the totals of a month with those of the platform.

    An order counts on the day of its payment (of its placing, where that is not known), with what was paid before
    refunds.

    Args:
        store: an open store.
        month: the month, as ``2024-11``.
        paid: the amount paid in it.
        orders: how many orders were paid in it.
        refunded: what of the amount paid went back, whenever that was.
        tolerance: so much money may be between them.
        language: of texts.

    Returns:
        A row for each day of the month. The fact ``totals_differ`` says how many of the totals differ by more than the
        tolerance; if any does, the part ``explanations`` has what could make the difference.

    Raises:
        UsageError: there is no total, or one is no number, or ``month`` is none.
        NotEnoughError: the data have no order of that month.
    """
    first, last = month_of(month)
    wanted = {
        "paid": money("--paid", paid),
        "orders": count("--orders", orders),
        "refunded": money("--refunded", refunded),
    }
    within = money("--tolerance", tolerance) or Decimal(0)
    if all(value is None for value in wanted.values()):
        raise UsageError("total_missing")
    has = _sums(store, first, last)
    if not has["orders"] and not store.query(SQL / "days.sql", first_day=first, last_day=last).records:
        raise NotEnoughError("total_no_order", month=month)
    totals = [Asserted(name, value, has[name]) for name, value in wanted.items() if value is not None]
    differing = [each for each in totals if abs(each.difference) > (0 if each.name == "orders" else within)]
    result = Result(
        "assert_total",
        DAY_COLUMNS,
        _days(store, first, last),
        params={"month": f"{first:%Y-%m}", "tolerance": within},
        facts=_facts(totals, differing, has),
        notes=tuple(_notes(store, first, last)),
        parts=_explained(store, first, last, differing),
        definition=("assert_total",),
        language=language,
    )
    return on_screen(result, totals, differing)


def month_of(text: str) -> tuple[date, date]:
    """First and last day of a month such as ``2024-11``; ``UsageError`` when it is none."""
    found = MONTH.fullmatch(str(text).strip())
    if found is None or int(found[1]) == 0:
        raise UsageError("month_form", where="--month", value=text)
    first = day_in(int(found[1]), f"{found[2]}-01")
    return first, unit_end(unit_number(first, "month"), "month")


def money(option: str, value: Money | None) -> Decimal | None:
    """An amount that was typed, marks of thousands and the sign of the yuan as they are; to the fen."""
    if value is None:
        return None
    text = str(value).replace(",", "").replace("，", "").strip().removeprefix("¥").removeprefix("￥").removesuffix("元")
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0 or abs(found) >= Decimal(10) ** 15 or found != round(found, 2):
        raise UsageError("total_form", where=option, value=str(value))
    return round(found, 2)


def count(option: str, value: int | None) -> Decimal | None:
    """A number of orders; ``UsageError`` when it is below 0."""
    if value is not None and value < 0:
        raise UsageError("total_form", where=option, value=str(value))
    return None if value is None else Decimal(value)


def _sums(store: Store, first: date, last: date) -> dict[str, Decimal]:
    sums = store.query(SQL / "sums.sql", first_day=first, last_day=last)
    return {name: Decimal(str(value)) for name, value in zip(sums.columns, sums.records[0], strict=True)}


def _days(store: Store, first: date, last: date) -> list[Record]:
    """Every day of the month, those without an order, too: that is where an export may be missing."""
    found = {row[0]: row[1:] for row in store.query(SQL / "days.sql", first_day=first, last_day=last).records}
    return [(day, *found.get(day, NO_DAY)) for day in days_through(first, last)]


def _facts(totals: Sequence[Asserted], differing: Sequence[Asserted], has: Mapping[str, Decimal]) -> dict[str, object]:
    facts: dict[str, object] = {
        "totals_differ": len(differing),
        "paid": has["paid"],
        "orders": int(has["orders"]),
        "refunded_amount": has["refunded"],
    }
    for each in totals:
        is_count = each.name == "orders"
        facts[f"{each.name}_asserted"] = int(each.asserted) if is_count else each.asserted
        facts[f"{each.name}_difference"] = int(each.difference) if is_count else each.difference
    return facts


def _notes(store: Store, first: date, last: date) -> Iterator[Note]:
    span = store.span()
    if (
        span.first_day is not None
        and span.last_order_day is not None
        and not span.first_day <= first <= last <= span.last_order_day
    ):
        yield Note("total_month_open", {"from": span.first_day, "to": span.last_order_day})


def _explained(store: Store, first: date, last: date, differing: Sequence[Asserted]) -> dict[str, Result]:
    """What alone could make the difference (of the money, else of the orders), what is it to the fen first."""
    told = next((each for name in ("paid", "orders") for each in differing if each.name == name), None)
    if told is None:
        return {}
    is_money, difference = told.name == "paid", told.difference
    days = {"first_day": first, "last_day": last}
    rows: list[tuple[Any, ...]] = [(*row, None, None) for row in store.query(SQL / "reasons.sql", **days).records]
    if is_money and difference > 0:
        rows = [*store.query(SQL / "alike.sql", difference=difference, **days).records, *rows]
    records = [
        (reason, orders, amount, (amount if is_money else orders) == abs(difference), *rest)
        for reason, orders, amount, *rest in rows
        if could_make(difference, reason, amount, None if is_money else orders)
    ]
    records.sort(key=lambda row: not row[3])
    return {"explanations": Result("assert_total", REASON_COLUMNS, records)} if records else {}
