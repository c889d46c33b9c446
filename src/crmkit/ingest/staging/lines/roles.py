"""Lines of orders that are no articles: coupons, which are no refunds, and an order's own sum."""

from __future__ import annotations

from importlib.resources import files
from typing import cast

from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.staging.survey import survey_orders
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.staging.lines")


def tell_lines_apart(staged: Staged, workspace: Workspace) -> None:
    """Know coupons and sums among the lines of orders; sums are counted as total lines, which they are."""
    if staged.match.dialect.rows != "check" or {"title", "sku"}.isdisjoint(staged.match.layout.cells):
        return
    if staged.no_id or not staged.count("repeats") or not (staged.count("returns") or staged.count("bare_lines")):
        return
    if "article" not in workspace.columns(staged.table):  # the first rows show that there are none
        return
    look_at(staged.table, staged, workspace, place=True)
    workspace.run(SQL / "roles.sql")
    if workspace.execute("select 1 from line_roles limit 1"):
        _settle(staged, workspace)
    look_at(staged.table, staged, workspace)


def _settle(staged: Staged, workspace: Workspace) -> None:
    """Give the rows of ``line_roles`` their money, and leave out those that are nothing but a sum."""
    spare = "(select place from line_roles where is_spare)"
    sums = f"select count(*), coalesce(sum(coalesce(lines, 1)), 0)::bigint from staged where place in {spare}"  # noqa: S608
    ((records, lines),) = cast("list[tuple[int, int]]", workspace.execute(sums))
    paid = ", paid = roles.amount" if "paid" in workspace.columns(staged.table) else ""
    update, found = f"update {staged.table} as rows set", "from line_roles as roles where rows.rowid = roles.place and"
    workspace.execute(
        f"{update} part = 0, quantity = 0, net = case when status in (1, 5, 6) then 0 else roles.amount end, "
        f"refund = case when status = 6 then roles.amount else 0 end{paid} {found} is_discount"
    )
    workspace.execute(
        f"{update} net = case when net > 0 then roles.amount else net end{paid} {found} not (is_discount or is_spare)"
    )
    workspace.execute(f"delete from {staged.table} where rowid in {spare}")  # noqa: S608 - our own name
    staged.line_counts.recount("total", records, lines)
    survey_orders(staged, workspace)
