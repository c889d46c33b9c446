"""What measures ask of each customer, answered on a day: a temporary table for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.customers.conditions.past.measures import (
    OF_PURCHASES,
    Anniversary,
    Asked,
    Birthday,
    Bought,
    Counted,
    InAudience,
    InSnapshot,
    Kind,
)
from crmkit.customers.rhythms.rhythms import build_days
from crmkit.errors import UsageError
from crmkit.lunar import births_of
from crmkit.periods import birthdays_from, days_earlier, days_later, days_through
from crmkit.store.audiences.audiences import build_members, find_audience, list_audiences
from crmkit.store.predicate import Measure
from crmkit.store.snapshots import build_snapshot, find_snapshot, list_snapshots
from crmkit.store.store import Store

SQL = files("crmkit.customers.conditions.past")
EARLIEST_BIRTH = 1901
"""A birthday of an earlier year stands for a year that is not known."""
HALF_YEAR = 183
"""Who bought first within so many days has no anniversary yet."""


def build_answers(store: Store, measures: Iterable[Measure], as_of: date) -> tuple[str, ...]:
    """Build the answers to ``measures`` of every customer of the temporary table ``everyone``; the names of the tables.

    Raises:
        UsageError: the store has no such snapshot or audience.
    """
    asked = cast("Iterable[Asked]", measures)
    return tuple(_build(store, measure, as_of) for measure in asked)


def _build(store: Store, measure: Asked, as_of: date) -> str:
    """The table and its only column are both called as the measure's column."""
    match measure:
        case Bought():
            name = _bought(store, measure, as_of)
            parameters: dict[str, object] = {"is_last": measure.occasion == "last"} if name == "bought_on" else {}
        case Counted(trait, days):
            name = "counted" if trait in OF_PURCHASES else "counted_states"
            if trait in OF_PURCHASES:
                build_days(store, as_of)
            first, last = days.bounds(as_of)
            parameters = {"first": first, "last": last}
        case Birthday(number):
            name, parameters = "birthday", {"days": f",{','.join(birthdays_from(as_of, number))},"}
        case Anniversary(kind, number):
            name, parameters = kind, _anniversary(kind, number, as_of)
        case InSnapshot():
            name, parameters = "in_snapshot", {"standing": measure.standing or "", "value": measure.value}
            head = find_snapshot(list_snapshots(store), measure.name)
            if measure.standing == "segment" and f"{measure.value}" not in head.segment_map:
                raise UsageError("snapshot_segments", name=measure.name, value=measure.value, segments=head.segments)
            build_snapshot(store, measure.name, "snapshot_asked")
        case InAudience():
            name, parameters = "in_audience", {"arm": measure.arm}
            find_audience(list_audiences(store), measure.name)
            build_members(store, measure.name, "audience_asked")
    answer = measure.trait if isinstance(measure, Counted) else "answer"
    columns = ("customer_key", f"{answer} as {measure.column}")
    store.materialise(measure.column, SQL / f"{name}.sql", columns, **parameters)
    return measure.column


def _anniversary(kind: Kind, number: int, as_of: date) -> dict[str, object]:
    """The days on which somebody was born or bought first whose day it is within so many days."""
    last = days_later(as_of, number - 1)
    match kind:
        case "lunar_birthday":
            born = births_of(days_through(as_of, last), EARLIEST_BIRTH)
            return {"days": f",{','.join(day.isoformat() for day in born)},"}
        case "anniversary":
            kept = f",{','.join(birthdays_from(as_of, number))},"
            return {"as_of": as_of, "days": kept, "before": days_earlier(as_of, HALF_YEAR)}
        case "day_100":
            first_days = {"first": days_earlier(as_of, 100), "last": days_earlier(last, 100)}
            return {"as_of": as_of, **first_days}


def _bought(store: Store, measure: Bought, as_of: date) -> str:
    """Build the purchase days on which it was bought, or on which what was bought is not known; the file that asks."""
    first, last = measure.days.bounds(as_of)
    asked = {"first": first, "last": last, "text": measure.text}
    file = SQL / ("bought_skus.sql" if measure.is_sku else "bought_titles.sql")
    store.materialise("bought_found", file, is_part=measure.is_part, **asked)
    if measure.occasion == "any":
        return "bought_ever"
    build_days(store, as_of)
    return "bought_on"
