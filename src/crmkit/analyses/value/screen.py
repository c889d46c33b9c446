"""What stands on a screen of customer value: what they have brought and will bring, by tier, and who brings most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crmkit.analyses.value.plot import PLOTS
from crmkit.analyses.value.tables import LISTS, tier_table
from crmkit.customers.figures import length, lines_of
from crmkit.customers.outlook.value import CustomerValue
from crmkit.result import Result
from crmkit.screen import Amount, Line, Screen, Sentence, Share, Table, known_share, listing

LISTED = 8
"""Customers on a screen, unless a number was asked for."""
USUAL_TOP = 10
MARGINS = ("gross_margin", "costed_share")
"""Columns that are there where costs are known."""


def in_detail(result: Result, values: CustomerValue) -> Result:
    """The list of all customers with the sentences on their tiers and its screen."""
    screen = listing(result.columns, "tier", "potential_value", rest="--reveal -o value.xlsx")
    tiers = lines_of(Result("value", *tier_table(values)))
    return replace(result, answer=tuple(_opening(result, tiers)), screen=screen)


def on_screen(result: Result, customers: int, top: int | None) -> Result:
    """The answer with its sentences and its screen, the list of best customers as long as was asked for."""
    tiers = lines_of(result)
    margins = tuple(name for name in MARGINS if name in result.columns)
    by_tier = Table(
        columns=(
            *("tier", "customers", "realised_value", *margins, "potential_value", "rising_customers"),
            "potential_share",
        ),
        leave=("rising_customers", *margins[1:], "realised_value"),
        bar="potential_share",
        forms={"potential_value": "whole"},
    )
    rows, options = length(top, usual=USUAL_TOP, listed=LISTED, everyone=customers)
    best = Table(
        columns=(
            *("customer", "tier", "realised_value", "potential_value", "potential_low", "potential_high"),
            "last_purchase_on",
        ),
        part="top_customers",
        leave=("last_purchase_on", "potential_low", "potential_high", "tier", "realised_value"),
        rows=rows,
        asked=rows != LISTED,
        of=customers,
        forms={"potential_value": "whole", "potential_low": "whole", "potential_high": "whole"},
        title="top_customers",
        rest=f"{options} -o value.xlsx",
    )
    blocks = (by_tier, best) if lines_of(result, "top_customers") else (by_tier,)
    foot = (*_record(result), Line("counted", "value_counted", {"until": result.facts["forecast_to"]}))
    mind = ("value_untested", "value_range_unknown", "value_beaten", "value_backtest_shorter")
    screen = Screen(blocks, foot, mind, Line("next", "value_next"))
    return replace(result, answer=tuple(_opening(result, tiers)), screen=screen, plots=PLOTS, tables=("value", *LISTS))


def _opening(result: Result, tiers: list[dict[str, Any]]) -> Iterator[Sentence]:
    facts = result.facts
    potential = Decimal(str(facts["potential_value"]))
    known = {"customers": facts["customers"], "realised": Amount(Decimal(str(facts["realised_value"])))}
    days = {"until": facts["forecast_to"]}
    if not potential:
        yield Sentence("value_no_more", {**known, **days})
        return
    low, high = (
        None if facts[name] is None else Amount(Decimal(str(facts[name])))
        for name in ("potential_low", "potential_high")
    )
    yield Sentence("value_so_far", {**known, **days, "potential": Amount(potential), "low": low, "high": high})
    inside = [tier for tier in tiers if tier["customers"]]
    if len(inside) > 1:
        yield Sentence("value_from", {"share": Share(inside[0]["potential_share"]), "tier": inside[0]["tier"]})
    if rising := facts["rising_customers"]:
        yield Sentence("value_rising", {"rising": rising})


def _change(rate: Decimal) -> str:
    """``-6%``, ``+84%``; no sign before nought."""
    whole = (rate * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{whole:+f}%" if whole else "0%"


def _record(result: Result) -> Iterator[Line]:
    """What the same method expected of the latest closed months, and what came in."""
    for tried in lines_of(result, "value_backtest"):
        if tried["method"] == "expectation" and tried["error"] is not None:
            error = _change(Decimal(str(tried["error"])))
            money = {"expected": Amount(tried["predicted"]), "actual": Amount(tried["actual"]), "error": error}
            inside = known_share(tried["coverage"])
            yield Line("record", "value_record", {**money, "inside": inside})
