"""One process and one store: opened again and again, with files beside it, and loaded into while it is open."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, row, write

import crmkit


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "it's a shop.duckdb"
    crmkit.load(path, write(tmp_path / "a.csv", csv_text([row(number) for number in range(1, 6)])))
    return path


def customers(shop: crmkit.Store) -> object:
    return crmkit.tiers(shop).facts["customers"]


def test_a_cell_that_opens_a_store_may_run_again(store: Path) -> None:
    shop = crmkit.open(store)
    answer = customers(shop)
    again = crmkit.open(store, memory="700MB")
    assert customers(again) == customers(shop) == answer
    shop.close()
    assert customers(again) == answer  # what the first one spilled and its memory were its own
    again.close()


def test_a_store_that_was_let_go_of_is_closed(store: Path, tmp_path: Path) -> None:
    shop = crmkit.open(store)
    shop = crmkit.open(store)
    del shop
    gc.collect()
    assert (
        crmkit.load(store, write(tmp_path / "b.csv", csv_text([row(9, 买家会员名="新客")]))).facts["rejected_lines"]
        == 0
    )


def test_files_and_a_store_beside_each_other(store: Path, tmp_path: Path) -> None:
    with crmkit.open(store) as shop, crmkit.open([tmp_path / "a.csv"]) as files:
        assert customers(shop) == customers(files)
        assert customers(files) == customers(shop)


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_load_into_an_open_store_says_what_to_close(store: Path, tmp_path: Path, dry_run: bool) -> None:
    more = write(tmp_path / "b.csv", csv_text([row(9, 买家会员名="新客")]))
    with crmkit.open(store) as shop:
        before = customers(shop)
        with pytest.raises(crmkit.CrmError) as caught:
            crmkit.load(store, more, dry_run=dry_run)
        assert (caught.value.code, caught.value.exit_code) == ("store_open_here", crmkit.ExitCode.BUSY)
        assert "shop.close()" in str(caught.value)
        assert customers(shop) == before
    crmkit.load(store, more)
    with crmkit.open(store) as shop:
        assert customers(shop) != before


def test_a_snapshot_of_an_open_store_says_the_same(store: Path) -> None:
    with crmkit.open(store), pytest.raises(crmkit.CrmError) as caught:
        crmkit.snapshot(store, "now")
    assert caught.value.code == "store_open_here"


def test_a_first_load_beside_an_open_store(store: Path, tmp_path: Path) -> None:
    with crmkit.open(store) as shop:
        crmkit.load(tmp_path / "other.duckdb", tmp_path / "a.csv")
        with crmkit.open(tmp_path / "other.duckdb") as other:
            assert customers(other) == customers(shop)
