"""The first orders of an empty target become its table unchanged: nothing is written twice."""

from __future__ import annotations

from crmkit.ingest.merging.join import has_rows
from crmkit.ingest.staging.staged import Staged
from crmkit.store.workspace import Workspace


def is_first(workspace: Workspace) -> bool:
    """Whether the target has no orders and no other process uses it until it is done."""
    return workspace.home == "target" and not workspace.execute("select 1 from target.kept.orders limit 1")


def promote(table: str, staged: Staged, file_key: int, workspace: Workspace) -> None:
    """Make ``table``, orders of the home made from ``staged``, the orders of the target.

    Where nothing will ever be written to them they are a view: what the file lacks is no column of ten million nulls.
    """
    is_view = staged.is_alone and not has_rows("refunds", workspace)
    (_view if is_view else _table)(table, file_key, workspace)


def _view(table: str, file_key: int, workspace: Workspace) -> None:
    wanted, had = (workspace.columns(each) for each in ("target.kept.orders", table))
    given = {"file_key": f"{file_key:d}", **{name: name for name in had}}
    columns = ", ".join(f"{given.get(name, 'null')}::{kind} as {name}" for name, kind in wanted.items())
    workspace.execute("drop table target.kept.orders")
    workspace.execute(f"create view target.kept.orders as select {columns} from {table}")  # noqa: S608


def _table(table: str, file_key: int, workspace: Workspace) -> None:
    wanted, had = (workspace.columns(each) for each in ("target.kept.orders", table))
    workspace.execute("begin")  # the disk is waited for once
    workspace.execute("drop table target.kept.orders")
    for name in sorted(had.keys() - wanted.keys()):
        workspace.execute(f"alter table {table} drop column {name}")
    for name in sorted(wanted.keys() - had.keys() - {"file_key", "buyer_at"}):
        workspace.execute(f"alter table {table} add column {name} {wanted[name]}")
    workspace.execute(f"alter table {table} add column file_key integer default {file_key:d}")
    workspace.execute(f"alter table {table} rename to orders")
    workspace.execute("commit")
