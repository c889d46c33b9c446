"""What stands on a screen of reminders: how many are due and how many late, which of them first, and the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crmkit.analyses.remind.days import DAYS
from crmkit.analyses.remind.plot import PLOTS
from crmkit.customers.figures import length, lines_of
from crmkit.result import Result
from crmkit.screen import Line, Screen, Sentence, Share, Table, listing

LISTED = 12
"""Customers on a screen, unless a number was asked for."""
USUAL_TOP = 20


def in_detail(result: Result, summary: Result) -> Result:
    """The list of all customers with the sentences of its ``summary`` and its screen."""
    screen = listing(result.columns, "product", "expected_on", rest="--reveal -o remind.xlsx")
    return replace(result, answer=tuple(_opening(result, lines_of(summary))), screen=screen)


def on_screen(result: Result) -> Result:
    """The answer with its sentences and its screen."""
    top = None if result.params["top"] is None else int(str(result.params["top"]))
    due = int(str(result.facts["to_remind"]))
    rows, options = length(top, usual=USUAL_TOP, listed=LISTED, everyone=due)
    table = Table(
        columns=(
            *("customer", "product", "net_spend", "expected_on", "basis", "cycle_days"),
            *("last_purchase_on", "expected_from", "expected_to"),
        ),
        part="remind_list",
        leave=("net_spend", "cycle_days", "basis"),
        wide=("last_purchase_on", "expected_from", "expected_to"),
        rows=rows,
        asked=rows != LISTED,
        of=due,
        forms={"expected_on": "near"},
        rest=f"{options} -o remind.xlsx",
    )
    later = {"later": result.facts["long_overdue"] or None, "rhythm": result.facts["shop_rhythm_days"]}
    foot = (*_record(result), Line("counted", "remind_counted", later))
    mind = (
        "remind_untested",
        "remind_few_tested",
        "remind_no_better",
        "remind_latest",
        "remind_latest_same",
        "rhythm_young",
        "rhythm_assumed",
    )
    blocks = (table,) if due else ()
    screen = Screen(blocks, foot, mind, Line("next", "remind_next"))
    return replace(result, answer=tuple(_opening(result, lines_of(result))), screen=screen, plots=PLOTS, unseen=(DAYS,))


def _opening(result: Result, rows: list[dict[str, Any]]) -> Iterator[Sentence]:
    due, until = int(str(result.facts["to_remind"])), result.facts["forecast_to"]
    if not due:
        yield Sentence("remind_none", {"until": until, "later": result.facts["not_due"] or None})
        return
    late = int(str(result.facts["already_late"]))  # who is expected today is not late
    soon = due - late
    counts = {"due": due, "soon": soon, "late": late, "until": until}
    yield Sentence("remind_due" if 0 < soon < due else "remind_soon" if soon else "remind_late", counts)
    own = sum(row["customers"] for row in rows if row["basis"] == "own")
    tried = next((row for row in lines_of(result, "remind_backtest") if row["basis"] == "own"), None)
    if not 0 < own < due:
        return
    if tried is not None and tried["hit_rate"] is not None and tried["rest_hit_rate"] is not None:
        if tried["hit_rate"] <= tried["rest_hit_rate"]:
            return  # they come first in the list, but nothing speaks for writing to them first
        rates = {"rate": Share(Decimal(str(tried["hit_rate"]))), "others": Share(Decimal(str(tried["rest_hit_rate"])))}
        yield Sentence("remind_own", {"own": own, "days": result.params["days"], **rates})
    else:
        yield Sentence("remind_own_untested", {"own": own})


def _record(result: Result) -> Iterator[Line]:
    hit, rest = result.facts.get("hit_rate"), result.facts.get("rest_hit_rate")
    if hit is not None and rest is not None:
        rates = {"rate": Share(Decimal(str(hit))), "others": Share(Decimal(str(rest)))}
        yield Line("record", "remind_record", {**rates, "days": result.params["days"]})
