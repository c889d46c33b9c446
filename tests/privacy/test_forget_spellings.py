"""Whoever loading takes for one person, forgetting finds: in rejected lines, names of files, other files; none else."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, fresh, keep, order_id, row, write
from tests.privacy.forget_case import asked, cells, items_text

import crmkit
from crmkit.analyses.rejects.rejects import rejects
from crmkit.errors import UsageError

CAFE = 'café"x'
BAD = {"买家实际支付金额": "一百"}
THEIRS = [
    row(21, 买家会员名=unicodedata.normalize("NFD", CAFE), **BAD),
    row(22, 买家会员名="+86 138-0013-8000", **BAD),
    row(23, 买家会员名="13800138000\u3000", **BAD),
    row(24, 买家会员名="Amy@Mail.com", **BAD),
    row(25, 买家会员名="别人甲", 宝贝标题="电话 13800138000 的", **BAD),
]
SHORT = [row(26, 买家会员名="amy", **BAD)]
OTHERS = [
    row(31, 买家会员名="amy2", **BAD),
    row(32, 买家会员名="别人", 宝贝标题="amy 同款", **BAD),
    row(33, 买家会员名="mail.com", 宝贝标题="小米", **BAD),
]
WHO = ["amy", CAFE, "138 0013 8000", "amy@mail.com"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    store = fresh(folder / "data")
    known = [
        row(n, 买家会员名=name) for n, name in enumerate(["amy", CAFE, "138-0013-8000", "amy@mail.com", "小王"], 1)
    ]
    keep(store, write(folder / "east/orders-amy.csv", csv_text([*known, *THEIRS, *SHORT, *OTHERS])), shop="东店")
    keep(
        store, write(folder / "west.csv", csv_text([row(1, 买家会员名="小李"), row(5, 买家会员名="小王")])), shop="西店"
    )
    return folder


@pytest.fixture
def copy(shop: Path, tmp_path: Path) -> Path:
    shutil.copytree(shop, tmp_path / "shop")
    return tmp_path / "shop" / "data" / "shop.duckdb"


def kept_lines(store: Path) -> str:
    return "".join(path.read_text() for path in sorted((store.parent / f"{store.name}.quarantine").iterdir()))


def notes(result: crmkit.Result) -> dict[str, dict[str, object]]:
    return {note.code: dict(note.values) for note in result.notes}


def test_every_spelling_goes_and_others_stay(copy, tmp_path):
    own = csv_text([row(9, 买家会员名=unicodedata.normalize("NFD", CAFE)), row(10, 买家会员名="+86 138 0013 8000")])
    write(copy.parent / "own.csv", own)
    write(copy.parent / "mail.txt", "AMY@MAIL.COM\n")
    write(copy.parent / "short.csv", "1,amy,3\n")
    write(copy.parent / "word.txt", "so amy said, 小amy同款\n")
    done = crmkit.forget(copy, WHO)
    assert done.facts["named_found"] == 4
    left = kept_lines(copy)
    assert [order_id(number) in left for number in range(21, 27)] == [False] * 6
    assert [order_id(number) in left for number in range(31, 34)] == [True] * 3
    found = {note.values["file"]: note.values["people"] for note in done.notes if note.code == "forget_kept_elsewhere"}
    assert found == {"own.csv": 2, "mail.txt": 1, "short.csv": 1}
    assert notes(done)["forget_doubtful"] == {"lines": 1}  # "amy"
    assert asked(copy, "select name from kept.files order by file_key")[0] == ("east/orders-*.csv",)
    with crmkit.open(copy) as store:
        told = notes(rejects(store))
    assert told["raw_lines_forgotten"] == {"lines": 6}
    assert "raw_lines_gone" not in told
    again = [*THEIRS, *SHORT, *OTHERS, row(40, 买家会员名="新人")]
    keep(copy, write(tmp_path / "again.csv", csv_text(again)), shop="东店")
    assert kept_lines(copy).count("一百") == 2 * len(OTHERS)


def test_an_order_number_of_two_shops_takes_one_buyer(copy):
    with pytest.raises(UsageError) as several:
        crmkit.forget(copy, [order_id(1)])
    assert (several.value.code, several.value.values["shops"]) == ("forget_shops", "东店, 西店")
    assert crmkit.forget(copy, [order_id(5)], dry_run=True).facts["orders"] == 2  # both are of one buyer
    done = crmkit.forget(copy, [order_id(1)], shop="西店")
    assert (done.facts["orders"], done.facts["search_hits"]) == (1, 0)
    assert ("小李",) not in (left := asked(copy, "select nick from kept.customers")) and ("amy",) in left


def test_a_phone_of_a_buyer_with_a_nick_is_not_known_and_it_says_why(copy):
    for _ in range(2):
        done = crmkit.forget(copy, ["13900139000", "没有此人"])
        assert (done.facts["named_unknown"], done.facts["named_before"]) == (2, 0)
        assert notes(done)["forget_phones"] == {"phones": 1}


def test_an_order_that_is_nobodys_goes_by_its_number(copy, tmp_path):
    crmkit.forget(copy, ["小李"])
    nobodys = "select count(*) from kept.orders where customer_key is null"
    assert asked(copy, nobodys) == [(1,)]
    assert crmkit.forget(copy, ["小李"], orders=True).facts["orders"] == 0
    assert crmkit.forget(copy, [order_id(1)], shop="西店").facts["named_before"] == 1
    assert crmkit.forget(copy, [order_id(1)], shop="西店", orders=True).facts["orders"] == 1
    assert asked(copy, nobodys) == [(0,)]
    keep(copy, write(tmp_path / "again.csv", csv_text([row(1, 买家会员名="小李"), row(8)])), shop="西店")
    assert asked(copy, nobodys) == [(0,)]


def test_items_of_a_report_that_names_no_shop_go_with_their_order(tmp_path):
    store = fresh(tmp_path / "data")
    keep(store, write(tmp_path / "i.csv", items_text(range(1, 3))))
    orders = csv_text([row(1, 买家会员名="甲甲甲甲"), row(2, 买家会员名="乙乙乙乙")])
    keep(store, write(tmp_path / "a.csv", orders), shop="东店")
    done = crmkit.forget(store, [order_id(1)])
    assert (done.facts["orders"], done.facts["search_hits"]) == (1, 0)
    more = csv_text([row(7, 买家会员名="甲甲甲甲"), row(8, 买家会员名="丙丙丙丙")])
    keep(store, write(tmp_path / "items.csv", items_text(range(1, 9))), write(tmp_path / "b.csv", more), shop="东店")
    keep(store, write(tmp_path / "again.csv", items_text(range(1, 9)) + "\n"))
    assert cells(store, [order_id(1), order_id(7)]) == []
    with_orders = "select count(*) from kept.order_lines semi join kept.orders using (shop_key, order_key)"
    assert asked(store, f"{with_orders} where order_text is not null") == [(4,)]
