"""The numbers of a chart as rows of the vocabulary's columns: what a table, a sheet or a reader of numbers takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from crmkit.messages import Language, say
from crmkit.periods import unit_name, unit_number
from crmkit.render.pivot import RUNNING
from crmkit.render.report.charts import Calibration, Chart, Curve, Pareto, Rate, Sales, Split, Unit
from crmkit.result import Record, Result
from crmkit.screen import Table
from crmkit.vocabulary import word

_FEN = Decimal("0.01")
_SALES = (
    *("period", "net_sales", "returning_net_sales", "new_net_sales", "unidentified_net_sales", "trailing_mean"),
    *("forecast_net_sales", "net_sales_low", "net_sales_high", "events"),
)
_FORECAST = ("period", "forecast_net_sales", "net_sales_low", "net_sales_high")
_CURVE = ("days_since_first", "repurchase_rate", "ci_low", "ci_high", "still_observed")
_PARETO = ("decile", "tier", "net_sales_share", "cumulative_share")
_CALIBRATION = ("risk_decile", "tested_customers", "predicted_rate", "actual_churn_rate", "ci_low", "ci_high")
_RATE = ("period", "refund_rate", "mean_refund_rate")
_SPLIT = ("split_of", "split_class", "split_share")


def figures_of(chart: Chart, language: Language, *, whole: bool = True) -> Result:
    """The chart as a table of its numbers; of a curve only the marked days unless it is the ``whole`` one.

    A period that is not whole, or not settled, bears a mark.
    """
    rows: list[Record]
    match chart:
        case Sales():
            return Result("sales", _SALES, list(_sales(chart, language)))
        case Curve():
            steps = [step for step in chart.steps if whole or step.days in chart.marked]
            rows = [(step.days, step.rate, step.low, step.high, step.watched) for step in steps]
            return Result("curve", _CURVE, rows)
        case Pareto():
            running = accumulate(share for share, _ in chart.tenths)
            tenths = enumerate(zip(chart.tenths, running, strict=True), start=1)
            return Result("pareto", _PARETO, [(place, tier, share, total) for place, ((share, tier), total) in tenths])
        case Calibration():
            groups = enumerate(chart.groups, start=1)
            return Result(
                "calibration",
                _CALIBRATION,
                [(place, each.customers, each.expected, each.happened, each.low, each.high) for place, each in groups],
            )
        case Rate():
            rows = [(_period(start, chart.unit, settled), rate, chart.mean) for start, rate, settled in chart.periods]
            return Result("rate", _RATE, rows)
        case Split():
            return Result("split", _SPLIT, list(_split(chart, language)))


def forecast_of(chart: Sales) -> Result:
    """What is expected of the periods to come, as a table."""
    rows = [
        (_period(each.start, chart.unit), *map(_exact, (each.expected, each.low, each.high))) for each in chart.ahead
    ]
    return Result("forecast", _FORECAST, rows)


def table_of(figures: Result) -> Table:
    """All the columns of figures, sums of money without the fen."""
    return Table(figures.columns, forms={name: "whole" for name in figures.columns if word(name).kind == "money"})


def _sales(chart: Sales, language: Language) -> Iterator[Record]:
    for each in chart.periods:
        net = each.returning + each.new + each.unidentified
        money = tuple(map(_exact, (net, each.returning, each.new, each.unidentified, each.mean)))
        event = say("event", each.event, language) if each.event else None
        yield (_period(each.start, chart.unit, each.settled), *money, None, None, None, event)
    for ahead in chart.ahead:
        expected = tuple(map(_exact, (ahead.expected, ahead.low, ahead.high)))
        yield (_period(ahead.start, chart.unit), None, None, None, None, None, *expected, None)


def _split(chart: Split, language: Language) -> Iterator[Record]:
    """Class by class, so that the shares of one lie together."""
    for place, kind in enumerate(chart.classes):
        for name, shares in chart.bars:
            yield (word(name).label(language), kind, shares[place])


def _period(start: date, unit: Unit, settled: bool = True) -> str:
    """What people call a period, with a mark while it is not over or not settled."""
    name = f"{start.year:04}" if unit == "year" else unit_name(unit_number(start, unit), unit)
    return name if settled else f"{name}{RUNNING}"


def _exact(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_FEN, ROUND_HALF_UP)
