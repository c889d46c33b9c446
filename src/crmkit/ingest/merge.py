"""Merging a staged file into the target, and the account of what that did to each of its lines.

The merge is a join of states: the newest state of an order wins by an order of the states themselves, every other
column only becomes known. Order, overlap and repetition of files therefore cannot matter (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import cast

from crmkit.errors import StoreError
from crmkit.ingest.columns import KNOWN, STATE, Kind
from crmkit.ingest.returns import place_returns
from crmkit.ingest.staged import Staged
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest") / "sql"


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
    _look_at(staged.table, workspace)
    if staged.kind != "orders":
        verdicts = _merge_batch(cast(Kind, staged.kind), f"key_{staged.kind}.sql", {}, file_key, workspace)
        verdicts += Verdicts(unchanged=staged.tally.record_lines - verdicts.lines)  # rows that repeat one of the file
    else:
        _merge_buyers(staged, workspace)
        if "shop" in staged.match.layout.cells:
            workspace.run(SQL / "enter_shops.sql", {"platform": staged.match.dialect.platform})
        verdicts = _merge_returns(staged, file_key, workspace)
        if staged.lines is not None:
            verdicts += _merge_lines(staged, file_key, workspace, keep_lines=keep_lines)
        else:
            verdicts += _merge_orders(staged, file_key, workspace, staged.tally.record_lines - verdicts.lines)
    workspace.execute("drop view staged")
    return verdicts


def _look_at(table: str, workspace: Workspace) -> None:
    workspace.execute(f"create or replace temp view staged as from {table}")


def _set_columns(kind: Kind, workspace: Workspace) -> None:
    """Name the columns of a kind to the statements that reduce and join it."""
    for name, columns in (("state", STATE[kind]), ("known", KNOWN[kind])):
        workspace.execute(f"set variable {name} = $columns", {"columns": list(columns)})


def _merge_batch(kind: Kind, key: str, values: Mapping[str, object], file_key: int, workspace: Workspace) -> Verdicts:
    """Key the staged rows, join them with what the target has, write what is new."""
    _set_columns(kind, workspace)
    workspace.keep("batch", SQL / key, values)
    workspace.keep("outcome", SQL / f"join_{kind}.sql")
    verdicts = _judge(workspace)
    if verdicts.new or verdicts.updated:
        workspace.run(SQL / f"merge_{kind}.sql", {"file_key": file_key})
    workspace.execute("drop table batch")
    return verdicts


def _merge_returns(staged: Staged, file_key: int, workspace: Workspace) -> Verdicts:
    """The rows of money that went back are cases of their own; whose they were is told when everything is loaded."""
    if staged.returns is None:
        return Verdicts()
    _look_at(staged.returns, workspace)
    verdicts = _merge_batch("refunds", "key_returns.sql", {}, file_key, workspace)
    _look_at(staged.table, workspace)
    return verdicts


def _merge_lines(staged: Staged, file_key: int, workspace: Workspace, *, keep_lines: bool) -> Verdicts:
    """The lines, then the orders that they make together with the lines the target has already."""
    assert staged.lines is not None  # noqa: S101 - asked by who looked
    told = {"repeats_total": staged.lines.repeats_total, "is_gross": staged.is_gross}
    of_lines = None
    if keep_lines:
        of_lines = _merge_batch("items", "key_lines.sql", told, file_key, workspace)
    _set_columns("orders", workspace)
    workspace.keep("batch", SQL / "reduce_lines.sql", told | asdict(staged.lines))
    if keep_lines and _any("orders", workspace):
        workspace.run(SQL / "orders_of_lines.sql")
    rounded = _count("batch where is_rounded", workspace)
    workspace.execute("alter table batch drop column is_rounded")
    if rounded:
        staged.tell("cents_rounded", rounded)
    _tell_sums(staged, workspace)
    workspace.keep("outcome", SQL / "join_orders.sql")
    of_orders = _judge(workspace)
    if of_orders.new or of_orders.updated:
        workspace.run(SQL / "merge_orders.sql", {"file_key": file_key})
    workspace.execute("drop table batch")
    lines = of_lines or of_orders
    return Verdicts(lines.loaded, lines.padded, lines.unchanged, lines.older, of_orders.new, of_orders.updated)


def _tell_sums(staged: Staged, workspace: Workspace) -> None:
    """The money of the file, once its lines are orders."""
    ((net,),) = workspace.execute("select coalesce(sum(net), 0)::decimal(38, 2) from batch")
    staged.survey = {**staged.survey, "net_total": net}


def _merge_orders(staged: Staged, file_key: int, workspace: Workspace, lines: int) -> Verdicts:
    """Orders that have a row each; ``lines`` is how many physical lines the rows take."""
    _set_columns("orders", workspace)
    spare_older = 0
    is_view = not staged.count("repeats")
    if is_view:
        view = (SQL / "batch_orders.sql").read_text(encoding="utf-8")
        workspace.execute(f"create or replace temp view batch as {view}")
    else:
        workspace.keep("batch", SQL / "reduce_orders.sql")
        ((different,),) = cast("list[tuple[int]]", workspace.run(SQL / "repeats_orders.sql"))
        spare_older = different - _count("batch", workspace)
    promoted = is_view and workspace.home == "target" and not _any("orders", workspace)
    if promoted:
        verdicts = _all_new(workspace)
        _promote(staged, file_key, workspace)
    else:
        workspace.keep("outcome", SQL / "join_orders.sql")
        verdicts = _judge(workspace)
        if verdicts.new or verdicts.updated:
            workspace.run(SQL / "merge_orders.sql", {"file_key": file_key})
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
        place_returns(workspace)
        workspace.run(SQL / "apply_refunds.sql")


def _judge(workspace: Workspace) -> Verdicts:
    """What the outcome does to the target."""
    rows = cast("list[tuple[str, bool, int, int]]", workspace.run(SQL / "verdicts.sql"))
    lines = {(verdict, padded): int(total) for verdict, padded, _, total in rows}
    records: dict[str, int] = {}
    for verdict, _, count, _ in rows:
        records[verdict] = records.get(verdict, 0) + count

    def of(*verdicts: str, padded: bool) -> int:
        return sum(lines.get((verdict, padded), 0) for verdict in verdicts)

    return Verdicts(
        loaded=of("new", "updated", padded=False),
        padded=of("new", "updated", padded=True),
        unchanged=of("unchanged", padded=False) + of("unchanged", padded=True),
        older=of("older", padded=False) + of("older", padded=True),
        new=records.get("new", 0),
        updated=records.get("updated", 0),
    )


def _all_new(workspace: Workspace) -> Verdicts:
    """Every row of the batch is new."""
    rows = cast(
        "list[tuple[bool, int, int]]",
        workspace.execute("select padded, count(*), sum(lines)::bigint from batch group by padded"),
    )
    lines = {padded: total for padded, _, total in rows}
    return Verdicts(loaded=lines.get(False, 0), padded=lines.get(True, 0), new=sum(count for _, count, _ in rows))


def _merge_buyers(staged: Staged, workspace: Workspace) -> None:
    workspace.keep("batch_buyers", SQL / "batch_buyers.sql")
    if workspace.execute("select 1 from batch_buyers where nick <> nfc_normalize(nick) or ends_blank(nick) limit 1"):
        for table in filter(None, (staged.table, staged.returns)):
            workspace.execute(
                f"update {table} set nick = nfc_normalize(rtrim(nick, blanks())), "  # noqa: S608
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


def _count(rows: str, workspace: Workspace) -> int:
    ((count,),) = cast("list[tuple[int]]", workspace.execute(f"select count(*) from {rows}"))  # noqa: S608 - our own names
    return count


def _any(table: str, workspace: Workspace) -> bool:
    return bool(workspace.execute(f"select 1 from target.kept.{table} limit 1"))  # noqa: S608 - one of our own names
