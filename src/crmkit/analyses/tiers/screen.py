"""What stands on a screen of value tiers: what the best tier brings, one line a tier, the share of the best tenths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from crmkit.analyses.tiers.plot import PLOTS
from crmkit.customers.figures import lines_of
from crmkit.result import Record, Result
from crmkit.screen import FEW, Amount, Line, Screen, Sentence, Share, Strip, Table, listing, share_of

TENTHS = 7
"""How many tenths of the customers the strip shows."""


def in_detail(summary: Result, columns: tuple[str, ...], records: Sequence[Record]) -> Result:
    """The list of all customers with the sentences of the ``summary`` and its screen."""
    screen = listing(columns, "tier", "net_spend", rest="--reveal -o tiers.xlsx")
    answer = tuple(_opening(summary))
    return replace(summary, columns=columns, records=records, answer=answer, screen=screen)


def on_screen(result: Result) -> Result:
    """The answer with its sentences and its screen."""
    tiers, customers = lines_of(result), int(str(result.facts["customers"]))
    total = {"customers": customers, "net_sales": result.facts["net_sales"]}
    table = Table(
        columns=(
            *("tier", "customers", "customer_share", "lowest_amount", "highest_amount", "avg_net_spend"),
            *("net_sales", "net_sales_share"),
        ),
        leave=("customer_share", "highest_amount", "lowest_amount", "net_sales"),
        wide=("avg_net_spend",),
        bar="net_sales_share" if customers >= FEW else "",
        total=total if len(tiers) > 1 else {},
    )
    deciles = lines_of(result, "deciles")[:TENTHS]
    heads = tuple(Decimal(line["decile"]) / 10 for line in deciles)
    shares = ("cumulative_share", tuple(line["cumulative_share"] for line in deciles))
    strip = Strip("best_customers", heads, (shares,), forms={"best_customers": "whole"}, leave=(0, 2, 4, 6, 5))
    is_of_all = "top_fifth_share" in result.facts  # the tenths are those of the whole shop
    blocks = (table, strip) if is_of_all and len(deciles) == TENTHS else (table,)
    days = {"window_from": result.facts["window_from"], "as_of": result.as_of}
    screen = Screen(blocks, (Line("counted", "tiers_counted", days),), next=Line("next", "tiers_next"))
    return replace(result, answer=tuple(_opening(result)), screen=screen, plots=PLOTS)


def _opening(result: Result) -> Iterator[Sentence]:
    tiers = [line for line in lines_of(result) if line["customers"]]
    customers, revenue = int(str(result.facts["customers"])), Amount(Decimal(str(result.facts["net_sales"])))
    everyone = {"customers": customers, "revenue": revenue}
    if len(tiers) < 2:
        yield Sentence("tiers_alike", {**everyone, "tier": tiers[0]["tier"]})
        return
    best = tiers[0]
    top = {"best": best["customers"], "best_share": share_of(best["customers"], customers)}
    yield Sentence(
        "tiers_top", {**everyone, **top, "tier": best["tier"], "revenue_share": Share(best["net_sales_share"])}
    )
    if customers >= FEW and (fifth := result.facts.get("top_fifth_share")) is not None:
        yield Sentence("tiers_fifth", {"share": Share(Decimal(str(fifth)))})
    yield Sentence(
        "tiers_means",
        {"tier": best["tier"], "mean": Amount(best["avg_net_spend"]), "last": tiers[-1]["tier"]}
        | {"last_mean": Amount(tiers[-1]["avg_net_spend"])},
    )
