"""Merging a staged file into the target, and the account of what that did to each of its lines.

The merge is a join of states: the newest state of an order wins by an order of the states themselves, every other
column only becomes known. Order, overlap and repetition of files therefore cannot matter (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.ingest.buyers import merge_buyers
from crmkit.ingest.columns import GREATEST, Kind
from crmkit.ingest.customers import tell_disputed, told_groups
from crmkit.ingest.disputes import Disputes, know_buyers, remember_reach, settle_disputes
from crmkit.ingest.findings import Finding
from crmkit.ingest.returns import place_returns
from crmkit.ingest.sight import look_at
from crmkit.ingest.staged import Staged
from crmkit.ingest.survey import told
from crmkit.ingest.typed import name_columns
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest") / "sql"
_TABLES: Mapping[Kind, str] = {
    "orders": "orders", "items": "order_lines", "refunds": "refunds", "customers": "customer_facts",
}  # fmt: skip
"""Where each kind is kept."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Physical lines of one file by what they did; ``new`` and ``updated`` count records.

    ``retold`` counts the rows that say something else of an order that another row of the same file tells of,
    ``elsewhere`` the orders that the store has under another shop, too.
    """

    loaded: int = 0
    padded: int = 0
    unchanged: int = 0
    older: int = 0
    new: int = 0
    updated: int = 0
    retold: int = 0
    elsewhere: int = 0

    def __add__(self, other: Verdicts) -> Verdicts:
        """Both together."""
        ours, theirs = asdict(self), asdict(other)
        return Verdicts(**{name: ours[name] + theirs[name] for name in ours})

    @property
    def lines(self) -> int:
        """All lines that are accounted for."""
        return self.loaded + self.padded + self.unchanged + self.older


def merge(staged: Staged, file_key: int, workspace: Workspace, *, keep_lines: bool) -> Verdicts:
    """Join the staged rows into ``target``; says what became of every line.

    ``keep_lines`` = ``False`` leaves out the lines of orders, which an answer about buyers alone does not need.
    Raises ``StoreError`` when two nicks share one digest, rather than merge two people.
    """
    look_at(staged.table, staged, workspace)
    if staged.kind != "orders":
        kind = cast(Kind, staged.kind)
        verdicts = _merge_batch(kind, f"key_{kind}.sql", told_groups(staged), file_key, workspace)
        verdicts += Verdicts(unchanged=staged.tally.record_lines - verdicts.lines)  # rows that repeat one of the file
        tell_disputed(staged, workspace)
    else:
        merge_buyers(staged, workspace)
        if "shop" in staged.match.layout.cells:
            workspace.run(SQL / "enter_shops.sql", {"platform": staged.match.dialect.platform})
        verdicts = Verdicts(older=staged.left_out) + _merge_returns(staged, file_key, workspace)
        if staged.lines is not None:
            verdicts += _merge_lines(staged, file_key, workspace, keep_lines=keep_lines)
        else:
            verdicts += _merge_orders(staged, file_key, workspace, staged.tally.record_lines - verdicts.lines)
    workspace.execute("drop view staged")
    return verdicts


def _merge_batch(kind: Kind, key: str, values: Mapping[str, object], file_key: int, workspace: Workspace) -> Verdicts:
    """Key the staged rows, join them with what the target has, write what is new."""
    name_columns(kind, workspace)
    workspace.keep("batch", SQL / key, values)
    verdicts = _join(kind, file_key, workspace)
    workspace.execute("drop table batch")
    return verdicts


def _join(kind: Kind, file_key: int, workspace: Workspace) -> Verdicts:
    """Join the batch with what the target has, and write what is new; into an empty table it goes as it is."""
    if kind != "customers" and not _any(_TABLES[kind], workspace):
        verdicts = _all_new(workspace)
        columns = f"select * exclude (lines, padded), {file_key:d} as file_key from batch"  # noqa: S608 - our own names
        workspace.execute(f"insert into target.kept.{_TABLES[kind]} by name {columns}")
        return verdicts
    name_columns(kind, workspace)
    workspace.keep("outcome", SQL / f"join_{kind}.sql")
    verdicts = _judge(workspace)
    if verdicts.new or verdicts.updated:
        workspace.run(SQL / f"merge_{kind}.sql", {"file_key": file_key})
    return verdicts


def _merge_returns(staged: Staged, file_key: int, workspace: Workspace) -> Verdicts:
    """The rows of money that went back are cases of their own; whose they were is told when everything is loaded."""
    if staged.returns is None:
        return Verdicts()
    look_at(staged.returns, staged, workspace)
    verdicts = _merge_batch("refunds", "key_returns.sql", {}, file_key, workspace)
    look_at(staged.table, staged, workspace)
    return verdicts


def _merge_lines(staged: Staged, file_key: int, workspace: Workspace, *, keep_lines: bool) -> Verdicts:
    """The lines, then the orders that they make together with the lines the target has already."""
    assert staged.lines is not None  # noqa: S101 - asked by who looked
    known = asdict(staged.lines) | told(staged) | {"is_gross": staged.is_gross, "reach": staged.reach}
    kept = workspace.columns(staged.table)
    workspace.execute("set variable greatest = $names", {"names": [name for name in GREATEST if name in kept]})
    of_lines, disputes = None, Disputes()
    if _any("orders", workspace):
        workspace.keep("batch", SQL / "reduce_lines.sql", known)
        disputes = settle_disputes(staged, workspace, is_view=False)
    if keep_lines:
        key = "key_suborders.sql" if staged.count("line_ids") else "key_lines.sql"
        of_lines = _merge_batch("items", key, known, file_key, workspace)
    workspace.keep("batch", SQL / "reduce_lines.sql", known)
    if keep_lines and _any("orders", workspace):
        workspace.run(SQL / "orders_of_lines.sql", known)
    rounded = _count("batch where is_rounded", workspace)
    workspace.execute("alter table batch drop column is_rounded")
    if rounded:
        staged.tell("cents_rounded", rounded)
    staged.survey = {**staged.survey, **workspace.row(SQL / "survey_batch.sql")}
    _tell_wholes(staged, workspace)
    of_orders = _join("orders", file_key, workspace)
    know_buyers(staged, disputes, workspace)
    workspace.execute("drop table batch")
    lines = of_lines or of_orders
    older = lines.older + disputes.lines
    return Verdicts(lines.loaded, lines.padded, lines.unchanged, older, of_orders.new, of_orders.updated)


def _tell_wholes(staged: Staged, workspace: Workspace) -> None:
    ((orders, amount),) = cast("list[tuple[int, Decimal]]", workspace.run(SQL / "lines_and_wholes.sql"))
    if orders:
        staged.tell("lines_and_wholes", orders, amount)


def _merge_orders(staged: Staged, file_key: int, workspace: Workspace, lines: int) -> Verdicts:
    """Orders that have a row each; ``lines`` is how many physical lines the rows take."""
    name_columns("orders", workspace)
    spare_older = 0
    is_view = not staged.count("repeats")
    if is_view:
        view = (SQL / "batch_orders.sql").read_text(encoding="utf-8")
        workspace.execute(f"create or replace temp view batch as {view}")
    else:
        workspace.keep("batch", SQL / "reduce_orders.sql")
        ((different,),) = cast("list[tuple[int]]", workspace.run(SQL / "repeats_orders.sql"))
        spare_older = different - _count("batch", workspace)
        if spare_older:
            staged.survey = {**staged.survey, **workspace.row(SQL / "survey_retold.sql")}
    promoted = is_view and workspace.home == "target" and not _any("orders", workspace)
    if promoted:
        verdicts = _all_new(workspace)
        _promote(staged, file_key, workspace)
    else:
        disputes = settle_disputes(staged, workspace, is_view=is_view)
        _tell_wholes(staged, workspace)
        verdicts = _join("orders", file_key, workspace) + Verdicts(older=disputes.lines)
        know_buyers(staged, disputes, workspace)
    elsewhere = 0
    if verdicts.new and not promoted:
        ((elsewhere,),) = cast("list[tuple[int]]", workspace.run(SQL / "orders_elsewhere.sql"))
    workspace.execute(f"drop {'view' if is_view else 'table'} batch")
    if workspace.home == "target" and not promoted:
        workspace.execute(f"drop table {staged.table}")
    spare = lines - verdicts.lines
    older = min(spare, spare_older)
    return verdicts + Verdicts(unchanged=spare - older, older=older, retold=spare_older, elsewhere=elsewhere)


def _promote(staged: Staged, file_key: int, workspace: Workspace) -> None:
    """The first orders of an empty target become its table as they stand: nothing is written twice."""
    wanted, had = (workspace.columns(table) for table in ("target.kept.orders", staged.table))
    workspace.execute("drop table target.kept.orders")
    for name in sorted(had.keys() - wanted.keys()):
        workspace.execute(f"alter table {staged.table} drop column {name}")
    for name in sorted(wanted.keys() - had.keys() - {"file_key", "buyer_at"}):
        workspace.execute(f"alter table {staged.table} add column {name} {wanted[name]}")
    workspace.execute(f"alter table {staged.table} add column file_key integer default {file_key:d}")
    remember_reach(staged, workspace)
    workspace.execute(f"alter table {staged.table} rename to orders")


def apply_refunds(workspace: Workspace) -> list[Finding]:
    """Tell the target's orders what the refund cases in hand returned; what no order explains is told."""
    if not _any("refunds", workspace):
        return []
    told = place_returns(workspace)
    workspace.run(SQL / "apply_refunds.sql")
    ((rows, amount),) = cast("list[tuple[int, Decimal]]", workspace.run(SQL / "refunds_without_order.sql"))
    return [*told, Finding("refund_without_order", rows, amount)] if rows else told


def _judge(workspace: Workspace) -> Verdicts:
    """What the outcome does to the target."""
    rows = cast("list[tuple[str, bool, int, int]]", workspace.run(SQL / "verdicts.sql"))
    lines = {(verdict, padded): int(total) for verdict, padded, _, total in rows}

    def of(*verdicts: str, padded: bool) -> int:
        return sum(lines.get((verdict, padded), 0) for verdict in verdicts)

    return Verdicts(
        loaded=of("new", "updated", padded=False),
        padded=of("new", "updated", padded=True),
        unchanged=of("unchanged", padded=False) + of("unchanged", padded=True),
        older=of("older", padded=False) + of("older", padded=True),
        new=sum(count for verdict, _, count, _ in rows if verdict == "new"),
        updated=sum(count for verdict, _, count, _ in rows if verdict == "updated"),
    )


def _all_new(workspace: Workspace) -> Verdicts:
    """Every row of the batch is new."""
    rows = cast(
        "list[tuple[bool, int, int]]",
        workspace.execute("select padded, count(*), sum(lines)::bigint from batch group by padded"),
    )
    lines = {padded: total for padded, _, total in rows}
    return Verdicts(loaded=lines.get(False, 0), padded=lines.get(True, 0), new=sum(count for _, count, _ in rows))


def _count(rows: str, workspace: Workspace) -> int:
    ((count,),) = cast("list[tuple[int]]", workspace.execute(f"select count(*) from {rows}"))  # noqa: S608 - our own names
    return count


def _any(table: str, workspace: Workspace) -> bool:
    return bool(workspace.execute(f"select 1 from target.kept.{table} limit 1"))  # noqa: S608 - one of our own names
