"""A store written anew without what is to go: bytes that were deleted or changed stay in a file until it is replaced.

The store is held for writing, copied, changed by the caller's statements and written into a new file, which takes its
place at once. Killed at any moment the old store is there or the new one, whole; what is left beside it belongs to a
private folder, which the next run removes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from crmkit.store.changing.commit import settle
from crmkit.store.changing.folders import sync_folder
from crmkit.store.changing.sums import summed
from crmkit.store.changing.told import note_change
from crmkit.store.connect import attach, waiting
from crmkit.store.migrate import check_version, migrate
from crmkit.store.trouble.engine import telling
from crmkit.store.trouble.system import failing
from crmkit.store.workspace import Workspace

HELD, WRITTEN = "held", "written"


@contextlib.contextmanager
def rewriting(workspace: Workspace, wait: float, *, before: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the store of ``workspace``; in the block ``target`` is its copy, to be changed by statements.

    When the block ends, the rows of the copy are the store. Nothing changes when it raises. The folder of the workspace
    must lie beside the store. ``before`` is called when the new file is whole and not yet in its place.

    Raises:
        StoreBusy: another process holds the store for longer than ``wait`` seconds.
        StoreError: it is damaged, too new, or there is no room.
    """
    store = workspace.store
    assert store is not None  # noqa: S101 - who rewrites has one
    connection, copy = workspace.connection, workspace.folder / "copy.duckdb"
    waiting(lambda: workspace.hold(HELD, store), path=store, seconds=wait)
    try:
        with telling(store):
            if not check_version(connection, HELD, store):
                workspace.execute("begin")
                migrate(connection, HELD)
                workspace.execute("commit")
            workspace.execute(f"checkpoint {HELD}")
            workspace.require_no_wal(store)
            attach(connection, "target", copy)
            workspace.execute(f"copy from database {HELD} to target")
            with summed(connection, "target"):
                yield
            new = _write(workspace)
        if before is not None:
            before()
        _put(new, store)
    finally:
        for alias in ("target", WRITTEN, HELD):
            with contextlib.suppress(duckdb.Error):
                connection.execute(f"detach {alias}")


def _write(workspace: Workspace) -> Path:
    """A new file with the rows of ``target`` and nothing else, all of it on the disk."""
    new = workspace.folder / "new.duckdb"
    attach(workspace.connection, WRITTEN, new)
    workspace.execute(f"copy from database target to {WRITTEN}")
    workspace.execute(f"checkpoint {WRITTEN}")
    workspace.connection.execute(f"detach {WRITTEN}")
    workspace.require_no_wal(new)
    with failing(new):
        new.chmod(0o600)
        sync_folder(new)
    return new


def _put(new: Path, store: Path) -> None:
    """Let ``new`` be the store; what is said if that fails is so."""
    try:
        new.replace(store)
        note_change()
        sync_folder(store.parent)
    except BaseException as problem:
        settle(problem, store, 1, lambda: int(not new.exists()))
        raise
