"""How statements see the rows of a staged table: with every column that its kind can have."""

from __future__ import annotations

from crmkit.ingest.headers.columns import ABSENT
from crmkit.ingest.staging.staged import Staged
from crmkit.store.workspace import Workspace


def look_at(table: str, staged: Staged, workspace: Workspace, *, but: str = "", place: bool = False) -> None:
    """Let statements see the rows of ``table`` as ``staged``, what the file could not fill as nulls.

    The file's reach says how new its names of buyers are. ``but`` is a join that leaves rows out; ``place``
    shows the column of that name, by which a row of the table is found again.
    """
    seen = [f"timestamp '{staged.reach}' as buyer_at" if staged.reach else "null::timestamp as buyer_at"]
    if place:
        seen.append("entries.rowid as place")
    if staged.kind == "orders":
        kept = workspace.columns(table)
        seen += [f"null::{form} as {name}" for name, (form, _) in ABSENT.items() if name not in kept]
    rows = f"select entries.*, {', '.join(seen)} from {table} as entries {but}"  # noqa: S608 - our own names
    workspace.execute(f"create or replace temp view staged as {rows}")
