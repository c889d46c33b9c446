"""Merging a staged file into the target, and the account of what that did to each of its lines.

The merge is a join of states: the newest state of an order wins by an order of the states themselves, every other
column only becomes known. Order, overlap and repetition of files therefore cannot matter (docs/decisions).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from typing import cast

from crmkit.errors import StoreError
from crmkit.ingest.staged import Staged
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest") / "sql"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Physical lines of one file by what they did; ``new`` and ``updated`` count records.

    ``retold`` counts the rows that say something else of an order that another row of the same file tells of,
    ``elsewhere`` the orders that the store has under another shop, too.
    """

    loaded: int
    padded: int
    unchanged: int
    older: int
    new: int
    updated: int
    retold: int = 0
    elsewhere: int = 0


def merge(staged: Staged, file_key: int, workspace: Workspace) -> Verdicts:
    """Join the staged rows into ``target``; says what became of every line.

    Raises ``StoreError`` when two nicks share one digest, rather than merge two people.
    """
    workspace.execute(f"create or replace temp view staged as from {staged.table}")
    spare_older = 0
    if staged.kind == "orders":
        _merge_buyers(staged, workspace)
        if "shop" in staged.match.layout.cells:
            workspace.run(SQL / "enter_shops.sql", {"platform": staged.match.dialect.platform})
    is_view = staged.kind == "orders" and not staged.count("repeats")
    if staged.kind != "orders":
        workspace.keep("batch", SQL / f"key_{staged.kind}.sql")
    elif staged.count("repeats"):
        workspace.keep("batch", SQL / "reduce_orders.sql")
        ((different,),) = cast("list[tuple[int]]", workspace.run(SQL / "repeats_orders.sql"))
        ((orders,),) = cast("list[tuple[int]]", workspace.execute("select count(*) from batch"))
        spare_older = different - orders
    else:
        view = (SQL / "batch_orders.sql").read_text(encoding="utf-8")
        workspace.execute(f"create or replace temp view batch as {view}")
    promoted = is_view and workspace.home == "target" and not _any("orders", workspace)
    if not promoted:
        workspace.keep("outcome", SQL / f"join_{staged.kind}.sql")
    verdicts = _judge(staged, workspace, spare_older, all_new=promoted)
    if verdicts.new and not promoted and staged.kind == "orders":
        ((elsewhere,),) = cast("list[tuple[int]]", workspace.run(SQL / "orders_elsewhere.sql"))
        verdicts = replace(verdicts, elsewhere=elsewhere)
    if promoted:
        _promote(staged, file_key, workspace)
    elif verdicts.new or verdicts.updated:
        workspace.run(SQL / f"merge_{staged.kind}.sql", {"file_key": file_key})
    workspace.execute(f"drop {'view' if is_view else 'table'} batch")
    workspace.execute("drop view staged")
    if workspace.home == "target" and not promoted:
        workspace.execute(f"drop table {staged.table}")
    return verdicts


def _promote(staged: Staged, file_key: int, workspace: Workspace) -> None:
    """The first orders of an empty target become its table as they stand: nothing is written twice."""
    described = workspace.execute("select column_name from (describe target.kept.orders)")
    wanted = {name for (name,) in described}
    workspace.execute("drop table target.kept.orders")
    for (name,) in workspace.execute(f"select column_name from (describe {staged.table})"):  # noqa: S608 - our own name
        if name not in wanted:
            workspace.execute(f"alter table {staged.table} drop column {name}")
    workspace.execute(f"alter table {staged.table} add column file_key integer default {file_key:d}")
    workspace.execute(f"alter table {staged.table} rename to orders")


def apply_refunds(workspace: Workspace) -> None:
    """Tell the target's orders what the refund cases in hand returned."""
    if _any("refunds", workspace):
        workspace.run(SQL / "apply_refunds.sql")


def _judge(staged: Staged, workspace: Workspace, spare_older: int, *, all_new: bool) -> Verdicts:
    lines: dict[tuple[str, bool], int] = {}
    records: dict[str, int] = {"new": 0, "updated": 0}
    if all_new:
        rows = workspace.execute("select 'new', padded, count(*), sum(lines) from batch group by padded")
    else:
        rows = workspace.run(SQL / "verdicts.sql")
    for verdict, padded, count, total in cast("list[tuple[str, bool, int, int]]", rows):
        lines[verdict, padded] = int(total)
        records[verdict] = records.get(verdict, 0) + count
    spare = staged.tally.record_lines - sum(lines.values())
    older = min(spare, spare_older)

    def of(*verdicts: str, padded: bool) -> int:
        return sum(lines.get((verdict, padded), 0) for verdict in verdicts)

    return Verdicts(
        loaded=of("new", "updated", padded=False),
        padded=of("new", "updated", padded=True),
        unchanged=of("unchanged", padded=False) + of("unchanged", padded=True) + spare - older,
        older=of("older", padded=False) + of("older", padded=True) + older,
        new=records["new"],
        updated=records["updated"],
        retold=spare_older,
    )


def _merge_buyers(staged: Staged, workspace: Workspace) -> None:
    workspace.keep("batch_buyers", SQL / "batch_buyers.sql")
    if workspace.execute("select 1 from batch_buyers where nick <> nfc_normalize(nick) or ends_blank(nick) limit 1"):
        workspace.execute(
            f"update {staged.table} set nick = nfc_normalize(rtrim(nick, blanks())), "  # noqa: S608
            "customer_key = hash(nfc_normalize(rtrim(nick, blanks()))) "
            "where identity = 1 and (nick <> nfc_normalize(nick) or ends_blank(nick))"
        )
        workspace.keep("batch_buyers", SQL / "batch_buyers.sql")
    if workspace.execute(
        "select 1 from batch_buyers as batch "
        "join target.kept.customers as kept using (customer_key) where kept.nick is distinct from batch.nick limit 1"
    ):
        raise StoreError("nick_collision")
    workspace.run(SQL / "merge_buyers.sql")
    workspace.execute("drop table batch_buyers")


def _any(table: str, workspace: Workspace) -> bool:
    return bool(workspace.execute(f"select 1 from target.kept.{table} limit 1"))  # noqa: S608 - one of our own names
