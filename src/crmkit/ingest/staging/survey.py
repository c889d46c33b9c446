"""What a staged file is like, asked of all its rows, or of enough of them."""

from __future__ import annotations

from importlib.resources import files
from typing import cast

from crmkit.ingest.headers.columns import DUE
from crmkit.ingest.staging.staged import Staged
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.staging")
FIRST_ROWS = 2000
SURVEYED_ROWS, FEWEST_ORDERS = 250_000, 1000
"""So many rows show what item lines are, if so many orders of several rows are among them."""


def survey_orders(staged: Staged, workspace: Workspace) -> None:
    """Ask what a file of orders is like. Where its first rows repeat ids, as item lines do, the rest is not counted."""
    staged.survey = workspace.row(SQL / "survey_orders.sql", columns_present(staged))
    staged.survey = {**staged.survey, "repeats": repeats(staged.count("records"), workspace)}
    if staged.count("paid_too_early"):
        staged.survey = {**staged.survey, **workspace.row(SQL / "survey_early.sql")}


def repeats(rows: int, workspace: Workspace) -> int:
    """How many of so many staged ``rows``, or of the first of them, bear the number of another."""
    ids = "select count(*) - count(distinct order_key) from (select order_key from staged {})"
    ((found,),) = cast("list[tuple[int]]", workspace.execute(ids.format(f"limit {FIRST_ROWS:d}")))
    if not found and rows > FIRST_ROWS:
        ((found,),) = cast("list[tuple[int]]", workspace.execute(ids.format("")))
    return found


def columns_present(staged: Staged) -> dict[str, bool]:
    """Which columns of a file of orders may hold something; the others need not be read."""
    cells = staged.match.layout.cells
    return {
        "has_status": not {"status", "refund_status"}.isdisjoint(cells),
        "has_refund": not {"refund", "refund_status", "status"}.isdisjoint(cells),
        "has_due": not DUE.isdisjoint(cells),
        "has_paid_at": "paid_at" in cells,
        "has_padded": staged.line_counts.padded > 0,
    }


def survey_lines(staged: Staged, workspace: Workspace) -> dict[str, int]:
    """What the rows that share an order number are to each other: a share of the orders where there are very many."""
    share = max(1, staged.count("records") // SURVEYED_ROWS)
    known = columns_present(staged)
    found = workspace.row(SQL / "survey_lines.sql", {**known, "share": share})
    if share > 1 and cast(int, found["line_like"]) + cast(int, found["state_like"]) < FEWEST_ORDERS:
        found = workspace.row(SQL / "survey_lines.sql", {**known, "share": 1})
    return cast("dict[str, int]", found)
