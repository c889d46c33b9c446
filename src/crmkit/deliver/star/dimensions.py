"""The dimensions that are no selection of the store: customers with all that is known of them, and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmkit.customers.conditions.known import known_of_everyone
from crmkit.customers.conditions.tags import Tag
from crmkit.deliver.star.tables import tables
from crmkit.events import Event, events_between
from crmkit.messages import Language, say
from crmkit.periods import days_through, iso_week, unit_name, unit_number, weekday
from crmkit.result import Frame, Record, Result
from crmkit.store.store import Store


def dim_customer(store: Store, segments: str, kinds: Sequence[Tag], language: Language) -> Result:
    """Every customer of the temporary table ``star_customers``, by key; names as they are."""
    keys = store.frame_of("star_customers", ("customer_key", "customer", "digest"))
    known = known_of_everyone(store, segments, kinds, language).drop("customer")
    frame = keys.join(known, on="customer_key", how="left").drop("customer_key").rename({"digest": "customer_key"})
    columns = tables()["dim_customer"].columns
    return Result("dim_customer", columns, Frame(frame.sort("customer_key").select(columns)))


def dim_date(first: date | None, last: date | None, language: Language) -> Result:
    """Every day from the ``first`` to the ``last``; none where there are none."""
    days = [] if first is None or last is None else days_through(first, last)
    happening: dict[date, list[Event]] = {}
    for event in events_between(days[0], days[-1]) if days else ():
        for day in days_through(event.first_day, event.last_day):
            happening.setdefault(day, []).append(event)
    records = [_day(day, happening.get(day, []), language) for day in days]
    return Result("dim_date", tables()["dim_date"].columns, records)


def _day(day: date, events: Sequence[Event], language: Language) -> Record:
    names = say("text", "between_events", language).join(say("event", event.code, language) for event in events)
    return (
        day,
        day.year,
        unit_name(unit_number(day, "quarter"), "quarter"),
        unit_name(unit_number(day, "month"), "month"),
        iso_week(day),
        weekday(day),
        any(event.is_sale for event in events),
        names or None,
        ",".join(event.code for event in events) or None,
    )
