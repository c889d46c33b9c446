"""The only code that reasons about dates, months, windows and time zones.

A window is half-open on the left: with ``as_of`` = 30 June and 30 days it holds 1 June .. 30 June.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Collection
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal, get_args

from crmkit.errors import UsageError

EARLIEST = date(1990, 1, 1)
"""No shop order is older; an earlier day in a file is a damaged cell."""

SHOP_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The clock of the exports; China has had no summer time since 1991."""

CalendarUnit = Literal["week", "month", "quarter"]
"""Stretches of the calendar; a week begins on Monday, as ``EARLIEST`` did."""
SalesUnit = Literal["day", "week", "month"]
"""What sales are added up by."""
Stretch = Literal["day", "week", "month", "quarter"]
"""Every unit of the calendar."""
PeriodUnit = Literal["week", "month", "quarter", "30d"]
"""What follows a first purchase: stretches of the calendar, or 30 days each from that very day on."""
ROLLING_DAYS = 30
CALENDAR_UNITS: tuple[CalendarUnit, ...] = get_args(CalendarUnit)
PERIOD_UNITS: tuple[PeriodUnit, ...] = get_args(PeriodUnit)


def shop_time(moment: datetime) -> datetime:
    """An instant (with a zone) as the naive local time that the exports and the store use."""
    return moment.astimezone(SHOP_TIME).replace(tzinfo=None)


def parse_day(text: str) -> date:
    """``YYYY-MM-DD`` (or ``YYYY/M/D``, ``YYYYMMDD``) as a date; ``UsageError`` otherwise."""
    plain = text.strip().replace("/", "-")
    if len(plain) == 8 and plain.isdigit():
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError:
        raise UsageError("bad_date", value=text) from None


OLD_DAYS = 31
"""What ends so many days ago is mostly about the past: a forecast from there, a report."""


def read_day(day: date | str | None) -> date | None:
    """A day given as a date or as text; ``UsageError`` for anything else, a moment of a day included."""
    if isinstance(day, str):
        return parse_day(day)
    if day is None or (isinstance(day, date) and not isinstance(day, datetime)):
        return day
    raise UsageError("bad_date", value=day)


def window_start(as_of: date, window_days: int | None) -> date:
    """The first day of the window that ends on ``as_of``; ``None`` days means all history."""
    return EARLIEST if window_days is None else days_earlier(as_of, window_days - 1)


def days_between(earlier: datetime, later: datetime) -> int:
    """Whole days from ``earlier`` to ``later``; negative in the reverse order."""
    return (later - earlier).days


def seconds_between(earlier: datetime, later: datetime) -> Decimal:
    """Seconds from ``earlier`` to ``later``, to the hundredth; none where the clock was set back."""
    return max(Decimal(str((later - earlier).total_seconds())).quantize(Decimal("0.01")), Decimal("0.00"))


def days_apart(earlier: date, later: date) -> int:
    """Days from ``earlier`` to ``later``; negative in the reverse order."""
    return (later - earlier).days


def days_earlier(day: date, days: int) -> date:
    """The day so many days before, or the first day of the calendar."""
    return days_later(day, -days)


def day_in(year: int, month_day: str) -> date:
    """The day ``MM-DD`` of a year."""
    return date.fromisoformat(f"{year:04}-{month_day}")


def years_around(first: date, last: date) -> range:
    """The years of the calendar from the one before ``first`` to the one after ``last``."""
    return range(max(first.year - 1, MINYEAR), min(last.year + 1, MAXYEAR) + 1)


def days_through(first: date, last: date) -> list[date]:
    """Every day from ``first`` to ``last``, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def days_later(day: date, days: int) -> date:
    """The day so many days after (before when negative), or the last (first) day of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def birthdays_from(day: date, days: int) -> list[str]:
    """The birthdays (``MM-DD``) kept on so many ``days`` from ``day`` on; a leap day in other years on the 28th."""
    kept = days_through(day, days_later(day, days - 1))
    found = {f"{each:%m-%d}" for each in kept}
    if any((each.month, each.day) == (2, 28) and not isleap(each.year) for each in kept):
        found.add("02-29")
    return sorted(found)


def nth_sunday(year: int, month: int, number: int) -> date | None:
    """The first, second ... Sunday of a month; ``None`` if it has not so many."""
    first = date(year, month, 1)
    found = first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))
    return found if found.month == month else None


def working_day_before(day: date, lead: int, holidays: Collection[date], *, not_before: date) -> date:
    """The last day from Monday to Friday that is no holiday and at least ``lead`` days before ``day``.

    It is none before ``not_before``: then that day itself. Which weekends are worked instead of a holiday is announced
    every year and not known here.
    """
    found = days_earlier(day, lead)
    while found > not_before and (found.weekday() >= 5 or found in holidays):
        found = days_earlier(found, 1)
    return max(found, not_before)


def months_later(day: date, months: int) -> date:
    """The same day ``months`` calendar months later (earlier when negative), or the last day of a shorter month.

    Beyond the calendar it is its last (first) day.
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if year > MAXYEAR else date.min
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_closed(as_of: date, months: int) -> date:
    """The latest day whose next ``months`` calendar months are over by ``as_of``.

    From the end of a month that is the end of a month: three months before 30 June is 31 March.
    """
    day = months_later(as_of, -months)
    while as_of < date.max and months_later(days_later(day, 1), months) <= as_of:
        day = days_later(day, 1)
    return day


def unit_number(day: date, unit: Stretch) -> int:
    """Which day or week since ``EARLIEST``, which month or quarter since the year 0, the ``day`` is in."""
    if unit in ("day", "week"):
        return (day - EARLIEST).days // (7 if unit == "week" else 1)
    months = day.year * 12 + day.month - 1
    return months if unit == "month" else months // 3


def unit_start(number: int, unit: Stretch) -> date:
    """The first day of a day, week, month or quarter, given by its number."""
    if unit in ("day", "week"):
        return days_later(EARLIEST, number * (7 if unit == "week" else 1))
    return months_later(date.min, (number if unit == "month" else 3 * number) - 12)


def unit_end(number: int, unit: Stretch) -> date:
    """The last day of a day, week, month or quarter, given by its number."""
    return date.max if number >= unit_number(date.max, unit) else days_earlier(unit_start(number + 1, unit), 1)


def unit_name(number: int, unit: Stretch) -> str:
    """``2024-06``, ``2024-Q2``, the day itself, or for a week the Monday it begins with; names sort by time."""
    start = unit_start(number, unit)
    if unit in ("day", "week"):
        return start.isoformat()
    return f"{start.year:04}-{start.month:02}" if unit == "month" else f"{start.year:04}-Q{number % 4 + 1}"


def iso_week(day: date) -> str:
    """``2024-W27``: the week of ISO 8601, whose year may be another than that of the day."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def weekday(day: date) -> int:
    """1 for Monday to 7 for Sunday."""
    return day.isoweekday()


def units_a_year(unit: Stretch) -> int:
    """How many of them lie a year apart: days and weeks are counted as 52 weeks, so that weekdays match."""
    return {"day": 364, "week": 52, "month": 12, "quarter": 4}[unit]


def unit_is_over(number: int, unit: Stretch, as_of: date) -> bool:
    """Whether the last day of the day, week, month or quarter is not after ``as_of``."""
    return unit_start(number + 1, unit) <= days_later(as_of, 1)


def next_unit_number(as_of: date, unit: Stretch) -> int:
    """The number of the unit in which the day after ``as_of`` is: the first one that is not over."""
    return unit_number(days_later(as_of, 1), unit)


def coming_units(as_of: date, most: int, unit: Stretch) -> range:
    """The numbers of the next ``most`` units that are not over, as far as the calendar goes."""
    first = next_unit_number(as_of, unit)
    return range(first, min(first + most, unit_number(date.max, unit) + 1))


def period_running(first: date, day: date, unit: PeriodUnit) -> int:
    """Which period since ``first`` the ``day`` is in; 0 is the one of ``first``."""
    if unit == "30d":
        return (day - first).days // ROLLING_DAYS
    return unit_number(day, unit) - unit_number(first, unit)


def periods_over(first: date, as_of: date, unit: PeriodUnit) -> int:
    """How many periods since ``first`` are over, their last day not after ``as_of``."""
    return period_running(first, days_later(as_of, 1), unit)
