"""The days that ``--since`` and ``--until`` ask about."""

from __future__ import annotations

from datetime import date

from crmkit.customers.window import Window
from crmkit.errors import NotEnoughError, UsageError
from crmkit.periods import read_day


def days_asked(since: date | str | None, until: date | str | None) -> tuple[date | None, date | None]:
    """The first and the last day asked for; ``UsageError`` when one is no day or they end before they begin."""
    first, last = (_day_asked(option, day) for option, day in (("--since", since), ("--until", until)))
    if first is not None and last is not None and first > last:
        raise UsageError("since_after_until", since=first.isoformat(), until=last.isoformat())
    return first, last


def _day_asked(option: str, day: date | str | None) -> date | None:
    try:
        return read_day(day)
    except UsageError as error:
        error.where = option
        raise


def refuse_beyond(window: Window, since: date | None, until: date | None) -> None:
    """``NotEnoughError`` when days that were asked for lie wholly outside those that count."""
    if since is not None and since > window.known_to:
        raise NotEnoughError("since_beyond", since=since.isoformat(), as_of=window.known_to.isoformat())
    if until is not None and until < window.data_from:
        raise NotEnoughError("until_before", until=until.isoformat(), data_from=window.data_from.isoformat())
