"""The only code that reasons about dates, months, windows and time zones.

A window is half-open on the left: with ``as_of`` = 30 June and 30 days it holds 1 June .. 30 June.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

from crmkit.errors import UsageError

EARLIEST = date(1990, 1, 1)
"""No shop order is older; an earlier day in a file is a damaged cell."""

SHOP_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The clock of the exports; China has had no summer time since 1991."""


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


def window_start(as_of: date, window_days: int | None) -> date:
    """The first day of the window that ends on ``as_of``; ``None`` days means all history."""
    return EARLIEST if window_days is None else as_of - timedelta(days=window_days - 1)


def days_between(earlier: datetime, later: datetime) -> int:
    """Whole days from ``earlier`` to ``later``; negative when it is the other way round."""
    return (later - earlier).days


def days_earlier(day: date, days: int) -> date:
    """The day so many days before."""
    return day - timedelta(days=days)


def months_later(day: date, months: int) -> date:
    """The same day ``months`` calendar months later (earlier when negative), or the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_closed(as_of: date, months: int) -> date:
    """The latest day whose next ``months`` calendar months are over by ``as_of``.

    From the end of a month that is the end of a month: three months before 30 June is 31 March.
    """
    day = months_later(as_of, -months)
    while months_later(day + timedelta(days=1), months) <= as_of:
        day += timedelta(days=1)
    return day
