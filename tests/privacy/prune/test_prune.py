"""Orders of long ago leave the store and stay away; what is left is as it was, to the fen."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.ingest.load_case import csv_text, keep, kept, row, write

import crmkit
from crmkit import prune
from crmkit.errors import UsageError
from crmkit.privacy.prune.age import first_kept

TODAY = date(2026, 12, 1)
OLD, NEW = "2020-03-01 10:00:00", "2025-06-01 10:00:00"
ITEMS = "订单编号,标题,价格,购买数量,订单状态\n"
REFUNDS = "订单编号,退款编号,买家退款金额,退款状态,退款的申请时间\n"


def order(number: int, at: str, **cells: str) -> dict[str, str]:
    return row(number, **({"订单创建时间": at, "订单付款时间 ": at} | cells))


ORDERS = [
    order(1, OLD, 买家会员名="只来过一次的买家"),  # goes, and its buyer
    order(2, OLD, 买家会员名="老买家"),  # goes, its buyer stays
    order(3, NEW, 买家会员名="老买家"),
    order(4, "2023-11-30 23:59:59", 买家会员名="差一天的买家"),  # the last day that goes
    order(5, "2023-12-01 00:00:00", 买家会员名="刚好的买家"),  # the first day that stays
    order(6, OLD, 买家会员名="后来退款的买家"),  # stays: its refund is of 2025
    order(7, OLD, 买家会员名="没付钱的买家", 订单状态="等待买家付款", 买家实际支付金额="0.00", **{"订单付款时间 ": ""}),
]
GOES = {1, 2, 4, 7}
MONEY = sum(Decimal(50 + number) for number in (1, 2, 4))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of the orders, their items and a refund, and the files."""
    folder = tmp_path_factory.mktemp("prune")
    lines = "".join(f"{each['订单编号']},袜子,51.00,1,交易成功\n" for each in ORDERS)
    for name, text in (
        ("orders.csv", csv_text(ORDERS)),
        ("items.csv", ITEMS + lines),
        ("refunds.csv", f"{REFUNDS}{ORDERS[5]['订单编号']},9001,10.00,退款成功,2025-07-01 09:00:00\n"),
    ):
        keep(folder / "s.duckdb", write(folder / name, text))
    crmkit.snapshot(folder / "s.duckdb", "early", as_of="2020-12-31")
    crmkit.snapshot(folder / "s.duckdb", "late", as_of="2025-12-31")
    return folder


@pytest.fixture
def place(loaded: Path, tmp_path: Path) -> Path:
    shutil.copytree(loaded, tmp_path / "shop")
    return tmp_path / "shop"


def number_of(number: int) -> int:
    return int(ORDERS[number - 1]["订单编号"])


def ask(store: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(store), read_only=True) as connection:
        return connection.execute(question).fetchall()


def numbers(store: Path) -> set[int]:
    by_id = {int(each["订单编号"]): number for number, each in enumerate(ORDERS, 1)}
    return {by_id[key] for (key,) in ask(store, "select order_key from kept.orders")}


def test_how_long_is_written():
    days = {"3y": date(2023, 12, 1), "18m": date(2025, 6, 1), "400d": date(2025, 10, 27), "3年": date(2023, 12, 1)}
    days |= {
        "18个月": date(2025, 6, 1),
        "18月": date(2025, 6, 1),
        "400天": date(2025, 10, 27),
        " 3 Y ": date(2023, 12, 1),
    }
    assert {text: first_kept(text, TODAY) for text in days} == days
    for text in ("", "3", "0d", "-3y", "3.5y", "3yy", "y", "3w", "999999d"):
        with pytest.raises(UsageError):
            first_kept(text, TODAY)
    assert first_kept("1y", date(2024, 2, 29)) == date(2023, 2, 28)


def test_without_yes_nothing_changes(place):
    before = (place / "s.duckdb").read_bytes()
    for asked in ({}, {"yes": True, "dry_run": True}):
        answer = prune(place / "s.duckdb", older_than="3y", as_of=TODAY, **asked)
        assert (answer.facts["is_done"], answer.facts["orders"], answer.facts["net_sales"]) == (False, 4, MONEY)
        assert answer.records == (("2020", None, 3, Decimal("103.00")), ("2023", None, 1, Decimal("54.00")))
    assert (place / "s.duckdb").read_bytes() == before


def test_what_goes_and_what_stays(place):
    store = place / "s.duckdb"
    before = kept(store)
    answer = prune(store, older_than="3y", as_of=TODAY, yes=True)
    assert numbers(store) == {3, 5, 6}
    left = {str(number_of(number)) for number in (3, 5, 6)}
    assert kept(store) == [each for each in before if each["id"] in left]
    facts = {
        name: answer.facts[name]
        for name in ("orders", "orders_kept", "item_lines", "refund_cases", "customers", "snapshots")
    }
    assert facts == {"orders": 4, "orders_kept": 3, "item_lines": 4, "refund_cases": 0, "customers": 3, "snapshots": 1}
    assert answer.facts["pruned_before"] == date(2023, 12, 1)
    assert {nick for (nick,) in ask(store, "select nick from kept.customers")} == {
        "老买家",
        "刚好的买家",
        "后来退款的买家",
    }
    first = "select first_order_key from kept.customers where nick = '老买家'"
    assert ask(store, first) == [(int(ORDERS[2]["订单编号"]),)]
    assert ask(store, "select name, customers from kept.snapshots") == [("late", 3)]
    assert ask(store, "select count(*), count(distinct customer_key) from kept.snapshot_customers") == [(3, 3)]


def test_no_byte_of_it_is_left(place):
    store = place / "s.duckdb"
    assert "只来过一次的买家".encode() in store.read_bytes()
    prune(store, older_than="3y", as_of=TODAY, yes=True)
    for path in place.glob("s.duckdb*"):
        if path.is_file():
            for nick in ("只来过一次的买家", "差一天的买家", "没付钱的买家"):
                assert nick.encode() not in path.read_bytes(), path.name


def test_old_exports_do_not_bring_it_back(place):
    store = place / "s.duckdb"
    prune(store, older_than="3y", as_of=TODAY, yes=True)
    more = [*ORDERS, order(8, OLD, 买家会员名="又一位老买家"), order(9, NEW, 买家会员名="新买家")]
    answer = keep(store, write(place / "again.csv", csv_text(more)))
    assert {key for (key,) in ask(store, "select order_key from kept.orders")} == {
        int(each["订单编号"]) for each in (more[2], more[4], more[5], more[8])
    }
    assert "又一位老买家" not in {nick for (nick,) in ask(store, "select nick from kept.customers")}
    (line,) = [note for note in answer.notes if note.code == "orders_pruned"]
    assert (line.values["rows"], line.values["value"]) == (5, "2023-12-01")
    assert "5 lines from before 2023-12-01 left out" in line.text("en")
    counted = "select physical_lines, header_lines, loaded_lines, unchanged_lines, older_lines, skipped_lines"
    assert ask(store, counted + " from kept.files order by file_key desc limit 1") == [(10, 1, 1, 3, 0, 5)]


def test_the_same_export_again_says_what_is_passed_over(place):
    """Its digest is known, but "unchanged" would say that its lines are in the store."""
    store = place / "s.duckdb"
    prune(store, older_than="3y", as_of=TODAY, yes=True)
    for _ in range(2):
        answer = keep(store, place / "orders.csv")
        counts = dict(zip(answer.columns, answer.records[0], strict=True))
        assert (counts["skipped_lines"], counts["unchanged_lines"]) == (4, 3)


def test_what_an_old_export_tells_of_an_order_that_is_there_still_counts(place):
    store = place / "s.duckdb"
    prune(store, older_than="3y", as_of=TODAY, yes=True)
    keep(store, write(place / "old.csv", csv_text([order(6, OLD, 买家会员名="后来退款的买家")])))
    assert numbers(store) == {3, 5, 6}


def test_an_order_with_news_in_another_file_of_the_load_is_kept(place):
    store = place / "s.duckdb"
    prune(store, older_than="3y", as_of=TODAY, yes=True)
    refund = f"{REFUNDS}{order(20, OLD)['订单编号']},9002,5.00,退款成功,2025-08-01 09:00:00\n"
    files = [write(place / "o.csv", csv_text([order(20, OLD)])), write(place / "r.csv", refund)]
    crmkit.load(store, files)
    assert len(ask(store, "select 1 from kept.orders")) == 4


def test_item_lines_of_old_orders_go_with_them(place):
    store = place / "s.duckdb"
    prune(store, older_than="3y", as_of=TODAY, yes=True)
    both = [
        write(place / "o.csv", csv_text(ORDERS[:2])),
        write(place / "i.csv", (place / "items.csv").read_text() + "\n"),
    ]
    crmkit.load(store, both)
    assert {key for (key,) in ask(store, "select order_key from kept.order_lines")} & {
        int(each["订单编号"]) for each in ORDERS[:2]
    } == set()


def test_a_longer_time_lets_them_in_again(place):
    store = place / "s.duckdb"
    prune(store, older_than="3y", as_of=TODAY, yes=True)
    keep(store, place / "orders.csv")
    assert numbers(store) == {3, 5, 6}  # a known file is not read again
    prune(store, older_than="20y", as_of=TODAY, yes=True)
    keep(store, write(place / "again.csv", csv_text(ORDERS)))
    assert numbers(store) == {1, 2, 3, 4, 5, 6, 7}


def test_twice_is_once_and_nothing_to_do_is_no_error(place):
    store = place / "s.duckdb"
    first = prune(store, older_than="3y", as_of=TODAY, yes=True)
    again = prune(store, older_than="3y", as_of=TODAY, yes=True)
    assert (first.facts["orders"], again.facts["orders"], again.facts["orders_kept"]) == (4, 0, 3)
    everything = prune(store, older_than="1d", as_of=TODAY, yes=True)
    assert (everything.facts["orders"], everything.facts["orders_kept"], everything.facts["customers"]) == (3, 0, 3)


def test_without_a_day_it_counts_from_the_last_purchase(place):
    answer = prune(place / "s.duckdb", older_than="1y")
    assert (answer.as_of, answer.facts["pruned_before"]) == (date(2025, 6, 1), date(2024, 6, 1))


def test_customer_tables(tmp_path):
    store = tmp_path / "s.duckdb"
    table = "会员名,性别,首次购买,最近购买\n"
    keep(store, write(tmp_path / "o.csv", csv_text([order(1, OLD, 买家会员名="甲"), order(2, NEW, 买家会员名="乙")])))
    mapped = {"kind": "customers", "buyer": "会员名", "gender": "性别", "first_at": "首次购买", "last_at": "最近购买"}
    people = "甲,女,2020-03-01,2020-03-01\n乙,男,2020-03-01,2025-06-01\n丙,女,2019-01-01,2019-02-01\n丁,男,,\n"
    crmkit.load(store, write(tmp_path / "c.csv", table + people), map=mapped)
    answer = prune(store, older_than="3y", as_of=TODAY, yes=True)
    assert (answer.facts["customers"], answer.facts["customer_rows"]) == (1, 2)
    assert {nick for (nick,) in ask(store, "select nick from kept.customer_facts")} == {"乙", "丁"}
    crmkit.load(store, write(tmp_path / "d.csv", table + people + "戊,男,2018-01-01,2018-02-02\n"), map=mapped)
    assert {nick for (nick,) in ask(store, "select nick from kept.customer_facts")} == {"乙", "丁"}


def test_texts_of_rejected_lines_go_at_once(tmp_path):
    store = tmp_path / "s.duckdb"
    keep(store, write(tmp_path / "a.csv", csv_text([row(1), row(2, 买家实际支付金额="abc")])))
    (text,) = store.with_name("s.duckdb.quarantine").iterdir()
    before = store.read_bytes()
    assert prune(store, quarantine=True).facts == {"is_done": False, "text_files": 1} and text.exists()
    assert prune(store, quarantine=True, yes=True).facts == {"is_done": True, "text_files": 1} and not text.exists()
    assert store.read_bytes() == before
    with pytest.raises(UsageError, match="--older-than"):
        prune(store, yes=True)
