"""Loads that are stopped: by a key, a signal, a kill, another load or a full disk. The old state stays whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.faults.conftest import Shop, orders
from tests.program import LONG

BIG = 20_000
"""Orders of a load that takes long enough to be hit."""


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("big") / "big.csv"
    path.write_text(orders(*range(100, 100 + BIG)), encoding="utf-8")
    return path.read_bytes()


def began(shop: Shop) -> bool:
    """Whether a load has made its private folder."""
    return shop.store.parent.is_dir() and any(shop.store.parent.glob(".crmkit-*"))


def wait_until(condition, seconds: float = LONG) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.005)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)])
@pytest.mark.parametrize("first", [True, False], ids=["first load", "later load"])
def test_a_signal_leaves_nothing(shop, big, number, code, first):
    if not first:
        assert shop.run("load", shop.file("first.csv", orders(*range(1, 31)))).code == 0
    before = shop.content()
    shop.file("big.csv", big)
    process = shop.start("load", "big.csv")
    wait_until(lambda: began(shop))
    time.sleep(0.05)
    process.send_signal(number)
    _, err = process.communicate(timeout=LONG)
    assert process.returncode == code, err
    assert err.decode().count("\n") == 1
    assert "Traceback" not in err.decode()
    assert shop.content() == before
    assert not shop.leftovers()


def test_killed_while_the_keys_were_made(shop, big):
    """What a load leaves that is killed there is cleared away by the next one; another's that still runs is not."""
    shop.file("big.csv", big)
    dead = shop.start("--version")
    dead.communicate(timeout=LONG)
    shop.store.parent.mkdir(parents=True, exist_ok=True)
    for process in (dead.pid, os.getpid()):
        (shop.store.parent / f".{shop.store.name}.key.{process}").write_text("half")
    assert shop.run_apart("load", "big.csv").code == 0
    assert shop.leftovers() == [f".{shop.store.name}.key.{os.getpid()}"]


HOLDER = """
import duckdb, sys, time
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
time.sleep(600)
"""


def test_a_busy_store_is_waited_for_then_named(kept_shop):
    import sys

    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(kept_shop.store)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        kept_shop.file("more.csv", orders(90))
        start = time.monotonic()
        for command in (["load", "more.csv"], ["segment"], ["files"]):
            told = kept_shop.run(*command, "--wait", "0.5")
            assert told.code == 5, told
            assert str(holder.pid) in told.err
            assert told.err.count("\n") == 1
        assert time.monotonic() - start >= 1.5
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert kept_shop.run("load", "more.csv").code == 0
    assert len(kept_shop.content()) == 31


def nobody(shop: Shop) -> tuple[str, ...]:
    """What to put before a command so that it may not write where it does not own the folder."""
    if os.geteuid() != 0:
        return ()
    before = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    if not shutil.which("setpriv"):
        pytest.skip("root writes everywhere and there is no setpriv to be somebody else")
    for folder in [shop.folder, *shop.folder.parents][:4]:
        folder.chmod(folder.stat().st_mode | 0o755)
    if shop.run_apart("--version", before=before).code != 0:
        pytest.skip("nobody else may run this Python")
    return before


def test_a_folder_that_takes_no_files(kept_shop):
    before = nobody(kept_shop)
    kept_shop.file("more.csv", orders(90)).chmod(0o644)
    for path in kept_shop.store.parent.rglob("*"):
        path.chmod(0o444)
    kept_shop.store.parent.chmod(0o555)
    try:
        told = kept_shop.run_apart("segment", before=before)
        assert told.code == 0, told
        told = kept_shop.run_apart("load", "more.csv", before=before)
        assert told.code == 6, told
        assert told.err.count("\n") == 1
    finally:
        kept_shop.store.parent.chmod(0o700)
    assert len(kept_shop.content()) == 30


@pytest.fixture
def small_disk(tmp_path: Path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and shutil.which("mount")
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("no small disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=False)


@pytest.mark.parametrize("held", [True, False], ids=["later load", "first load"])
def test_a_full_disk(shop, big, small_disk, held):
    store = small_disk / "shop.duckdb"
    shop.file("big.csv", big * 3)
    env = {"CRMKIT_STORE": str(store)}
    if held:
        assert shop.run_apart("load", shop.file("first.csv", orders(*range(1, 31))), env=env).code == 0
    told = shop.run_apart("load", "big.csv", env=env)
    assert told.code == 6, told
    assert told.err.count("\n") == 1
    assert not [path.name for path in small_disk.iterdir() if path.name.startswith(".")]
    assert store.exists() == held
    if held:
        again = shop.run_apart("files", "--format", "csv", env=env)
        assert again.code == 0
        assert again.out.count("\n") == 2


def test_a_file_that_may_not_grow(kept_shop, big):
    """A limit on file sizes is a full disk too."""
    kept_shop.file("big.csv", big)
    before = kept_shop.content()
    told = kept_shop.run_apart("load", "big.csv", before=("bash", "-c", 'ulimit -f 1500; exec "$@"', "limited"))
    assert told.code == 6, told
    assert kept_shop.content() == before
    assert kept_shop.run("load", "big.csv").code == 0
    assert len(kept_shop.content()) == len(before) + BIG
    assert not kept_shop.leftovers()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"hello, I am no store" * 500,
        lambda data: b"SQLite format 3\0" + bytes(8192),
        lambda data: data[:5000] + bytes(4096) + data[9096:],
        lambda data: bytes(4096) + data[4096:],
    ],
    ids=["cut", "empty", "garbage", "another engine's", "a hole", "no head"],
)
def test_a_damaged_store(kept_shop, damage):
    kept_shop.store.write_bytes(damage(kept_shop.store.read_bytes()))
    broken = kept_shop.store.read_bytes()
    kept_shop.file("more.csv", orders(90))
    for command in (["segment"], ["load", "more.csv"]):
        told = kept_shop.run(*command)
        assert told.code == 6, told
        assert told.err.count("\n") == 1
    assert kept_shop.store.read_bytes() == broken
    assert not kept_shop.leftovers()


def test_a_database_that_is_no_store_and_one_from_later(kept_shop):
    import duckdb

    kept_shop.file("more.csv", orders(90))
    with duckdb.connect(str(kept_shop.store)) as connection:
        connection.execute("update kept.meta set value = '999' where name = 'schema_version'")
    for command in (["segment"], ["load", "more.csv"]):
        assert "newer" in kept_shop.run(*command).err
        assert kept_shop.run(*command).code == 6
    kept_shop.store.unlink()
    with duckdb.connect(str(kept_shop.store)) as connection:
        connection.execute("create table mine (a integer)")
    for command in (["segment"], ["load", "more.csv"]):
        assert kept_shop.run(*command).code == 6
    with duckdb.connect(str(kept_shop.store), read_only=True) as connection:
        assert connection.execute("select table_name from information_schema.tables").fetchall() == [("mine",)]


def test_the_engine_opens_no_socket_and_no_file_but_ours(tmp_path):
    """Not even when asked to: no network, no extension, no other file, and nobody may change that."""
    import duckdb

    from crmkit.store.connect import connect

    mine, other = tmp_path / "mine.csv", tmp_path / "other.csv"
    for path in (mine, other):
        path.write_text("a\n1\n")
    connection = connect(paths=[mine])
    assert connection.execute("select * from read_csv($path)", {"path": str(mine)}).fetchall() == [(1,)]
    for question in (
        "select * from read_csv('s3://nowhere/a.csv')",
        f"from '{other}'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        f"copy (select 1) to '{tmp_path / 'out.csv'}'",
        f"attach '{tmp_path / 'new.duckdb'}'",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(question)
    connection.close()


@pytest.mark.parametrize(
    ("blocks", "asked"),
    [
        (1, ("segment", "--detail", "-o", "out.xlsx")),
        (1, ("report", "-o", "out.xlsx")),
        (1, ("report", "--site", "out")),
        (100, ("sql", "select * from orders", "-o", "out.csv")),
        (8, ("export", "out", "--star")),
    ],
)
def test_a_limit_on_files_is_said_and_leaves_nothing(kept_shop, blocks, asked):
    before = sorted(path.name for path in kept_shop.folder.iterdir())
    limited = ("bash", "-c", f'ulimit -f {blocks}; exec "$@"', "limited")
    told = kept_shop.run_apart(*asked, before=limited, env={"PYTHONDONTWRITEBYTECODE": "1"})  # else half a module
    assert told.code == 6, told
    assert "ulimit" in told.err and "Traceback" not in told.err
    assert sorted(path.name for path in kept_shop.folder.iterdir()) == before
    assert set(kept_shop.leftovers()) <= {"shop.duckdb.wal"}  # what was learnt lies whole beside the file
    assert len(kept_shop.content()) == 30
