"""The coming periods of a trend: net sales by the method that did best on the shop's own past, and how well that was.

Only whole periods are learnt from. The first period predicted is the one that is not over, as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crmkit.analyses.trend.rows import Sold, event_names
from crmkit.errors import NotEnoughError
from crmkit.events import Event, events_between, moving
from crmkit.messages import Language
from crmkit.models.sales.forecast import SalesForecast, least_for_backtest, sales_forecast
from crmkit.models.shares import yuan
from crmkit.periods import SalesUnit, coming_units, unit_end, unit_name, unit_start, units_a_year
from crmkit.result import Note, Record, Result

COLUMNS = (
    "period",
    "first_day",
    "last_day",
    "forecast_net_sales",
    "net_sales_low",
    "net_sales_high",
    "last_year_net_sales",
    "events",
    "event_codes",
)
BACKTEST_COLUMNS = ("method", "mean_absolute_error", "relative_error", "error_vs_baseline")
SEASON: Mapping[SalesUnit, int] = {"day": 7, "week": 52, "month": 12}
"""The cycle that smoothing learns."""
KNOWS_THE_YEAR = ("year_ago", "season", "season_damped_trend")
"""Methods that know the time of the year, when their cycle is a year."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The coming periods ``numbers`` and what is predicted of them, from ``learnt`` whole periods."""

    sold: Sold
    numbers: range
    learnt: int
    forecast: SalesForecast

    @property
    def knows_the_year(self) -> bool:
        """Whether the method knows the time of the year."""
        by_season = self.forecast.code.startswith("season")
        cycle = SEASON[self.sold.by] if by_season else units_a_year(self.sold.by)
        return self.forecast.code in KNOWS_THE_YEAR and cycle == units_a_year(self.sold.by)

    def facts(self) -> Mapping[str, object]:
        """The method, and by how much it missed the past."""
        missed = {backtest.code: backtest.relative_error for backtest in self.forecast.backtests}
        return {"forecast_method": self.forecast.code, "backtest_error": _rate(missed.get(self.forecast.code))}

    def parts(self, language: Language) -> dict[str, Result]:
        """The coming periods, and the backtest of all methods if there was one."""
        rows = [self._row(place, number, language) for place, number in enumerate(self.numbers)]
        found = {"forecast": Result("forecast", COLUMNS, rows)}
        if self.forecast.backtests:
            backtests: list[Record] = [
                (
                    backtest.code,
                    _money(backtest.error),
                    _rate(backtest.relative_error),
                    _rate(backtest.error_vs_baseline),
                )
                for backtest in self.forecast.backtests
            ]
            found["forecast_backtest"] = Result("forecast_backtest", BACKTEST_COLUMNS, backtests)
        return found

    def notes(self, language: Language) -> Iterator[Note]:
        """How far the forecast can be believed, and what it knows nothing of."""
        if self.forecast.origins:
            best = min(self.forecast.backtests, key=lambda backtest: backtest.error)
            yield Note("forecast_tried", {"origins": self.forecast.origins, "mean_absolute_error": _money(best.error)})
        else:
            need = {"learnt": self.learnt, "least": least_for_backtest(len(self.numbers))}
            yield Note("forecast_untried", need)
        events = self._events()
        if not self.knows_the_year:
            if ahead := [event for event in events if event.last_day > self.sold.as_of]:
                yield Note("forecast_blind", {"events": event_names(ahead, language)[0]})
            return
        around = (*events, *self._events(units_a_year(self.sold.by)))
        if shifted := [event for event in around if event.code in moving()]:
            yield Note("forecast_moving", {"events": event_names(shifted, language)[0]})

    def _row(self, place: int, number: int, language: Language) -> Record:
        days = unit_start(number, self.sold.by), unit_end(number, self.sold.by)
        so_far = yuan(self.sold.of(number).net_fen)
        ago = number - units_a_year(self.sold.by)
        found = self.forecast
        bounds = [None if side is None else max(_money(side[place]), so_far) for side in (found.low, found.high)]
        return (
            unit_name(number, self.sold.by),
            *days,
            max(_money(found.values[place]), so_far),
            *bounds,
            yuan(self.sold.of(ago).net_fen) if self.sold.is_whole(ago) else None,
            *event_names(events_between(*days), language),
        )

    def _events(self, earlier: int = 0) -> tuple[Event, ...]:
        """What touches the coming periods, or those so many periods ``earlier``."""
        first, last = self.numbers[0] - earlier, self.numbers[-1] - earlier
        return events_between(unit_start(first, self.sold.by), unit_end(last, self.sold.by))


def look_ahead(sold: Sold, periods: int) -> Ahead:
    """Predict the next ``periods`` periods.

    Raises:
        NotEnoughError: no period is whole in the data.
    """
    coming = coming_units(sold.as_of, periods, sold.by)
    past = [number for number in range(sold.first, coming[0]) if sold.is_whole(number)]
    if not past:
        raise NotEnoughError("trend_nothing_whole", **_days(sold.data_from, sold.as_of))
    values = [sold.of(number).net_fen / 100 for number in past]
    found = sales_forecast(values, horizon=periods, year=units_a_year(sold.by), season=SEASON[sold.by])
    return Ahead(sold, coming, len(past), found)


def _days(data_from: date, as_of: date) -> dict[str, str]:
    return {"data_from": data_from.isoformat(), "as_of": as_of.isoformat()}


def _money(amount: float) -> Decimal:
    """An estimate in whole yuan: it is no more exact than that."""
    return Decimal(round(amount)).quantize(Decimal("0.01"))


def _rate(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.4f}")
