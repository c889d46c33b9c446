"""Versions of one order line in one file: an export that holds two of another day has its lines twice."""

from __future__ import annotations

from importlib.resources import files
from typing import cast

from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.staging.lines")


def leave_newest_versions(staged: Staged, workspace: Workspace) -> None:
    """Of the rows of one line, by its number, leave the newest; the others are counted as further rows of its order."""
    if "suborder_id" not in staged.match.layout.cells:
        return
    look_at(staged.table, staged, workspace, place=True)
    workspace.run(SQL / "versions.sql")
    sums = "select count(*), coalesce(sum(lines), 0)::bigint from older_versions where part = 0"
    ((records, lines),) = cast("list[tuple[int, int]]", workspace.execute(sums))
    workspace.execute(
        f"delete from {staged.table} where rowid in (select place from older_versions)"  # noqa: S608 - our own name
    )
    look_at(staged.table, staged, workspace)
    staged.line_counts.recount("follow_up", records, lines)
