"""Members of a shop: who has which level, who is near the next one, who loses theirs, and which plan is drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from tests.analyses.kept_shops import keep
from tests.ingest.load_case import csv_text, row

import crmkit
from crmkit.analyses.member.member import suggest_plan
from crmkit.analyses.member.plans import draw_plan, read_plan, written
from crmkit.errors import UsageError
from crmkit.messages import LANGUAGES

EXAMPLES = Path(__file__).parents[2] / "examples"
SHOP = [
    ("ann", date(2023, 2, 1), 40000),
    ("ann", date(2024, 6, 1), 5000),
    ("bob", date(2024, 3, 1), 9999),
    ("bob", date(2024, 6, 30), 1),
    ("cat", date(2024, 5, 5), 9950),
    ("dan", date(2023, 6, 30), 30000),
    (None, date(2024, 6, 2), 70000),
]
PLAN = """
[[level]]
name_en = "Silver"
name_zh = "银卡"
enter.net = 100
[[level]]
name = "Gold"
enter.net = 300.00
keep.net = 200
"""


def rows(result, part=""):
    found = result.parts[part] if part else result
    return [dict(zip(found.columns, record, strict=True)) for record in found.records]


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "member.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def ask(tmp_path, plan):
    with crmkit.open(keep(tmp_path / "shop.duckdb", SHOP)) as shop:
        yield partial(crmkit.member, shop, plan=plan)


def test_levels_to_the_fen(ask):
    """Bob has 100.00 on the last day. Ann was Gold until February 2024 and one level lower after 30 days of grace.

    Dan's Gold is over on the last day: he has 30 days to make up for it.
    """
    found = ask()
    levels = {line["plan_level"]: line for line in rows(found)}
    assert [line["plan_level"] for line in rows(found)] == ["Gold", "Silver", "None"]
    assert {name: line["customers"] for name, line in levels.items()} == {"Gold": 1, "Silver": 2, "None": 1}
    assert {name: line["customers_before"] for name, line in levels.items()} == {"Gold": 1, "Silver": 1, "None": 2}
    assert levels["Silver"]["level_ups"] == 1
    assert [line["net_in_window"] for line in rows(found)] == [Decimal("0.00"), Decimal("150.00"), Decimal("99.50")]
    assert [line["enter_net"] for line in rows(found)] == [Decimal("300.00"), Decimal("100.00"), None]
    assert found.facts["members"] == 3
    assert found.facts["customers"] == 4
    assert found.facts["falling"] == 1
    assert found.facts["members_net_share"] == Decimal("0.601202")


def test_who_misses_how_much_and_until_when(ask):
    lines = {line["customer"]: line for line in rows(ask(detail=True))}
    assert lines["cat"]["needs_net"] == Decimal("0.50")
    assert lines["cat"]["next_level"] == "Silver"
    assert lines["cat"]["needs_by"] == date(2025, 5, 4)
    assert lines["bob"]["needs_net"] == Decimal("200.00")
    assert (lines["dan"]["lost_on"], lines["dan"]["keeps_net"]) == (date(2024, 7, 30), Decimal("200.00"))
    assert (lines["ann"]["held_until"], lines["ann"]["lost_on"]) == (date(2025, 3, 2), date(2025, 4, 1))
    assert (lines["bob"]["lost_on"], lines["bob"]["keeps_net"]) == (date(2025, 7, 30), Decimal("100.00"))


def test_the_two_lists(ask):
    near = ask(near=0.01)
    assert [line["customer"] for line in rows(near)] == ["cat"]
    falling = ask(falling="2024-07-30")
    assert [line["customer"] for line in rows(falling)] == ["dan"]
    assert rows(ask(falling="2024-07-29")) == []
    for both in ({"near": 0.1, "falling": "2024-08-01"}, {"near": 0.1, "detail": True}):
        with pytest.raises(UsageError, match="three lists"):
            ask(**both)


def test_a_level_does_not_depend_on_what_came_later(ask):
    """As of the day before, Bob has 99.99 and no level."""
    found = rows(ask(as_of="2024-06-29", detail=True))
    assert {line["customer"]: line["level_number"] for line in found} == {"ann": 1, "bob": 0, "cat": 0, "dan": 2}


def test_some_customers_hold_the_levels_that_all_have_earned(ask):
    found = ask(where="last_purchase_on>=2024-06-01")
    assert found.facts["customers"] == 2
    assert [line["customers"] for line in rows(found)] == [0, 2, 0]


def test_names_in_both_languages(ask):
    assert [line["plan_level"] for line in rows(ask(language="zh"))] == ["Gold", "银卡", "未入会"]


@pytest.fixture(scope="module")
def demo_shop(tmp_path_factory):
    store = tmp_path_factory.mktemp("demo") / "shop.duckdb"
    names = "orders.csv", "items.csv", "refunds.csv", "customers.csv"
    crmkit.load(store, [str(EXAMPLES / name) for name in names])
    return store


REFUNDS = "退款编号,订单编号,买家退款金额,退款状态,退款完结时间\n9001,{number},{amount},退款成功,{day}\n"


@pytest.mark.parametrize(
    ("refund", "as_of", "fen", "level"),
    [
        (None, None, 10000, 1),
        ("order", None, 5000, 0),  # in the order report, of no day: never counted
        ("dated", "2024-01-20", 10000, 1),  # not known yet
        ("dated", "2024-02-02", 5000, 1),  # known, but the level is held
    ],
)
def test_a_refund_counts_from_its_day_on(tmp_path, plan, refund, as_of, fen, level):
    first = row(
        1, 买家会员名="ann", 总金额="100.00", 买家实际支付金额="100.00",
        退款金额="50.00" if refund == "order" else "0.00",
    )  # fmt: skip
    last = row(300, 买家会员名="bob")
    files = [tmp_path / "orders.csv"]
    files[0].write_text(csv_text([first, last]), encoding="utf-8")
    if refund == "dated":
        files.append(tmp_path / "refunds.csv")
        number = first["订单编号"].strip('="')
        files[1].write_text(REFUNDS.format(number=number, amount="50.00", day="2024-02-01 10:00:00"), encoding="utf-8")
    with crmkit.open([str(file) for file in files]) as shop:
        lines = {line["customer"]: line for line in rows(crmkit.member(shop, plan=plan, as_of=as_of, detail=True))}
    assert (lines["ann"]["net_in_window"], lines["ann"]["level_number"]) == (Decimal(fen) / 100, level)


def test_the_money_is_that_of_every_other_answer(tmp_path, demo_shop):
    """12 months that end on 30 June 2024 are 366 days; all refunds of the examples are known by then."""
    with crmkit.open(demo_shop) as shop:
        found = crmkit.member(shop, as_of="2024-06-30")
        tiers = crmkit.tiers(shop, as_of="2024-06-30", window_days=366)
        everyone = crmkit.profile(shop, as_of="2024-06-30")
        detail = crmkit.member(shop, as_of="2024-06-30", detail=True)
    assert found.facts["net_in_window"] == tiers.facts["net_sales"]
    assert found.facts["customers"] == everyone.facts["customers"]
    assert sum(line["net_in_window"] for line in rows(detail)) == tiers.facts["net_sales"]


def test_levels_beside_those_of_the_platform(demo_shop):
    with crmkit.open(demo_shop) as shop:
        found = crmkit.member(shop, against="level")
        theirs = crmkit.profile(shop, detail=True).rows
        ours = crmkit.member(shop, detail=True).rows
    joined = ours.join(theirs.select("customer", "member_level"), on="customer").drop_nulls("member_level")
    counts = joined.group_by("level_number", "member_level").len().rows()
    crossed = {
        (line["level_number"], line["member_level"]): line["customers"] for line in rows(found, "member_against")
    }
    assert crossed == {(level, name): count for level, name, count in counts}
    assert crossed


def test_the_plan_that_is_drawn(demo_shop):
    with crmkit.open(demo_shop) as shop:
        spent = crmkit.tiers(shop, window_days=366, detail=True).rows.sort("net_spend", descending=True)
        text = suggest_plan(shop)
    money = spent["net_spend"].to_list()
    running, whole = pl.Series(money).cum_sum().to_list(), sum(money)
    exact = [next(own for own, so_far in zip(money, running, strict=True) if so_far >= share * whole)
             for share in (Decimal("0.8"), Decimal("0.5"), Decimal("0.2"))]  # fmt: skip
    thresholds = [Decimal(line.split("=")[1]) for line in text.splitlines() if line.startswith("enter.net")]
    assert all(exact_one * Decimal("0.7") < threshold <= exact_one
               for threshold, exact_one in zip(thresholds, exact, strict=True))  # fmt: skip


@pytest.mark.parametrize(
    ("spent", "levels"),
    [([100, 100, 100], [100]), ([1], [1]), ([0, 50], [1]), ([100000, 40000, 30000, 20000, 10000], [30000, 100000])],
)
def test_plans_of_small_shops(spent, levels):
    assert [level.enter["net"] for level in draw_plan(spent, "en").levels] == levels


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_suggested_is_read_back(tmp_path, language):
    drawn = draw_plan([123456, 40000, 9999, 800], language)
    (tmp_path / "plan.toml").write_text(written(drawn, language), encoding="utf-8")
    assert read_plan(tmp_path / "plan.toml", language) == drawn
