"""The first orders of an empty target become its table unchanged: nothing is written twice."""

from __future__ import annotations

from crmkit.ingest.headers.columns import ASIDE
from crmkit.store.workspace import Workspace


def is_first(workspace: Workspace) -> bool:
    """Whether the target has no orders and no other process uses it until it is done."""
    return workspace.home == "target" and not workspace.execute("select 1 from target.kept.orders limit 1")


def promote(table: str, file_key: int, workspace: Workspace, *, is_narrow: bool) -> None:
    """Make ``table``, orders of the home, the orders of the target.

    An answer about buyers from one file (``is_narrow``) has no use for what stands beside orders: ten million times
    nothing takes memory, too.
    """
    spare = {"file_key", "buyer_at", *(ASIDE if is_narrow else ())}
    wanted, had = (workspace.columns(each) for each in ("target.kept.orders", table))
    workspace.execute("begin")  # the disk is waited for once
    workspace.execute("drop table target.kept.orders")
    for name in sorted(had.keys() - wanted.keys()):
        workspace.execute(f"alter table {table} drop column {name}")
    for name in sorted(wanted.keys() - had.keys() - spare):
        workspace.execute(f"alter table {table} add column {name} {wanted[name]}")
    workspace.execute(f"alter table {table} add column file_key integer default {file_key:d}")
    workspace.execute(f"alter table {table} rename to orders")
    workspace.execute("commit")
