"""What only the whole file can tell: destroyed ids, and whether its paid amounts are net of refunds."""

from __future__ import annotations

from crmkit.ingest.engine import SQL
from crmkit.ingest.staged import Staged
from crmkit.store.workspace import Workspace

DESTROYED_SHARE = 0.5
IDENTITY_SHARE = 0.95


def settle_ids(staged: Staged, workspace: Workspace) -> None:
    """Mark the order ids of an item or refund file that a spreadsheet destroyed, so that they never join an order."""
    if "order_id" not in staged.match.layout.cells:
        return
    staged.survey = workspace.row(SQL / "survey_ids.sql")
    if _is_zero_tailed(staged):
        workspace.execute(
            f"update {staged.table} set marks = 1 "  # noqa: S608 - our own name
            "where order_text is null and order_key >= 1000000000000000 and marks = 0"
        )
        staged.keyless = staged.count("long_ids")
    staged.keyless += staged.count("destroyed")


def _is_zero_tailed(staged: Staged) -> bool:
    """Whether a spreadsheet cut the column's ids to 15 digits: more than half end in two zeros, by chance 1 % do."""
    long_ids = staged.count("long_ids")
    return long_ids > 1 and staged.count("zero_tailed") > DESTROYED_SHARE * long_ids


def settle_orders(staged: Staged, workspace: Workspace) -> None:
    """Decide what only the whole file can tell: destroyed ids, and whether paid amounts are net of refunds."""
    staged.survey = workspace.row(SQL / "survey_orders.sql")
    staged.no_id = "order_id" not in staged.match.layout.cells
    zero_tailed = _is_zero_tailed(staged)
    staged.basis = _basis(staged)
    is_gross = staged.basis == "gross" and "paid" in staged.match.layout.cells
    if is_gross:
        workspace.execute(
            f"update {staged.table} set net = greatest(paid - refund, 0) "  # noqa: S608 - our own name
            "where status not in (1, 5, 6) and paid is not null and refund > 0"
        )
    staged.keyless = staged.count("records") if staged.no_id else staged.count("destroyed")
    if zero_tailed and not staged.no_id:
        staged.keyless += staged.count("long_ids")
    if staged.keyless:
        keyed = f"{staged.table}_keyed"
        workspace.keep(keyed, SQL / "key_orders.sql", {"no_id": staged.no_id, "zero_tailed": zero_tailed})
        workspace.execute(f"drop table {staged.table}")
        staged.table = keyed
        workspace.execute(f"create or replace temp view staged as from {staged.table}")
    if staged.keyless or is_gross:
        staged.survey = workspace.row(SQL / "survey_orders.sql")


def _basis(staged: Staged) -> str:
    """``net`` or ``gross`` as the dialect says or the refunded rows prove; ``unclear`` when they prove neither."""
    declared = staged.match.dialect.basis
    refunded = staged.count("refunded")
    if declared != "check" or not refunded:
        return "net" if declared == "check" else declared
    if staged.count("net_like") >= IDENTITY_SHARE * refunded:
        return "net"
    return "gross" if staged.count("gross_like") >= IDENTITY_SHARE * refunded else "unclear"
