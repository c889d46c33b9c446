"""Repurchase: how many customers buy again, how soon, what those bought first; and period by period.

Customers who have not been watched long enough are neither counted as lost nor left out: the rates are Kaplan-Meier
estimates with everybody censored at ``as_of``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, cast, get_args

from crmkit.analyses.repurchase import tables
from crmkit.analyses.repurchase.groups import By, by_month, by_start
from crmkit.analyses.repurchase.periods import by_period
from crmkit.analyses.repurchase.screen import in_periods, on_screen
from crmkit.customers.arguments import MOST_LISTED, require_choice, require_whole
from crmkit.customers.conditions.audience import of_audience
from crmkit.customers.conditions.where import Where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.since_until import days_asked, refuse_beyond
from crmkit.customers.window import Window, caveats, counted_in, require_customers, window_of
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.models.shares import percent, rate
from crmkit.periods import CALENDAR_UNITS, EARLIEST, CalendarUnit
from crmkit.result import Note, Record, Result
from crmkit.store.sql import beside
from crmkit.store.store import Store


@with_reading_notes
@of_audience
def repurchase(
    store: Store,
    *,
    as_of: date | str | None = None,
    by: By = "month",
    period: CalendarUnit = "month",
    since: date | str | None = None,
    until: date | str | None = None,
    products: int = 20,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Show what share of customers buys again within 30 to 365 days of the first purchase day.

    Args:
        store: an open store.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        by: what the customers are grouped by, as it was on their first purchase day; or ``period``: who bought more
            than once within a period, and who bought again in the next one.
        period: the length of such a period.
        since: the first day on which a customer may have begun, or the first period is the one that holds this day;
            all history when ``None``.
        until: the last such day or period; ``as_of`` when ``None``.
        products: how many products a list names; lists of products come with ``by="product"``.
        where: a condition on customers as they are known on ``as_of``; only purchases of those who match are seen.
        language: of the sentences.

    Returns:
        One row per window; parts ``transitions``, ``gaps``, the groups and the ``curve``, day by day. By period one row
        per period.

    Raises:
        UsageError: an argument has no meaning.
        NotEnoughError: no identified customer, or none who began in the days asked for.
    """
    _refuse_nonsense(by, period, products)
    since, until = days_asked(since, until)
    window = window_of(store, as_of, None)
    refuse_beyond(window, since, until)
    if by == "period":
        return in_periods(by_period(store, window, period, since, until), language)
    return _by_first_purchase(store, window, by, (since, until), products)


def _by_first_purchase(
    store: Store, window: Window, by: By, begun_in: tuple[date | None, date | None], products: int
) -> Result:
    """How soon those who began in the days asked for came back, by what they began with."""
    since, until = begun_in
    counted = counted_in(store, window)
    days = {"as_of": window.known_to, "since": since or EARLIEST, "until": until or window.known_to}
    columns = store.arrays(beside(__name__), **days)
    steps = [tables.Spells.of(columns, columns["nth"] == number) for number in range(1, tables.LAST_STEP + 1)]
    first, every = steps[0], tables.Spells.of(columns)
    if first.customers == 0 and (since or until):  # such days missing, the store has no customer: an error below
        began = {"since": (since or window.data_from).isoformat(), "until": (until or window.known_to).isoformat()}
        raise NotEnoughError("no_newcomers", **began)
    require_customers(window, customers=first.customers, purchases=counted.purchases)
    begun = {name: values[columns["nth"] == 1] for name, values in columns.items()}
    groups, lacking = by_month(begun) if by == "month" else by_start(store, by, days, products)
    rows = tables.window_rows(first, int(begun["oldest"].max()))
    result = Result(
        name="repurchase",
        columns=tables.COLUMNS,
        records=rows,
        as_of=window.as_of,
        params={"by": by, "since": since, "until": until, "products": products},
        facts=_facts(first, every) | {"data_from": window.data_from, "data_to": window.data_to},
        notes=(
            *caveats(window, counted, customers=first.customers, one_time=first.customers - first.returned),
            *_notes(first, rows),
            *_unseen(begun, window),
            *lacking,
        ),
        parts=tables.step_parts(steps, every) | groups | tables.curve_part(first),
        unseen=("curve",),
        tables=("repurchase", *groups),
    )
    return on_screen(result)


def _refuse_nonsense(by: str, period: str, products: int) -> None:
    require_choice("--by", by, get_args(By))
    require_choice("--period", period, CALENDAR_UNITS)
    require_whole("--products", products, 1, MOST_LISTED)


def _facts(first: tables.Spells, every: tables.Spells) -> dict[str, object]:
    """The headline: both plain rates of the words (docs/metrics.md), the median wait, when most returners were back."""
    curve = first.curve()
    return {
        "customers": first.customers,
        "repeat_customers": first.returned,
        "repeat_customer_share": rate(first.returned, first.customers),
        "purchase_days": every.customers,
        "repeat_day_share": rate(every.returned, every.customers),
        "median_days_to_repeat": tables.trusted_day_of(curve, 0.5),
        "days_to_repeat_p80": tables.percentile(*first.gaps(), 80),
    }


def _notes(first: tables.Spells, rows: list[Record]) -> Iterable[Note]:
    """Why the two rates differ or do not, how far they reach, and when half have bought again."""
    curve = first.curve()
    known = [cast("tuple[int, Decimal, Decimal, Any, Any, int]", row) for row in rows if row[1] is not None]
    apart = [row for row in known if abs(row[1] - row[2]) >= Decimal("0.0005")]
    if apart:
        days, estimate, naive = apart[-1][:3]
        watched = {"days": days, "open": first.unfinished(days), "customers": first.customers}
        yield Note("repurchase_naive", {**watched, "rate": percent(estimate), "naive": percent(naive)})
    elif known:
        yield Note("repurchase_naive_equal", {"days": known[-1][0]})
    reach = curve.last_day(tables.LEAST)
    if reach is None:
        yield Note("repurchase_too_few", {"customers": first.customers, "least": tables.LEAST})
    elif len(known) < len(rows):
        yield Note("repurchase_thin", {"days": reach, "least": tables.LEAST})
    if reach is not None and tables.trusted_day_of(curve, 0.5) is None:
        yield Note("repurchase_no_median", {"days": reach, "rate": percent(tables.share(curve.happened_within(reach)))})


def _unseen(begun: dict[str, Any], window: Window) -> Iterable[Note]:
    """First seen is not first ever: who is met in the first month of the data may have bought before it."""
    opens = window.data_from
    first_seen = int(begun["customers"][begun["month_number"] == opens.year * 12 + opens.month - 1].sum())
    if first_seen:
        yield Note("repurchase_first_seen", {"first_month": f"{opens:%Y-%m}", "customers": first_seen})
