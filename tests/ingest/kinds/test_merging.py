"""Facts that change from export to export: names, levels, birthdays, histories; numbers that collide."""

from __future__ import annotations

import pytest
from tests.ingest.kinds.conftest import Answer
from tests.ingest.kinds.report import report, text
from tests.ingest.load_case import turns


def orders(buyer: str, numbers: range) -> str:
    answer = tuple((buyer, f"2024-03-{number:02d} 09:00:00", "25.00", "0.00") for number in numbers)
    return text(report(orders=answer, first=numbers.start))


@pytest.mark.parametrize("first", ["old", "new"])
def test_orders_of_a_renamed_buyer_go_to_the_newer_name(shop, first):
    """The newer export reaches further in time; the orders both hold are of the new name, all of them."""
    old, new = orders("小鱼", range(1, 11)), orders("小鱼2024", range(6, 13))
    files = {"old": shop.file("old.csv", old), "new": shop.file("new.csv", new)}
    said = "".join(shop.load(files[name]).text for name in sorted(files, key=lambda name: name != first))
    assert "renamed" in said
    shop.keeps("300.00", "--store", shop.store, orders=12)
    asked = {name: shop.ask("customer", name, "--store", shop.store, "--reveal") for name in ("小鱼", "小鱼2024")}
    assert {name: answer.facts["orders"] for name, answer in asked.items()} == {"小鱼": 5, "小鱼2024": 7}


@pytest.mark.parametrize("first", ["old", "new"])
def test_a_name_that_lost_all_its_orders_is_no_customer(shop, first):
    files = {
        "old": shop.file("old.csv", orders("小雨", range(1, 6))),
        "new": shop.file("new.csv", orders("大雨", range(1, 8))),
    }
    for name in sorted(files, key=lambda name: name != first):
        shop.load(files[name])
    answer = shop.ask("profile", "--store", shop.store, "--detail", "--reveal", "--limit", "0")
    assert [row["customer"] for row in answer.rows] == ["大雨"]
    assert answer.facts["never_bought"] == 0


MEMBERS = "会员名,性别,会员等级"


def members(*rows: str, header: str = MEMBERS) -> str:
    return "\n".join([header, *rows]) + "\n"


def known(shop, *names: str) -> dict[str, Answer]:
    """What the store knows of members, beside orders of other people: without orders there is nothing to ask."""
    shop.load(shop.file("orders.csv", text(report())))
    answer = {name: shop.ask("customer", name, "--store", shop.store, "--reveal") for name in names}
    assert [each.err for each in answer.values() if each.code] == []
    return answer


def levels(shop, *names: str) -> dict[str, str]:
    return {name: answer.facts["member_level"] for name, answer in known(shop, *names).items()}


def test_of_two_member_tables_that_prove_nothing_the_later_load_stands_and_says_so(shop):
    shop.load(shop.file("old.csv", members("ada,女,VIP2", "ben,男,金卡", "cai,女,VIP9")))
    answer = shop.load(shop.file("new.csv", members("ada,女,VIP10", "ben,女,普通会员", "cai,女,VIP9")))
    assert levels(shop, "ada", "ben", "cai") == {"ada": "VIP10", "ben": "普通会员", "cai": "VIP9"}
    assert "loaded last" in answer.text
    assert known(shop, "ben")["ben"].facts["gender"] == "女"  # a whole row, never a mixture of two


GROWING = f"{MEMBERS},最后交易时间,交易额,笔数"


@pytest.mark.parametrize("first", ["old", "new"])
def test_of_two_member_tables_the_one_that_saw_more_wins_in_any_order(shop, first):
    old = members("ada,女,VIP9,2024-01-05 10:00:00,500.00,5", "ben,男,金卡,2024-01-06 10:00:00,90.00,2", header=GROWING)
    new = members(
        "ada,女,VIP10,2024-06-05 10:00:00,900.00,7", "ben,女,普通会员,2024-05-06 10:00:00,95.00,3", header=GROWING
    )
    files = {"old": shop.file("old.csv", old), "new": shop.file("new.csv", new)}
    for name in sorted(files, key=lambda name: name != first):
        shop.load(files[name])
    assert levels(shop, "ada", "ben") == {"ada": "VIP10", "ben": "普通会员"}


def test_three_tables_give_one_answer_in_all_orders(shop):
    files = []
    for month, sex, level in ((1, "女", "VIP9"), (2, "男", "VIP10"), (3, "女", "VIP1")):
        row = f"ada,{sex},{level},2024-0{month}-05 10:00:00,{month}0.00,{month}"
        files.append(shop.file(f"{month}.csv", members(row, header=GROWING)))
    for place, order in enumerate(turns(files)):
        store = shop.folder / f"{place}" / "shop.duckdb"
        store.parent.mkdir()
        shop.store = store
        shop.load(*order)
        shop.load(order[0])
        assert levels(shop, "ada") == {"ada": "VIP1"}


def test_order_numbers_of_two_shops_that_collide_are_reported_with_the_remedy(shop):
    north = shop.file("north.csv", "no,who,day,sum\n501,ann,2024-02-01,40\n502,cat,2024-02-03,15\n")
    south = shop.file("south.csv", "no,who,day,sum\n501,bob,2024-02-02,90\n503,dan,2024-02-04,25\n")
    mapping = ("--map", "order_id=no,buyer=who,paid_at=day,amount=sum")
    answer = shop.ask("trend", north, south, *mapping)
    assert answer.code == 0, answer.err
    collisions = [code for code, text in answer.notes.items() if "--shop" in text]
    assert collisions
    assert answer.fact("revenue") in ("80.00", "130.00", "170.00")  # one of the two rows of 501, never a mixture
    shop.load(north, *mapping, "--shop", "north")
    shop.load(south, *mapping, "--shop", "south")
    answer = shop.keeps("170.00", "--store", shop.store, orders=4, customers=4)
    assert not set(collisions) & set(answer.notes)


def test_an_order_exported_again_as_it_goes_on_is_no_collision(shop):
    rows = report()
    later = [row | {"买家实际支付金额": "0.00", "退款金额": row["总金额"], "订单状态": "交易关闭"} for row in rows[:1]]
    answer = shop.ask("trend", shop.file("a.csv", text(rows)), shop.file("b.csv", text(later)))
    assert "--shop" not in answer.text
    assert answer.fact("revenue") == "620.00"


def test_a_member_known_from_the_table_alone_is_not_never_bought(shop):
    header = "会员名,性别,会员等级,首次交易时间,最后交易时间,交易额,笔数"
    table = members("old,男,VIP3,2017-04-02 10:00:00,2020-10-11 10:00:00,4321.00,37", header=header)
    shop.load(shop.file("members.csv", table))
    answer = known(shop, "old")["old"]
    for fact in ("2017-04-02", "2020-10-11", "4321.00", "37"):
        assert fact in answer.out
    assert answer.facts["stage"] != "never"
    people = shop.ask("profile", "--store", shop.store)
    assert people.facts["never_bought"] == 0


def test_a_birthday_without_a_year_is_known_and_one_that_is_no_day_costs_nothing_else(shop):
    table = members("ivo,男,金卡,07-19", "jil,女,银卡,1991-02-29", "kai,男,金卡,1988-04-03", header=f"{MEMBERS},生日")
    loaded = shop.ask("load", shop.file("members.csv", table), "--store", shop.store)
    assert loaded.code == 0, loaded.err
    assert (loaded.rows[0]["loaded_lines"], loaded.rows[0]["rejected_lines"]) == (3, 0)
    assert "birthday" in loaded.text
    answer = known(shop, "ivo", "jil", "kai")
    assert {name: (each.facts["gender"], each.facts["member_level"]) for name, each in answer.items()} == {
        "ivo": ("男", "金卡"), "jil": ("女", "银卡"), "kai": ("男", "金卡"),
    }  # fmt: skip
    assert "07-19" in answer["ivo"].out
    assert "1991" not in answer["jil"].out
