"""Waiting orders: shops to check by hand, the same in plain Python, what an export cannot tell."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

import crmkit
from crmkit.analyses.waiting.waiting import WAITING, waiting
from crmkit.errors import NotEnoughError, UsageError
from crmkit.ingest.load import open_files
from crmkit.result import Result
from crmkit.store.store import Store

HEADER = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,发货时间,宝贝标题"
REFUNDS = "退款编号,订单编号,买家退款金额,退款状态,退款的申请时间,退款完结时间"
TO_PAY, TO_SHIP, SHIPPED = "等待买家付款", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认"
DONE, CLOSED = "交易成功", "交易关闭"
OPEN, REFUSED, BACK = "买家已经申请退款，等待卖家同意", "退款关闭", "退款成功"


@dataclass(frozen=True)
class Order:
    """One order of a report; ``paid`` and ``shipped`` are how many hours after it that was."""

    number: int
    buyer: str
    fen: int
    status: str
    at: datetime
    paid: int | None = None
    shipped: int | None = None

    def line(self) -> str:
        money = f"{self.fen / 100:.2f},{(self.fen if self.paid is not None else 0) / 100:.2f}"
        times = f"{self.at},{self._after(self.paid)},{self._after(self.shipped)}"
        return f"{self.number},{self.buyer},{money},{self.status},{times},茶"

    def _after(self, hours: int | None) -> str:
        return "" if hours is None else str(self.at + timedelta(hours=hours))


@dataclass(frozen=True)
class Case:
    """A refund case of an order."""

    number: int
    order: int
    fen: int
    status: str
    at: datetime

    def line(self) -> str:
        done = str(self.at + timedelta(hours=1)) if self.status == BACK else ""
        return f"{self.number},{self.order},{self.fen / 100:.2f},{self.status},{self.at},{done}"


def report(folder: Path, orders: Sequence[str], cases: Sequence[str] | None = ()) -> Store:
    """The shop of an order report, and of a refund report unless there is ``None``."""
    files = {"orders.csv": [HEADER, *orders]} | ({} if cases is None else {"refunds.csv": [REFUNDS, *cases]})
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return open_files([str(folder / name) for name in files])


def table(result: Result) -> dict[object, tuple[object, ...]]:
    return {record[0]: record[1:] for record in result.records}


def listed(result: Result) -> list[tuple[object, ...]]:
    names = ("waiting", "customer", "order_id", "waiting_days", "amount")
    part = result.parts["waiting_list"]
    return [tuple(dict(zip(part.columns, row, strict=True))[name] for name in names) for row in part.records]


SPRING = (
    "1,ann,50,50,交易成功,2024-05-01 10:00:00,2024-05-01 10:05:00,2024-05-02 10:00:00,茶",
    "2,bob,30,30,买家已付款，等待卖家发货,2024-06-27 10:00:00,2024-06-28 09:00:00,,茶",
    "3,bob,20,0,等待买家付款,2024-06-30 10:00:00,,,茶",
    "4,cat,10,0,交易关闭,2024-06-20 10:00:00,,,杯",  # gone since
    "5,dan,12,0,交易关闭,2024-06-10 10:00:00,,,杯",  # paid in a second attempt
    "6,dan,12,12,交易成功,2024-06-10 10:30:00,2024-06-10 10:31:00,2024-06-11 10:00:00,杯",
    "7,eve,15,0,交易关闭,2024-05-31 23:59:00,,,杯",  # a day too early for 30 days
    "8,ann,40,40,卖家已发货，等待买家确认,2024-06-30 09:00:00,2024-06-30 09:01:00,2024-06-30 12:00:00,茶",
    "9,,11,0,交易关闭,2024-06-21 10:00:00,,,杯",
)
CASES = (
    "91,8,5.00,买家已经申请退款，等待卖家同意,2024-06-29 08:00:00,",
    "92,8,2.00,买家已经申请退款，等待卖家同意,2024-06-30 08:00:00,",
    "93,1,7.00,退款关闭,2024-05-03 08:00:00,",
)


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with report(tmp_path_factory.mktemp("spring"), SPRING, CASES) as store:
        yield store


def test_each_order_is_counted_for_what_it_waits_for(spring: Store) -> None:
    result = waiting(spring)
    assert result.as_of == date(2024, 6, 30)
    assert table(result) == {
        "to_ship": (1, 1, Decimal("30.00"), date(2024, 6, 28), 2),
        "refund_open": (1, 1, Decimal("7.00"), date(2024, 6, 29), 1),
        "to_pay": (1, 1, Decimal("20.00"), date(2024, 6, 30), 0),
        "closed_away": (1, 1, Decimal("10.00"), date(2024, 6, 20), 10),
        "closed_back": (1, 1, Decimal("12.00"), date(2024, 6, 10), 20),
        "closed_unnamed": (1, 0, Decimal("11.00"), date(2024, 6, 21), 9),
    }


def test_the_list_has_exactly_these_orders(spring: Store) -> None:
    result = waiting(spring)
    assert listed(result) == [
        ("to_ship", "bob", "2", 2, Decimal("30.00")),
        ("refund_open", "ann", "8", 1, Decimal("7.00")),
        ("to_pay", "bob", "3", 0, Decimal("20.00")),
        ("closed_away", "cat", "4", 10, Decimal("10.00")),
        ("closed_back", "dan", "5", 20, Decimal("12.00")),
        ("closed_unnamed", None, "9", 9, Decimal("11.00")),
    ]
    assert waiting(spring, detail=True).records == result.parts["waiting_list"].records


def test_days_and_as_of_decide_which_closed_orders_are_named(spring: Store) -> None:
    assert [table(waiting(spring, days=days))["closed_away"][0] for days in (10, 11, 30, 31)] == [0, 1, 1, 2]
    earlier = waiting(spring, as_of="2024-06-28")
    assert table(earlier)["to_pay"] == (0, 0, Decimal("0.00"), None, None)
    assert table(earlier)["to_ship"][4] == 0
    assert "waiting_today" in [note.code for note in earlier.notes]
    with pytest.raises(UsageError):
        waiting(spring, days=0)


def test_an_order_after_the_last_purchase_is_listed_unless_a_day_was_named(tmp_path: Path) -> None:
    late = "10,fay,9,0,等待买家付款,2024-07-02 10:00:00,,,茶"
    with report(tmp_path, (*SPRING, late), CASES) as store:
        assert table(waiting(store))["to_pay"] == (2, 2, Decimal("29.00"), date(2024, 6, 30), 0)
        assert table(waiting(store, as_of="2024-06-30"))["to_pay"][0] == 1


def test_a_condition_counts_the_orders_of_those_who_match(spring: Store) -> None:
    result = waiting(spring, where="orders>=2")  # ann: 1 and 8
    assert {name: values[0] for name, values in table(result).items() if values[0]} == {"refund_open": 1}
    assert result.facts["audience_customers"] == 1
    assert [row[1] for row in listed(result)] == ["ann"]


def test_what_no_report_tells_is_not_known(tmp_path: Path) -> None:
    """Paid orders alone, none of them shipped, and no refunds: nothing of it can be said."""
    with report(tmp_path, SPRING[1:2], None) as store:
        result = waiting(store)
    assert all(values == (None,) * 5 for values in table(result).values())
    codes = [note.code for note in result.notes]
    assert {"waiting_paid_only", "waiting_no_shipping", "waiting_no_refunds"} <= set(codes)


def test_without_a_state_and_without_refunds_nothing_can_be_asked(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("id,who,at,sum\n1,ann,2024-01-02,5.00\n", encoding="utf-8")
    mapping = {"order_id": "id", "buyer": "who", "paid_at": "at", "amount": "sum"}
    with open_files([str(file)], mapping=mapping) as store, pytest.raises(NotEnoughError) as caught:
        waiting(store)
    assert caught.value.code == "waiting_no_state"


def test_what_waits_for_a_month_was_most_likely_not_exported_again(tmp_path: Path) -> None:
    old = (
        "10,fay,9,9,买家已付款，等待卖家发货,2024-05-20 10:00:00,2024-05-20 10:01:00,,茶",
        "11,fay,8,0,等待买家付款,2024-05-31 10:00:00,,,茶",
        "12,fay,8,0,等待买家付款,2024-06-01 10:00:00,,,茶",
    )
    with report(tmp_path, (*SPRING, *old), CASES) as store:
        (note,) = [note for note in waiting(store).notes if note.code == "waiting_stale"]
    assert note.values == {"orders": 2, "days": 30}


def test_a_refund_that_closed_its_order_is_over_and_one_of_an_unknown_order_is_not(tmp_path: Path) -> None:
    orders = (*SPRING, "10,fay,9,9,退款成功,2024-06-20 10:00:00,2024-06-20 10:01:00,,茶")
    cases = (f"94,10,9.00,{OPEN},2024-06-21 08:00:00,", f"95,77,3.00,{OPEN},2024-06-22 08:00:00,")
    with report(tmp_path, orders, cases) as store:
        result = waiting(store)
    assert table(result)["refund_open"] == (1, 0, Decimal("3.00"), date(2024, 6, 22), 8)


def test_money_that_went_back_is_not_waited_for(tmp_path: Path) -> None:
    """A part that came back is taken off what is to be shipped; an order of which all came back is not shipped."""
    orders = [
        *SPRING,
        *(f"{number},fay,9,9,{TO_SHIP},2024-06-30 10:00:00,2024-06-30 10:01:00,,茶" for number in (10, 11)),
    ]
    cases = (
        f"94,10,9.00,{BACK},2024-06-30 11:00:00,2024-06-30 12:00:00",
        f"95,11,4.00,{BACK},2024-06-30 11:00:00,2024-06-30 12:00:00",
    )
    with report(tmp_path, orders, cases) as store:
        assert table(waiting(store))["to_ship"][:3] == (2, 2, Decimal("35.00"))


# --- the same in plain Python ---

FIRST = datetime.fromisoformat("2024-04-11")
moments = st.integers(24, 24 * 80).map(lambda hours: FIRST + timedelta(hours=hours))
FIXED = (
    Order(1, "ann", 100, DONE, FIRST, paid=0, shipped=1),
    Order(2, "bob", 100, TO_PAY, FIRST),
    Order(3, "cat", 100, DONE, datetime.fromisoformat("2024-07-01 09:00:00"), paid=0, shipped=1),
)


@st.composite
def reports(draw: st.DrawFn) -> tuple[list[Order], list[Case]]:
    orders = list(FIXED)
    for number in range(10, 10 + draw(st.integers(0, 25))):
        status = draw(st.sampled_from([TO_PAY, TO_SHIP, SHIPPED, DONE, CLOSED]))
        paid = None if status in (TO_PAY, CLOSED) else draw(st.integers(0, 100))
        shipped = paid + 1 if paid is not None and status != TO_SHIP else None
        buyer = draw(st.sampled_from(["ann", "bob", "cat", ""]))
        orders.append(Order(number, buyer, draw(st.integers(1, 9999)), status, draw(moments), paid, shipped))
    paid_orders = [order for order in orders if order.paid is not None]
    cases = [
        Case(900 + place, order.number, draw(st.integers(1, 50)), draw(st.sampled_from([OPEN, REFUSED])), order.at)
        for place, order in enumerate(draw(st.lists(st.sampled_from(paid_orders), max_size=5)))
    ]
    return orders, cases


def by_hand(orders: Sequence[Order], cases: Sequence[Case], days: int) -> dict[str, list[tuple[str, date, int]]]:
    """What waits, by kind: who, since when, for how much."""
    bought = [(order.buyer, order.at + timedelta(hours=order.paid)) for order in orders if order.paid is not None]
    as_of = max(at for _, at in bought).date()
    found: dict[str, list[tuple[str, date, int]]] = {name: [] for name in WAITING}
    for order in orders:
        if order.status == TO_PAY:
            found["to_pay"].append((order.buyer, order.at.date(), order.fen))
        if order.status == TO_SHIP and order.paid is not None:
            found["to_ship"].append((order.buyer, (order.at + timedelta(hours=order.paid)).date(), order.fen))
        if order.status == CLOSED and (as_of - order.at.date()).days < days:
            is_back = any(buyer == order.buyer and at >= order.at for buyer, at in bought)
            kind = "closed_unnamed" if not order.buyer else "closed_back" if is_back else "closed_away"
            found[kind].append((order.buyer, order.at.date(), order.fen))
    asked = [case for case in cases if case.status == OPEN]
    for order in orders:
        own = [case for case in asked if case.order == order.number]
        if own:
            found["refund_open"].append(
                (order.buyer, min(case.at.date() for case in own), sum(case.fen for case in own))
            )
    return found


@examples(15)
@given(reports(), st.sampled_from([1, 30, 365]))
def test_every_figure(found: tuple[list[Order], list[Case]], days: int) -> None:
    orders, cases = found
    lines = [order.line() for order in orders], [case.line() for case in cases]
    with tempfile.TemporaryDirectory() as folder, report(Path(folder), *lines) as store:
        result = waiting(store, days=days)
    expected = by_hand(orders, cases, days)
    rows = table(result)
    for name, own in expected.items():
        if name == "closed_unnamed" and not own:
            assert name not in rows
            continue
        fen, oldest = sum(each[2] for each in own), min((each[1] for each in own), default=None)
        buyers = {each[0] for each in own} - {""}
        assert rows[name][:4] == (len(own), len(buyers), Decimal(fen) / 100, oldest), name
        part = [row for row in result.parts["waiting_list"].records if row[0] == name]
        assert sorted((row[1] or "", row[3], row[5]) for row in part) == sorted(
            (who, since, Decimal(money) / 100) for who, since, money in own
        )
        assert [row[4] for row in part] == sorted((row[4] for row in part), reverse=True)


def test_it_is_public() -> None:
    assert crmkit.waiting is waiting
