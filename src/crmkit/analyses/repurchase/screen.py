"""What stands on a screen of repurchases: how many buy again and by when, the rates by days, order by order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crmkit.analyses.repurchase.plot import BY_PERIOD, plots
from crmkit.analyses.repurchase.tables import LEAST
from crmkit.customers.figures import lines_of
from crmkit.messages import Language, say
from crmkit.plot import Picture
from crmkit.result import Result
from crmkit.screen import FEW, Line, Screen, Sentence, Share, Strip, Table, named

STEPS = 6
"""How many steps from one order to the next are shown."""
PERIODS = 13
"""How many of the latest periods are shown."""


def on_screen(result: Result) -> Result:
    """The answer with its sentences and its screen."""
    rates = lines_of(result)
    strip = Strip(
        "days_since_first",
        tuple(line["days_since_first"] for line in rates),
        tuple(
            (name, tuple(line[name] for line in rates))
            for name in ("repurchase_rate", "ci_low", "ci_high", "still_observed")
        ),
        leave=(1, 3, 0),
        forms={"ci_low": "whole", "ci_high": "whole"},
    )
    steps = Table(
        columns=(
            *("from_purchase", "to_purchase", "customers", "repeat_customers", "median_gap", "repurchase_rate_365"),
            "repurchase_rate_90",
        ),
        part="transitions",
        leave=("repurchase_rate_365", "median_gap", "repeat_customers"),
        rows=STEPS,
        bar="repurchase_rate_90",
        title="transitions",
    )
    counted = (Line("counted", "repurchase_counted", {"as_of": result.as_of, "least": LEAST}),)
    next_line = Line("next", "repurchase_next") if result.params.get("by") == "month" else None
    mind = ("repurchase_too_few", "repurchase_thin", "repurchase_first_seen")
    screen = Screen((strip, *(_groups(result) or (steps,))), counted, mind, next_line)
    return replace(result, answer=tuple(_opening(result, rates)), screen=screen, plots=_drawn(result))


def in_periods(result: Result, language: Language) -> Result:
    """The answer by period with its sentence and its screen."""
    table = Table(
        columns=(
            *("period", "buyers", "repeat_day_buyers", "repeat_day_rate", "repeat_order_rate", "next_period_buyers"),
            "next_period_rate",
        ),
        leave=("repeat_order_rate", "next_period_buyers", "repeat_day_buyers"),
        rows=PERIODS,
        latest=True,
        bar="next_period_rate",
    )
    named = {"period": say("text", f"period_{result.params['period']}", language)}
    found = {"rate": result.facts["repeat_day_rate"], "next_rate": result.facts["next_period_rate"]}
    rates = {name: Share(Decimal(str(value))) for name, value in found.items() if value is not None}
    said = Sentence("repurchase_periods", {"next_rate": None, **rates, **named})
    opening = said if "rate" in rates else Sentence("repurchase_no_period", named)
    screen = Screen((table,), (Line("counted", "repurchase_by_period"),))
    return replace(result, answer=(opening,), screen=screen, plots=BY_PERIOD)


def _drawn(result: Result) -> Picture:
    groups = next(iter(_groups(result)), None)
    return plots(None, "") if groups is None else plots(groups.part, groups.columns[0])


def _groups(result: Result) -> list[Table]:
    """The groups that were asked for; months of the first purchase are behind ``--full``."""
    tables = []
    for name, part in result.parts.items():
        if result.params.get("by") != "month" and part.columns[1:3] == ("customers", "repeat_customers"):
            columns = (part.columns[0], "customers", "repeat_customers", "repurchase_rate_30", "repurchase_rate_90")
            leave = ("repurchase_rate_30", "repeat_customers")
            tables.append(Table(columns, part=name, leave=leave, rows=10, bar="repurchase_rate_90", title=name))
    return tables


def _best_group(result: Result) -> Iterator[Sentence]:
    """The first of the groups that were asked for: they stand in the order of what is certain about them."""
    for table in _groups(result):
        first = next(iter(lines_of(result, table.part)), None)
        if first is not None and first["repurchase_rate_90"] is not None and first[table.columns[0]] is not None:
            best = {"name": named(first[table.columns[0]]), "rate": Share(first["repurchase_rate_90"])}
            yield Sentence("repurchase_best", best)


def _opening(result: Result, rates: list[dict[str, Any]]) -> Iterator[Sentence]:
    customers, again = result.facts["customers"], int(str(result.facts["repeat_customers"]))
    if not again:
        yield Sentence("repurchase_none", {"customers": customers})
        return
    yield from _best_group(result)
    by_days = {line["days_since_first"]: line["repurchase_rate"] for line in rates}
    known = {days: found for days, found in by_days.items() if found is not None}
    if not known:
        yield Sentence("repurchase_so_far", {"customers": customers, "repeat": again})
    elif {90, 365} <= set(known):
        yield Sentence("repurchase_rates", {"rate_90": Share(known[90]), "rate_365": Share(known[365])})
    else:
        days = max(known)
        yield Sentence("repurchase_short", {"days": days, "rate": Share(known[days])})
    by_day = result.facts["days_to_repeat_p80"]
    if by_day is not None and again >= FEW:
        yield Sentence("repurchase_when", {"days": by_day})
    steps = lines_of(result, "transitions")
    second = steps[1]["repurchase_rate_90"] if len(steps) > 1 else None
    if second is not None and 90 in known and second > known[90]:
        yield Sentence("repurchase_second", {"rate": Share(second)})
