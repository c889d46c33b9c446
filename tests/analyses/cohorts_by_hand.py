"""Cohort tables by lists and dictionaries, stepping through the calendar: shares no code with what it checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.analyses.till import Order

DAY = timedelta(days=1)
CALENDAR = ("month", "week", "quarter")


@dataclass(frozen=True)
class PlacedOrder(Order):
    """An order with the channel it came through."""

    channel: str | None = None


@dataclass(frozen=True)
class Asked:
    as_of: date
    by: str
    unit: str
    last: int
    since: date = date.min
    until: date = date.max


def stretches(first: date, unit: str) -> Iterator[tuple[date, date]]:
    """First and last day of period 0, 1, 2 ... of a customer who first bought on ``first``."""
    start = first
    if unit == "week":
        start -= DAY * start.weekday()
    elif unit != "30d":
        start = start.replace(day=1)
        while unit == "quarter" and start.month not in (1, 4, 7, 10):
            start = (start - DAY).replace(day=1)
    while True:
        after = start + DAY * {"week": 7, "30d": 30, "month": 32, "quarter": 95}[unit]
        if unit in ("month", "quarter"):
            after = after.replace(day=1)
        yield start, after - DAY
        start = after


def name(day: date, unit: str) -> str:
    """What a cohort of time is called."""
    if unit == "week":
        return str(day - DAY * day.weekday())
    if unit == "month":
        return day.strftime("%Y-%m")
    return f"{day.year}-Q{(day.month + 2) // 3}"


def product(first_day: Sequence[Order]) -> str | None:
    """The title with the most money, then the first by name."""
    money: dict[str, int] = defaultdict(int)
    for order in first_day:
        for title, fen in [(line[0], line[3]) for line in order.lines] or [(order.title, order.net())]:
            if title is not None:
                money[title] += fen
    return min(money, key=lambda title: (-money[title], title)) if money else None


def label(orders: Sequence[PlacedOrder], by: str) -> str | None:
    """The cohort of a customer with these orders, in the order of their numbers."""
    first = min(order.day for order in orders)
    if by in CALENDAR:
        return name(first, by)
    of_the_day = [order for order in orders if order.day == first]
    if by == "product":
        return product(of_the_day)
    return next((found for order in of_the_day if (found := getattr(order, by)) is not None), None)


def round_up(value: Fraction, places: int) -> Decimal:
    """Rounded half up (nothing is negative here)."""
    exact = Decimal(value.numerator) * 10 ** (places + 12) // Decimal(value.denominator)
    return exact.scaleb(-places - 12).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def cohort_rows(orders: Sequence[PlacedOrder], asked: Asked) -> dict[str | None, dict[int, dict[str, object]]]:
    """cohort -> period -> the columns of the row."""
    histories: dict[str, list[PlacedOrder]] = defaultdict(list)
    for order in orders:
        if order.buyer is not None and order.net() > 0 and order.day <= asked.as_of:
            histories[order.buyer].append(order)
    cohorts: dict[str | None, list[list[PlacedOrder]]] = defaultdict(list)
    for own in histories.values():
        if asked.since <= min(order.day for order in own) <= asked.until:
            cohorts[label(own, asked.by)].append(own)
    return {named: dict(cells(members, asked)) for named, members in cohorts.items()}


def cells(members: Sequence[Sequence[PlacedOrder]], asked: Asked) -> Iterator[tuple[int, dict[str, object]]]:
    """The rows of one cohort."""
    lives = []
    for own in members:
        found = zip(stretches(min(order.day for order in own), asked.unit), range(asked.last + 1), strict=False)
        lives.append((own, [stretch for stretch, _ in found]))
    for period in range(asked.last + 1):
        over = [life for life in lives if life[1][period][1] <= asked.as_of]
        if asked.by in CALENDAR:
            some_day = min(order.day for order in members[0])
            _, closes = next(stretches(some_day, asked.by))
            complete = len(over) == len(lives) and closes <= asked.as_of
            if any(life[1][period][0] <= asked.as_of for life in lives):
                yield period, figures(lives, period, len(members), complete=complete)
        elif over:
            yield period, figures(over, period, len(members), complete=True)
        elif period == 0:
            yield 0, figures(lives, 0, len(members), complete=False)


def figures(
    lives: Sequence[tuple[Sequence[PlacedOrder], list[tuple[date, date]]]], period: int, size: int, *, complete: bool
) -> dict[str, object]:
    """One row."""

    def inside(number: int) -> list[list[PlacedOrder]]:
        return [[o for o in own if spans[number][0] <= o.day <= spans[number][1]] for own, spans in lives]

    now = inside(period)
    money = sum(o.net() for own in now for o in own)
    at_first = sum(o.net() for own in inside(0) for o in own)
    so_far = sum(o.net() for number in range(period + 1) for own in inside(number) for o in own)
    days = sum(len({o.day for o in own}) for own in now)
    buyers = sum(bool(own) for own in now)
    first_columns = {
        "customers": size,
        "period_number": period,
        "is_complete": complete,
        "complete_customers": len(lives),
    }
    names = ("buyers", "retention_rate", "purchase_days", "orders", "net_sales", "sales_retention_rate", "avg_basket")
    if not buyers and not complete:
        return {**first_columns, **dict.fromkeys((*names, "cumulative_sales_per_customer"))}
    return {
        **first_columns,
        "buyers": buyers,
        "retention_rate": round_up(Fraction(buyers, len(lives)), 6),
        "purchase_days": days,
        "orders": sum(len(own) for own in now),
        "net_sales": Decimal(money) / 100,
        "sales_retention_rate": round_up(Fraction(money, at_first), 6),
        "avg_basket": round_up(Fraction(money, 100 * days), 2) if days else None,
        "cumulative_sales_per_customer": round_up(Fraction(so_far, 100 * len(lives)), 2),
    }


def averages(orders: Sequence[PlacedOrder], asked: Asked) -> dict[int, tuple[int, int, Decimal]]:
    """period -> cohorts, customers, retention over the complete cells."""
    found: dict[int, list[dict[str, object]]] = defaultdict(list)
    for rows in cohort_rows(orders, asked).values():
        for period, row in rows.items():
            if row["is_complete"]:
                found[period].append(row)
    average = {}
    for period, rows in found.items():
        customers = sum(int(str(row["complete_customers"])) for row in rows)
        average[period] = (
            len(rows),
            customers,
            round_up(Fraction(sum(int(str(row["buyers"])) for row in rows), customers), 6),
        )
    return average


def without_lines(order: PlacedOrder) -> PlacedOrder:
    return replace(order, lines=())
