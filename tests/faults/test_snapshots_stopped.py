"""Snapshots that are stopped or have no room: the store holds the old ones or the new one, and its orders, whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing

import pytest
from tests.faults.conftest import Shop, orders
from tests.faults.test_interrupted import HOLDER, nobody, small_disk, wait_until  # noqa: F401  a fixture among them
from tests.program import LONG

from crmkit.store.connect import connect


def taken(shop: Shop, store=None) -> dict[str, tuple[int, int]]:
    """Name of each snapshot, the customers it says it has and the rows there are of it."""
    with closing(connect(str(store or shop.store), read_only=True)) as connection:
        there = "select 1 from information_schema.tables where table_schema = 'kept' and table_name = 'snapshots'"
        if not connection.execute(there).fetchall():
            return {}
        found = connection.execute(
            "select heads.name, any_value(heads.customers), count(rows.customer_key) from kept.snapshots as heads "
            "left join kept.snapshot_customers as rows on heads.name = rows.name group by heads.name"
        ).fetchall()
        lost = "select name from kept.snapshot_customers where name not in (select name from kept.snapshots)"
        assert connection.execute(lost).fetchall() == []
    return {name: (customers, rows) for name, customers, rows in found}


@pytest.fixture
def grown_shop(kept_shop):
    """A shop with a snapshot of 30 customers, where one of now would have 31."""
    assert kept_shop.run("snapshot", "same").code == 0
    assert kept_shop.run("load", kept_shop.file("more.csv", orders(31))).code == 0
    return kept_shop


OLD, NEW = {"same": (30, 30)}, {"same": (31, 31)}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_the_store_is_waited_for(kept_shop, number, code):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(kept_shop.store)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        process = kept_shop.start("snapshot", "new", "--wait", LONG)
        wait_until(lambda: spilled(process.pid))
        process.send_signal(number)
        _, err = process.communicate(timeout=LONG)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert process.returncode == code
    assert err.decode().count("\n") == 1
    assert taken(kept_shop) == {}


def spilled(pid: int) -> bool:
    """Whether the run has made its private folder, as it does before it opens the store."""
    import tempfile
    from pathlib import Path

    return any(Path(tempfile.gettempdir()).glob(f".crmkit-{pid}-*"))


def test_a_busy_store_is_waited_for_then_named(kept_shop):
    assert kept_shop.run("snapshot", "old").code == 0
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(kept_shop.store)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        for command in (["snapshot", "new"], ["diff", "old"], ["snapshots"], ["snapshots", "--remove", "old"]):
            told = kept_shop.run(*command, "--wait", "0.3")
            assert told.code == 5, told
            assert str(holder.pid) in told.err
            assert told.err.count("\n") == 1
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert kept_shop.run("snapshot", "new").code == 0
    assert set(taken(kept_shop)) == {"old", "new"}


READER = HOLDER.replace("duckdb.connect(sys.argv[1])", "duckdb.connect(sys.argv[1], read_only=True)")


def test_a_store_that_is_being_read_is_waited_for_before_the_change(kept_shop):
    reader = subprocess.Popen([sys.executable, "-c", READER, str(kept_shop.store)], stdout=subprocess.PIPE)
    try:
        assert reader.stdout.readline() == b"held\n"
        told = kept_shop.run("snapshot", "new", "--wait", "0.3")
        assert (told.code, told.out) == (5, ""), "nothing is said to be kept that is not"
    finally:
        reader.kill()
        reader.wait()
        reader.stdout.close()
    assert taken(kept_shop) == {}


def test_several_at_once(kept_shop):
    runs = [kept_shop.start("snapshot", f"n{number}", "--wait", LONG) for number in range(4)]
    ends = [process.communicate(timeout=LONG)[1].decode() for process in runs]
    assert [process.returncode for process in runs] == [0] * 4, ends
    assert set(taken(kept_shop).values()) == {(30, 30)}
    assert len(taken(kept_shop)) == 4


def test_one_name_at_once_is_taken_once(kept_shop):
    runs = [kept_shop.start("snapshot", "same", "--wait", LONG) for _ in range(3)]
    for process in runs:
        process.communicate(timeout=LONG)
    assert sorted(process.returncode for process in runs) == [0, 2, 2]
    assert taken(kept_shop) == {"same": (30, 30)}


def test_a_store_that_may_not_be_written(kept_shop):
    before = nobody(kept_shop)
    assert kept_shop.run("snapshot", "old").code == 0
    for path in kept_shop.store.parent.rglob("*"):
        path.chmod(0o444)
    kept_shop.store.parent.chmod(0o555)
    try:
        assert kept_shop.run_apart("diff", "old", before=before).code == 0
        for command in (["snapshot", "new"], ["snapshots", "--remove", "old"]):
            told = kept_shop.run_apart(*command, before=before)
            assert told.code == 6, told
            assert told.err.count("\n") == 1
    finally:
        kept_shop.store.parent.chmod(0o700)
        kept_shop.store.chmod(0o600)
    assert set(taken(kept_shop)) == {"old"}


def test_a_full_disk(shop, small_disk):  # noqa: F811
    store = small_disk / "shop.duckdb"
    env = {"CRMKIT_STORE": str(store)}
    assert shop.run_apart("load", shop.file("first.csv", orders(*range(1, 31))), env=env).code == 0
    assert shop.run_apart("snapshot", "old", env=env).code == 0
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError):
        while file.write(bytes(4096)):
            pass
    told = shop.run_apart("snapshot", "new", env=env)
    assert told.code == 6, told
    assert told.err.count("\n") == 1
    filler.unlink()
    assert taken(shop, store) == {"old": (30, 30)}
    assert shop.run_apart("snapshot", "new", env=env).code == 0


def test_a_file_that_may_not_grow(kept_shop):
    blocks = kept_shop.store.stat().st_size // 1024
    told = kept_shop.run_apart("snapshot", "new", before=("bash", "-c", f'ulimit -f {blocks}; exec "$@"', "limited"))
    assert told.code == 6, told
    assert taken(kept_shop) in ({}, {"new": (30, 30)}), "what was not brought into the file lies whole beside it"
    assert len(kept_shop.content()) == 30
    assert kept_shop.run("snapshot", "new", "--replace").code == 0
    assert not kept_shop.leftovers()


def test_a_store_of_later_or_of_somebody_else(kept_shop):
    import duckdb

    with duckdb.connect(str(kept_shop.store)) as connection:
        connection.execute("update kept.meta set value = '999' where name = 'schema_version'")
    for command in (["snapshot", "new"], ["diff", "old"], ["snapshots"]):
        assert kept_shop.run(*command).code == 6
    kept_shop.store.unlink()
    with duckdb.connect(str(kept_shop.store)) as connection:
        connection.execute("create table mine (a integer)")
    for command in (["snapshot", "new"], ["diff", "old"], ["snapshots"]):
        assert kept_shop.run(*command).code == 6
    with duckdb.connect(str(kept_shop.store), read_only=True) as connection:
        assert connection.execute("select table_name from information_schema.tables").fetchall() == [("mine",)]
