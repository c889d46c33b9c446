"""Joining a batch of rows with what the target has: what is new, what is newer, and what that makes of each line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import cast

from crmkit.ingest.batches.batches import key_rows
from crmkit.ingest.forgotten.anonymous import hide_batch
from crmkit.ingest.headers.columns import Kind, of_kind
from crmkit.ingest.typing.typed import name_columns
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.merging")
_TABLES: Mapping[Kind, str] = {
    "orders": "orders", "items": "order_lines", "refunds": "refunds", "customers": "customer_facts",
    "contacts": "contacts", "consent": "consents",
}  # fmt: skip
"""Where each kind is kept."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Physical lines of one file by what they did; ``new`` and ``updated`` count records.

    ``differing`` counts the rows that differ from another row of the same order in the same file,
    ``elsewhere`` the orders that the store has under another shop, too.
    """

    loaded: int = 0
    padded: int = 0
    unchanged: int = 0
    older: int = 0
    new: int = 0
    updated: int = 0
    differing: int = 0
    elsewhere: int = 0

    def __add__(self, other: Verdicts) -> Verdicts:
        """Both together."""
        ours, theirs = asdict(self), asdict(other)
        return Verdicts(**{name: ours[name] + theirs[name] for name in ours})

    @property
    def lines(self) -> int:
        """All lines that are accounted for."""
        return self.loaded + self.padded + self.unchanged + self.older


def merge_batch(
    kind: Kind,
    of: str,
    values: Mapping[str, object],
    file_key: int,
    workspace: Workspace,
    *,
    is_forgotten: bool = False,
) -> Verdicts:
    """Key the staged rows, join them with what the target has, write what is new; as nobody's if they are forgotten."""
    key_rows(kind, of, values, workspace)
    if is_forgotten:
        hide_batch(kind, workspace)
    renamed = _leave_out_renamed(workspace) if of == "lines" and has_rows("order_lines", workspace) else 0
    verdicts = join(kind, file_key, workspace) + Verdicts(older=renamed)
    workspace.execute("drop table batch")
    return verdicts


def _leave_out_renamed(workspace: Workspace) -> int:
    """Leave out lines whose article has another name on the other side; how many lines of the batch these are."""
    ((lines,),) = cast("list[tuple[int]]", workspace.run(SQL / "renamed_lines.sql"))
    return lines


def join(kind: Kind, file_key: int, workspace: Workspace) -> Verdicts:
    """Join the batch with what the target has, and write what is new; into an empty table it goes as it is."""
    if kind != "customers" and not has_rows(_TABLES[kind], workspace):
        verdicts = all_new(workspace)
        columns = f"select * exclude (lines, padded), {file_key:d} as file_key from batch"  # noqa: S608 - our own names
        workspace.execute(f"insert into target.kept.{_TABLES[kind]} by name {columns}")
        return verdicts
    name_columns(kind, workspace)
    workspace.keep("outcome", of_kind(SQL, kind, f"join_{kind}.sql"))
    verdicts = _verdicts_of(workspace)
    if verdicts.new or verdicts.updated:
        workspace.run(of_kind(SQL, kind, f"merge_{kind}.sql"), {"file_key": file_key})
    return verdicts


def _verdicts_of(workspace: Workspace) -> Verdicts:
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


def all_new(workspace: Workspace) -> Verdicts:
    """Every row of the batch is new."""
    rows = cast(
        "list[tuple[bool, int, int]]",
        workspace.execute("select padded, count(*), sum(lines)::bigint from batch group by padded"),
    )
    lines = {padded: total for padded, _, total in rows}
    return Verdicts(loaded=lines.get(False, 0), padded=lines.get(True, 0), new=sum(count for _, count, _ in rows))


def count_of(rows: str, workspace: Workspace) -> int:
    """How many ``rows`` (a table, with a condition) there are."""
    ((count,),) = cast("list[tuple[int]]", workspace.execute(f"select count(*) from {rows}"))  # noqa: S608 - our own names
    return count


def has_rows(table: str, workspace: Workspace) -> bool:
    """Whether a table of the target has any."""
    return bool(workspace.execute(f"select 1 from target.kept.{table} limit 1"))  # noqa: S608 - one of our own names
