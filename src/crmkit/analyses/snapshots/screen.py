"""What stands on a screen of snapshots: what was saved of which day, the list of them, what to compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crmkit.customers.figures import lines_of
from crmkit.result import Result
from crmkit.screen import LISTED, Amount, Line, Name, Screen, Sentence, Table


def saved(result: Result) -> Result:
    """The answer of a snapshot that was taken with its sentences and its screen."""
    facts = result.facts
    table = Table(
        columns=("group_by", "group", "customers", "net_sales", "net_sales_share", "customer_share"),
        leave=("net_sales_share", "net_sales"),
        rows=len(result.records),
    )
    name = Name(str(facts["snapshot"]))
    counts = {"snapshot": name, "customers": facts["customers"], "as_of": result.as_of}
    opening = [Sentence("snapshot_saved", {**counts, "revenue": Amount(Decimal(str(facts["net_sales"])))})]
    if facts["risk_known"] not in (0, facts["customers"]):
        opening.append(Sentence("snapshot_risk", {"known": facts["risk_known"]}))
    mind = ("snapshot_churn_needs", "snapshot_no_skill")
    step = Line("next", "snapshot_next", {"snapshot": name})
    return replace(result, answer=tuple(opening), screen=Screen((table,), (), mind, step))


def in_list(result: Result) -> Result:
    """The list of snapshots with its sentences and its screen."""
    lines = lines_of(result)
    if not lines:
        screen = Screen((), next=Line("next", "snapshot_first"), said=("snapshots_none",))
        return replace(result, answer=(Sentence("snapshots_none"),), screen=screen)
    has_shops = any(line["shop"] for line in lines)
    table = Table(
        columns=(
            *("snapshot", "snapshot_on", "customers", "net_sales", "risk_known", *(("shop",) if has_shops else ())),
            *("segment_map", "forecast_months", "version"),
        ),
        leave=("segment_map", "shop", "risk_known"),
        wide=("forecast_months", "version"),
        rows=LISTED,
        latest=True,
        rest="--limit 0",
    )
    step = Line("next", "snapshots_next", {"snapshot": Name(lines[-1]["snapshot"])})
    return replace(result, answer=tuple(_opening(lines)), screen=Screen((table,), next=step))


def _opening(lines: list[dict[str, Any]]) -> Iterator[Sentence]:
    first, last = lines[0], lines[-1]
    counts = {"snapshot": Name(last["snapshot"]), "customers": last["customers"], "revenue": Amount(last["net_sales"])}
    days = {"from": first["snapshot_on"], "to": last["snapshot_on"]}
    if len(lines) == 1:
        yield Sentence("snapshots_one", {**counts, **days})
        return
    yield Sentence("snapshots_many", {"snapshots": len(lines), **days})
    yield Sentence("snapshots_latest", counts)
