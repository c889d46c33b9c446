"""Occasions: which days of a stretch shops prepare for, by rules in ``occasions.toml`` and in a file of the owner's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from crmkit.errors import UsageError, near
from crmkit.events import events_between
from crmkit.lunar import TERMS, lunar_day, lunar_new_year, solar_term
from crmkit.paths import read_table, toml_of
from crmkit.periods import day_in, days_earlier, days_later, nth_sunday, years_around

SALE_LEAD, TERM_LEAD, OWN_LEAD = 7, 3, 7
"""Days before a sale, a solar term and a day of the owner's to contact customers, unless something else is said."""
KEYS = {"on", "name", "where", "lead"}
MOST_LEAD = 180
_LUNAR = re.compile(r"lunar (1[0-2]|[1-9])/(30|[12]\d|[1-9])")
_SUNDAY = re.compile(r"sunday ([1-5]) of (0[1-9]|1[0-2])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH_DAY = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day, what it is (``code``, or ``name`` if it is the owner's), its kind, whom to contact, how long before."""

    day: date
    code: str
    kind: str
    lead: int
    name: str | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """A day of the owner's: when it is, its name, whom to contact (everybody: ``None``), how many days before."""

    on: str
    name: str
    condition: str | None = None
    lead: int = OWN_LEAD


def occasions_between(first: date, last: date, own: tuple[Own, ...], *, with_terms: bool) -> list[Occasion]:
    """The occasions of ``first`` .. ``last`` by day, the festivals of a day first."""
    found = [*_festivals(first, last), *_sales(first, last), *_own(own, first, last)]
    if with_terms:
        found += _terms(first, last)
    return sorted(found, key=lambda each: (each.day, each.kind, each.code, each.name or ""))


def holidays_between(first: date, last: date) -> frozenset[date]:
    """The days off by law, as far as they follow a rule."""
    return frozenset(
        days_later(day, number)
        for rule in _rules().values()
        for year in years_around(first, last)
        if (day := _day_of(rule["on"], year)) is not None
        for number in range(rule["days_off"])
    )


def read_own(path: str | Path) -> tuple[Own, ...]:
    """The days of the owner's in a TOML file; ``UsageError`` names the table, the key and the nearest one."""
    where = str(path)
    table = read_table(where, missing="calendar_no_file", broken="calendar_file")
    unknown = [key for key in table if key != "event"]
    if unknown or not isinstance(table.get("event"), list) or not table["event"]:
        raise UsageError("calendar_events", where=where, key=unknown[0] if unknown else None)
    return tuple(_read(entry, number, where) for number, entry in enumerate(table["event"], 1))


def _read(entry: Any, number: int, where: str) -> Own:
    if not isinstance(entry, dict):
        raise UsageError("calendar_events", where=where, key=None)
    for key in entry:
        if key not in KEYS:
            raise UsageError("calendar_key", where=where, number=number, key=key, nearest=near(key, sorted(KEYS)))
    on, name, who, lead = (entry.get(key) for key in ("on", "name", "where", "lead"))
    on = on.isoformat() if isinstance(on, date) else on
    if not isinstance(on, str) or not _is_rule(on):
        raise UsageError("calendar_on", where=where, number=number, value=on)
    if not isinstance(name, str) or not name.strip():
        raise UsageError("calendar_name", where=where, number=number)
    if who is not None and not isinstance(who, str):
        raise UsageError("calendar_where", where=where, number=number)
    lead = OWN_LEAD if lead is None else lead
    if not isinstance(lead, int) or isinstance(lead, bool) or not 0 <= lead <= MOST_LEAD:
        raise UsageError("calendar_lead", where=where, number=number, value=lead)
    return Own(on, name.strip(), who, lead)


def _is_rule(on: str) -> bool:
    if on.startswith("term "):
        return on.removeprefix("term ") in TERMS
    if _DAY.fullmatch(on) or _MONTH_DAY.fullmatch(on):
        return _is_day(on)
    return on == "eve" or bool(_LUNAR.fullmatch(on) or _SUNDAY.fullmatch(on))


def _is_day(on: str) -> bool:
    try:
        date.fromisoformat(on if len(on) > len("MM-DD") else f"2000-{on}")
    except ValueError:
        return False
    return True


def _day_of(on: str, year: int) -> date | None:
    """The day of a rule in a year of the calendar (of the Chinese one for its days); ``None`` where it is not known."""
    if _DAY.fullmatch(on):
        return date.fromisoformat(on) if on.startswith(f"{year:04}-") else None
    if on == "eve":
        new_year = lunar_new_year(year)
        return None if new_year is None else days_earlier(new_year, 1)
    if found := _LUNAR.fullmatch(on):
        return None if lunar_new_year(year) is None else lunar_day(year, int(found[1]), int(found[2]))
    if found := _SUNDAY.fullmatch(on):
        return nth_sunday(year, int(found[2]), int(found[1]))
    if on.startswith("term "):
        return solar_term(year, on.removeprefix("term "))
    return day_in(year, "02-28") if on == "02-29" and not _is_day(f"{year:04}-{on}") else day_in(year, on)


def _festivals(first: date, last: date) -> Iterator[Occasion]:
    for code, rule in _rules().items():
        for day in _days(rule["on"], first, last):
            yield Occasion(day, code, "festival", rule["lead"])


def _own(own: tuple[Own, ...], first: date, last: date) -> Iterator[Occasion]:
    for each in own:
        for day in _days(each.on, first, last):
            yield Occasion(day, "own", "own", each.lead, each.name, each.condition)


def _sales(first: date, last: date) -> Iterator[Occasion]:
    for event in events_between(first, last):
        if event.is_sale and event.first_day >= first:
            yield Occasion(event.first_day, event.code, "sale", SALE_LEAD)


def _terms(first: date, last: date) -> Iterator[Occasion]:
    for term in TERMS:
        for day in _days(f"term {term}", first, last):
            yield Occasion(day, term, "solar_term", TERM_LEAD)


def _days(on: str, first: date, last: date) -> Iterator[date]:
    for year in years_around(first, last):
        if (day := _day_of(on, year)) is not None and first <= day <= last:
            yield day


@cache
def _rules() -> Mapping[str, dict[str, Any]]:
    text = (files("crmkit.analyses.calendar") / "occasions.toml").read_text(encoding="utf-8")
    return cast("Mapping[str, dict[str, Any]]", toml_of(text))
