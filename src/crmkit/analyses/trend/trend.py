"""Trend: what the shop sold day by day, week by week or month by month, to which customers, and the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast, get_args

from crmkit.analyses.trend.rows import COLUMNS, PeriodSales, Sold, row
from crmkit.analyses.trend.screen import on_screen
from crmkit.customers.arguments import require_choice, require_whole
from crmkit.customers.conditions.audience import of_audience
from crmkit.customers.conditions.where import Where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.since_until import days_asked, refuse_beyond
from crmkit.customers.window import Counted, Window, caveats, counted_in, require_customers, window_of
from crmkit.messages import Language
from crmkit.models.shares import rate, yuan
from crmkit.periods import SalesUnit, unit_name, unit_number, units_a_year
from crmkit.result import Course, Note, Result
from crmkit.store.sql import beside
from crmkit.store.store import Store

if TYPE_CHECKING:
    from crmkit.analyses.trend.forecast import Ahead

SHOWN: Mapping[SalesUnit, int] = {"day": 31, "week": 26, "month": 24}
"""How many of the latest periods to show unless a number is given."""


@dataclass(frozen=True, slots=True)
class TrendRequest:
    """Which periods were asked for: ``most`` of the latest (0: all) between two days."""

    by: SalesUnit
    most: int
    since: date | None
    until: date | None


@with_reading_notes
@of_audience
def trend(
    store: Store,
    *,
    as_of: date | str | None = None,
    by: SalesUnit = "month",
    periods: int | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    forecast: int = 0,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Show period by period what was sold, to how many new and returning customers, and how that changed.

    Args:
        store: an open store.
        as_of: the last day that counts; the last day of a purchase when ``None``.
        by: the length of a period; a week begins on Monday.
        periods: how many of the latest periods to show, 0 for all; when ``None`` 31 days, 26 weeks or 24 months,
            or all of them when there is a ``since``.
        since: the first period is the one that holds this day; earlier ones still count as the past.
        until: the last period is the one that holds this day.
        forecast: how many coming periods to predict, at most a year; the first is the one not over by ``as_of``.
        where: a condition on customers as they are known on ``as_of``; only orders of those who match are seen.
        language: of the names of events.

    Returns:
        One row per period, the newest last, those without an order included; money in yuan (docs/metrics.md). With a
        ``forecast`` the part of that name has one row per coming period, ``forecast_backtest`` one per method tried.

    Raises:
        UsageError: an argument has no meaning.
        NotEnoughError: no paid order, none of the days asked for is in the data, or no whole period to learn from.
    """
    since, until = days_asked(since, until)
    asked = _request(by, periods, since, until, forecast)
    window = window_of(store, as_of, None)
    counted = counted_in(store, window)
    sold = _sold(store, asked.by, window)
    numbers = _numbers(asked, window, sold)
    ahead = _ahead(sold, forecast) if forecast else None
    result = Result(
        name="trend",
        columns=COLUMNS,
        records=[row(sold, number, language) for number in numbers],
        as_of=window.as_of,
        params={"by": by, "periods": periods, "since": since, "until": until, "forecast": forecast},
        facts={**_facts(sold, numbers, window), **(ahead.facts() if ahead else {})},
        notes=(
            *_caveats(window, counted, sold.customers),
            *(_left_out(sold, numbers) if periods is None and since is None else ()),
            *_notes(sold, numbers, window),
            *(ahead.notes(language) if ahead else ()),
            *([Note("forecast_chosen")] if ahead and where is not None else []),
        ),
        parts=ahead.parts(language) if ahead else {},
        definition=_definition(by, ahead),
        tables=("trend", "forecast"),
        course=Course(value="net_sales", along="period", settled="is_complete"),
    )
    return on_screen(result, language)


def _request(by: SalesUnit, periods: int | None, since: date | None, until: date | None, forecast: int) -> TrendRequest:
    require_choice("--by", by, get_args(SalesUnit))
    if periods is not None:
        require_whole("--periods", periods, 0)
    require_whole(f"--forecast (--by {by})", forecast, 0, units_a_year(by))
    most = SHOWN[by] if since is None else 0
    return TrendRequest(by, most if periods is None else periods, since, until)


def _sold(store: Store, by: SalesUnit, window: Window) -> Sold:
    """All periods of the data."""
    rows = store.query(beside(__name__), by=by, is_whole=window.has_every_order, as_of=window.as_of).records
    counts_by_number = cast("Sequence[tuple[int, ...]]", rows)
    sales = {number: PeriodSales(*counts) for number, *counts in counts_by_number}
    if not sales:
        require_customers(window, customers=0, purchases=0)
    return Sold(by, min(unit_number(window.data_from, by), *sales), window.data_from, window.known_to, sales)


def _ahead(sold: Sold, periods: int) -> Ahead:
    """The coming periods; NumPy is loaded only for them."""
    from crmkit.analyses.trend.forecast import look_ahead

    return look_ahead(sold, periods)


def _definition(by: SalesUnit, ahead: Ahead | None) -> tuple[str, ...]:
    """The sentences that say what the columns mean, and those of a forecast if there is one."""
    own = ("trend", f"trend_{by}", "trend_customers", "trend_refunds", f"trend_change_{by}")
    if ahead is None:
        return own
    return (*own, "trend_forecast", "trend_backtest") if ahead.forecast.backtests else (*own, "trend_forecast")


def _numbers(asked: TrendRequest, window: Window, sold: Sold) -> range:
    """The periods to show."""
    last = unit_number(min(asked.until or window.known_to, window.known_to), asked.by)
    first = max(unit_number(asked.since, asked.by), sold.first) if asked.since else sold.first
    if first > last:  # the periods that hold these days lie outside the data, so the days do
        refuse_beyond(window, asked.since, asked.until)
    return range(max(first, last - asked.most + 1) if asked.most else first, last + 1)


def _caveats(window: Window, counted: Counted, customers: int) -> Iterable[Note]:
    """Those of every customer answer, but without the note on few customers where no buyer is identified."""
    notes = caveats(window, counted, customers=customers, one_time=None)
    return (note for note in notes if customers or note.code != "tiny_shop")


def _facts(sold: Sold, numbers: range, window: Window) -> Mapping[str, object]:
    """What was sold in the periods shown, and the best of all periods up to the last of them."""
    sales = [sold.of(number) for number in numbers]
    best = sold.best(numbers[-1])
    return {
        "periods": len(sales),
        "orders": sum(period.orders for period in sales),
        "net_sales": yuan(sum(period.net_fen for period in sales)),
        "refund_rate": rate(sum(period.refund_fen for period in sales), sum(period.paid_fen for period in sales)),
        "best_period": None if best is None else unit_name(best, sold.by),
        "best_net_sales": None if best is None else yuan(sold.of(best).net_fen),
        "data_from": window.data_from,
        "data_to": window.data_to,
    }


def _left_out(sold: Sold, numbers: range) -> Iterator[Note]:
    """What was sold before the periods that are shown unless others are asked for."""
    earlier = [sold.of(number) for number in range(sold.first, numbers[0])]
    if orders := sum(period.orders for period in earlier):
        net_sales = yuan(sum(period.net_fen for period in earlier))
        yield Note("trend_latest", {"shown": len(numbers), "orders": orders, "net_sales": net_sales})


def _notes(sold: Sold, numbers: range, window: Window) -> Iterator[Note]:
    """What a reader must know before believing a table of periods."""
    if not sold.customers:
        if any(sold.of(number).orders for number in numbers):
            yield Note("trend_nobody")
    elif numbers[0] == sold.first:
        yield Note("trend_first_seen", {"data_from": window.data_from, "customers": sold.of(sold.first).new_customers})
    if not (sold.is_whole(numbers[0]) and sold.is_whole(numbers[-1])):
        yield Note("trend_partial", {"data_from": window.data_from, "as_of": window.known_to})
    if unit_number(window.as_of, sold.by) > unit_number(window.known_to, sold.by):
        yield Note("trend_ends", {"data_to": window.data_to, "as_of": window.as_of})
