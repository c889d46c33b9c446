"""Portraits: small shops by eye, random ones against plain Python, matrices that add up, and shops at the edge."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.till import Order, busy, keyed
from tests.analyses.till import shop as shop_of
from tests.depth import examples

import crmkit
from crmkit.analyses.profile.cross import CROSSED, TAG
from crmkit.analyses.profile.profile import profile
from crmkit.customers.conditions.tags import all_tags
from crmkit.errors import NotEnoughError, UsageError
from crmkit.render.render import RenderOptions, render
from crmkit.result import Frame, Result
from crmkit.store.store import Store

FIRST = date(2024, 1, 1)
few = examples(10)


def order(buyer: str | None, day: int, yuan: int, **fields: Any) -> Order:
    """An order so many days after new year's day."""
    return Order(buyer, FIRST + timedelta(days=day), yuan * 100, **fields)


def rows(result: Result) -> list[dict[str, object]]:
    return [dict(zip(result.columns, record, strict=True)) for record in result.records]


SMALL = (
    order("ann", 0, 100, province="浙江"),
    order("ann", 100, 50, province="浙江"),
    order("ann", 100, 50, province="浙江"),
    order("bob", 70, 30, province="四川"),
    order("cat", 95, 20),
    order("dan", 10, 80, back=8000, province="广东"),
    order(None, 99, 500),
)


def test_a_portrait_counts_everybody_once() -> None:
    result = profile(shop_of(SMALL))
    # fewer than 30 gaps: the shop's rhythm is taken to be 90 days, as is ann's with one gap of her own
    assert [(row["stage"], row["customers"], row["net_sales"]) for row in rows(result)] == [
        ("new", 2, Decimal("50.00")),
        ("active", 1, Decimal("200.00")),
        ("never", 1, Decimal("0.00")),
    ]
    assert result.facts["customers"] == 3
    assert result.facts["never_bought"] == 1
    assert result.facts["repeat_customers"] == 1
    assert result.facts["shop_net_sales"] == Decimal("750.00")


def test_new_and_returning_are_known_by_the_first_purchase() -> None:
    newness = rows(profile(shop_of(SMALL)).parts["profile_newness"])
    assert [(row["last_days"], row["new_customers"], row["returning_customers"]) for row in newness] == [
        (30, 1, 1),  # cat is new, ann is not; bob bought 31 days ago
        (90, 2, 1),
        (365, 3, 0),
    ]
    assert newness[0]["returning_net_sales"] == Decimal("100.00")


def test_provinces_and_the_unknown() -> None:
    found = rows(profile(shop_of(SMALL)).parts["profile_provinces"])
    assert [(row["province"], row["customers"], row["net_sales"]) for row in found] == [
        ("浙江", 1, Decimal("200.00")),
        ("四川", 1, Decimal("30.00")),
        (None, 1, Decimal("20.00")),
    ]


def test_more_provinces_than_lines_share_one() -> None:
    orders = [order(f"b{place:02}", place, 100 - place, province=f"省{place:02}") for place in range(14)]
    found = rows(profile(shop_of(orders), language="zh").parts["profile_provinces"])
    assert found[-1]["province"] == "其他（4 个）"
    assert (found[-1]["customers"], found[-1]["net_sales"]) == (4, Decimal(90 + 89 + 88 + 87))


def test_two_hours_and_weekday() -> None:
    found = rows(profile(shop_of(SMALL)).parts["profile_hours"])
    assert len(found) == 12 * 7
    assert {(row["hours"], row["weekday"]): row["orders"] for row in found if row["orders"]} == {
        ("12-14", "mon"): 2,  # 1 January and 11 March 2024, at noon
        ("12-14", "wed"): 2,
        ("12-14", "fri"): 1,
    }


def test_what_the_files_do_not_have_is_said() -> None:
    store = shop_of([order("ann", 0, 10), order("bob", 3, 20)])
    store._connection.execute("update kept.orders set paid_at = paid_at::date, created_at = created_at::date")
    result = profile(store)
    assert {"profile_provinces", "profile_hours"}.isdisjoint(result.parts)
    assert {note.code for note in result.notes} >= {"profile_provinces_unknown", "profile_hours_unknown"}


@few
@given(st.integers(0, 10**6))
def test_stages_baskets_and_newness_against_plain_python(seed: int) -> None:
    orders = busy(seed, buyers=25, days=500)
    result = profile(shop_of(orders))
    as_of = result.as_of
    assert as_of is not None
    spent: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    everybody = {sold.buyer for sold in orders if sold.buyer is not None}
    for sold in orders:
        if sold.buyer is not None and sold.net() > 0:
            spent[sold.buyer][sold.day] += sold.net()
    assert sum(int(str(row["customers"])) for row in rows(result)) == len(everybody)
    money = sum(sum(days.values()) for days in spent.values())
    assert sum(Decimal(str(row["net_sales"])) for row in rows(result)) == Decimal(money) / 100
    means = sorted(
        Decimal((2 * sum(days.values()) + len(days)) // (2 * len(days))).scaleb(-2) for days in spent.values()
    )
    bands = rows(result.parts["profile_baskets"])
    assert sum(int(str(row["customers"])) for row in bands) == len(means)
    assert str(bands[0]["basket_band"]).split(" - ")[0] == str(means[0])
    assert str(bands[-1]["basket_band"]).split(" - ")[-1] == str(means[-1])
    for row in rows(result.parts["profile_newness"]):
        since = as_of - timedelta(days=int(str(row["last_days"])) - 1)
        buyers = {buyer for buyer, days in spent.items() if max(days) >= since}
        new = {buyer for buyer in buyers if min(spent[buyer]) >= since}
        assert (row["new_customers"], row["returning_customers"]) == (len(new), len(buyers - new))
        old_fen = sum(fen for buyer in buyers - new for day, fen in spent[buyer].items() if day >= since)
        assert row["returning_net_sales"] == Decimal(old_fen) / 100


@pytest.fixture(scope="module")
def lively() -> Iterator[tuple[Store, pl.DataFrame]]:
    """A shop and everything known of its customers."""
    with shop_of(busy(3)) as store:
        yield store, profile(store, detail=True).rows


PAIRS = [(a, b) for a in CROSSED for b in CROSSED if a < b and TAG not in (a, b)]


@pytest.mark.parametrize("cross", PAIRS[::3])
def test_a_matrix_counts_everybody_once(cross: tuple[str, str], lively: tuple[Store, pl.DataFrame]) -> None:
    store, everybody = lively
    result = profile(store, cross=cross)
    assert sum(int(str(row["customers"])) for row in rows(result)) == everybody.height
    for row in rows(result):
        mine = everybody.filter(*(pl.col(name).eq_missing(pl.lit(row[name], dtype=pl.String)) for name in cross))
        assert mine.height == row["customers"]
    net_sales = sum(Decimal(str(row["net_sales"])) for row in rows(result.parts["cross_net_sales"]))
    assert net_sales == result.facts["net_sales"]
    totals = rows(result.parts["cross_totals"])
    assert sum(int(str(row["customers"])) for row in totals) == everybody.height


@pytest.mark.parametrize("cross", [("tag", "stage"), ("province", "tag")])
def test_a_customer_counts_for_each_tag(cross: tuple[str, str], lively: tuple[Store, pl.DataFrame]) -> None:
    store, everybody = lively
    names = {tag.en: tag.code for tag in all_tags()}
    tagged = {code: 0 for code in names.values()}
    for row in rows(profile(store, cross=cross)):
        tagged[names[str(row["tag"])]] += int(str(row["customers"]))
    listed = [code for tags in everybody["tag_codes"].drop_nulls() for code in tags.split(",")]
    assert tagged == {code: listed.count(code) for code in tagged}
    assert len(set(listed)) > 10


def test_traits_to_cross_by_their_names_in_either_language() -> None:
    store = shop_of(SMALL)
    by_code = profile(store, cross=("province", "tier"))
    for called in (("省份", "价值层级"), ("Province", "TIER")):
        named = profile(store, cross=called)
        assert (named.columns, named.records, named.params) == (by_code.columns, by_code.records, by_code.params)


@pytest.mark.parametrize("cross", [("stage", "stage"), ("阶段", "stage"), ("stage", "nick"), ("mood", "tier")])
def test_what_cannot_be_crossed(cross: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        profile(shop_of(SMALL), cross=cross)


def test_one_row_per_customer_the_biggest_spender_first() -> None:
    result = profile(shop_of(SMALL), detail=True)
    assert isinstance(result.records, Frame)
    assert [row["customer"] for row in rows(result)] == ["ann", "bob", "cat", "dan"]
    ann = rows(result)[0]
    assert (ann["purchase_days"], ann["orders"], ann["net_spend"]) == (2, 3, Decimal("200.00"))
    assert ann["avg_basket"] == Decimal("100.00")
    assert ann["stage"] == "active"
    dan = rows(result)[3]
    assert (dan["stage"], dan["orders"], dan["refund_orders"], dan["tier"]) == ("never", 0, 1, None)
    assert result.rows.schema["purchase_days"] == pl.Int64()
    assert result.rows.schema["net_spend"] == pl.Decimal(38, 2)


def test_a_condition_counts_only_who_matches_by_the_thresholds_of_all() -> None:
    orders = busy(5)
    store = shop_of(orders)
    everybody = {row["customer"]: row for row in rows(profile(store, detail=True))}
    some = rows(profile(store, detail=True, where="tier=A and stage=lost"))
    assert some
    assert [row["customer"] for row in some] == [
        name for name, row in everybody.items() if row["tier"] == "A" and row["stage"] == "lost"
    ]
    assert all(everybody[row["customer"]] == row for row in some)
    portrait = profile(store, where="tier=A")
    assert portrait.params["where"] == "tier=A"
    assert sum(int(str(row["customers"])) for row in rows(portrait)) == sum(
        row["tier"] == "A" for row in everybody.values()
    )
    newness = rows(portrait.parts["profile_newness"])[-1]
    assert Decimal(str(newness["net_sales"])) <= portrait.facts["net_sales"]  # type: ignore[operator]


def test_the_order_of_rows_does_not_matter() -> None:
    orders = busy(11)
    shuffled = random.Random(1).sample(orders, len(orders))
    keys = keyed(orders)
    for asked in ({}, {"detail": True}, {"cross": ("segment", "province")}):
        assert _bytes(profile(shop_of(orders, keys), **asked)) == _bytes(profile(shop_of(shuffled, keys), **asked))  # type: ignore[arg-type]


def _bytes(result: Result) -> bytes:
    packed = io.BytesIO()
    render(result, packed, format="json", language="en", options=RenderOptions(limit=0))
    return packed.getvalue()


def edge(*orders: Order) -> Result:
    return profile(shop_of(orders))


def test_shops_at_the_edge() -> None:
    one = edge(order("ann", 0, 10))
    assert [(row["stage"], row["customers"]) for row in rows(one)] == [("new", 1)]
    day = edge(*(order(f"b{number}", 0, 10) for number in range(5)))
    assert [(row["stage"], row["customers"]) for row in rows(day)] == [("new", 5)]
    long = edge(order("ann", 0, 10), order("bob", 7300, 10))
    assert {row["stage"]: row["customers"] for row in rows(long)} == {"new": 1, "lost": 1}


def test_a_shop_without_buyers_says_so() -> None:
    with pytest.raises(NotEnoughError) as refused:
        edge(order(None, 0, 10))
    assert refused.value.code == "no_buyers"
    with pytest.raises(NotEnoughError) as nothing:
        edge(order("ann", 0, 10, back=1000))
    assert nothing.value.code == "no_purchases_at_all"


def ask(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crmkit", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        encoding="utf-8",
        check=False,
    )


def test_nothing_is_said_on_stderr_when_many_columns_are_written(tmp_path: Path) -> None:
    crmkit.write_shop(tmp_path, customers=60, months=6)
    done = ask("profile", "orders.csv", "--detail", "-o", "all.parquet", "-q", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    fields = pl.read_parquet(tmp_path / "all.parquet")
    assert fields.height == ask_rows(tmp_path)
    assert all("*" in name for name in fields["customer"])


def ask_rows(folder: Path) -> int:
    with crmkit.open([folder / "orders.csv"]) as store:
        return len(crmkit.profile(store, detail=True).records)
