"""What stands on a screen of sales: the last period beside the one before and a year ago, the latest periods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crmkit.analyses.trend.plot import PLOTS
from crmkit.customers.figures import lines_of
from crmkit.messages import Language, say
from crmkit.result import Result
from crmkit.screen import FEW, Amount, Form, Line, Screen, Sentence, Share, Table

PERIODS = {"day": 14, "week": 13, "month": 13}
AHEAD = 12
"""Coming periods that are shown."""
BEFORE_FORECAST = 6
"""Past periods that are shown below a forecast."""
A_YEAR = {"month": 12, "week": 52}
"""How many whole periods make a year."""


def on_screen(result: Result, language: Language) -> Result:
    """The answer with its sentences and its screen."""
    has_events = any(line["events"] for line in lines_of(result))
    most = PERIODS[str(result.params["by"])]
    table = Table(
        columns=(
            *("period", "orders", "net_sales", "change_rate", "year_change_rate", "customers", "new_customers"),
            *("returning_customer_share", "avg_order_value", "refund_rate", *(("events",) if has_events else ())),
        ),
        leave=("events", "returning_customer_share", "customers", "orders"),
        wide=("new_customers", "avg_order_value", "refund_rate"),
        rows=int(str(result.params["periods"] or most)),
        asked=result.params["periods"] is not None,
        latest=True,
        bar="net_sales",
        forms={"change_rate": "signed", "year_change_rate": "signed", "returning_customer_share": "whole"},
    )
    ahead = _ahead(result)
    if ahead:
        table = replace(table, rows=BEFORE_FORECAST, asked=False)
    is_partial = any(not line["is_complete"] for line in lines_of(result)[-(table.rows or 0) :])
    partial = ("trend_partial",) if is_partial else ()
    mind = (*partial, "trend_ends", "trend_nobody", "forecast_untried", "forecast_moving")
    step = Line("next", "trend_next") if result.params["by"] == "month" and not ahead else None
    foot = (*_record(result), Line("counted", "trend_counted"))
    screen = Screen((*ahead, table), foot, mind, step, is_of_all=True)
    return replace(result, answer=tuple(_opening(result, language)), screen=screen, plots=PLOTS)


def _ahead(result: Result) -> tuple[Table, ...]:
    """The coming periods, where they were asked for."""
    if "forecast" not in result.parts:
        return ()
    hidden = ("first_day", "last_day", "events", "event_codes")
    columns = tuple(name for name in result.parts["forecast"].columns if name not in hidden)
    whole: dict[str, Form] = dict.fromkeys(("forecast_net_sales", "net_sales_low", "net_sales_high"), "whole")
    leave = ("last_year_net_sales", "net_sales_high", "net_sales_low")
    return (Table(columns, part="forecast", rows=AHEAD, leave=leave, forms=whole, title="forecast"),)


def _record(result: Result) -> tuple[Line, ...]:
    """How far the method was off on the shop's own past, where that could be tried."""
    error = result.facts.get("backtest_error")
    origins = next((note.values["origins"] for note in result.notes if note.code == "forecast_tried"), None)
    if error is None or origins is None:
        return ()
    return (Line("record", "trend_record", {"origins": origins, "error": Share(Decimal(str(error)))}),)


def _opening(result: Result, language: Language) -> Iterator[Sentence]:
    """What is to come, if it was asked for; then the last period, who bought, a year."""
    yield from _coming(lines_of(result, "forecast"))
    *before, last = lines_of(result)
    by = str(result.params["by"])
    sold = _sold(last, by, language)
    if not last["is_complete"]:
        yield Sentence("trend_so_far", {**sold, "until": _until(result, last["last_day"])})
        last = next((line for line in reversed(before) if line["is_complete"]), last)
        sold = _sold(last, by, language)
    if last["is_complete"] and not last["orders"]:
        yield Sentence("trend_nothing", sold)
    elif last["is_complete"]:
        changes = {name: _change(last[f"{name}_rate"]) for name in ("change", "year_change")}
        step = say("text", f"step_{by}", language)
        is_best = last["period"] == result.facts["best_period"]
        best = say("text", f"best_{by}", language) if is_best else None
        values = {**sold, **changes, "step": step, "best": best}
        yield Sentence("trend_last" if changes["change"] else "trend_first", values)
    if last["customers"]:
        who = {"buyers": last["customers"], "new": last["new_customers"]}
        is_said = last["customers"] >= FEW and last["new_customers"] < last["customers"]
        yield Sentence("trend_who", {**who, "share": Share(last["returning_customer_share"]) if is_said else None})
    whole = [line["net_sales"] for line in lines_of(result) if line["is_complete"]]
    year = A_YEAR.get(by, 0)
    if year and len(whole) >= year:
        added = Amount(sum(whole[-year:], Decimal(0)))
        yield Sentence("trend_year", {"periods": year, "steps": say("text", f"steps_{by}", language), "revenue": added})


def _coming(ahead: list[dict[str, Any]]) -> Iterator[Sentence]:
    """What the coming periods should bring; the bounds of several do not add up."""
    if len(ahead) == 1:
        bounds = {side: ahead[0][f"net_sales_{side}"] for side in ("low", "high")}
        known = {side: None if bound is None else Amount(bound) for side, bound in bounds.items()}
        revenue = Amount(ahead[0]["forecast_net_sales"])
        yield Sentence("trend_ahead_one", {"first": ahead[0]["period"], "revenue": revenue, **known})
    elif ahead:
        revenue = Amount(sum((line["forecast_net_sales"] for line in ahead), Decimal(0)))
        yield Sentence("trend_ahead", {"first": ahead[0]["period"], "last": ahead[-1]["period"], "revenue": revenue})


def _sold(line: dict[str, Any], by: str, language: Language) -> dict[str, object]:
    period = str(line["period"])
    days = {"first": str(line["first_day"]), "last": str(line["last_day"])}
    named = say("text", "week_of", language, days) if by == "week" else period
    return {"period": named, "orders": line["orders"], "revenue": Amount(line["net_sales"])}


def _until(result: Result, last_day: date) -> date:
    """The last day of a period that the data know."""
    known = (last_day, result.as_of, result.facts["data_to"])
    return min(day for day in known if isinstance(day, date))


def _change(rate: Decimal | None) -> str | None:
    """A change in whole per cent with its sign; none that rounds to nothing has one."""
    if rate is None:
        return None
    whole = (rate * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{whole:+f}%" if whole else "0%"
