"""No output, of whichever command, is written over a store or what a store has beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.program import environment, run_here

HEADER = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that has everything beside it, a link to it, and a store that nobody asks."""
    place = tmp_path_factory.mktemp("stores")
    (place / "orders.csv").write_text(
        HEADER + "\n240105001,小王,10.00,交易成功,2024-01-05 10:00:00\n" + "x,y,z,交易成功,2024-13-05\n",
        encoding="utf-8",
    )
    for name in ("shop.duckdb", "other.duckdb"):
        run = run_here(
            ["load", "orders.csv", "--store", name, "--max-rejects", "0.9", "-q"], place, environment(HOME=str(place))
        )
        assert run.code == 0, run.err
    (place / "shop.duckdb.runs.jsonl").write_text("{}\n")
    (place / "other.duckdb.forgotten-1.json").write_text("{}\n")
    (place / "linked").symlink_to(place / "shop.duckdb.key")
    return place


def test_each_is_refused_and_stays_as_it_is(folder: Path):
    (set_aside,) = (folder / "shop.duckdb.quarantine").iterdir()
    places = ["shop.duckdb", "other.duckdb", "shop.duckdb.key", "other.duckdb.key", "shop.duckdb.runs.jsonl", "linked"]
    places += ["other.duckdb.forgotten-1.json", "shop.duckdb.forgotten-7.json"]
    places += [str(set_aside.relative_to(folder)), "./shop.duckdb.key", "shop.duckdb.wal"]
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    asked = environment(HOME=str(folder), CRMKIT_STORE="shop.duckdb")
    wrong = {}
    for place in places:
        for words in (
            ["tiers", "--format", "csv"],
            ["doctor", "--format", "json"],
            ["config", "show", "--format", "csv"],
            ["explain", "gini", "--format", "csv"],
            ["sql", "select 1 as a", "--format", "csv"],
            ["report", "--format", "txt"],
            ["digest"],
        ):
            run = run_here([*words, "-o", place], folder, asked)
            if run.code not in (2, 7):
                wrong[place, words[0]] = run.code, run.err
    assert not wrong
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_name_that_only_begins_like_a_store_is_written(folder: Path):
    run = run_here(["tiers", "--store", "shop.duckdb", "-o", "shop.duckdb.csv"], folder, environment(HOME=str(folder)))
    assert (run.code, (folder / "shop.duckdb.csv").exists()) == (0, True), run.err
