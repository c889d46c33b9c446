"""The Chinese calendar: lunar months and days, and solar terms (``lunar.toml``, compared with a library by a test).

Festivals are known for 2000 .. 2050, birthdays for those born from 1900 on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from crmkit.periods import days_apart, days_later

FIRST_YEAR, LAST_YEAR = 2000, 2050
"""The years whose festivals are known."""
LONG = "L"
"""The mark of a month of 30 days."""
TERMS = (
    *("minor_cold", "major_cold", "start_of_spring", "rain_water", "insects_awake", "spring_equinox"),
    *("clear_brightness", "grain_rain", "start_of_summer", "grain_buds", "grain_in_ear", "summer_solstice"),
    *("minor_heat", "major_heat", "start_of_autumn", "end_of_heat", "white_dew", "autumn_equinox"),
    *("cold_dew", "frost", "start_of_winter", "minor_snow", "major_snow", "winter_solstice"),
)
"""The 24 solar terms by code, two a month from January on."""


@dataclass(frozen=True, slots=True)
class LunarYear:
    """The first day of a lunar year, the days of its months, and which month is followed by a leap month (0: none)."""

    first_day: date
    lengths: tuple[int, ...]
    leap: int

    def months(self) -> Iterator[tuple[int, bool, date, int]]:
        """Each month: its number, whether it is a leap month, its first day, how many days it has."""
        day, number = self.first_day, 0
        for place, length in enumerate(self.lengths):
            is_leap = self.leap > 0 and place == self.leap
            number += not is_leap
            yield number, is_leap, day, length
            day = days_later(day, length)


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of a lunar ``month`` in the lunar ``year``, or the last of a month that is shorter.

    A leap month is none of its own here: its birthdays are kept in the plain one. ``None`` for years not known.
    """
    known = years().get(year)
    if known is None:
        return None
    found = next(
        (first, length) for number, is_leap, first, length in known.months() if number == month and not is_leap
    )
    return days_later(found[0], min(day, found[1]) - 1)


def lunar_of(day: date) -> tuple[int, int, bool] | None:
    """Month and day of the Chinese calendar, and whether that is a leap month; ``None`` where it is not known."""
    for year in (day.year, day.year - 1):
        known = years().get(year)
        if known is None or day < known.first_day:
            continue
        for number, is_leap, first, length in known.months():
            if 0 <= (place := days_apart(first, day)) < length:
                return number, place + 1, is_leap
    return None


def lunar_new_year(year: int) -> date | None:
    """The first day of the Chinese year that begins in ``year``; ``None`` outside 2000 .. 2050."""
    return years()[year].first_day if FIRST_YEAR <= year <= LAST_YEAR else None


def solar_term(year: int, term: str) -> date | None:
    """The day of a solar term (one of ``TERMS``) in a year; ``None`` outside 2000 .. 2050."""
    days = _terms().get(year)
    place = TERMS.index(term)
    return None if days is None else date(year, place // 2 + 1, days[place])


def births_of(days: Iterator[date] | list[date], first_year: int) -> list[date]:
    """The days of birth, from ``first_year`` on, whose birthday by the Chinese calendar is kept on one of ``days``."""
    kept = {(found[0], found[1]): day for day in days if (found := lunar_of(day)) is not None and not found[2]}
    born = []
    for year, known in years().items():
        for number, _, first, length in known.months():
            for (month, day), on in kept.items():
                is_last = day == 29 and lunar_of(days_later(on, 1)) != (month, 30, False)
                for number_of_day in {day, 30} if is_last else {day}:
                    if number == month and number_of_day <= length and year >= first_year:
                        born.append(days_later(first, number_of_day - 1))
    return sorted(set(born))


@cache
def years() -> dict[int, LunarYear]:
    """Every year that is known."""
    found = {}
    for year, text in _table()["years"].items():
        first, months, leap = text.split()
        lengths = tuple(30 if mark == LONG else 29 for mark in months)
        found[int(year)] = LunarYear(date.fromisoformat(f"{year}-{first}"), lengths, int(leap))
    return found


@cache
def _terms() -> dict[int, tuple[int, ...]]:
    return {int(year): tuple(int(day) for day in text.split()) for year, text in _table()["terms"].items()}


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("crmkit") / "lunar.toml").read_text(encoding="utf-8"))
