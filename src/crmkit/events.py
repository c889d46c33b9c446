"""Big sale days and the lunar new year: which of them touch a stretch of days (``events.toml``, ``lunar.py``).

Where no date is known, there is no event: before an event's first year, and for those that follow the moon outside
2000 .. 2050.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from crmkit.lunar import LAST_YEAR, lunar_new_year
from crmkit.periods import day_in, days_earlier, years_around

KEYS = {"is_sale", "spans"}
SPAN_KEYS = {"since", "first", "last"}
KNOWN_UNTIL = LAST_YEAR
"""The last year whose lunar new year is known."""


@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence, both days included; ``code`` is a code of the catalog's group ``event``."""

    code: str
    first_day: date
    last_day: date
    is_sale: bool


@dataclass(frozen=True, slots=True)
class Span:
    """When an event takes place from the year ``since`` on: ``MM-DD``, or days from lunar new year's day."""

    since: int
    first: str | int
    last: str | int

    @property
    def follows_the_moon(self) -> bool:
        """Whether the event is at other days of the solar calendar every year."""
        return isinstance(self.first, int)


@dataclass(frozen=True, slots=True)
class Kind:
    """An event of every year: whether things are sold cheaper, and its spans, the earliest first."""

    is_sale: bool
    spans: tuple[Span, ...]


def events_between(first: date, last: date) -> tuple[Event, ...]:
    """The events with at least one day in ``first`` .. ``last``, by their first day, then by code."""
    found = [
        event
        for code, kind in kinds().items()
        for event in _occurrences(code, kind, years_around(first, last))
        if event.first_day <= last and event.last_day >= first
    ]
    return tuple(sorted(found, key=lambda event: (event.first_day, event.code)))


def moving() -> frozenset[str]:
    """The codes of events that follow the moon: a year ago they were at other days."""
    return frozenset(code for code, kind in kinds().items() if any(span.follows_the_moon for span in kind.spans))


@cache
def kinds() -> Mapping[str, Kind]:
    """Every event by its code; raises ``ValueError`` on an unknown key in the file."""
    table = tomllib.loads((files("crmkit") / "events.toml").read_text(encoding="utf-8"))
    found = {}
    for code, entry in table.items():
        if set(entry) != KEYS or any(set(span) != SPAN_KEYS for span in entry["spans"]):
            raise ValueError(f"events.toml, [{code}]: needs {sorted(KEYS)}, and for each span {sorted(SPAN_KEYS)}")
        spans = sorted((Span(**span) for span in entry["spans"]), key=lambda span: span.since)
        found[code] = Kind(entry["is_sale"], tuple(spans))
    return found


def _occurrences(code: str, kind: Kind, years: range) -> Iterator[Event]:
    for year in years:
        spans = [span for span in kind.spans if span.since <= year]
        days = [_day(year, edge) for edge in (spans[-1].first, spans[-1].last)] if spans else [None, None]
        if days[0] is not None and days[1] is not None:
            yield Event(code, days[0], days[1], kind.is_sale)


def _day(year: int, edge: str | int) -> date | None:
    if isinstance(edge, str):
        return day_in(year, edge)
    new_year = lunar_new_year(year)
    return None if new_year is None else days_earlier(new_year, -edge)
