"""People who are forgotten are in no byte of a store and its folder; no later load brings them back; totals stand."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from tests.ingest.load_case import ask, codes, csv_text, fresh, keep, order_id, records, row, write
from tests.privacy.forget_case import (
    BUYERS,
    asked,
    cells,
    holding,
    items_text,
    nick,
    order_rows,
    orders_text,
    phone,
    plain_totals,
    refunds_text,
    totals,
)

import crmkit
from crmkit.errors import InputError, StoreError, UsageError

ALL = [nick(number) for number in range(BUYERS)]
NUMBERS = [order_id(number) for number in range(2 * BUYERS)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of 1,000 buyers, their items and refunds, and lines that were set aside."""
    folder = tmp_path_factory.mktemp("shop")
    store = fresh(folder / "data")
    bad = row(1, 买家会员名=nick(0), 买家实际支付金额="一百") | {"订单编号": order_id(9001)}
    other = row(2, 买家会员名="别人家的", 买家实际支付金额="一百") | {"订单编号": order_id(9002)}
    keep(store, write(folder / "orders.csv", csv_text([*order_rows(), bad, other])))
    keep(store, write(folder / "items.csv", items_text(range(2 * BUYERS))))
    keep(store, write(folder / "refunds.csv", refunds_text(range(0, 2 * BUYERS, 20))))
    return folder


@pytest.fixture
def copy(shop: Path, tmp_path: Path) -> Path:
    shutil.copytree(shop, tmp_path / "shop")
    return tmp_path / "shop" / "data" / "shop.duckdb"


def lines(result: crmkit.Result) -> dict[str, int]:
    (line,) = records(result)
    return {name.removesuffix("_lines"): count for name, count in line.items() if name.endswith("_lines") and count}


def test_a_nick_with_tildes_is_looked_for_like_any_other(tmp_path):
    """Numbers of ours begin with one; a nick that does is a nick, in the store and in what was set aside."""
    home, name = tmp_path / "home", "~小仙女~"
    home.mkdir()
    rows = [row(1, 买家会员名=name), row(2, 买家会员名=name, 买家实际支付金额="abc")]
    keep(home / "shop.duckdb", write(tmp_path / "a.csv", csv_text(rows)))
    assert crmkit.forget(home / "shop.duckdb", [name]).facts["search_hits"] == 0
    assert not [path for path in home.rglob("*") if path.is_file() and name.encode() in path.read_bytes()]


def test_a_thousand_of_a_thousand_are_nowhere_and_totals_stand(copy, tmp_path):
    names = write(tmp_path / "names.txt", "\n".join(ALL), "gb18030")
    before = totals(copy)
    assert len(holding(copy.parent, ALL)) >= 2  # the search sees them in the store and in the quarantine
    done = crmkit.forget(copy, file=names)
    assert {name: done.facts[name] for name in ("named_found", "named_unknown", "orders", "search_hits")} == {
        "named_found": BUYERS, "named_unknown": 0, "orders": 2 * BUYERS, "search_hits": 0,
    }  # fmt: skip
    assert holding(copy.parent, [*ALL, *NUMBERS]) == {}
    assert cells(copy, [*ALL, *NUMBERS]) == []
    assert totals(copy) == before
    by_day = asked(copy, "select paid_at::date::varchar, sum(net) from kept.orders group by 1")
    assert dict(by_day) == plain_totals(order_rows())
    assert asked(copy, "select count(*) from kept.orders where customer_key is not null") == [(0,)]
    assert asked(copy, "select count(*) from kept.order_lines semi join kept.orders using (shop_key, order_key)") == [
        (4 * BUYERS,)
    ]
    (left,) = (path for path in (copy.parent / "shop.duckdb.quarantine").iterdir())
    assert "别人家的".encode() in left.read_bytes()
    assert sorted(asked(copy, "select digest = '' from kept.rejects")) == [(False,), (True,)]


def test_the_proof_names_nobody_and_is_for_the_owner_alone(copy):
    done = crmkit.forget(copy, [nick(3), "从没来过"])
    path = Path(str(done.facts["proof"]))
    proof = json.loads(path.read_text(encoding="utf-8"))
    assert (path.name, path.stat().st_mode & 0o777) == ("shop.duckdb.forgotten-1.json", 0o600)
    assert {each["found"] for each in proof["asked"]} == {"customer", "unknown"}
    assert proof["totals"]["before"] == proof["totals"]["after"]
    assert proof["sha256"]["before"] != proof["sha256"]["after"]
    assert proof["complete"] is True
    assert proof["changed"] == {"customers": 1, "orders": 2, "order_lines": 4}
    assert holding(copy.parent, [nick(3), "从没来过", order_id(6)]) == {}
    again = crmkit.forget(copy, [nick(3)])
    assert (again.facts["named_before"], again.facts["orders"]) == (1, 0)
    assert Path(str(again.facts["proof"])).name == "shop.duckdb.forgotten-2.json"


def test_old_exports_bring_nobody_back_in_whatever_form(copy, tmp_path):
    crmkit.forget(copy, ALL[:500])
    before, held = totals(copy), asked(copy, "select count(*) from kept.orders")
    theirs = [*ALL[:500], *NUMBERS[:1000]]
    swapped = [dict(reversed(line.items())) for line in order_rows(range(400, 600))]
    for text, form, gone in (
        (orders_text(), "gb18030", 1000),
        (csv_text(swapped, tuple(swapped[0]), "\r\n"), "utf-16", 200),
        (items_text(range(600, 1400)), "gb18030", 800),
        (refunds_text(range(0, 2000, 40)), "utf-8", 25),
    ):
        told = keep(copy, write(tmp_path / f"again-{form}-{gone}.csv", text, form))
        assert (told.facts["new_records"], told.facts["updated_records"]) == (0, 0)
        assert lines(told)["forgotten"] == gone
    assert (totals(copy), asked(copy, "select count(*) from kept.orders")) == (before, held)
    assert cells(copy, theirs) == []
    assert holding(copy.parent, theirs) == {}
    with crmkit.open(copy) as store, pytest.raises(UsageError, match="no customer"):
        crmkit.customer(store, nick(7))


def test_a_newer_state_and_a_new_order_count_without_their_buyer(copy, tmp_path):
    crmkit.forget(copy, [nick(1)])
    back = order_rows(range(1, 2))[0] | {"退款金额": "5.00", "买家实际支付金额": "47.00", "买家会员名": "n**1"}
    later = row(7000, 买家会员名=nick(1), 买家实际支付金额="12.34", 总金额="12.34")
    items = items_text(range(7000, 7001))
    keep(copy, write(tmp_path / "early items.csv", items))  # its order is not known yet
    told = keep(copy, write(tmp_path / "later.csv", csv_text([back, later])))
    assert (told.facts["new_records"], told.facts["updated_records"], lines(told)["forgotten"]) == (1, 1, 2)
    nobody = "select count(*), sum(net), sum(refund) from kept.orders where starts_with(order_text, '~!')"
    assert asked(copy, nobody) == [(3, Decimal("112.34"), Decimal("5.00"))]
    assert lines(keep(copy, write(tmp_path / "late items.csv", items.replace("S1", "S9"))))["forgotten"] == 2
    assert lines(keep(copy, write(tmp_path / "late refund.csv", refunds_text(range(7000, 7001)))))["forgotten"] == 1
    assert asked(copy, f"{nobody} and refund_reported is not null")[0][0] == 1
    assert cells(copy, [nick(1), order_id(2), order_id(7000)]) == []


def test_with_the_orders_the_rows_are_gone_and_stay_away(copy, tmp_path):
    before = dict(asked(copy, "select 'all', sum(net) from kept.orders"))
    bought = f"select sum(net) from kept.orders where order_key in ({order_id(8)}, {order_id(9)})"  # noqa: S608
    theirs = asked(copy, bought)
    done = crmkit.forget(copy, [order_id(8)], orders=True)  # an order stands for its buyer
    assert done.facts["orders"] == 2
    assert asked(copy, "select sum(net) from kept.orders") == [(before["all"] - theirs[0][0],)]
    for name, text in (("o.csv", orders_text(range(8))), ("i.csv", items_text(range(16)))):
        told = keep(copy, write(tmp_path / name, text))
        assert (told.facts["new_records"], lines(told)["forgotten"]) == (0, 2 if name == "o.csv" else 4)
    assert cells(copy, [nick(4), order_id(8), order_id(9)]) == []


def test_a_later_line_that_is_set_aside_keeps_no_bytes_of_them(copy, tmp_path):
    crmkit.forget(copy, [nick(5)])
    bad = [
        row(5000, 买家会员名=nick(5), 买家实际支付金额="一百"),
        row(10, 买家会员名="换了名", 买家实际支付金额="一百"),
        row(5002, 买家会员名="别人", 买家实际支付金额="一百"),
    ]
    keep(copy, write(tmp_path / "bad.csv", csv_text([*bad, *order_rows(range(20, 60))])))
    kept = b"".join(path.read_bytes() for path in (copy.parent / "shop.duckdb.quarantine").iterdir())
    assert (kept.count(order_id(5000).encode()), kept.count(order_id(10).encode())) == (0, 0)
    assert kept.count(order_id(5002).encode()) == 1
    assert len(asked(copy, "select 1 from kept.rejects where file_key = 4")) == 3


def test_phones_and_what_a_customer_table_says(tmp_path):
    store = fresh(tmp_path / "data")
    header = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间,联系手机"
    text = "\n".join(
        [
            header,
            *(
                f"{order_id(n)},,{n}.00,交易成功,2024-01-0{n} 10:00:00,2024-01-0{n} 10:05:00,'{phone(n % 3)}"
                for n in range(1, 9)
            ),
        ]
    )
    members = "会员名,会员等级,最后交易时间\n甲甲甲甲,VIP1,2024-01-01\n乙乙乙乙,VIP2,2024-01-02\n"
    keep(store, write(tmp_path / "a.csv", text), write(tmp_path / "m.csv", members))
    done = crmkit.forget(store, [f"+86 {phone(1)[:3]} {phone(1)[3:]}", "甲甲甲甲"])
    assert (done.facts["named_found"], done.facts["orders"], done.facts["named_unknown"]) == (2, 3, 0)
    assert asked(store, "select nick from kept.customer_facts") == [("乙乙乙乙",)]
    again = keep(
        store, write(tmp_path / "b.csv", text + "\n"), write(tmp_path / "n.csv", members.replace("1-02", "1-03"))
    )
    assert [line["forgotten_lines"] for line in records(again)] == [3, 1]
    assert asked(store, "select count(distinct customer_key), count(*) from kept.orders") == [(2, 8)]
    assert asked(store, "select nick from kept.customer_facts") == [("乙乙乙乙",)]


def test_returns_that_name_no_order_stay_where_they_were_placed(tmp_path):
    """Money that went back was taken off what they had bought; nobody's returns are placed anew."""
    store = fresh(tmp_path / "data")
    lines_of = [
        "订单号,买家,时间,金额",
        "1,甲甲甲甲,2024-01-01,50.00",
        "2,甲甲甲甲,2024-01-03,30.00",
        "C9,甲甲甲甲,2024-01-05,-20.00",
    ]
    lines_of += ["3,乙乙乙乙,2024-01-02,70.00", "C8,乙乙乙乙,2024-01-06,-10.00"]
    said = {"mapping": {"order_id": "订单号", "buyer": "买家", "paid_at": "时间", "amount": "金额"}}
    file = write(tmp_path / "log.csv", "\n".join(lines_of) + "\n")
    keep(store, file, **said)
    before = totals(store)
    crmkit.forget(store, ["甲甲甲甲"])
    assert totals(store) == before
    for number, text in enumerate((lines_of, lines_of[:1] + lines_of[:0:-1])):
        told = keep(store, write(tmp_path / f"{number}.csv", "\r\n".join(text) + "\r\n"), **said)
        assert lines(told)["forgotten"] == 3
        assert totals(store) == before
        assert "return_of_nobody" not in codes(told)
    assert cells(store, ["甲甲甲甲"]) == []


def test_snapshots_and_what_was_learnt(copy):
    crmkit.snapshot(copy, "before", months=1)
    with crmkit.open(copy) as store:
        crmkit.churn(store, months=1)
    crmkit.forget(copy, ALL[:10])
    with crmkit.open(copy) as store:
        (head,) = records(crmkit.snapshots(store))
        moved = crmkit.diff(store, "before")
    assert head["customers"] == BUYERS - 10
    assert asked(copy, "select count(*) from kept.snapshot_customers") == [(BUYERS - 10,)]
    assert sum(line["customers"] for line in records(moved)) == BUYERS - 10
    there = asked(copy, "select 1 from information_schema.tables where table_name = 'models'")
    assert not there or asked(copy, "select count(*) from kept.models where name = 'churn'") == [(0,)]


def test_a_file_of_the_owner_that_names_them_is_told_not_touched(copy):
    own = write(copy.parent / "export.csv", orders_text(range(3)), "gb18030")
    content = own.read_bytes()
    done = crmkit.forget(copy, [nick(2)])
    assert done.facts["search_hits"] == 3  # the nick and two numbers
    assert [note.values for note in done.notes if note.code == "forget_kept_elsewhere"] == [
        {"file": "export.csv", "people": 1}
    ]
    assert own.read_bytes() == content
    own.unlink()
    assert crmkit.forget(copy, [nick(2)]).facts["search_hits"] == 0


def test_a_copy_of_the_database_beside_it_is_found_for_each_of_twenty(tmp_path):
    """Neither how the engine packs names nor what stands before and behind them hides anybody."""
    nicks = [f"tutu_mom{number}" if number % 2 else f"小店{number}" for number in range(18)] + ["木子", "王一一"]
    rows = [row(number, 买家会员名=nicks[number % 20]) for number in range(60)]
    rows += [row(100, 买家会员名="") | {"订单编号": order_id(100)}]
    store = fresh(tmp_path / "data")
    keep(store, write(tmp_path / "a.csv", csv_text(rows)))
    whole = tmp_path / "whole"
    shutil.copytree(store.parent, whole)
    missed = []
    for turn, name in enumerate([*nicks, order_id(100)]):
        place = shutil.copytree(whole, tmp_path / str(turn))
        shutil.copy(place / store.name, place / "old.duckdb")
        shutil.copy(place / store.name, place / f"{store.name}.bak")
        done = crmkit.forget(place / store.name, [name])
        told = {
            note.values["file"]: note.values["people"] for note in done.notes if note.code.startswith("forget_kept")
        }
        if told != {"old.duckdb": 1, f"{store.name}.bak": 1} or done.facts["search_people"] != 1:
            missed.append((name, told, done.facts["search_people"]))
    assert missed == []


def test_what_the_engine_cannot_open_is_searched_by_bytes(copy):
    """Cut short it is no database any more; a short name among bytes may be there by chance."""
    names = [nick(3), nick(4), "木子"]
    packed = b"\0\1".join(f"x1{name}2y".encode() for name in names)
    for name, begin in (("cut.duckdb", b"12345678DUCK"), ("till.db", b"SQLite\0")):
        (copy.parent / name).write_bytes(begin + packed)
    done = crmkit.forget(copy, names)
    told = {note.values.get("file"): note.values["people"] for note in done.notes if "people" in note.values}
    assert told == {"cut.duckdb": 2, "till.db": 2}
    (perhaps,) = (note.values for note in done.notes if note.code == "forget_perhaps")
    assert perhaps == {"files": 2, "names": "cut.duckdb, till.db"}


def test_a_word_of_which_a_name_is_a_part_names_nobody(tmp_path):
    store = fresh(tmp_path / "data")
    keep(store, write(tmp_path / "a.csv", csv_text([row(1, 买家会员名="tb_sunny"), row(2, 买家会员名="别人")])))
    write(store.parent / "own.csv", "nick\nmytb_sunny\ntb_sunny2\ntb_sunny_shop\n")
    other = fresh(tmp_path / "other")
    keep(other, write(tmp_path / "b.csv", csv_text([row(9, 买家会员名="tb_sunny2")])))
    shutil.copy(other, store.parent / "other.duckdb")
    assert crmkit.forget(store, ["tb_sunny"]).facts["search_hits"] == 0


def test_a_name_within_other_names_is_no_trace(tmp_path):
    store = fresh(tmp_path / "data")
    names = ["tb_sunny", "tb_sunny2", "sunny", "阳光阳光"]
    rows = [row(number, 买家会员名=name, 宝贝标题="tb_sunny同款 sunny") for number, name in enumerate(names)]
    keep(store, write(tmp_path / "a.csv", csv_text(rows)))
    done = crmkit.forget(store, ["tb_sunny"])
    assert done.facts["search_hits"] == 0
    assert asked(store, "select nick from kept.customers order by nick") == [("sunny",), ("tb_sunny2",), ("阳光阳光",)]


def test_nothing_changes_before_it_is_agreed_to(copy, tmp_path):
    before = copy.read_bytes()
    shown = []
    done = crmkit.forget(copy, [nick(1)], agreed=lambda preview: bool(shown.append(preview)))
    plan = crmkit.forget(copy, [nick(1)], dry_run=True)
    assert shown[0].facts == plan.facts == done.facts
    assert (plan.facts["orders"], plan.facts["net_sales"]) == (2, Decimal("105.00"))
    assert copy.read_bytes() == before
    assert not list(copy.parent.glob("*forgotten*"))


def test_what_cannot_be_done_is_said(copy, tmp_path):
    with pytest.raises(UsageError) as nobody:
        crmkit.forget(copy, [" "])
    assert nobody.value.code == "forget_nobody"
    with pytest.raises(InputError):
        crmkit.forget(copy, file=tmp_path / "missing.txt")
    with pytest.raises(UsageError):
        crmkit.forget(tmp_path / "no.duckdb", ["甲"])
    (copy.parent / "shop.duckdb.key").unlink()
    with pytest.raises(StoreError) as keyless:
        crmkit.forget(copy, ["甲"])
    assert keyless.value.code == "keys_missing"


def test_orders_of_a_store_without_anybody_are_as_they_were(copy):
    """Nobody is known by that name: later loads leave them out all the same."""
    before = ask(copy, "kept_orders.sql")
    done = crmkit.forget(copy, ["从没来过"])
    assert done.facts["named_unknown"] == 1
    assert ask(copy, "kept_orders.sql") == before
    told = keep(copy, write(copy.parent / "n.csv", csv_text([row(8000, 买家会员名="从没来过")])))
    assert lines(told)["forgotten"] == 1
    assert cells(copy, ["从没来过", order_id(8000)]) == []
