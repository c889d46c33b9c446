"""Store: the orders of one owner, in one DuckDB file or in memory, behind one door.

Analyses ask it with SQL files over views and get plain rows back. Views are built anew after every opening, when first
named, so that a store always answers with the definitions of the program that reads it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from crmkit.errors import StoreError, UsageError
from crmkit.store.connect import DEFAULT_MEMORY, Connection, connect_to, waiting
from crmkit.store.copied import copy_tables
from crmkit.store.counted import Prices, Shops
from crmkit.store.frames import framed
from crmkit.store.laid import Laid, Making
from crmkit.store.learnt import Lesson, keep, recall
from crmkit.store.matching import People
from crmkit.store.migrate import check_version, migrate_file
from crmkit.store.private import private_folder
from crmkit.store.rows import Rows
from crmkit.store.seen_shops import keep_to_shops, see_all_shops
from crmkit.store.span import Span
from crmkit.store.sql import Statement, execute, statements
from crmkit.store.trouble.engine import telling
from crmkit.store.view_names import READ, VIEWS
from crmkit.store.written import Form, write_rows

if TYPE_CHECKING:
    import polars


class Store:
    """An open store; use it as a context manager or call ``close``."""

    _is_closed = False

    def __init__(
        self, connection: Connection, path: Path | None, resources: contextlib.ExitStack, *, keeps: bool = True
    ) -> None:
        self._connection = connection
        self._keeps = keeps
        self.interrupt = connection.interrupt  # for another thread
        self._resources = resources
        self.path = path
        self._unlaid = list(VIEWS)
        self._lessons: dict[Lesson, Mapping[str, Any]] = {}
        self._laid = Laid()
        self._spanned: Span | None = None
        self._whole: Span | None = None
        self.prices = Prices()
        self.shops = Shops()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, or of the memory and what it spilled; keep in a file what questions learnt."""
        self._is_closed = True
        self._connection.close()
        self._resources.close()
        if self.path is not None and self._lessons:
            keep(self.path, self._lessons)
            self._lessons = {}

    def noted(self, name: str) -> str | None:
        """What the store notes about itself under ``name``."""
        statement = Statement("select value from kept.meta where name = $name", frozenset({"name"}))
        return next((str(value) for (value,) in self._run(statement, {"name": name}).fetchall()), None)

    def recall(self, lesson: Lesson) -> Mapping[str, Any] | None:
        """What a question learnt before from the very data that the store's file holds; from a part of it nothing."""
        with self._translating():
            return None if self.path is None or self._is_part else recall(self._connection, lesson)

    def learn(self, lesson: Lesson, numbers: Mapping[str, Any]) -> None:
        """Keep what a question learnt, once the store is closed; answers from files or of an audience keep nothing."""
        if self._keeps and self.path is not None and not self._is_part:
            self._lessons[lesson] = numbers

    @property
    def _is_part(self) -> bool:
        """Whether questions see a part of the store alone."""
        return self._whole is not None or self.prices.asked is not None or self.shops.are_chosen

    def keep_to(self, currency: str) -> None:
        """Let questions see the orders in one ``currency`` alone, and no buyers in other currencies only."""
        self._run(Statement("set variable currency = $code", frozenset({"code"})), {"code": currency})
        for view in ("priced_orders", "unpriced_buyers"):
            self._see("priced", view)

    def keep_to_shops(self, keys: Sequence[int]) -> str:
        """Let questions see the store as if it held these shops alone; the catalog to ``see_all_shops`` in again."""
        self._spanned = None
        self._laid.all_change()
        return keep_to_shops(self._connection, keys)

    def see_all_shops(self, own: str) -> None:
        """Let questions see every shop again."""
        self._spanned = None
        self._laid.all_change()
        see_all_shops(self._connection, own)

    def query(self, file: Traversable, /, **values: object) -> Rows:
        """The rows of the last statement of ``file``; earlier statements prepare it."""
        *before, last = statements(file)
        for statement in before:
            self._run(statement, values)
        cursor = self._run(last, values)
        with self._translating():
            return Rows(tuple(column[0] for column in cursor.description or ()), cursor.fetchall())

    def arrays(self, file: Traversable, /, **values: object) -> dict[str, Any]:
        """The rows of the one statement of ``file`` as NumPy arrays by column name; none of them may be null."""
        (statement,) = statements(file)
        return dict(self._run(statement, values).fetchnumpy())

    def frame(self, file: Traversable, /, **values: object) -> polars.DataFrame:
        """The rows of the one statement of ``file``, in no order, as a frame: for many columns of every customer."""
        (statement,) = statements(file)
        return framed(lambda asked: self._run(asked, values), statement)

    def frame_of(self, table: str, columns: Sequence[str]) -> polars.DataFrame:
        """``columns`` of a temporary ``table`` (words of our own), in no order, as a frame."""
        statement = Statement(f"select {', '.join(columns)} from {table}", frozenset())  # noqa: S608
        return framed(lambda asked: self._run(asked, {}), statement)

    def span(self) -> Span:
        """First and last order day, days with purchases, how many, and how many without an identified buyer.

        While the store is narrowed the days stay those of the whole shop, which is looked at once: nothing changes it.
        """
        if self._whole is not None:
            part = self._read_span()
            days = ("first_day", "last_order_day", "purchase_days")
            return replace(part, **{name: getattr(self._whole, name) for name in days})
        self._spanned = self._spanned or self._read_span()
        return self._spanned

    def _read_span(self) -> Span:
        return Span(*self.query(files("crmkit.store") / "span.sql").records[0])  # type: ignore[arg-type]

    def materialise(self, name: str, file: Traversable, columns: Sequence[str] = (), /, **values: object) -> None:
        """Keep the rows of ``file``, or ``columns`` of them, as the temporary table ``name``, unless it has them."""
        (statement,) = statements(file)
        making = Making(statement.text, statement.arguments(values), frozenset(columns))
        if self._laid.has(name, making):
            return
        text = f"select {', '.join(columns)} from ({statement.text})" if columns else statement.text  # noqa: S608
        self._run(Statement(f'create or replace temp table "{name}" as {text}', statement.parameters), values)
        self._laid.note(name, making)

    def copy_to(self, path: Path, tables: Mapping[str, Traversable], /, **values: object) -> None:
        """Keep what the files of ``tables`` select, under these names, in a database of its own at ``path``."""
        copy_tables(lambda asked: self._run(asked, values), path, tables)

    def write(self, path: Path, file: Traversable, form: Form, /, **values: object) -> int:
        """Write what the one statement of ``file`` selects to ``path``, without a row in Python; how many rows."""
        return write_rows(lambda asked: self._run(asked, values), path, file, form)

    def clear(self) -> None:
        """Let go of the temporary tables of questions that are answered, where many are asked one after the other."""
        for name in self._laid.emptied():
            self._run(Statement(f'drop table if exists temp."{name}"', frozenset()), {})

    def people(self, tables: Sequence[str], missing: Collection[str] = ()) -> People:
        """What temporary ``tables`` have of customers, to choose an audience by; ``missing`` columns are in none."""
        return People(self._connection, tables, missing, self._translating)

    def keep_audience(self, table: str) -> None:
        """Drop from a temporary ``table`` (one of our own words) the customers outside the audience."""
        self._laid.changes(table)
        kept = f"select * from {table} where customer_key in (select customer_key from audience)"  # noqa: S608
        self._run(Statement(f"create or replace temp table {table} as {kept}", frozenset()), {})

    @contextlib.contextmanager
    def narrowed(self) -> Iterator[None]:
        """Let the views show the orders of the audience alone, until the block ends; not within another such block."""
        if self._whole is not None:
            raise ValueError("the store is narrowed already")
        self._whole = self.span()
        try:
            self._see("narrowed")
            yield
        finally:
            self._whole = None
            self._see("views")

    def _see(self, folder: str, view: str = "seen_orders") -> None:
        """Build a view of orders anew; those that read it are bound to it when they are asked."""
        (statement,) = statements(files("crmkit.store") / folder / f"{view}.sql")
        self._laid.all_change()
        self._unlaid = [name for name in self._unlaid if name != view]
        self._run(Statement(f"create or replace temp view {view} as {statement.text}", frozenset()), {})

    def _create_views(self, text: str) -> None:
        """Build the views that ``text`` reads and those behind; all of them would cost a tenth of a small answer."""
        for view in READ.findall(text):
            if view in self._unlaid:
                self._unlaid.remove(view)
                (statement,) = statements(files("crmkit.store") / "views" / f"{view}.sql")
                text = f'create or replace temp view "{view}" as {statement.text}'
                self._run(Statement(text, statement.parameters), {})

    def _run(self, statement: Statement, values: dict[str, object]) -> Connection:
        if self._is_closed:
            raise UsageError("store_closed")
        if self._unlaid:
            self._create_views(statement.text)
        with self._translating():
            return execute(self._connection, statement.text, statement.arguments(values))

    def _translating(self) -> contextlib.AbstractContextManager[None]:
        """The engine's complaints as ours."""
        return telling(self.path)


def open_store(path: Path, *, wait: float = 10, memory: str | None = None, only_read: bool = False) -> Store:
    """Open the store at ``path`` for reading, waiting ``wait`` seconds while a load holds it.

    ``memory`` is what the engine may use, as ``512MB``; what does not fit goes to a private temporary folder.
    A store of an older crmkit is brought up to date first. If it is ``only_read``, nothing is written: an older one is
    refused, and what is learnt is not kept. Each store has an engine of its own with the file attached, so that one
    process may open a file as often as it likes. Raises ``StoreBusy`` when the wait was not enough, ``StoreError`` when
    the file is damaged, foreign or newer, or older and not to be written.
    """
    with contextlib.ExitStack() as resources:
        spill = resources.enter_context(private_folder(None))

        def opened() -> Connection:
            return connect_to(path, memory=memory or DEFAULT_MEMORY, spill=spill)

        connection = waiting(opened, path=path, seconds=wait)
        resources.callback(lambda: connection.close())  # whichever of the two it is by then
        if not check_version(connection, "", path):
            connection.close()
            if only_read:
                raise StoreError("store_older", where=str(path))
            migrate_file(path, wait=wait)
            connection = waiting(opened, path=path, seconds=wait)
        return Store(connection, path, resources.pop_all(), keeps=not only_read)
