"""Forgetting that is stopped at any moment: the old store or the new one, whole; a second run completes it."""

from __future__ import annotations

import random
import shutil
import signal
import time

import pytest
from tests.depth import times
from tests.faults.conftest import HEADER, Shop, order
from tests.faults.test_interrupted import wait_until
from tests.program import LONG

import crmkit
from crmkit.errors import StoreBusy, StoreError
from crmkit.privacy.forget import beside, erase, forget, proof
from crmkit.store import rewritten

WHO = "买家7"
THEIRS = [WHO, *(str(214073006270000007 + 1003 * number) for number in (7, 47))]
BROKEN = f"{214073006270000007 + 1003 * 7},{WHO},5.50,五块五,交易成功,2024-08-08 10:00:00,2024-08-08 10:00:00,袜子"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop of 80 orders, two of them theirs, with a line of theirs that was set aside."""
    shop = Shop(tmp_path_factory.mktemp("forget"))
    (shop.folder / "home").mkdir()
    lines = [HEADER, *(order(number) for number in range(1, 81)), BROKEN]
    told = shop.run("load", shop.file("a.csv", "\n".join(lines) + "\n"))
    assert told.code == 0, told
    return shop


@pytest.fixture
def mine(loaded: Shop, tmp_path) -> Shop:
    shutil.copytree(loaded.folder, tmp_path, dirs_exist_ok=True)
    return Shop(tmp_path)


def left_of(shop: Shop) -> set[str]:
    """Files beside the store in which their names or numbers stand."""
    files = [path for path in shop.store.parent.rglob("*") if path.is_file()]
    return {path.name for path in files if any(text.encode() in path.read_bytes() for text in THEIRS)}


def is_whole(shop: Shop) -> bool:
    """Whether it is the old store or the new one; which, by whether their orders have a buyer."""
    content = shop.content()
    assert len(content) == 80
    return shop.store.name not in left_of(shop)


def test_an_error_at_each_step_leaves_the_old_store_or_the_new_one(mine, monkeypatch):
    assert left_of(mine) >= {"shop.duckdb"}
    for place, name in (
        (rewritten, "_write"), (beside.Cleaned, "write"), (rewritten, "_put"), (rewritten, "sync_folder"),
        (erase, "_digest"), (forget, "search_all"), (proof, "write_private"),
    ):  # fmt: skip
        with monkeypatch.context() as stopped:

            def stop(*_, **__):
                raise OSError(28, "No space left on device")

            stopped.setattr(place, name, stop)
            with pytest.raises((OSError, StoreError)):
                crmkit.forget(mine.store, [WHO])
        is_whole(mine)
        assert not list(mine.store.parent.glob(".*"))
    done = crmkit.forget(mine.store, [WHO])
    assert done.facts["search_hits"] == 0
    assert left_of(mine) == set()


def test_killed_at_random_times(mine):
    start = time.monotonic()
    whole = shutil.copytree(mine.store.parent, mine.folder / "whole")
    assert mine.run_apart("forget", WHO, "--yes", "-q").code == 0
    span, chance, through = time.monotonic() - start, random.Random(3), 0
    for turn in range(kills := times(4)):
        shutil.rmtree(mine.store.parent)
        shutil.copytree(whole, mine.store.parent)
        process = mine.start("forget", WHO, "--yes")
        time.sleep(span * (0.3 + 0.7 * (turn + chance.random()) / kills))
        process.kill()
        process.communicate(timeout=LONG)
        through += is_whole(mine)
        assert mine.run("forget", WHO, "--yes").code == 0
        assert left_of(mine) == set()
        assert all(name.startswith("shop.duckdb.forgotten-") for name in mine.leftovers())
    print(f"{kills} kills over {span:.2f} s, {through} after the new store was in its place")


def test_a_signal_leaves_the_old_store(mine):
    before = mine.store.read_bytes()
    process = mine.start("forget", WHO, "--yes")
    wait_until(lambda: any(mine.store.parent.glob(".crmkit-*")))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=LONG)
    assert process.returncode in (0, 143)
    assert process.returncode == 0 or mine.store.read_bytes() == before
    assert not [name for name in mine.leftovers() if name.startswith(".")]


def test_who_reads_meanwhile_keeps_it_waiting(mine):
    with crmkit.open(mine.store) as store, pytest.raises(StoreBusy):
        crmkit.forget(mine.store, [WHO], wait=0)
    assert store.path == mine.store
    assert crmkit.forget(mine.store, [WHO], wait=0).facts["search_hits"] == 0
