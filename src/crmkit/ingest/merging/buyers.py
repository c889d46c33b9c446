"""The buyers of a staged file, joined into those that the target knows."""

from __future__ import annotations

from importlib.resources import files
from typing import cast

from crmkit.errors import StoreError
from crmkit.ingest.rows.totals import PARTS, TOTAL
from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.staging.totals.left_out import leave_out
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.merging")
CROWD_ROWS, CROWD_SHARE, CROWD_TIMES = 30, 0.05, 5
"""A buyer with so many rows, such a share of them and so many times those of the next one is hardly one person."""


def merge_buyers(staged: Staged, workspace: Workspace) -> None:
    """Add the buyers of ``staged``, the view of the file's rows, to the target.

    Raises ``StoreError`` when two nicks share one digest, rather than merge two people, or somebody took a nick away.
    """
    known = {"has_texts": staged.count("texts") > 0}
    workspace.keep("batch_buyers", SQL / "batch_buyers.sql", known)
    if staged.returns is not None:
        staged.returns = _composed(staged.returns, workspace)
    if _leave_out_totals(staged, workspace):
        workspace.keep("batch_buyers", SQL / "batch_buyers.sql", known)
    if workspace.execute("select 1 from batch_buyers where nick <> nfc_normalize(nick) or ends_blank(nick) limit 1"):
        staged.table = _composed(staged.table, workspace)
        look_at(staged.table, staged, workspace)
        workspace.keep("batch_buyers", SQL / "batch_buyers.sql", known)
    differing = workspace.execute(
        "select kept.nick is null as is_lost from batch_buyers as batch "
        "join target.kept.customers as kept using (customer_key) where kept.nick is distinct from batch.nick limit 1"
    )
    if differing:
        ((is_lost,),) = differing
        raise StoreError("store_altered", what="customers.nick") if is_lost else StoreError("nick_collision")
    workspace.run(SQL / "merge_buyers.sql")
    if staged.count("records") >= CROWD_ROWS:
        _report_crowd(staged, workspace)
    workspace.execute("drop table batch_buyers")


def _leave_out_totals(staged: Staged, workspace: Workspace) -> bool:
    """Leave out the rows whose buyer is called by the word of a total: they bear a number, but are total lines."""
    may_be = " or ".join(f"contains(nick, '{part}')" for part in PARTS)
    totals = f"select customer_key from batch_buyers where ({may_be})"  # noqa: S608 - our own words
    if not workspace.execute(f"{totals} limit 1"):
        return False  # without the pattern, which takes longer to build than a small file to look through
    keys = [key for (key,) in workspace.execute(f"{totals} and regexp_full_match(nick, $total)", {"total": TOTAL})]
    if keys:
        leave_out(staged, f"customer_key in ({', '.join(map(str, keys))})", "total", workspace)
    return bool(keys)


def _composed(table: str, workspace: Workspace) -> str:
    """The table with each nick the same however its letters were composed, without a blank of any width behind it.

    Beside the owner's store a transaction may write temporary tables only, so there the rows are copied.
    """
    odd = "identity = 1 and (nick <> nfc_normalize(nick) or ends_blank(nick))"
    nick = "nfc_normalize(rtrim(nick, getvariable('blanks')))"
    if not workspace.execute(f"select 1 from {table} where {odd} limit 1"):  # noqa: S608 - our own name
        return table
    if workspace.home == "target":
        workspace.execute(f"update {table} set nick = {nick}, customer_key = hash({nick}) where {odd}")  # noqa: S608 - our own name
        return table
    copy = f"{table.rpartition('.')[2]}_composed"
    changes = f"if({odd}, {nick}, nick) as nick, if({odd}, hash({nick}), customer_key) as customer_key"
    workspace.execute(f"create temp table {copy} as select * replace ({changes}) from {table}")  # noqa: S608 - our own name
    return copy


def _report_crowd(staged: Staged, workspace: Workspace) -> None:
    most, following, identified = cast("tuple[int, int, int]", workspace.run(SQL / "crowded_buyers.sql")[0])
    if most >= CROWD_ROWS and most >= CROWD_SHARE * identified and most >= CROWD_TIMES * following:
        staged.add_finding("buyer_crowded", most, value=f"{most / identified:.0%}")
