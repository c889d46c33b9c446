"""One commit decides: before it nothing is in the store, after it everything is, and whoever doubts looks.

The engine is told to bring what is committed into the file at once, in one step, instead of into a log beside it first
(decision 0051). Each change counts up a number in the store, by which it is found again where the engine could not say
whether it is in: a disk that fails may fail after the last byte was written.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import duckdb

from crmkit.errors import StoreError
from crmkit.store.changing.told import note_change
from crmkit.store.connect import AT_ONCE, Connection, connect, waiting
from crmkit.store.trouble.engine import of_engine
from crmkit.store.trouble.system import of_system

MEMORY = "128MB"
LOOK_SECONDS = 10
"""For a store that another process took the moment it was let go of."""


def count_change(connection: Connection, catalog: str) -> int:
    """Count the change that the running transaction makes; its number."""
    meta = f"{catalog}.kept.meta"
    number = _number(connection, meta) + 1
    connection.execute(f"delete from {meta} where name = 'changes'")  # noqa: S608 - our own alias
    connection.execute(f"insert into {meta} values ('changes', $number)", {"number": str(number)})  # noqa: S608
    return number


def commit(connection: Connection, catalog: str, path: Path, number: int) -> None:
    """Commit the running transaction, the change ``number`` of the store at ``path``, and let go of ``catalog``.

    Raises:
        StoreError: what is so: nothing was changed (full disk and the like), or the change is in and the disk reported
            an error all the same (``change_shaky``), or nobody can say (``change_unknown``).
    """

    def in_store() -> int:
        return changes_in(path)

    try:
        for name, value in AT_ONCE.items():
            connection.execute(f"set global {name} = '{value}'")
        connection.execute("commit")
        note_change()
        connection.execute(f"checkpoint {catalog}")  # nothing is left to do, unless the engine took the log after all
    except BaseException as problem:
        for statement in ("rollback", f"detach {catalog}"):
            with contextlib.suppress(duckdb.Error):
                connection.execute(statement)
        settle(problem, path, number, in_store)
        raise
    with contextlib.suppress(duckdb.Error):
        connection.execute(f"detach {catalog}")


def settle(problem: BaseException, path: Path, number: int, look: Callable[[], int]) -> None:
    """Raise what is so of the change ``number``, unless the ``problem`` says it; ``look`` finds the last that is in."""
    failed = isinstance(problem, duckdb.Error | OSError)
    reason = str(problem).splitlines()[0] if failed else ""
    try:
        last = look()
    except (duckdb.Error, StoreError, OSError):
        note_change()
        raise StoreError("change_unknown", where=str(path), problem=reason) from problem
    if last >= number:
        note_change()
        if failed:
            code = "change_in_log" if log_of(path).exists() else "change_shaky"
            raise StoreError(code, where=str(path), problem=reason, log=log_of(path).name) from problem
    if isinstance(problem, duckdb.Error):
        raise of_engine(problem, path) or problem from problem
    if isinstance(problem, OSError):
        raise of_system(problem.errno, path, reason=problem.strerror or "") from problem


def changes_in(path: Path) -> int:
    """The number of the last change that is in the store at ``path``, read anew."""

    def opened() -> Connection:
        return connect(str(path), read_only=True, memory=MEMORY)

    with contextlib.closing(waiting(opened, path=path, seconds=LOOK_SECONDS)) as connection:
        return _number(connection, "kept.meta")


def _number(connection: Connection, meta: str) -> int:
    rows = connection.execute(f"select value from {meta} where name = 'changes'").fetchall()  # noqa: S608
    return int(rows[0][0]) if rows and str(rows[0][0]).isdecimal() else 0


def log_of(path: Path) -> Path:
    """Where the engine keeps what it has not brought into the store at ``path`` yet."""
    return path.with_name(path.name + ".wal")


def require_no_log(path: Path) -> None:
    """``StoreError`` where a change lies in the log beside the store at ``path``: it is in, the log belongs to it."""
    if log_of(path).exists():
        raise StoreError("change_in_log", where=str(path), problem=None, log=log_of(path).name)
