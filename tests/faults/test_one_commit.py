"""A load that fails says what is so: nothing was changed, or the data was written. Whatever fails, and wherever."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
from pathlib import Path

import duckdb
import pytest
from tests.faults.conftest import Shop, orders

from crmkit.errors import StoreError
from crmkit.store.changing import commit, quarantine
from crmkit.store.connect import Connection

BAD = orders(90, 91) + "half a line\n"
"""Two orders and a line for the quarantine."""


@pytest.fixture
def bad_shop(kept_shop: Shop) -> Shop:
    """A shop that holds orders 1 to 30, with a file to load of which one line is damaged."""
    kept_shop.file("bad.csv", BAD)
    return kept_shop


def load(shop: Shop):
    return shop.run("load", "bad.csv", "--max-rejects", "1")


def held(shop: Shop) -> dict[str, bytes]:
    folder = quarantine.folder_of(shop.store)
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def test_the_bytes_are_there_before_the_load_is(bad_shop, monkeypatch):
    """And go again when it fails."""
    seen = []

    def fails(connection: Connection, catalog: str, path: Path, number: int) -> None:
        seen.append(held(bad_shop))
        raise StoreError("store_full", where=str(path))

    monkeypatch.setattr("crmkit.store.workspace.commit", fails)
    told = load(bad_shop)
    assert (told.code, seen) == (6, [{"2.txt": b"4\ttoo_short\thalf a line\n"}])
    assert held(bad_shop) == {}
    monkeypatch.undo()
    assert load(bad_shop).code == 0
    assert held(bad_shop) == seen[0]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EMFILE])
@pytest.mark.parametrize("step", ["fsync", "mkdir", "replace"])
def test_a_disk_that_fails_before_the_commit(bad_shop, monkeypatch, number, step):
    real = getattr(os if step == "fsync" else Path, step)

    def refuse(*given, **more):
        if step == "fsync" or quarantine.folder_of(bad_shop.store) in (given[0], given[0].parent):
            raise OSError(number, os.strerror(number))
        return real(*given, **more)

    monkeypatch.setattr(os if step == "fsync" else Path, step, refuse)
    err = bad_shop.refused(6, "load", "bad.csv", "--max-rejects", "1")
    assert "nothing was changed" in err or "ulimit" in err
    assert held(bad_shop) == {}


def test_a_quarantine_that_takes_nothing(bad_shop):
    folder = quarantine.folder_of(bad_shop.store)
    folder.write_text("mine")
    assert "nothing was changed" in bad_shop.refused(6, "load", "bad.csv", "--max-rejects", "1")
    folder.unlink()
    (folder / "2.txt" / "deep").mkdir(parents=True)
    assert "nothing was changed" in bad_shop.refused(6, "load", "bad.csv", "--max-rejects", "1")
    shutil.rmtree(folder)
    target = bad_shop.file("victim", "mine")
    folder.symlink_to(bad_shop.folder)
    assert "nothing was changed" in bad_shop.refused(6, "load", "bad.csv", "--max-rejects", "1")
    folder.unlink()
    folder.mkdir()
    for name in (".2.part", "2.txt"):
        (folder / name).symlink_to(target)
    (folder / "notes").mkdir()
    assert load(bad_shop).code == 0
    assert target.read_text() == "mine"
    assert not (folder / "2.txt").is_symlink()
    assert sorted(path.name for path in folder.iterdir()) == ["2.txt", "notes"]


def test_a_long_name_of_an_export(kept_shop):
    name = "n" * 251 + ".csv"
    kept_shop.file(name, BAD)
    assert kept_shop.run("load", name, "--max-rejects", "1").code == 0
    assert list(held(kept_shop)) == ["2.txt"]


def test_what_a_killed_load_left_goes(bad_shop):
    folder = quarantine.folder_of(bad_shop.store)
    folder.mkdir()
    for name in ("2.txt", "7.txt", "8-old name.csv.txt", ".9.part"):
        (folder / name).write_text("phone")
    assert bad_shop.run("load", "first.csv").code == 0, "all of it is known"
    assert held(bad_shop) == {}


@pytest.mark.parametrize("complaint", ["Could not fsync file: Input/output error", "No space left on device"])
def test_a_disk_that_fails_after_the_last_byte(bad_shop, monkeypatch, complaint):
    real, complaints = commit.note_change, [complaint]

    def fail() -> None:
        real()
        if complaints:
            raise duckdb.IOException(complaints.pop())

    monkeypatch.setattr(commit, "note_change", fail)
    told = load(bad_shop)
    assert told.code == 6
    assert "the data was written" in told.err
    assert len(bad_shop.content()) == 32
    assert list(held(bad_shop)) == ["2.txt"]


def test_an_account_that_cannot_be_printed(bad_shop):
    told = bad_shop.run("load", "bad.csv", "--max-rejects", "1", "-o", "account.csv")
    assert told.code == 0
    shutil.copy(bad_shop.folder / "bad.csv", bad_shop.folder / "more.csv")
    with (bad_shop.folder / "more.csv").open("a", encoding="utf-8") as file:
        file.write(orders(95).partition("\n")[2])
    told = bad_shop.run_apart(
        "load", "more.csv", "--max-rejects", "1", before=("sh", "-c", 'exec "$@" > /dev/full', "-")
    )
    assert told.code == 6
    assert "the data was changed" in told.err
    assert len(bad_shop.content()) == 33


def test_a_signal_in_the_commit(bad_shop, monkeypatch):
    """It is heard when the commit is through."""
    real = commit.note_change

    def heard() -> None:
        real()
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(commit, "note_change", heard)
    before = signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        told = load(bad_shop)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "interrupted after the database was changed" in told.err
    assert len(bad_shop.content()) == 32


STRACE = ("strace", "-f", "-qq", "-o", "trace.txt")


@pytest.mark.skipif(not shutil.which("strace"), reason="no strace here")
@pytest.mark.parametrize(("call", "error"), [("pwrite64", "ENOSPC"), ("fdatasync", "EIO"), ("fsync", "EIO")])
def test_every_call_that_fails(bad_shop, tmp_path_factory, call, error):
    """What is said is what is found afterwards, and the same load does it then."""
    whole = tmp_path_factory.mktemp("whole") / "data"
    shutil.copytree(bad_shop.store.parent, whole)
    words = ("load", "bad.csv", "--max-rejects", "1")
    assert bad_shop.run_apart(*words, before=(*STRACE, "-e", f"trace={call}")).code == 0
    calls = len(re.findall(rf"\b{call}\(", (bad_shop.folder / "trace.txt").read_text()))
    assert calls
    for number in range(1, calls + 1):
        shutil.rmtree(bad_shop.store.parent)
        shutil.copytree(whole, bad_shop.store.parent)
        told = bad_shop.run_apart(*words, before=(*STRACE, "-e", f"inject={call}:error={error}:when={number}"))
        is_in = len(bad_shop.content()) == 32
        assert told.code == (0 if is_in and not told.err.startswith("crmkit: ") else 6), (number, told)
        assert ("nothing was changed" in told.err) == (not is_in), (number, told)
        assert list(held(bad_shop)) == ["2.txt"] * is_in
        assert not bad_shop.leftovers()
