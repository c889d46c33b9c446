"""Sums of tables: whatever changes rows by another way than crmkit's own is seen, and nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from tests.example_shop import EXPORTS, example_shop
from tests.ingest.load_case import csv_text, row, write

import crmkit
from crmkit.store.changing.sums import KEPT, WRITES, compared, compared_in, summed
from crmkit.store.connect import Connection
from crmkit.store.migrate import FOLDER, expected_columns

LATER = {
    "BOOLEAN": "coalesce(not {0}, true)",
    "DATE": "coalesce({0} + 1, date '2024-01-01')",
    "TIMESTAMP": "coalesce({0} + interval 1 second, timestamp '2024-01-01')",
    "VARCHAR": "coalesce({0} || 'x', 'x')",
}
"""Another value of a column, by its type; of a number the next one."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example_shop(tmp_path_factory)


@pytest.fixture(scope="module")
def opened(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A copy with a row in each table, whose sums know it."""
    path = tmp_path_factory.mktemp("sums") / "s.duckdb"
    shutil.copy2(store, path)
    with duckdb.connect(str(path)) as connection:
        audiences = (FOLDER / "audiences.sql").read_text(encoding="utf-8")
        connection.execute(audiences.replace("target.kept.", "kept."))  # the example shop has made none
        with summed(connection, None):
            for table in KEPT:
                if not connection.execute(f"select 1 from kept.{table}").fetchall():  # noqa: S608
                    connection.execute(f"insert into kept.{table} values ({_values(connection, table)})")  # noqa: S608
        yield connection


def _values(connection: Connection, table: str) -> str:
    kinds = [str(kind) for kind in connection.table(f"kept.{table}").types]
    return ", ".join(LATER.get(kind, "1").format(f"null::{kind}") for kind in kinds)


def altered(connection: Connection, *statements: str) -> set[str]:
    """The tables that come to something else than was written after ``statements``, which are taken back."""
    connection.execute("begin")
    try:
        for statement in statements:
            connection.execute(statement)
        return {each.table for each in compared(connection, None) if each.has != each.written}
    finally:
        connection.execute("rollback")


def differing(path: Path) -> set[str]:
    return {each.table for each in compared_in(path) if each.has != each.written}


def test_every_table_has_sums() -> None:
    """A table that is not named could be changed, or hold a damaged block, and no check would see it."""
    made = {file.name for file in FOLDER.iterdir() if file.name.endswith(".sql")}
    assert made == {"tables.sql", "snapshots.sql", "audiences.sql", "models.sql"}
    tables = {table for table, _ in expected_columns()} - {"sums"} | {
        "snapshots",
        "snapshot_customers",
        "audiences",
        "arms",
        "models",
    }
    assert tables == set(KEPT)


def test_every_cell_of_every_table_counts(opened: Connection) -> None:
    """The next value and no value in one row, for each column of each table."""
    columns = opened.execute(
        "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
        "where schema_name = 'kept' order by all"
    ).fetchall()
    unseen = []
    for table, column, kind, is_nullable in columns:
        first = f"where rowid = (select min(rowid) from kept.{table})"  # noqa: S608
        value = LATER.get(kind, "coalesce({0} + 1, 1)").format(column)
        ((is_null,),) = opened.execute(f"select {column} is null from kept.{table} {first}").fetchall()  # noqa: S608
        for other in (value, "null") if is_nullable and not is_null else (value,):
            if not altered(opened, f"update kept.{table} set {column} = {other} {first}"):  # noqa: S608
                unseen.append((table, column, other))
    assert not unseen
    assert {table for table, *_ in columns} == {*KEPT, "sums"}


def test_rows_that_come_and_go_count(opened: Connection) -> None:
    assert altered(opened) == set()
    for table in KEPT:
        one = f"kept.{table} where rowid = (select max(rowid) from kept.{table})"  # noqa: S608
        for statement in (
            f"delete from {one}",  # noqa: S608
            f"delete from kept.{table}",  # noqa: S608
            f"insert into kept.{table} from {one}",
            f"drop table kept.{table}",
        ):
            assert altered(opened, statement) == {table}, statement
        assert altered(opened, f"insert into kept.{table} from {one}", f"insert into kept.{table} from {one}") == {
            table
        }
    swapped = "update kept.orders set net = case rowid when {0} then {2} else {1} end where rowid in ({0}, {3})"
    (first, net), (last, other) = opened.execute(
        "select min(rowid), net from kept.orders group by net order by 1 limit 2"
    ).fetchall()
    assert altered(opened, swapped.format(first, net, other, last)) == {"orders"}


def load(store: Path, *texts: str) -> None:
    files = [write(store.parent / f"{number}.csv", text) for number, text in enumerate(texts)]
    crmkit.load(store, *files, loaded_at=datetime.fromisoformat("2024-06-30T12:00:00"))


def test_what_was_altered_stays_visible(tmp_path: Path) -> None:
    """Whatever is loaded, kept, removed or forgotten: sums fit, and after an alteration they never fit again."""
    path = tmp_path / "shop.duckdb"
    load(path, csv_text([row(number) for number in range(1, 9)]))
    assert differing(path) == set()
    backup = tmp_path / "shop.zip"
    changes: tuple[Callable[[], object], ...] = (
        lambda: load(path, csv_text([row(2), row(9)])),
        lambda: crmkit.snapshot(path, "first"),
        lambda: crmkit.forget(path, "买家1"),
        lambda: crmkit.prune(path, older_than="2d", yes=True),
        lambda: crmkit.backup(path, backup),
        lambda: crmkit.restore(backup, path, yes=True),
    )
    for change in changes:
        change()
        assert differing(path) == set()
    last = "where order_key = (select max(order_key) from kept.orders)"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"update kept.orders set net = net + 1 {last}")  # noqa: S608
    load(path, csv_text([row(8), row(10)]))
    crmkit.forget(path, "买家2")
    (orders,) = [each for each in compared_in(path) if each.has != each.written]
    assert orders.table == "orders" and orders.has.minus(orders.written).money == 1


def test_every_statement_that_writes_is_seen() -> None:
    """The sums of a table are asked for before it is written to: whoever writes in another form would go unseen."""
    for text, table in (
        ("insert into target.kept.shops", "shops"),
        ("merge into target.kept.orders as kept", "orders"),
        ("delete from target.kept.models", "models"),
        ("update target.kept.refunds as cases", "refunds"),
        ("drop table target.kept.orders", "orders"),
        ("alter table target.kept.snapshots add column if not exists shops", "snapshots"),
        ("create table if not exists target.kept.snapshots (", "snapshots"),
        ('drop table target.kept."t1"', "t1"),
    ):
        assert WRITES.findall(text) == [table]


def test_any_order_of_files_leaves_sums_that_fit(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    for file in EXPORTS:
        crmkit.load(path, file)
        assert differing(path) == set(), file
