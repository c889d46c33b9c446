"""``crmkit check``: the store of the examples is sound and clean; what is beside a store is looked at, too."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from tests.example_shop import EXPORTS, example_shop
from tests.ingest.load_case import csv_text, keep, row, write
from tests.program import environment, run_here

import crmkit
from crmkit.result import Result

TODAY = date(2024, 7, 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example_shop(tmp_path_factory)


@pytest.fixture
def copy(store: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    for path in store.parent.glob(f"{store.name}*"):
        shutil.copy2(path, tmp_path)
    return tmp_path / store.name


def found(path: Path, today: date = TODAY) -> dict[str, tuple[object, ...]]:
    """The rules that something breaks: how many, file and value of the first."""
    with crmkit.open(path) as shop:
        result: Result = crmkit.check(shop, today=today)
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.records]
    return {
        str(row["check"]): (row["violations"], row["file"], row["found_value"]) for row in rows if row["violations"]
    }


def test_the_example_store_is_sound_and_clean(store: Path) -> None:
    assert set(found(store)) == {"buyer_missing", "paid_without_money"}
    env = environment(HOME=str(store.parent))
    run = run_here(["check", "--store", store], store.parent, env)
    assert run.code == 0, run.err
    assert "The database is sound" in run.text and len(run.text.splitlines()) <= 40
    chinese = run_here(["check", "--store", store, "--lang", "zh"], store.parent, env)
    assert chinese.code == 0 and "数据库完好" in chinese.text
    over = run_here(["check", "--store", store, "--fail-over", "buyer_missing=0.01", "-f", "json"], store.parent, env)
    assert over.code == 1 and json.loads(over.text)["facts"]["rules_over"] == 1
    assert run_here(["check", "--store", store, "--fail-over", "byer=1"], store.parent, env).code == 2


def test_no_order_number_is_shown(store: Path) -> None:
    with crmkit.open(store) as shop:
        numbers = [str(row[1]) for row in crmkit.check(shop, detail=True, today=TODAY).records]
    env = environment(HOME=str(store.parent))
    for options in ((), ("--detail",), ("--detail", "-f", "csv"), ("--full",)):
        text = run_here(["check", "--store", store, *options], store.parent, env).text
        assert not [number for number in numbers if number in text]
    assert numbers[0] in run_here(["check", "--store", store, "--detail", "--reveal"], store.parent, env).text


def test_files_are_checked_without_a_store(tmp_path: Path) -> None:
    run = run_here(["check", *EXPORTS[:1], "-f", "json"], tmp_path, environment(HOME=str(tmp_path)))
    assert run.code == 0, run.err
    codes = {row["check"] for row in json.loads(run.text)["rows"]}
    assert "net_differs" in codes and not {"storage", "key_unfit"} & codes


def test_silent_when_all_is_well(store: Path) -> None:
    """As other commands under ``-q`` that are asked whether something is so: cron hears of trouble only."""
    env = environment(HOME=str(store.parent))
    quiet = ["--store", store, "-q"]
    assert run_here(["check", *quiet], store.parent, env).text == ""
    assert "rules" in run_here(["check", *quiet, "-f", "json"], store.parent, env).text
    over = run_here(["check", *quiet, "--fail-over", "buyer_missing=0.01"], store.parent, env)
    assert over.code == 1 and "over the limit" in over.text
    assert run_here(["privacy", *quiet, "--strict"], store.parent, env).text == ""


def test_forgotten_people_of_a_later_load_leave_the_store_sound(copy: Path) -> None:
    """Their rows bear the number of the file that has them again, which counts them apart."""
    with crmkit.open(copy) as shop:
        nick = str(crmkit.segment(shop, detail=True).records[0][0])
    crmkit.forget(copy, nick)
    crmkit.load(copy, EXPORTS[0], shop="two")
    assert not {"rows_altered", "rows_without_file", "net_differs", "lines_unaccounted"} & set(found(copy))


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("delete from kept.orders where order_key = (select min(order_key) from kept.orders)", "orders"),
        ("delete from kept.order_lines where rowid = 3", "order_lines"),
        ("delete from kept.refunds where rowid = 3", "refunds"),
        ("update kept.orders set net = 0.01 where rowid = 3", "orders"),
        ("update kept.orders set status = 99 where rowid = 3", "orders"),
        ("update kept.orders set due = null where rowid = 3", "orders"),
        ("delete from kept.shops", "shops"),
        ("insert into kept.meta values ('pruned_before', '2031-01-01')", "meta"),
    ],
)
def test_what_was_altered(copy: Path, statement: str, table: str) -> None:
    change(copy, statement)
    violations, _, value = found(copy)["rows_altered"]
    assert violations == 1 and str(value).startswith(f"{table}: ")


def change(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("checkpoint")


def test_tables_of_another_form(copy: Path) -> None:
    change(
        copy, "alter table kept.orders alter column quantity type bigint", "alter table kept.files add column more int"
    )
    assert found(copy)["tables_differ"] == (1, None, "orders.quantity: BIGINT / INTEGER")


def test_keys(copy: Path) -> None:
    key = copy.with_name(f"{copy.name}.key")
    key.chmod(0o644)
    assert found(copy)["key_unfit"] == (1, key.name, "644")
    key.chmod(0o600)
    digest = hashlib.blake2b(
        "\n".join(key.read_text().split()).encode(), digest_size=16, person=b"crmkit key"
    ).hexdigest()
    change(copy, "delete from kept.meta where name = 'key_check'")
    assert "key_unfit" not in found(copy)
    change(copy, f"insert into kept.meta values ('key_check', '{digest}')")  # noqa: S608
    assert "key_unfit" not in found(copy)
    key.write_text(f"{'0' * 64}\n{'1' * 64}\n")
    assert found(copy)["key_unfit"] == (1, key.name, None)
    key.write_text("x y\n")
    assert found(copy)["key_unfit"] == (1, key.name, None)
    key.unlink()
    assert found(copy)["key_unfit"][:2] == (1, key.name)


def test_snapshots_and_models(copy: Path) -> None:
    rows = "kept.snapshot_customers"
    change(
        copy,
        f"delete from {rows} where customer_key = (select min(customer_key) from {rows})",  # noqa: S608
        f"update {rows} set customer_key = 5 where customer_key = (select max(customer_key) from {rows})",  # noqa: S608
        "update kept.models set data_digest = 'x' where name = (select min(name) from kept.models)",
    )
    seen = found(copy)
    assert seen["snapshots_differ"][0] == 2
    assert seen["models_outdated"][0] == 1


def test_quarantine(tmp_path: Path) -> None:
    """Bytes that no rejected line knows, other bytes than were read, and bytes that went before their time."""
    lines = ["订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间"]
    lines += [f"10000000{n},ann{n},10.00,交易成功,2024-06-{1 + n % 28:02} 10:00:00" for n in range(40)]
    lines[3] = lines[3].replace("10.00", "ten")
    lines[5] = lines[5].replace("2024-06", "tomorrow")
    (tmp_path / "orders.csv").write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    store = tmp_path / "s.duckdb"
    crmkit.load(store, tmp_path / "orders.csv", loaded_at=datetime.fromisoformat("2024-06-30T12:00:00"))
    about = {"quarantine_differs", "quarantine_missing", "rejects_unaccounted", "lines_unaccounted"}
    assert not about & set(found(store))
    (kept,) = (tmp_path / "s.duckdb.quarantine").iterdir()
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"ten", b"two"))
    assert found(store)["quarantine_differs"] == (1, kept.name, "4")
    kept.write_bytes(content)
    (kept.parent / "9-other.csv.txt").write_bytes(content)
    assert found(store)["quarantine_differs"] == (1, "9-other.csv.txt", None)
    (kept.parent / "9-other.csv.txt").unlink()
    kept.unlink()
    assert found(store)["quarantine_missing"][0] == 1
    assert "quarantine_missing" not in found(store, date(2024, 9, 1))
    with crmkit.open([tmp_path / "orders.csv"]) as shop:
        (row,) = [row for row in crmkit.check(shop, today=TODAY).records if row[0] == "lines_rejected"]
    assert (row[2], row[3], row[10]) == (2, 40, "line 6")
    assert row[13] == "see why: crmkit load with these files and --dry-run"


def test_text_removed_on_purpose_is_not_missed(tmp_path: Path) -> None:
    lines = [f"10000000{n},ann{n},10.00,交易成功,2024-06-{1 + n % 28:02} 10:00:00" for n in range(40)]
    lines[3] = lines[3].replace("10.00", "ten")
    header = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间"
    (tmp_path / "orders.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    store = tmp_path / "s.duckdb"
    now = datetime.now()  # noqa: DTZ005 - the clock of the file that notes when they were removed
    crmkit.load(store, tmp_path / "orders.csv", loaded_at=now.replace(year=now.year - 1))
    day = date(now.year - 1, now.month, min(now.day, 28))
    crmkit.prune(store, quarantine=True, yes=True)
    assert not {"quarantine_missing", "quarantine_differs"} & set(found(store, day))


def test_an_older_export_loaded_later_is_no_fault(tmp_path: Path) -> None:
    """It adds facts to orders whose newer state stays; these are still of the file that has the state."""
    untitled = {"宝贝标题 ": ""}
    newer = [row(1, 退款金额="20.00", 买家实际支付金额="31.00", **untitled), row(2, **untitled)]
    older = [row(1), row(2)]
    store = tmp_path / "shop.duckdb"
    for number, rows in enumerate((newer, older)):
        keep(store, write(tmp_path / f"{number}.csv", csv_text(rows)))
    assert "net_differs" not in found(store)
