"""Whose an order is when its versions differ: renamed buyers, and order numbers that two shops have both used."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.staging.survey import survey_orders
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.staging")
SAME = (
    "{ours}.order_key = {theirs}.order_key and {ours}.shop_key = {theirs}.shop_key "
    "and {ours}.order_text is not distinct from {theirs}.order_text"
)


@dataclass(frozen=True, slots=True)
class Disputes:
    """The orders of a batch that the store has under another buyer: how many, and the lines of those left out.

    ``is_first`` says that the store had no orders.
    """

    orders: int = 0
    lines: int = 0
    is_first: bool = True


def leave_out_collided(staged: Staged, workspace: Workspace) -> bool:
    """Take out of the staged rows those whose number belongs to an earlier order of another buyer in the same file."""
    workspace.keep("collided", SQL / "collided_rows.sql")
    ((orders, amount),) = cast(
        "list[tuple[int, Decimal | None]]", workspace.execute("select count(*), sum(amount) from collided")
    )
    if orders:
        theirs = f"{SAME.format(ours='entries', theirs='collided')} and entries.customer_key <> collided.buyer"
        rows = f"from staged as entries join collided on {theirs} group by customer_key"
        lost = f"select customer_key, sum(coalesce(lines, 1)) as lines {rows}"
        workspace.execute(f"create or replace temp table left_out as {lost}")
        ((lines,),) = cast("list[tuple[int]]", workspace.execute("select sum(lines)::bigint from left_out"))
        workspace.execute(f"delete from {staged.table} as entries using collided where {theirs}")  # noqa: S608 - our own names
        workspace.run(SQL / "forget_left_out.sql")
        staged.left_out += lines
        staged.add_finding("orders_collide", orders, amount)
        survey_orders(staged, workspace)
    workspace.execute("drop table collided")
    return orders > 0


def settle_disputes(staged: Staged, workspace: Workspace, *, is_view: bool) -> Disputes:
    """Say whose the orders of the ``batch`` (a view of ``staged``, or a table) are that the target has as another's.

    Of two orders with one number the one that stays is whole, so the other leaves the target or the batch.
    """
    workspace.keep("disputed", SQL / "disputed_orders.sql")
    found = workspace.row(SQL / "survey_disputed.sql")
    if found["collisions"]:
        theirs = f"{SAME.format(ours='entries', theirs='disputed')} and is_collision and not is_ours"
        look_at(staged.table, staged, workspace, but=f"anti join disputed on {theirs}")
        if not is_view:
            workspace.execute(f"delete from batch as entries using disputed where {theirs}")  # noqa: S608 - our own names
        workspace.run(SQL / "leave_out_kept.sql")
    for code, rows, amount in (
        ("orders_collide", "collisions", "collision_amount"),
        ("orders_renamed", "renamed", "renamed_amount"),
        ("orders_named_twice", "unproven", "unproven_amount"),
    ):
        if found[rows]:
            staged.add_finding(code, cast(int, found[rows]), cast("Decimal | None", found[amount]))
    is_first = not workspace.execute("select 1 from target.kept.orders limit 1")
    return Disputes(cast(int, found["orders"]), cast(int, found["lines_left_out"]), is_first)


def remember_reach(staged: Staged, workspace: Workspace) -> None:
    """Keep in the staged table, which becomes that of the orders, how new its names are, unless nothing ever asks."""
    if not staged.is_alone:
        reach = f"'{staged.reach}'" if staged.reach else "null"
        workspace.execute(f"alter table {staged.table} add column buyer_at timestamp default {reach}")


def know_buyers(staged: Staged, disputes: Disputes, workspace: Workspace) -> None:
    """Remember how new the names of buyers are, and forget those without an order."""
    if not disputes.is_first:
        workspace.run(SQL / "know_buyers.sql")
    is_repeated = staged.lines is None and staged.count("repeats") > 0
    if disputes.orders or is_repeated:
        workspace.run(SQL / "forget_unused_buyers.sql", {"is_repeated": is_repeated})
