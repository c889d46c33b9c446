"""Sales by month, or by week while there are few months: by whom, with what is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.saying import period
from crmkit.deliver.report.shown import listing
from crmkit.events import events_between
from crmkit.periods import SalesUnit
from crmkit.render.report.charts import Ahead, Period, Sales
from crmkit.render.report.document import Block, Listing, Panel, Role
from crmkit.screen import Amount, Form, Sentence, Share

FEWEST_MONTHS = 3
"""Fewer whole months are shown by week."""
SHOWN = 24
FEWEST = 2
"""One period alone is no chart."""
YEAR = 12
NEAR = Decimal("0.025")
"""A forecast so near to the last month is no rise and no fall."""
RANKED = ("double_11", "june_18", "double_12", "spring_festival", "womens_day", "new_year_goods")
"""Which event names a bar that holds several."""
CENT = Decimal("0.01")


def sales(answers: Answers) -> Block:
    """What was sold when, to new and returning buyers, and what is expected next."""
    unit, lines = periods_shown(answers)
    coming = _coming(answers) if unit == "month" else []
    tables = _tables(answers, unit, coming)
    notes = (
        *([Sentence("sales_end", {"until": answers.data_to})] if lines[-1]["last_day"] < answers.as_of else ()),
        *(_accuracy(answers) if coming else ()),
    )
    panel = Panel(deck=Sentence(f"sales_deck_{unit}", {"currency": answers.currency}), is_wide=True)
    panel = replace(panel, listings=tables, notes=notes)
    if len(lines) >= FEWEST:
        panel = _with_chart(panel, answers, unit, lines, coming)
    return Block("sales", _heading(answers, lines, coming, unit), panels=(panel,))


def _coming(answers: Answers) -> list[Line]:
    """The coming months; none where the first of them is over, since the data end long before."""
    lines = answers.lines("trend", "forecast")
    return lines if lines and lines[0]["last_day"] > answers.as_of else []


def periods_shown(answers: Answers) -> tuple[SalesUnit, list[Line]]:
    """The months, or the weeks while fewer than three months are whole."""
    months = answers.sold("trend")
    if sum(line["is_complete"] for line in months) >= FEWEST_MONTHS or not answers.sold("weeks"):
        return "month", months
    return "week", answers.sold("weeks")


def _heading(answers: Answers, lines: list[Line], coming: list[Line], unit: SalesUnit) -> Sentence:
    """Whether the next month is expected to bring more or less than the last whole one, as far as that was tested."""
    whole = [line for line in lines if line["is_complete"]]
    is_tested = answers.sales.facts.get("backtest_error") is not None
    if not coming or not is_tested or not whole or whole[-1]["net_sales"] <= 0:
        return Sentence(f"sales_by_{unit}")
    last, first = whole[-1], coming[0]
    change = (first["forecast_net_sales"] - last["net_sales"]) / last["net_sales"]
    code = "sales_hold" if abs(change) < NEAR else "sales_rise" if change > 0 else "sales_fall"
    names = {
        "period": period(first["first_day"], unit, answers.language, beside=answers.as_of),
        "last": period(last["first_day"], unit, answers.language, beside=answers.as_of),
    }
    return Sentence(code, {**names, "expected": Amount(first["forecast_net_sales"])})


def _with_chart(panel: Panel, answers: Answers, unit: SalesUnit, lines: list[Line], coming: list[Line]) -> Panel:
    means = _means(lines) if unit == "month" else {}
    shown = lines[-SHOWN:]
    found = tuple(
        Period(
            start=line["first_day"],
            returning=_known(line["returning_net_sales"]),
            new=_known(line["new_net_sales"]),
            unidentified=_known(line["unidentified_net_sales"]),
            settled=line["is_complete"],
            event=_event(line["first_day"], line["last_day"]),
            mean=means.get(line["period"]),
        )
        for line in shown
    )
    ahead = tuple(
        Ahead(line["first_day"], line["forecast_net_sales"], line["net_sales_low"], line["net_sales_high"])
        for line in coming
        if line["net_sales_low"] is not None
    )
    chart = Sales(unit, found, ahead)
    return replace(panel, chart=chart, keys=_keys(found, ahead), described=_described(answers, shown, unit))


def _known(money: Decimal | None) -> Decimal:
    return Decimal("0.00") if money is None else money


def _event(first: date, last: date) -> str:
    """The event that a bar bears: a sale belongs where it ends, a festival where it begins."""
    found = {
        event.code
        for event in events_between(first, last)
        if first <= (event.last_day if event.is_sale else event.first_day) <= last
    }
    return next((code for code in RANKED if code in found), "")


def _means(lines: list[Line]) -> dict[str, Decimal]:
    """The mean of twelve whole months by the last of them."""
    whole = [line for line in lines if line["is_complete"]]
    ends = range(YEAR, len(whole) + 1)
    return {
        whole[end - 1]["period"]: (sum((line["net_sales"] for line in whole[end - YEAR : end]), Decimal(0)) / YEAR)
        .quantize(CENT)
        for end in ends
    }  # fmt: skip


def _keys(periods: tuple[Period, ...], ahead: tuple[Ahead, ...]) -> tuple[Role, ...]:
    """Only what is drawn."""
    drawn: dict[Role, bool] = {
        "returning": any(each.returning for each in periods),
        "new": any(each.new for each in periods),
        "unidentified": any(each.unidentified for each in periods),
        "mean": any(each.mean is not None for each in periods),
        "forecast": bool(ahead),
        "unfinished": not all(each.settled for each in periods),
    }
    return tuple(role for role, is_drawn in drawn.items() if is_drawn)


def _described(answers: Answers, shown: list[Line], unit: SalesUnit) -> Sentence:
    """From when to when, and the highest bar."""
    highest = max(shown, key=lambda line: line["net_sales"])
    names = {
        name: period(line["first_day"], unit, answers.language)
        for name, line in (("first", shown[0]), ("last", shown[-1]), ("highest", highest))
    }
    return Sentence("sales_described", {**names, "most": Amount(highest["net_sales"])})


def _accuracy(answers: Answers) -> list[Sentence]:
    """By how much the same forecast missed the past."""
    error, facts = answers.sales.facts.get("backtest_error"), answers.sales.facts
    tried = next((note.values["origins"] for note in answers.sales.notes if note.code == "forecast_tried"), None)
    if error is None or tried is None:
        return [Sentence("forecast_untried")]
    values = {"method": facts["forecast_method"], "tried": tried, "error": Share(Decimal(str(error)))}
    return [Sentence("forecast_tried", values)]


def _tables(answers: Answers, unit: SalesUnit, coming: list[Line]) -> tuple[Listing, ...]:
    """The coming periods, and every period, the newest first."""
    name = "trend" if unit == "month" else "weeks"
    result, lines = answers.found[name], answers.sold(name)
    has_buyers = any(line["returning_net_sales"] is not None for line in lines)
    buyers = ("returning_net_sales", "new_net_sales", "unidentified_net_sales") if has_buyers else ()
    shown = ("period", "net_sales", *buyers, "change_rate", "year_change_rate", "orders")
    every = listing(
        result,
        (*shown, *(("new_customers",) if buyers else ()), "events"),
        Sentence(f"sales_table_{unit}"),
        records=list(result.records)[: len(lines)][::-1],
        folded=True,
        spare=("unidentified_net_sales", "orders", "new_customers", "events"),
        forms={"change_rate": "signed", "year_change_rate": "signed"},
    )
    if not all(line["is_complete"] for line in lines):
        every = replace(every, note=Sentence("not_whole"))
    if not coming:
        return (every,)
    ahead = ("period", "forecast_net_sales", "net_sales_low", "net_sales_high", "last_year_net_sales")
    forms: dict[str, Form] = dict.fromkeys(ahead[1:], "whole")
    return (listing(result, ahead, Sentence("sales_coming"), part="forecast", spare=ahead[-1:], forms=forms), every)
