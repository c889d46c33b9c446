"""Cohorts: small shops by eye, random ones against plain Python, the published log, and shops at the edge."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.cohorts_by_hand import Asked, PlacedOrder, averages, cohort_rows
from tests.analyses.shops import Shop, shop
from tests.analyses.till import keyed
from tests.analyses.till import shop as till_shop
from tests.depth import examples

import crmkit
from crmkit.analyses.cohort.cells import AVERAGE_COLUMNS, COLUMNS
from crmkit.analyses.cohort.cohort import cohort
from crmkit.analyses.cohort.screen import SHOWN
from crmkit.customers.window import LATE_DAYS
from crmkit.errors import NotEnoughError, UsageError
from crmkit.ingest.load import open_files
from crmkit.render.render import RenderOptions, render
from crmkit.result import Result
from crmkit.store.store import Store

FIRST = date(2023, 11, 20)
few = examples(12)


def select(result: Result, *names: str) -> list[tuple[object, ...]]:
    places = [result.columns.index(name) for name in names]
    return [tuple(record[place] for place in places) for record in result.records]


def shop_of(orders: Sequence[PlacedOrder], keys: dict[str, int] | None = None) -> Store:
    """The orders as a store, with their channels."""
    store = till_shop(orders, keys)
    channels = [order.channel for order in orders]
    store._connection.execute("update kept.orders set channel = list_extract(?::varchar[], order_key)", [channels])
    return store


SPRING = (
    "ann 2024-01-05 30.00",
    "ann 2024-01-05 20.00",  # the same day: one basket
    "bob 2024-01-31 10.00",
    "ann 2024-02-01 5.00",
    "cat 2024-02-10 40.00",
    "cat 2024-02-20 20.00",
    "bob 2024-03-31 15.00",
    "- 2024-02-02 99.00",
)


def test_each_month_after_the_first_purchase() -> None:
    rows = select(
        cohort(shop(*SPRING)), "cohort", "customers", "period_number", "is_complete", "buyers", "orders", "net_sales"
    )
    assert rows == [
        ("2024-01", 2, 0, True, 2, 3, Decimal("60.00")),
        ("2024-01", 2, 1, True, 1, 1, Decimal("5.00")),
        ("2024-01", 2, 2, True, 1, 1, Decimal("15.00")),
        ("2024-02", 1, 0, True, 1, 2, Decimal("60.00")),
        ("2024-02", 1, 1, True, 0, 0, Decimal("0.00")),
    ]


def test_orders_of_one_day_are_one_basket() -> None:
    row = dict(zip(COLUMNS, cohort(shop(*SPRING)).records[0], strict=True))
    assert (row["orders"], row["purchase_days"], row["avg_basket"]) == (3, 2, Decimal("30.00"))


def test_a_month_that_is_not_over_is_marked_and_never_nought() -> None:
    result = cohort(shop(*SPRING), as_of=date(2024, 3, 30))
    rows = select(
        result,
        "cohort",
        "period_number",
        "is_complete",
        "buyers",
        "retention_rate",
        "net_sales",
        "cumulative_sales_per_customer",
    )
    assert rows[2] == ("2024-01", 2, False, None, None, None, None)
    assert rows[4] == ("2024-02", 1, False, None, None, None, None)
    assert [note.code for note in result.notes if note.code.startswith("cohort")] == [
        "cohort_left_edge",
        "cohort_running",
        "cohort_few",
    ]
    # period 1 is over for January alone, period 2 for no cohort
    average = result.parts["average"]
    assert [record[:4] for record in average.records] == [
        (0, 2, 3, Decimal("1.000000")),
        (1, 1, 2, Decimal("0.500000")),
    ]


def test_the_average_divides_once() -> None:
    """Half of two and none of one is a third of all, not a quarter."""
    row = dict(zip(AVERAGE_COLUMNS, cohort(shop(*SPRING)).parts["average"].records[1], strict=True))
    assert row["retention_rate"] == Decimal("0.333333")
    assert row["net_sales_per_customer"] == Decimal("1.67")
    assert row["cumulative_sales_per_customer"] == Decimal(
        "41.67"
    )  # 65.00 of January, 60.00 of February, three customers


def test_thirty_days_begin_with_the_first_purchase() -> None:
    log = shop("ann 2024-01-10 1.00", "ann 2024-02-08 1.00", "bob 2024-01-20 1.00", "bob 2024-02-19 1.00")
    rows = select(cohort(log, period="30d", as_of=date(2024, 3, 19)), "period_number", "is_complete", "buyers")
    # ann's second stretch ends on 9 March, bob's on 19 March; ann has begun a third
    assert rows == [(0, True, 2), (1, True, 1), (2, False, None)]
    rows = select(cohort(log, period="30d", as_of=date(2024, 3, 18)), "period_number", "is_complete", "buyers")
    assert rows == [(0, True, 2), (1, False, 1), (2, False, None)]


def test_a_cohort_that_still_fills_has_nothing_complete() -> None:
    log = shop("ann 2024-01-02 1.00", "bob 2024-02-20 1.00")
    rows = select(
        cohort(log, by="quarter", period="month", as_of=date(2024, 3, 20)), "cohort", "period_number", "is_complete"
    )
    assert rows == [("2024-Q1", 0, False), ("2024-Q1", 1, False), ("2024-Q1", 2, False)]


def test_months_after_the_data_are_not_months_without_a_purchase() -> None:
    late, soon = (cohort(shop(*SPRING), as_of=day) for day in (date(2026, 1, 1), None))
    assert late.records == soon.records
    assert late.parts["average"].records == soon.parts["average"].records


def test_since_leaves_out_early_cohorts_and_their_doubt() -> None:
    result = cohort(shop(*SPRING), since=date(2024, 2, 1))
    assert {record[0] for record in result.records} == {"2024-02"}
    assert result.facts["net_sales"] == Decimal("60.00") and "shop_net_sales" not in result.facts
    assert "cohort_left_edge" not in {note.code for note in result.notes}
    assert cohort(shop(*SPRING)).facts["shop_net_sales"] == Decimal("239.00")


CHOICES = ["浙江", "四川", None]
TITLES = ["袜子", "围巾", "帽子", None]


@st.composite
def orders(draw: st.DrawFn) -> PlacedOrder:
    day = FIRST + timedelta(days=draw(st.integers(0, 200)))
    buyer = draw(st.sampled_from(["ann", "bob", "cat", "dan", "eve", None]))
    paid = draw(st.sampled_from([100, 990, 1990, 333]) | st.integers(1, 99999))
    common = {
        "title": draw(st.sampled_from(TITLES)),
        "province": draw(st.sampled_from(CHOICES)),
        "channel": draw(st.sampled_from(["手机", "电脑", None])),
    }
    if draw(st.integers(0, 3)) == 0:
        fen = draw(st.lists(st.integers(1, 5000), min_size=1, max_size=3))
        lines = tuple((draw(st.sampled_from(TITLES[:3])), None, 1, part) for part in fen)
        return PlacedOrder(buyer, day, sum(fen), lines=lines, **common)
    back = draw(st.sampled_from([0, 0, 0, paid, paid // 2]))
    return PlacedOrder(buyer, day, paid, back, **common)


shops = st.lists(orders(), max_size=40).map(lambda found: [*found, PlacedOrder("ann", FIRST, 500, province="浙江")])
questions = st.builds(
    Asked,
    as_of=st.integers(0, 260).map(lambda after: FIRST + timedelta(days=after)),
    by=st.sampled_from(["month", "week", "quarter"]),
    unit=st.sampled_from(["month", "week", "quarter", "30d"]),
    last=st.sampled_from([0, 1, 4, 12]),
    since=st.sampled_from([date.min, date.min, date(2024, 1, 10)]),
    until=st.sampled_from([date.max, date.max, date(2024, 4, 10)]),
)


def compare(found: Sequence[PlacedOrder], asked: Asked, store: Store) -> Result | None:
    """The whole answer against the one by hand; ``None`` when both have no customer."""
    data_to = max(order.day for order in [order for order in found if order.paid > order.back] or found)
    is_late = (asked.as_of - data_to).days > LATE_DAYS
    known = replace(asked, as_of=data_to) if is_late else asked
    expected = cohort_rows(found, known)
    since, until = asked.since, asked.until
    given = {"since": None if since == date.min else since, "until": None if until == date.max else until}
    if not any(named is not None for named in expected):
        with pytest.raises(NotEnoughError):
            cohort(store, as_of=asked.as_of, by=asked.by, period=asked.unit, periods=asked.last, **given)  # type: ignore[arg-type]
        return None
    result = cohort(store, as_of=asked.as_of, by=asked.by, period=asked.unit, periods=asked.last, **given)  # type: ignore[arg-type]
    seen: dict[object, dict[object, dict[str, object]]] = {}
    for record in result.records:
        row = dict(zip(COLUMNS, record, strict=True))
        seen.setdefault(row.pop("cohort"), {})[row["period_number"]] = row
    assert seen == expected
    means = {record[0]: (record[1], record[2], record[3]) for record in result.parts["average"].records}
    assert means == averages(found, known)
    return result


@few
@given(shops, questions)
def test_every_figure_of_cohorts_of_time(found: list[PlacedOrder], asked: Asked) -> None:
    with shop_of(found) as store:
        result = compare(found, asked, store)
    if result:
        names = [record[0] for record in result.records]
        assert names == sorted(names)


@few
@given(shops, questions, st.sampled_from(["province", "product", "channel"]))
def test_every_figure_of_other_cohorts(found: list[PlacedOrder], asked: Asked, by: str) -> None:
    asked = Asked(asked.as_of, by, asked.unit, asked.last)
    with shop_of(found) as store:
        result = compare(found, asked, store)
    if result:
        sizes = [size for size, period in select(result, "customers", "period_number") if period == 0]
        assert sizes == sorted(sizes, reverse=True)


@few
@given(shops, questions, st.randoms(use_true_random=False))
def test_row_order_and_customer_keys_change_nothing(
    found: list[PlacedOrder], asked: Asked, chance: random.Random
) -> None:
    shuffled = chance.sample(found, len(found))
    keys = dict(zip(keyed(found), chance.sample(range(1, 1000), 5), strict=False))
    with shop_of(found) as one, shop_of(shuffled, keys) as other:
        try:
            expected = cohort(one, as_of=asked.as_of, by=asked.by, period=asked.unit)  # type: ignore[arg-type]
        except NotEnoughError:
            return
        assert cohort(other, as_of=asked.as_of, by=asked.by, period=asked.unit) == expected  # type: ignore[arg-type]


def rendered(result: Result, format: str) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format=format, language="zh", options=RenderOptions(color=True, width=100))
    return stream.getvalue()


def test_shuffled_file_same_bytes(tmp_path: Path) -> None:
    chance = random.Random(4)
    lines = [
        f"{number},b{chance.randrange(30)},{FIRST + timedelta(days=chance.randrange(120))} 10:00:00,"
        f"{chance.randrange(1, 9999) / 100:.2f},{chance.choice(['袜子', '围巾'])},"
        f"{chance.choice(['浙江省', '四川省'])},{chance.choice(['手机', '电脑'])}"
        for number in range(100, 260)
    ]
    mapping = {"order_id": "id", "buyer": "who", "paid_at": "at", "amount": "sum", "title": "what"}
    mapping |= {"province": "where", "channel": "how"}
    answers = []
    for place, order in enumerate((lines, chance.sample(lines, len(lines)))):
        file = tmp_path / f"{place}.csv"
        file.write_text("\n".join(["id,who,at,sum,what,where,how", *order]) + "\n", encoding="utf-8")
        with open_files([str(file)], mapping=mapping) as store:
            found = [cohort(store, by=by) for by in ("month", "product", "province", "channel")]  # type: ignore[arg-type]
        answers.append([rendered(result, format) for result in found for format in ("table", "json", "csv", "xlsx")])
    assert answers[0] == answers[1]


def test_the_published_log(cdnow: Shop) -> None:
    """CDNOW: buyers of January 1997, all of them new, who bought again in February."""
    result = cohort(cdnow)
    rows = {row[:2]: row[2:] for row in select(result, "cohort", "period_number", "retention_rate", "is_complete")}
    rate, complete = rows["1997-01", 1]
    assert complete and round(Decimal(str(rate)), 4) == Decimal("0.1475")
    assert result.facts["customers"] == 23570 and result.facts["net_sales"] == Decimal("2500315.63")
    assert sum(size for size, period in select(result, "customers", "period_number") if period == 0) == 23570  # type: ignore[misc]
    whole = cohort(cdnow, periods=17)
    days = sum(count for (count,) in select(whole, "purchase_days"))  # type: ignore[misc]
    rows_, money = (sum(row[0] for row in select(whole, name)) for name in ("orders", "net_sales"))  # type: ignore[misc]
    assert (days, rows_, money) == (67591, 69659, Decimal("2500315.63"))
    # months 17 of February and 16, 17 of March have not come: they are not there, rather than nought
    last = {named: period for named, period in select(whole, "cohort", "period_number")}
    assert last == {"1997-01": 17, "1997-02": 16, "1997-03": 15}


def test_one_customer() -> None:
    result = cohort(shop("ann 2024-02-29 12.50"))
    assert select(result, "cohort", "period_number", "is_complete", "buyers") == [("2024-02", 0, True, 1)]
    assert "tiny_shop" in {note.code for note in result.notes}


def test_one_day() -> None:
    result = cohort(shop(*(f"c{number} 2024-02-10 5.00" for number in range(60))))
    assert select(result, "cohort", "customers", "period_number", "is_complete") == [("2024-02", 60, 0, False)]
    assert result.parts["average"].records == []


def test_all_refunded() -> None:
    everything_back = [PlacedOrder("ann", FIRST, 500, 500), PlacedOrder("bob", FIRST, 900, 900)]
    with till_shop(everything_back) as store, pytest.raises(NotEnoughError) as caught:
        cohort(store)
    assert caught.value.code == "no_purchases_at_all"


def test_all_anonymous() -> None:
    with pytest.raises(NotEnoughError) as caught:
        cohort(shop("- 2024-02-10 5.00", "- 2024-03-10 5.00"))
    assert caught.value.code == "no_buyers"


def test_twenty_years() -> None:
    lines = [f"c{year}{month} {year}-{month:02}-03 1.00" for year in range(2004, 2024) for month in range(1, 13)]
    lines += [f"c20041 {year}-01-05 1.00" for year in range(2005, 2024)]
    result = cohort(shop(*lines), as_of=date(2023, 12, 31), periods=600)
    rows = {row[:2]: row[2] for row in select(result, "cohort", "period_number", "buyers")}
    assert len({named for named, _ in rows}) == 240 and len(rows) == 240 * 241 // 2
    assert [period for period in range(240) if rows["2004-01", period]] == [12 * year for year in range(20)]
    stream = io.BytesIO()
    assert render(result, stream, format="table", language="zh", options=RenderOptions(width=80, full=True)) == 190


@pytest.mark.parametrize("by", ["province", "product", "channel"])
def test_no_order_has_a_value_to_group_by(by: str) -> None:
    with till_shop([PlacedOrder("ann", FIRST, 500)]) as store, pytest.raises(NotEnoughError) as caught:
        cohort(store, by=by)  # type: ignore[arg-type]
    assert caught.value.code == f"cohort_no_{by}"


@pytest.mark.parametrize(
    "arguments", [{"by": "year"}, {"metric": "love"}, {"period": "31d"}, {"periods": -1}, {"periods": 601}]
)
def test_arguments_without_meaning(arguments: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        cohort(shop(*SPRING), **arguments)  # type: ignore[arg-type]


def test_no_new_customer_in_the_time_asked_for() -> None:
    with pytest.raises(NotEnoughError) as caught:
        cohort(shop(*SPRING), since=date(2024, 3, 1))
    assert caught.value.code == "no_newcomers"


@pytest.mark.parametrize("metric", SHOWN)
def test_a_metric_changes_what_is_shown_and_no_row(metric: str) -> None:
    result = cohort(shop(*SPRING), metric=metric)  # type: ignore[arg-type]
    assert result.records == cohort(shop(*SPRING)).records
    assert result.pivot and result.pivot.value == SHOWN[metric][0]  # type: ignore[index]


def test_it_is_public() -> None:
    assert crmkit.cohort is cohort
    assert crmkit.cohort(shop(*SPRING)).rows.height == 5
