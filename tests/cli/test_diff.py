"""``crmkit snapshot``, ``snapshots`` and ``diff`` from the outside: names, tables that keep to the line, exit codes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from rich.cells import cell_len

import crmkit as library

HEADER = "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,店铺名称,退款金额"
OLD = "300000000000000{n:03},{buyer},{paid},{paid},交易成功,{day} 12:00:00,{day} 12:00:00,袜子,小店,0.00"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a snapshot named ``june``, and three orders loaded since: two of old buyers, one of a new one."""
    folder = tmp_path_factory.mktemp("filled")
    store, first, more = folder / "shop" / "shop.duckdb", folder / "orders.csv", folder / "more.csv"
    days = [(buyer, visit) for buyer in range(1, 21) for visit in range(1 + buyer // 5)]
    sold = [
        OLD.format(
            n=number, buyer=f"买家{buyer:02d}号", paid=f"{buyer * 10}.50", day=f"2024-0{1 + (buyer + visit) % 6}-12"
        )
        for number, (buyer, visit) in enumerate(days, start=100)
    ]
    added = [("买家01号", "5000.50"), ("买家07号", "2.00"), ("新来的阿姨", "88.00")]
    later = [
        OLD.format(n=number, buyer=buyer, paid=paid, day=f"2024-07-0{number}")
        for number, (buyer, paid) in enumerate(added, start=1)
    ]
    for path, rows in ((first, sold), (more, later)):
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        library.load(store, [str(path)])
        if path == first:
            library.snapshot(store, "june")
    return store.parent


@pytest.fixture
def later(filled: Path, tmp_path: Path) -> Path:
    """The store in the place where ``crmkit`` looks for it."""
    folder = tmp_path / "home" / ".local" / "share" / "crmkit"
    shutil.copytree(filled, folder)
    return folder / "shop.duckdb"


def test_what_is_kept_is_listed_and_can_be_removed(crmkit, later):
    (row,) = csv.DictReader(io.StringIO(crmkit("snapshots", "--format", "csv").text))
    assert (row["snapshot"], row["customers"], row["segment_map"], row["forecast_months"]) == (
        "june",
        "20",
        "cn8",
        "3",
    )
    assert crmkit("snapshot", "juny", "--segments", "cn8", "--months", "6", "-q").code == 0
    answer = json.loads(crmkit("snapshots", "--remove", "june", "--format", "json").out)
    assert [(row["snapshot"], row["segment_map"], row["forecast_months"]) for row in answer["rows"]] == [
        ("juny", "cn8", 6)
    ]
    assert "crmkit snapshot NAME" in crmkit("snapshots", "--remove", "juny").text
    assert crmkit("diff", "juny").code == 2


def test_the_answer_to_a_snapshot_counts_every_kind(crmkit, later):
    answer = json.loads(crmkit("snapshot", "juny", "--format", "json").out)
    for kind in ("segment", "tier", "stage"):
        assert sum(row["customers"] for row in answer["rows"] if row["group_by_code"] == kind) == 21
    assert {note["code"] for note in answer["notes"]} >= {"snapshot_churn_needs", "tiny_shop"}


def test_machine_clock_and_locale_change_no_byte(crmkit, process, later, home_env):
    elsewhere = {**home_env, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    for options in ([], ["--detail"]):
        asked = ("diff", "june", "--format", "json", "--lang", "zh", *options)
        first = crmkit(*asked)
        assert (first.code, first.err) == (0, "")
        assert first.out == process(*asked, env=elsewhere).out


def test_the_store_of_now_or_a_second_snapshot(crmkit, later):
    assert crmkit("snapshot", "juny", "-q").code == 0
    now, then = (json.loads(crmkit("diff", *names, "--format", "json").out) for names in (["june"], ["june", "juny"]))
    assert now["rows"] == then["rows"]
    assert (now["facts"]["joined"], now["facts"]["left"], now["facts"]["net_spend_change"]) == (1, 0, "5090.50")
    assert sum(row["customers"] for row in now["rows"]) == 21
    assert now["params"] == {"from": "june", "to": None, "by": "segment", "top": 5}


def test_names_are_masked_unless_revealed(crmkit, later):
    masked, revealed = (
        crmkit("diff", "june", "--detail", "--format", "csv", *more).text for more in ([], ["--reveal"])
    )
    rows = list(csv.DictReader(io.StringIO(revealed)))
    assert "新来的阿姨" in {row["customer"] for row in rows}
    assert {row["direction_code"] for row in rows} <= {"up", "down", "joined", "left"}
    assert "新来的阿姨" not in masked
    assert "买家" not in crmkit("diff", "june").text


@pytest.mark.parametrize(("name", "code"), [("june", 1), ("juny", 0)])
def test_exit_code_says_whether_anybody_moved(crmkit, later, name, code):
    assert crmkit("snapshot", "juny", "-q").code == 0
    run = crmkit("diff", name, "--exit-code", "--format", "json")
    assert run.code == code
    moved = json.loads(run.out)["facts"]["moved"]
    assert (f"{moved} customers moved" in run.err) == (code == 1), "the answer is given all the same"
    assert crmkit("diff", name).code == 0


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80])
def test_tables_keep_to_the_line(crmkit, later, home_env, language, columns):
    env = home_env | {"COLUMNS": str(columns)}
    asked = [["diff", "june", *by] for by in ([], ["--by", "risk"], ["--detail"])]
    asked += [["snapshots"], ["snapshot", f"at{columns}"]]
    for arguments in asked:
        run = crmkit(*arguments, "--lang", language, env=env)
        assert run.code == 0
        assert max(cell_len(line) for line in run.text.splitlines()) <= columns
        assert "_" not in run.text.replace("_ ", ""), "every code has its words"
        run.text.encode("gbk")


def test_every_format(crmkit, later, tmp_path):
    for suffix in ("xlsx", "parquet", "md"):
        for options in ([], ["--detail"]):
            assert crmkit("diff", "june", "-o", f"moved.{suffix}", *options).code == 0
            assert (tmp_path / f"moved.{suffix}").stat().st_size > 100


def test_people_see_a_matrix_and_machines_rows(crmkit, later):
    lines = crmkit("diff", "june", "--by", "tier", "--full").text.splitlines()
    (head,) = [line for line in lines if line.startswith("From  ") and "Before" in line and "To" not in line.split()]
    assert head.split() == ["From", "Before", "A", "B", "C"]
    (total,) = [line for line in lines if line.startswith("Total")]
    assert sum(map(int, total.split()[1:])) == 21
    rows = list(csv.DictReader(io.StringIO(crmkit("diff", "june", "--by", "tier", "--format", "csv").text)))
    assert {row["from_code"] for row in rows} == {"A", "B", "C", ""}
    assert all(row["from_group"] == "(no purchase yet)" for row in rows if not row["from_code"])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["snapshot", "june"], 2, "--replace"),
        (["snapshot", "orders.csv"], 2, "crmkit load orders.csv"),
        (["snapshot", "a b"], 2, "'a b'"),
        (["snapshot", "x", "orders.csv"], 2, "orders.csv"),
        (["snapshot", "x", "--segments", "none"], 2, "none"),
        (["snapshot", "x", "--as-of", "2020-01-01"], 4, "2024-"),
        (["snapshot"], 2, "NAME"),
        (["diff", "jun"], 2, "'june'"),
        (["diff", "june", "jne"], 2, "'june'"),
        (["diff", "june", "--by", "money"], 2, "--by"),
        (["diff", "june", "--detail", "--top", "3"], 2, "--top"),
        (["snapshots", "--remove", "juny"], 2, "'june'"),
        (["snapshot", "x", "--store", "none.duckdb"], 2, "none.duckdb"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_refusals_say_what_is_wrong(crmkit, later, arguments, code, said):
    before = later.read_bytes()
    run = crmkit(*arguments)
    assert (run.code, run.out) == (code, b"")
    assert said in run.err
    assert run.err.count("\n") == 1
    assert later.read_bytes() == before


def test_without_a_store_it_says_how_to_get_one(crmkit, orders):
    run = crmkit("snapshot", "orders.csv")
    assert (run.code, "crmkit load orders.csv" in run.err) == (2, True)
    run = crmkit("snapshot", "june")
    assert (run.code, "crmkit load FILE" in run.err) == (2, True)
