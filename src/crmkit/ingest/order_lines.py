"""Whether the rows of one order number are lines of the order, and how lines add up."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from crmkit.ingest.disputes import leave_out_collided
from crmkit.ingest.staged import Lines, Staged
from crmkit.ingest.survey import SQL, survey_lines, survey_orders
from crmkit.store.workspace import Workspace

SAME_SHARE = 0.95
FEW_ORDERS = 2
"""From more orders than this, equal amounts on all lines prove that the order's total is repeated."""


def order_lines(staged: Staged, workspace: Workspace) -> Lines | None:
    """How rows of one order number add up, where they are lines of orders; ``None`` where each row is an order.

    Rows of another order with the same number are left out on the way, and what contradicts itself is told.
    """
    rows = staged.match.dialect.rows
    deep = is_beyond_fen(staged, workspace)
    if rows == "order" and not deep:
        if staged.count("repeats"):
            _leave_out_collided(staged, workspace)
        return None
    if not staged.count("repeats") and not staged.count("line_ids"):
        return Lines(False, False, False) if deep or rows == "line" else None
    _settle_contradictions(staged, workspace)
    survey = survey_lines(staged, workspace)
    is_lines = rows == "line" or staged.count("line_ids") > 0 or survey["line_like"] > survey["state_like"]
    if not is_lines and not deep:
        return None
    equal, other = survey["equal_amounts"], survey["other_amounts"]
    fewest = FEW_ORDERS if staged.count("line_ids") else 0  # a line with its own number as a rule has its own money
    repeats = equal > fewest and equal >= SAME_SHARE * (equal + other)
    if survey["sums_to_due"] + survey["repeats_due"]:
        repeats = survey["repeats_due"] > survey["sums_to_due"]
    elif repeats and equal <= FEW_ORDERS:
        staged.tell("lines_unclear", equal, cast(Decimal, survey["equal_money"]))
    return Lines(
        repeats_total=repeats,
        repeats_refund=survey["equal_refunds"] > survey["other_refunds"] and survey["equal_refunds"] > 0,
        repeats_due=survey["equal_dues"] >= survey["other_dues"],
    )


def is_beyond_fen(staged: Staged, workspace: Workspace) -> bool:
    """Whether the file has amounts of less than a fen."""
    kinds = workspace.execute(f"select typeof(net) from {staged.table} limit 1")  # noqa: S608 - our own name
    return kinds == [("DECIMAL(18,6)",)]


def _settle_contradictions(staged: Staged, workspace: Workspace) -> None:
    found = workspace.row(SQL / "survey_contradictions.sql")
    if found["contradicted"] and _leave_out_collided(staged, workspace):
        found = workspace.row(SQL / "survey_contradictions.sql")
    if found["contradicted"]:
        staged.tell("rows_contradict", cast(int, found["contradicted"]), cast(Decimal, found["contradicted_money"]))


def _leave_out_collided(staged: Staged, workspace: Workspace) -> bool:
    if not leave_out_collided(staged, workspace):
        return False
    survey_orders(staged, workspace)
    return True
