"""Rows from before the day that a store was pruned to: passed over, so that no old export brings back what was removed.

An order that the store still has, or of which any file of the load knows something newer, is no such row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.ingest.headers.columns import OF_PEOPLE, Kind
from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.merging")
BOUND = "select value::date from target.kept.meta where name = 'pruned_before'"
TIMES = ("created_at", "paid_at", "shipped_at", "received_at", "status_at", "applied_at", "finished_at")
"""What says when something happened to an order, on rows of any kind."""
HISTORY = ("first_at", "last_at")
OF_ORDER = (
    "exists (select 1 from pruned_orders as orders where orders.order_key = entries.order_key"
    " and orders.shop_key = entries.shop_key and orders.order_text is not distinct from entries.order_text)"
)
"""The condition on the row ``entries`` to be of an order that is passed over."""
OF_KIND: Mapping[Kind, str] = {
    "customers": "entries.customer_key in (select customer_key from pruned_facts)",
    "contacts": f"entries.sent_at < ({BOUND})",
    "consent": "false",  # what somebody forbade stays forbidden
}
"""Of rows about a buyer the condition on ``entries`` to be passed over."""


@dataclass(slots=True)
class _Passed:
    """Lines that were passed over, and the money of those that are records."""

    lines: int = 0
    amount: Decimal = Decimal(0)


def pass_over_pruned(staged: Sequence[Staged], workspace: Workspace) -> None:
    """Take out of the ``staged`` files what is older than the store keeps; each says how many lines these were.

    It needs the store to be held. Costs one question where a store was never pruned.
    """
    found = cast("list[tuple[date]]", workspace.execute(BOUND)) if workspace.has_store else []
    if not found:
        return
    ((bound,),) = found
    workspace.run(SQL / "pruned_begin.sql")
    for each in staged:
        if each.kind not in OF_PEOPLE:
            for table in each.tables:
                _collect(table, workspace)
    workspace.run(SQL / "pruned_find.sql", {"bound": bound})
    for each in staged:
        if each.kind == "customers":
            _collect_facts(each, bound, workspace)
    for each in staged:
        passed = _Passed()
        for table in each.tables:
            _pass_over(table, each, passed, workspace)
        if passed.lines:
            each.add_finding("orders_pruned", passed.lines, passed.amount or None, value=bound.isoformat())


def _latest(names: Sequence[str], table: str, workspace: Workspace) -> str:
    """The latest of these times of a row, those that ``table`` has."""
    had = workspace.columns(table)
    known = [name for name in names if name in had]
    return f"greatest({', '.join(known)})" if known else "null::timestamp"


def _collect(table: str, workspace: Workspace) -> None:
    """Remember when something happened to the orders of a table, and who its buyers are."""
    buyer = "customer_key" if "customer_key" in workspace.columns(table) else "null::ubigint"
    workspace.execute(
        f"insert into pruned_days select shop_key, order_key, order_text, {_latest(TIMES, table, workspace)}, {buyer} "  # noqa: S608
        f"from {table} where order_key <> 0 or order_text is not null"
    )


def _collect_facts(staged: Staged, bound: date, workspace: Workspace) -> None:
    workspace.execute(
        f"insert into pruned_facts select customer_key from {staged.table} "  # noqa: S608 - our own names
        f"where {_latest(HISTORY, staged.table, workspace)} < $bound "
        "and customer_key not in (select customer_key from target.kept.customers) "
        "and customer_key not in (select customer_key from kept_buyers)",
        {"bound": bound},
    )


def _pass_over(table: str, staged: Staged, passed: _Passed, workspace: Workspace) -> None:
    """Let ``staged`` be without the rows of ``table`` that are passed over, and count these as left out."""
    theirs = OF_KIND.get(cast(Kind, staged.kind), OF_ORDER)
    look_at(table, staged, workspace)
    had = workspace.columns("staged")
    amount = "net" if "net" in had else "amount" if "amount" in had else "0"
    rows = workspace.execute(
        f"select part, count(*), sum(coalesce(lines, 1))::bigint, sum({amount})::decimal(38, 2) "  # noqa: S608
        f"from staged as entries where {theirs} group by part"
    )
    if not rows:
        return
    for part, records, lines, money in cast("list[tuple[int, int, int, Decimal | None]]", rows):
        if staged.line_counts.recount_part("skipped", part, records, lines):
            passed.amount += money or 0
        passed.lines += lines
    rest = f"{table.rpartition('.')[2]}_since"
    workspace.execute(f"create temp table {rest} as select * from {table} as entries where not {theirs}")  # noqa: S608
    if table == staged.table:
        staged.table = rest
    else:
        staged.returns = rest
