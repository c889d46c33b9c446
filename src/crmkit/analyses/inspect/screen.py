"""What stands on a screen of an audience: who they are beside the others, and which features set them apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crmkit.customers.figures import lines_of
from crmkit.result import Result
from crmkit.screen import Amount, Line, Screen, Sentence, Table, known_share, share_of

LISTED = 12
USUAL_TOP = 20


def on_screen(result: Result) -> Result:
    """The answer with its sentences and its screen."""
    sides = lines_of(result, "inspect_groups")
    groups = Table(
        columns=(
            "side",
            "customers",
            "avg_net_spend",
            "avg_basket",
            "avg_purchase_days",
            "avg_recency_days",
            "repeat_customer_share",
        ),
        part="inspect_groups",
        leave=("avg_purchase_days", "avg_basket", "avg_recency_days"),
    )
    different, top = int(str(result.facts["different_values"])), result.params["top"]
    values = Table(
        columns=("attribute", "difference", "index", "overall_share", "ratio_to_others", "customers", "audience_share"),
        leave=("difference", "overall_share"),
        wide=("ratio_to_others", "customers"),
        rows=min(different, LISTED if top in (USUAL_TOP, None) else int(str(top))),
        asked=top not in (USUAL_TOP, None),
        of=different,
        bar="audience_share",
        rest="--full",
    )
    blocks = (groups, values) if different else (groups,)
    mind = ("inspect_few", "inspect_left_out", "history_unknown")
    screen = Screen(blocks, (Line("counted", "inspect_counted"),), mind)
    return replace(result, answer=tuple(_opening(result, sides)), screen=screen)


def _opening(result: Result, sides: list[dict[str, Any]]) -> Iterator[Sentence]:
    audience, others = sides[0], sides[1]
    everyone = int(str(result.facts["all_customers"]))
    counts = {"matching": audience["customers"], "everyone": everyone, "where": result.params["where"]}
    shares = {"share": share_of(audience["customers"], everyone), "money": known_share(audience["net_sales_share"])}
    yield Sentence("inspect_who", {**counts, **shares})
    if audience["avg_net_spend"] is not None and others["avg_net_spend"] is not None:
        means = {"mean": Amount(audience["avg_net_spend"]), "others_mean": Amount(others["avg_net_spend"])}
        again = {
            "again": known_share(audience["repeat_customer_share"]),
            "others_again": known_share(others["repeat_customer_share"]),
        }
        yield Sentence("inspect_differ", {**means, **again})
    compared = {"compared": result.facts["compared_values"], "marked": result.facts["different_values"]}
    yield Sentence("inspect_marked" if compared["marked"] else "inspect_alike", compared)
