"""Members whose purchases a customer table reports, when the orders in hand do not reach so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.analyses.test_profile import rows

import crmkit
from crmkit.analyses.profile.profile import profile
from crmkit.analyses.tags.tags import tags
from crmkit.errors import NotEnoughError
from crmkit.result import Result
from crmkit.store.store import Store

ORDERS = """订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额
1001,ann,50.00,50.00,交易成功,2024-01-06 10:00:00,2024-01-06 10:00:00,0.00
1002,bob,70.00,70.00,交易成功,2024-03-01 10:00:00,2024-03-01 10:00:00,0.00
1003,eve,20.00,0.00,等待买家付款,2024-02-01 10:00:00,,0.00
"""
MEMBERS = """会员名,会员等级,生日,首次交易时间,最后交易时间,交易额,笔数
old,VIP3,06-15,2018-05-01 10:00:00,2021-11-11 10:00:00,8888.00,45
eve,VIP1,,2019-05-01 10:00:00,2020-11-11 10:00:00,12.00,1
ann,VIP2,1990-05-05,2017-01-01 10:00:00,2024-01-06 10:00:00,9000.00,50
new,普通会员,,,,0.00,0
zoe,VIP1,,2024-02-15 10:00:00,2024-02-15 10:00:00,30.00,1
"""


@contextmanager
def members(folder: Path) -> Iterator[Store]:
    files = []
    for name, text in (("orders.csv", ORDERS), ("members.csv", MEMBERS)):
        (folder / name).write_text(text, encoding="utf-8")
        files.append(str(folder / name))
    with crmkit.open(files) as shop:
        yield shop


def stages(result: Result) -> dict[object, object]:
    return {row["stage"]: row["customers"] for row in rows(result)}


def note(result: Result, code: str) -> dict[str, object]:
    (found,) = [note for note in result.notes if note.code == code]
    return dict(found.values)


def test_a_portrait_does_not_take_them_for_people_who_never_bought(tmp_path):
    with members(tmp_path) as shop:
        result = profile(shop)
    assert stages(result)["not_in_data"] == 3
    assert stages(result)["never"] == 1
    assert (result.facts["never_bought"], result.facts["not_in_data"], result.facts["customers"]) == (1, 3, 2)
    assert result.facts["net_sales"] == Decimal("120.00"), "the money of a customer table is in no figure"
    assert note(result, "from_customer_table") == {"customers": 3, "orders": 47, "total": Decimal("8930.00")}


def test_on_a_day_of_the_past_only_who_had_bought_by_then(tmp_path):
    with members(tmp_path) as shop:
        result = profile(shop, as_of=date(2024, 2, 10))
    assert stages(result)["not_in_data"] == 2
    assert result.facts["never_bought"] == 1, "zoe, who came later by the table, was no customer yet"
    assert sum(stages(result).values()) == 4


def test_the_list_of_all_customers_has_what_the_table_reports(tmp_path):
    with members(tmp_path) as shop:
        known = {row["customer"]: row for row in rows(profile(shop, detail=True))}
    old, ann = known["old"], known["ann"]
    assert (old["stage"], old["purchase_days"], old["net_spend"]) == ("not_in_data", 0, 0)
    assert (old["table_first_on"], old["table_last_on"]) == (date(2018, 5, 1), date(2021, 11, 11))
    assert (old["table_orders"], old["table_total"]) == (45, Decimal("8888.00"))
    assert (old["birthday"], old["age"], ann["birthday"], ann["age"]) == ("06-15", None, "05-05", 33)
    assert (ann["stage"], ann["orders"], ann["net_spend"], ann["table_orders"]) == ("new", 1, 50, 50)


def test_the_tag_never_bought_is_for_customers_without_a_known_purchase(tmp_path):
    with members(tmp_path) as shop:
        result = tags(shop)
        listed = tags(shop, detail=True)
    (never,) = [row for row in rows(result) if row["tag_code"] == "never_closed"]
    assert (never["customers"], never["unknown"]) == (1, 0)
    assert (result.facts["never_bought"], result.facts["not_in_data"]) == (1, 3)
    assert note(result, "from_customer_table")["customers"] == 3
    assert [row["customer"] for row in rows(listed) if row["tag_code"] == "never_closed"] == ["new"]


def test_a_card_says_where_they_stand(tmp_path):
    with members(tmp_path) as shop:
        old = crmkit.customer(shop, "old", forecast=False)
        new = crmkit.customer(shop, "new", forecast=False)
    assert (old.facts["stage"], old.facts["table_orders"]) == ("not_in_data", 45)
    assert (old.facts["table_last_on"], old.facts["table_total"]) == (date(2021, 11, 11), Decimal("8888.00"))
    assert {note.code for note in old.notes} >= {"customer_not_in_data"}
    assert new.facts["stage"] == "never" and "customer_never" in {note.code for note in new.notes}


def test_they_can_be_chosen_and_inspected(tmp_path):
    with members(tmp_path) as shop:
        chosen = profile(shop, where="stage=not_in_data and table_orders>=40", detail=True)
        assert [row["customer"] for row in rows(chosen)] == ["old"]
        looked = crmkit.inspect(shop, where="level=VIP1", top=200)
        assert ("stage", "not_in_data") in {record[:2] for record in looked.records}
        assert note(looked, "from_customer_table")["customers"] == 3
        with pytest.raises(NotEnoughError):
            profile(shop, where="stage=never and table_orders>=1")
