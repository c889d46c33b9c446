"""A store written anew: what was deleted is in no byte of it, and it is there whole at any moment."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, keep, kept, row, write

from crmkit.errors import StoreBusy
from crmkit.store.private import private_folder
from crmkit.store.rewritten import rewriting
from crmkit.store.store import open_store
from crmkit.store.workspace import Workspace

NAME = "唯一的买家名字"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    store = tmp_path / "shop.duckdb"
    keep(store, write(tmp_path / "a.csv", csv_text([row(1, 买家会员名=NAME), *map(row, range(2, 9))])))
    return store


@contextlib.contextmanager
def opened(store: Path):
    with private_folder(store.parent) as folder:
        space = Workspace(folder, store=store, inputs=[], size=0, memory="512MB", wait=1)
        with contextlib.closing(space):
            yield space


def test_what_is_deleted_is_in_no_byte_of_it(shop):
    assert NAME.encode() in shop.read_bytes()
    with opened(shop) as space, rewriting(space, 1):
        space.execute("delete from target.kept.customers where nick = $nick", {"nick": NAME})
    assert NAME.encode() not in shop.read_bytes()
    assert len(kept(shop)) == 8
    assert (shop.stat().st_mode & 0o777, list(shop.parent.glob(".crmkit-*"))) == (0o600, [])


def test_an_exception_leaves_the_old_one(shop):
    before = shop.read_bytes()

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), opened(shop) as space, rewriting(space, 1, before=stop):
        space.execute("delete from target.kept.orders")
    assert shop.read_bytes() == before
    assert [path.name for path in sorted(shop.parent.iterdir())] == ["a.csv", "shop.duckdb", "shop.duckdb.key"]


def test_who_waited_meanwhile_meets_the_new_one(shop):
    with open_store(shop) as reader, opened(shop) as space, pytest.raises(StoreBusy), rewriting(space, 0):
        pass
    assert not reader.path.with_name("shop.duckdb.wal").exists()
    with opened(shop) as space, opened(shop) as other:
        with rewriting(space, 1):
            space.execute("delete from target.kept.order_lines")
        with other.holding_store(1):
            assert other.execute("select count(*) from target.kept.orders") == [(8,)]
