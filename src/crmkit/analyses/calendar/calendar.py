"""Calendar: the days to prepare for, for whom, how many these are today, and when to contact them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from crmkit.analyses.calendar.occasions import Occasion, holidays_between, occasions_between, read_own
from crmkit.analyses.calendar.screen import on_screen
from crmkit.customers.arguments import require_whole
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import read_where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.window import Window, window_of
from crmkit.errors import NotEnoughError
from crmkit.lunar import FIRST_YEAR, LAST_YEAR
from crmkit.messages import Language, say
from crmkit.periods import days_later, read_day, working_day_before
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

MOST_DAYS = 366
EVERYBODY = "recency_days<=365"
"""Whom to contact where nothing else is said: who bought within a year."""
OF_CUSTOMERS = (
    ("birthdays", "birthday within {days}d"),
    ("anniversaries", "anniversary within {days}d"),
    ("hundredth_days", "day_100 within {days}d"),
)
"""Days of the customers' own, and who has one."""
COLUMNS = (
    "occasion_on",
    "occasion_code",
    "occasion",
    "occasion_kind",
    "condition",
    "customers",
    "lead_days",
    "contact_on",
)


@with_reading_notes
def calendar(
    store: Store,
    *,
    start: date | str | None = None,
    days: int = 90,
    events: str | Path | None = None,
    terms: bool = False,
    as_of: date | str | None = None,
    language: Language = "en",
) -> Result:
    """The occasions of the ``days`` from ``start`` on, with the customers to contact and the day to do so.

    Args:
        store: an open store.
        start: the first day of the plan; the day after ``as_of`` when ``None``.
        days: how many days it has, 1 to 366.
        events: a TOML file with days of the owner's.
        terms: the 24 solar terms, too.
        as_of: the last day that is known of customers; the last day of a purchase when ``None``.
        language: of the names.

    Returns:
        One row per occasion by day: whom to contact as a condition, how many match it today (``None``: not known), the
        days to contact them before, and the working day for it, none before ``start``.

    Raises:
        UsageError: an argument or the file of events has no meaning.
        NotEnoughError: there is no order.
    """
    require_whole("--days", days, 1, MOST_DAYS)
    own = () if events is None else read_own(events)
    for each in own:  # refused before anything is read
        _ = each.condition is None or read_where(each.condition)
    window = window_of(store, as_of, None)
    first = read_day(start) or days_later(window.as_of, 1)
    last = days_later(first, days - 1)
    counted = _Counted(store, window)
    found = occasions_between(first, last, own, with_terms=terms)
    holidays = holidays_between(first, last)
    known = {"from": FIRST_YEAR, "until": LAST_YEAR}
    records = [
        *_of_customers(counted, first, days, language),
        *(_row(each, counted, first, holidays, language) for each in found),
    ]
    notes = [] if first.year >= FIRST_YEAR and last.year <= LAST_YEAR else [Note("calendar_unknown", known)]
    result = Result(
        name="calendar",
        columns=COLUMNS,
        records=records,
        as_of=window.as_of,
        params={"start": first, "days": days, "terms": terms},
        facts={"occasions": len(found), "data_from": window.data_from, "data_to": window.data_to},
        notes=(*notes, Note("calendar_working_days")),
        language=language,
    )
    return on_screen(result)


class _Counted:
    """How many customers match a condition as of the day, each asked once."""

    def __init__(self, store: Store, window: Window) -> None:
        self._store, self._day, self._found = store, window.as_of, dict[str, int | None]()

    def of(self, where: str) -> int | None:
        """How many; ``None`` where nobody can know it."""
        if where not in self._found:
            try:
                self._found[where] = choose(self._store, where, self._day).customers
            except NotEnoughError as problem:
                self._found[where] = None if problem.code == "audience_unknown" else 0
        return self._found[where]


def _of_customers(counted: _Counted, first: date, days: int, language: Language) -> Iterator[Record]:
    """Days of the customers' own, which are somebody's every day."""
    for code, condition in OF_CUSTOMERS:
        where = condition.format(days=min(days, MOST_DAYS))
        yield (first, code, say("occasion", code, language), "customers", where, counted.of(where), 0, first)


def _row(each: Occasion, counted: _Counted, first: date, holidays: frozenset[date], language: Language) -> Record:
    where = each.condition or EVERYBODY
    contact = working_day_before(each.day, each.lead, holidays, not_before=first)
    name = each.name or say("event" if each.kind == "sale" else "occasion", each.code, language)
    return (each.day, each.code, name, each.kind, where, counted.of(where), each.lead, contact)
