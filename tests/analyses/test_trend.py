"""Sales by day, week and month: edges of the calendar, what is not whole, and every figure against one by hand."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.shops import Shop
from tests.analyses.till import Order, keyed, shop
from tests.analyses.trend_by_hand import Asked, trend_rows
from tests.depth import examples

import crmkit
from crmkit.analyses.trend.rows import COLUMNS
from crmkit.analyses.trend.trend import trend
from crmkit.customers.window import LATE_DAYS
from crmkit.errors import NotEnoughError, UsageError
from crmkit.events import events_between
from crmkit.ingest.load import open_files
from crmkit.render.options import RenderOptions
from crmkit.render.render import render
from crmkit.result import Result

few = examples(12)
MONDAY = date(2024, 1, 1)


def bought(*lines: str) -> list[Order]:
    """``ann 2024-01-31 12.50`` is an order; ``-`` is unidentified; ``back`` at the end: all of it was refunded."""
    orders = []
    for line in lines:
        buyer, day, amount, *back = line.split()
        fen = int(Decimal(amount) * 100)
        orders.append(Order(None if buyer == "-" else buyer, date.fromisoformat(day), fen, fen if back else 0))
    return orders


def asked(orders: Sequence[Order], **arguments: object) -> Result:
    with shop(orders) as store:
        return trend(store, **arguments)  # type: ignore[arg-type]


def event_names(result: Result, *names: str) -> list[tuple[object, ...]]:
    places = [result.columns.index(name) for name in names]
    return [tuple(record[place] for place in places) for record in result.records]


SPRING = bought(
    "ann 2024-01-01 10.00",
    "ann 2024-01-01 20.00",
    "bob 2024-02-29 15.00",
    "ann 2024-02-10 30.00",
    "- 2024-02-11 5.00",
    "cat 2024-02-12 50.00 back",
    "ann 2024-04-30 60.00",
)


def test_a_spring() -> None:
    result = asked(SPRING)
    names = ("period", "orders", "net_sales", "customers", "new_customers", "avg_order_value", "change_rate")
    assert event_names(result, *names) == [
        ("2024-01", 2, Decimal("30.00"), 1, 1, Decimal("15.00"), None),
        ("2024-02", 3, Decimal("50.00"), 2, 1, Decimal("16.67"), Decimal("0.666667")),
        ("2024-03", 0, Decimal("0.00"), 0, 0, None, Decimal("-1.000000")),  # nothing sold: a row, not a gap
        ("2024-04", 1, Decimal("60.00"), 1, 0, Decimal("60.00"), None),  # of nothing there is no share
    ]
    assert event_names(result, "returning_customer_share", "refund_rate") == [
        (Decimal("0.000000"), Decimal("0.000000")),
        (Decimal("0.500000"), Decimal("0.500000")),
        (None, None),
        (Decimal("1.000000"), Decimal("0.000000")),
    ]
    assert event_names(result, "event_codes") == [
        ("new_year_goods",),
        ("new_year_goods,spring_festival",),
        ("womens_day",),
        (None,),
    ]
    assert result.facts["orders"] == 6 and result.facts["net_sales"] == Decimal("140.00")


def test_a_month_that_runs_is_marked_and_compared_with_nothing() -> None:
    result = asked(SPRING, as_of=date(2024, 2, 28))
    assert event_names(result, "period", "is_complete", "change_rate") == [
        ("2024-01", True, None),
        ("2024-02", False, None),
    ]
    assert "trend_partial" in {note.code for note in result.notes}
    assert event_names(asked(SPRING, as_of=date(2024, 2, 29)), "is_complete") == [(True,), (True,)]


def test_a_month_that_began_before_the_data_is_no_whole_one() -> None:
    result = asked(SPRING[2:])
    assert event_names(result, "period", "is_complete")[0] == ("2024-02", False)
    assert event_names(result, "change_rate")[1] == (None,)


def test_weeks_begin_on_monday() -> None:
    orders = bought("ann 2024-01-07 1.00", "ann 2024-01-08 2.00", "ann 2024-01-14 4.00")
    assert event_names(asked(orders, by="week"), "period", "net_sales") == [
        ("2024-01-01", Decimal("1.00")),
        ("2024-01-08", Decimal("6.00")),
    ]


@pytest.mark.parametrize(
    ("by", "day", "ago"),
    [
        ("day", "2024-11-11", "2023-11-13"),  # both Mondays
        ("week", "2024-11-17", "2023-11-13"),
        ("month", "2024-11-30", "2023-11-01"),
    ],
)
def test_a_year_ago(by: str, day: str, ago: str) -> None:
    orders = bought("ann 2022-01-01 1.00", f"ann {ago} 10.00", f"bob {day} 25.00")
    result = asked(orders, by=by, periods=1)
    assert event_names(result, "year_change_rate") == [(Decimal("1.500000"),)]


def test_shown_are_the_latest_and_the_past_still_counts() -> None:
    orders = bought("ann 2020-05-01 1.00", "ann 2024-05-31 3.00", "bob 2024-04-30 2.00")
    result = asked(orders)
    assert [name for (name,) in event_names(result, "period")][::23] == ["2022-06", "2024-05"]
    assert event_names(result, "new_customers", "returning_customer_share")[-1] == (0, Decimal("1.000000"))
    assert "trend_first_seen" not in {note.code for note in result.notes}
    assert len(asked(orders, periods=0).records) == 49
    some = asked(orders, since=date(2024, 4, 15), until=date(2024, 5, 2))
    assert event_names(some, "period", "net_sales") == [("2024-04", Decimal("2.00")), ("2024-05", Decimal("3.00"))]
    assert len(asked(orders, since=date(2020, 1, 1)).records) == 49
    assert len(asked(orders, since=date(2020, 1, 1), periods=5).records) == 5


def test_what_is_not_known_is_not_nothing() -> None:
    """Long after the data there are no rows of nothing: a hundred years are as long as a hundred days."""
    for as_of in (date(2024, 6, 15), date(2126, 1, 1)):
        for by in ("day", "week", "month"):
            late = asked(SPRING, as_of=as_of, by=by, periods=0)
            assert late.records == asked(SPRING, by=by, periods=0).records
            (note,) = [note for note in late.notes if note.code == "trend_ends"]
            assert note.values == {"data_to": date(2024, 4, 30), "as_of": as_of}
    quiet = asked(SPRING, as_of=date(2024, 5, 30))
    assert event_names(quiet, "period", "orders", "is_complete")[-1] == ("2024-05", 0, False)
    assert "trend_ends" not in {note.code for note in quiet.notes}
    with pytest.raises(NotEnoughError):
        asked(SPRING, as_of=date(2024, 9, 1), since=date(2024, 7, 1))


FIRST = date(2023, 11, 20)
one_order = st.builds(
    lambda buyer, after, paid, back: Order(buyer, FIRST + timedelta(days=after), paid, back=round(paid * back)),
    buyer=st.sampled_from(["ann", "bob", "cat", "dan", None]),
    after=st.integers(0, 460),
    paid=st.sampled_from([100, 990, 1990, 333]) | st.integers(1, 99999),
    back=st.sampled_from([0, 0, 0, 1, 0.5]),
)
shops = st.lists(one_order, min_size=1, max_size=40)


def compare(orders: Sequence[Order], by: str, as_of: date) -> None:
    data_from = min(order.day for order in orders)
    if as_of < data_from:
        with pytest.raises(NotEnoughError):
            asked(orders, by=by, as_of=as_of)
        return
    data_to = max(order.day for order in [order for order in orders if order.paid > order.back] or orders)
    known_to = data_to if (as_of - data_to).days > LATE_DAYS else as_of
    expected = list(trend_rows([order for order in orders if order.day <= as_of], Asked(by, known_to, data_from)))
    result = asked(orders, by=by, as_of=as_of, periods=0)
    seen = [dict(zip(COLUMNS, record, strict=True)) for record in result.records]
    codes = [
        ",".join(dict.fromkeys(event.code for event in events_between(row["first_day"], row["last_day"]))) or None
        for row in seen
    ]
    assert [row.pop("event_codes") for row in seen] == codes
    names = [(row.pop("period"), row.pop("events")) for row in seen]
    assert seen == expected
    assert names == sorted(names, key=lambda name: str(name[0]))


@few
@given(shops, st.sampled_from(["day", "week", "month"]), st.integers(0, 480))
def test_every_figure(orders: list[Order], by: str, after: int) -> None:
    compare(orders, by, FIRST + timedelta(days=after))


@examples(10)
@given(shops, st.sampled_from(["day", "week", "month"]), st.randoms(use_true_random=False))
def test_row_order_and_customer_keys_change_nothing(orders: list[Order], by: str, chance: random.Random) -> None:
    keys = dict(zip(keyed(orders), chance.sample(range(1, 1000), 5), strict=False))
    with shop(orders) as one, shop(chance.sample(orders, len(orders)), keys) as other:
        assert trend(one, by=by) == trend(other, by=by)  # type: ignore[arg-type]


@few
@given(shops, st.sampled_from(["day", "week", "month"]))
def test_money_of_new_returning_and_nobody_is_all_the_money(orders: list[Order], by: str) -> None:
    """New are those of period 0 of their cohort."""
    columns = ("period", "net_sales", "new_net_sales", "returning_net_sales", "unidentified_net_sales")
    with shop(orders) as store:
        rows = event_names(trend(store, by=by, periods=0), *columns)  # type: ignore[arg-type]
        begun = (
            crmkit.cohort(store, by=by, period=by) if by != "day" and any(row[2] is not None for row in rows) else None
        )
    assert all(net == (new or 0) + (returning or 0) + unnamed for _, net, new, returning, unnamed in rows)
    if begun is not None:
        found = [dict(zip(begun.columns, record, strict=True)) for record in begun.records]
        first = {row["cohort"]: row["net_sales"] for row in found if row["period_number"] == 0}
        assert {period: new for period, _, new, _, _ in rows if new} == first


def rendered(result: Result, format: str) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format=format, language="zh", options=RenderOptions(color=True, width=100))
    return stream.getvalue()


def test_shuffled_file_same_bytes(tmp_path: Path) -> None:
    chance = random.Random(4)
    lines = [
        f"{number},b{chance.randrange(30)},{FIRST + timedelta(days=chance.randrange(120))} 10:00:00,"
        f"{chance.randrange(1, 9999) / 100:.2f}"
        for number in range(100, 260)
    ]
    mapping = {"order_id": "id", "buyer": "who", "paid_at": "at", "amount": "sum"}
    answers = []
    for place, order in enumerate((lines, chance.sample(lines, len(lines)))):
        file = tmp_path / f"{place}.csv"
        file.write_text("\n".join(["id,who,at,sum", *order]) + "\n", encoding="utf-8")
        with open_files([str(file)], mapping=mapping) as store:
            found = [trend(store, by=by) for by in ("day", "week", "month")]  # type: ignore[arg-type]
        answers.append([rendered(result, format) for result in found for format in ("table", "json", "md", "xlsx")])
    assert answers[0] == answers[1]


def test_one_order() -> None:
    result = asked(bought("ann 2024-02-29 12.50"))
    assert event_names(result, "period", "is_complete", "orders") == [("2024-02", False, 1)]


def test_all_anonymous() -> None:
    """Sales need no names; only of customers nothing is said."""
    result = asked(bought("- 2024-01-01 10.00", "- 2024-02-29 15.00"))
    names = ("orders", "net_sales", "change_rate", "customers", "new_customers", "returning_customer_share")
    assert event_names(result, *names) == [
        (1, Decimal("10.00"), None, None, None, None),
        (1, Decimal("15.00"), Decimal("0.500000"), None, None, None),
    ]
    assert [note.code for note in result.notes] == ["unidentified", "trend_nobody"]


def test_all_refunded() -> None:
    result = asked(bought("ann 2024-01-01 10.00 back", "bob 2024-01-31 10.00 back"))
    assert event_names(result, "orders", "net_sales", "refund_rate") == [(0, Decimal("0.00"), Decimal("1.000000"))]


def test_twenty_years() -> None:
    lines = [f"c{year}{month} {year}-{month:02}-03 1.00" for year in range(2004, 2024) for month in range(1, 13)]
    result = asked(bought(*lines), periods=0, as_of=date(2023, 12, 31))
    assert len(result.records) == 240
    assert [row[-1] for row in result.records[:72] if row[-1]] == ["double_11"]  # no sale had a name before 2009
    assert len(asked(bought(*lines), by="day", periods=0).records) == (date(2023, 12, 3) - date(2004, 1, 3)).days + 1


@pytest.mark.parametrize("arguments", [{"by": "year"}, {"periods": -1}])
def test_arguments_without_meaning(arguments: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        asked(SPRING, **arguments)


def test_days_that_do_not_lie_in_the_data() -> None:
    for days, code in (({"since": date(2025, 1, 1)}, "since_beyond"), ({"until": date(2023, 1, 1)}, "until_before")):
        with pytest.raises(NotEnoughError) as caught:
            asked(SPRING, **days)
        assert caught.value.code == code
    with pytest.raises(UsageError):
        asked(SPRING, since=date(2024, 3, 1), until=date(2024, 2, 1))


def test_a_day_outside_the_data_names_the_period_that_holds_it() -> None:
    lines = ("ann 2024-01-05 10", "bob 2024-02-20 20")
    assert len(asked(bought(*lines), until=date(2024, 1, 2)).records) == 1
    assert len(asked(bought(*lines), since=date(2024, 2, 28)).records) == 1


def test_the_published_log(cdnow: Shop) -> None:
    """CDNOW by another count; what cost nothing is no sale in a shop that knows statuses."""
    orders = [Order(buyer, day, int(net * 100)) for buyer, day, net in cdnow.orders if net]
    with shop(orders, {buyer: key for key, buyer in enumerate({str(order.buyer): None for order in orders})}) as store:
        result = trend(store, periods=0)
    new = [count for (count,) in event_names(result, "new_customers")]
    assert sum(new) == len({order.buyer for order in orders})  # type: ignore[arg-type]
    assert sum(new[:3]) == len({order.buyer for order in orders if order.day < date(1997, 4, 1)})  # type: ignore[arg-type]
    assert len(new) == 18
    assert result.facts["net_sales"] == Decimal("2500315.63")


def test_events_speak_the_language() -> None:
    orders = bought("ann 2023-11-11 1.00")
    assert event_names(asked(orders, language="zh"), "events") == [("双11",)]
    assert event_names(asked(orders, language="en"), "events") == [("Double 11",)]


def test_it_is_public() -> None:
    assert crmkit.trend is trend
    assert asked(SPRING).rows.height == 4


def test_what_other_analyses_count_is_what_is_sold() -> None:
    """Orders with refund reports: all the money and all the purchases that customers are segmented by."""
    examples = Path(__file__).parents[2] / "examples"
    with open_files([str(examples / name) for name in ("orders.csv", "refunds.csv")]) as store:
        sold, segments = trend(store, periods=0), crmkit.segment(store)
    assert sold.facts["net_sales"] == segments.facts["shop_net_sales"]
    assert sold.facts["orders"] == segments.facts["shop_purchases"]


def test_a_plain_log_has_purchases_of_nothing(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("id,who,at,sum\n1,ann,2024-01-02,0.00\n2,bob,2024-01-03,5.00\n", encoding="utf-8")
    mapping = {"order_id": "id", "buyer": "who", "paid_at": "at", "amount": "sum"}
    with open_files([str(file)], mapping=mapping) as store:
        result = trend(store)
    names = ("orders", "customers", "new_customers", "avg_order_value", "refund_rate")
    assert event_names(result, *names) == [(2, 2, 2, Decimal("2.50"), Decimal("0.000000"))]
