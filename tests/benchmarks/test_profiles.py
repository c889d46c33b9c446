"""What product and hand-written SQL know of customers is the same, in a shop old enough to have every stage."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from benchmarks.generate import benchmark_orders
from benchmarks.profiles import CONDITIONS
from benchmarks.same_rows import differing

import crmkit
from crmkit.store.store import Store

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *words: object) -> str:
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 4,000 orders, one every two hours and a quarter."""
    folder = tmp_path_factory.mktemp("shop")
    benchmark_orders(folder / "orders.csv", orders=4_000, customers=500, pace=8_100)
    crmkit.load(folder / "shop.duckdb", [str(folder / "orders.csv")])
    return folder / "shop.duckdb"


@pytest.fixture
def store(shop: Path) -> Iterator[Store]:
    with crmkit.open(shop) as opened:
        yield opened


def test_profiles_by_hand_are_those_of_the_product(shop: Path, store: Store) -> None:
    words, by_hand, own = (shop.with_name(name) for name in ("words.parquet", "by_hand.parquet", "own.parquet"))
    run("floors.name_goods", shop, words)
    run("floors.write_profile", shop, words, by_hand)
    found = crmkit.profile(store, detail=True, segments="grid").rows
    assert set(found["stage"]) == {"new", "active", "due", "overdue", "dormant", "lost", "never"}
    assert found["sale_day_share"].n_unique() > 10
    found.write_parquet(own)
    assert json.loads(run("same_rows", own, by_hand))["rows"] == len(found)
    found.with_columns(pl.col("units") + (pl.col("units") == 7).cast(pl.Int64)).write_parquet(own)
    with pytest.raises(RuntimeError, match="units"):
        run("same_rows", own, by_hand)


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_customers_of_a_condition_are_the_same_by_hand(shop: Path, store: Store, name: str) -> None:
    facts = crmkit.segment(store, where=CONDITIONS[name]).facts
    ((customers, purchases, net_sales),) = json.loads(run("floors.ask_store", f"where_{name}", shop))["cells"]
    assert 0 < customers == facts["audience_customers"]
    assert (purchases, net_sales) == (facts["purchases"], str(facts["net_sales"]))


def test_rows_differ_where_values_do() -> None:
    shares = pl.Series([0.5, None, 0.1, 0.2]), pl.Series([0.5000001, None, None, 0.3])
    assert differing(*shares).to_list() == [False, False, True, True]
    counts = pl.Series([1, 2, None], dtype=pl.Int8), pl.Series([1, None, None], dtype=pl.Int64)
    assert differing(*counts).to_list() == [False, True, False]
