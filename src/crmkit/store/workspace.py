"""Workspace: the connection of one load, where files are staged before the store is touched.

The catalog ``target`` is what orders are merged into: a database of the workspace's own while nothing else is
there (answers from files, or a store that does not exist yet), else the owner's store, attached late and for the
length of one transaction. Orders for one answer stay in memory and spill from there; many for a store are in a file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

import duckdb

from crmkit.errors import StoreError
from crmkit.store.changing.commit import commit, count_change, log_of, require_no_log, settle
from crmkit.store.changing.folders import sync_folder
from crmkit.store.changing.fresh import attach_fresh
from crmkit.store.changing.sums import Watch
from crmkit.store.changing.told import note_change
from crmkit.store.connect import Connection, attach, connect, files_of, in_place, waiting
from crmkit.store.macros import Macros
from crmkit.store.migrate import build_schema, check_version, migrate, migrate_file
from crmkit.store.sql import execute, statements
from crmkit.store.store import Store
from crmkit.store.trouble.engine import telling
from crmkit.store.trouble.system import failing

IN_MEMORY_BYTES = 500_000_000
"""Inputs larger than this are staged in a file before they meet a store: the merge needs the memory."""


class Workspace:
    """One load's private database; ``folder`` is private to it and removed by its owner.

    ``store`` is the file to load into (``None``: an answer from files), ``inputs`` the files the engine may read as
    ``links`` (under names of our own, since it takes brackets and quotes in a name for patterns), ``size`` their
    bytes, ``wait`` the seconds to wait for a store that another first load makes.
    ``home`` is the catalog that staged tables belong into. It ``has_store`` where there is a store to merge into.
    """

    def __init__(
        self, folder: Path, *, store: Path | None, inputs: Sequence[Path], size: int, memory: str, wait: float
    ) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self.store = store
        self.links = [folder / f"input-{number}.csv" for number in range(len(inputs))]
        for link, path in zip(self.links, inputs, strict=True):
            link.symlink_to(path.resolve())
        self.conventions: object = None  # by which the macros read cells; who defines them knows
        self._large = size > IN_MEMORY_BYTES
        self._fresh = store.with_name(f".{store.name}.new") if store is not None and not store.exists() else None
        reach = [*self.links, *files_of(store), *files_of(self._fresh)]
        whole = size + (store.stat().st_size if store is not None and store.exists() else 0)
        self.connection: Connection = connect(memory=memory, size=whole, spill=self.folder, paths=reach)
        self.macros = Macros(self.connection)
        self.sums = Watch(self.connection)
        try:
            self._attach_homes(wait)
        except BaseException:
            self.close()
            raise
        self.has_store = store is not None and self._fresh is None
        self.home = "stage" if self.has_store else "target"

    def _attach_homes(self, wait: float) -> None:
        if self.store is not None and self._fresh is not None:
            waiting(self._attach_fresh, path=self.store, seconds=wait)
        elif self.store is None:
            self._attach("target", None)
            build_schema(self.connection, "target")
        if self.store is not None and self._fresh is None:
            self._attach("stage", self.folder / "stage.duckdb" if self._large else None)
            self.connection.execute("create schema stage.kept")

    def run(self, file: Traversable, values: Mapping[str, object] | None = None) -> list[tuple[object, ...]]:
        """Execute every statement of ``file``; the rows of the last one."""
        rows: list[tuple[object, ...]] = []
        for statement in statements(file):
            rows = self.execute(statement.text, statement.arguments(values or {}))
        return rows

    def key_of(self, platform: str, shop: str) -> int:
        """The key of one shop on one platform: a digest of its names, so that it never has to be handed out."""
        ((key,),) = self.execute("select (hash($name) >> 1)::bigint", {"name": f"{platform}\x1f{shop}"})
        return cast(int, key)

    def row(self, file: Traversable, values: Mapping[str, object] | None = None) -> dict[str, object]:
        """The one row of ``file`` by its column names."""
        (statement,) = statements(file)
        with telling(self.store or self.folder):
            self.macros.build_for(statement.text)
            cursor = execute(self.connection, statement.text, statement.arguments(values or {}))
            names = [column[0] for column in cursor.description or ()]
            (found,) = cursor.fetchall()
        return dict(zip(names, found, strict=True))

    def keep(self, table: str, file: Traversable, values: Mapping[str, object] | None = None) -> None:
        """Keep the rows of ``file`` as ``table``, a name made of our own words; without a catalog it is temporary."""
        (statement,) = statements(file)
        self.keep_rows(table, statement.text, statement.arguments(values or {}))

    def keep_rows(self, table: str, text: str, values: Mapping[str, object]) -> None:
        """Keep the rows of the query ``text`` as ``table``, as ``keep`` does those of a file."""
        kind = "table" if "." in table else "temp table"
        self.execute(f"create or replace {kind} {table} as {text}", values)

    def columns(self, table: str) -> dict[str, str]:
        """The columns of ``table`` and the type of each."""
        described = self.execute(f"select column_name, column_type from (describe {table})")  # noqa: S608 - our own names
        return {cast(str, name): cast(str, form) for name, form in described}

    def execute(self, text: str, values: Mapping[str, object] | None = None) -> list[tuple[object, ...]]:
        """Execute one statement; full disks and lost files become ``StoreError``."""
        with telling(self.store or self.folder):
            self.sums.see(text)
            self.macros.build_for(text)
            return execute(self.connection, text, values).fetchall()

    def insert(self, text: str, rows: Sequence[Sequence[object]]) -> None:
        """Execute one statement for each of ``rows``."""
        with telling(self.store or self.folder):
            self.sums.see(text)
            self.connection.executemany(text, rows)

    def asked_store(self, wait: float) -> Store:
        """The owner's store, open for questions until ``leave_asked``; temporary tables built for them stay.

        So do views, until a store that is asked later builds them anew.
        """
        assert self.store is not None  # noqa: S101 - who asks has one
        store = self.store
        waiting(lambda: self._attach("asked", store, read_only=True), path=store, seconds=wait)
        if not check_version(self.connection, "asked", store):
            self.connection.execute("detach asked")
            migrate_file(store, wait=wait)
            waiting(lambda: self._attach("asked", store, read_only=True), path=store, seconds=wait)
        self.connection.execute("use asked")
        return Store(self.connection, store, contextlib.ExitStack())

    def leave_asked(self) -> None:
        """Let go of the store that questions were asked of, before it is held."""
        self.connection.execute("use memory")
        self.connection.execute("detach asked")

    @contextlib.contextmanager
    def holding_store(self, wait: float) -> Iterator[None]:
        """Hold the owner's store as ``target`` for one transaction; nothing is kept when the block raises."""
        if self.home == "target" or self.store is None:
            yield
            return
        store = self.store
        waiting(lambda: self.hold("target", store), path=store, seconds=wait)
        try:
            is_current = check_version(self.connection, "target", store)
            self.execute("begin")
            if not is_current:
                with telling(store):
                    migrate(self.connection, "target")
            with telling(store), self.sums.watching():
                yield
                self.sums.note(["meta"])
                number = count_change(self.connection, "target")
        except BaseException:
            for statement in ("rollback", "detach target"):
                with contextlib.suppress(duckdb.Error):
                    self.connection.execute(statement)
            raise
        commit(self.connection, "target", store, number)
        require_no_log(store)

    def hold(self, alias: str, store: Path) -> None:
        """Attach the ``store`` that lies in its place for writing, as ``alias``."""
        in_place(lambda: self._attach(alias, store), lambda: self.connection.execute(f"detach {alias}"), store)

    def publish_fresh(self) -> None:
        """Put the finished new store in its place, all at once; does nothing where the store was there before."""
        if self._fresh is None or self.store is None:
            return
        fresh, store = self._fresh, self.store
        with telling(store):
            self.sums.add()
        self.execute("checkpoint target")
        self.require_no_wal(fresh)
        with failing(store):
            fresh.chmod(0o600)
            log_of(store).unlink(missing_ok=True)  # of a store that was removed
        try:
            fresh.replace(store)  # while it is still held: no other first load can take it for a remnant
            note_change()
            sync_folder(store.parent)
        except BaseException as problem:
            settle(problem, store, 1, lambda: int(not fresh.exists()))
            raise
        with contextlib.suppress(duckdb.Error):
            self.connection.execute("detach target")

    def become_store(self, resources: contextlib.ExitStack) -> Store:
        """The workspace's own orders, ready for questions; closing the store closes ``resources``."""
        self.connection.execute("use target")
        return Store(self.connection, None, resources)

    def close(self) -> None:
        """Let go of everything, a new store that was not finished included."""
        if self._fresh is not None:
            for path in files_of(self._fresh):
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
        self.connection.close()

    def _attach_fresh(self) -> None:
        """Begin a new store beside its place; the engine's lock on it keeps a second first load waiting."""
        assert self.store is not None  # noqa: S101 - a new store has a place
        if self._fresh is not None and not self.store.exists():
            attach_fresh(self.connection, "target", self._fresh)
            if not self.store.exists():
                build_schema(self.connection, "target")
                self.sums.begin(is_new=True)
                return
            self._fresh.unlink(missing_ok=True)
            self.connection.execute("detach target")
        self._fresh = None

    def _attach(self, alias: str, path: Path | None, *, read_only: bool = False) -> None:
        attach(self.connection, alias, path, read_only=read_only)

    def require_no_wal(self, path: Path) -> None:
        """``StoreError`` where the engine left what was written beside the file at ``path``, not in it."""
        if log_of(path).exists():
            raise StoreError("output_unwritten", where=str(self.store))
