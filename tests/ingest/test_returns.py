"""Whose money went back: returns placed on orders by their number, else on what the buyer had bought before."""

# ruff: noqa: DTZ001 - exports carry local times without a zone

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import ask, few, fresh, keep, turns, write

from crmkit.ingest.reconciling.returns import Order, Placement, Return, placed

SHOP, BUYER, OTHER = 1, 11, 12
NEW_YEAR = datetime(2024, 1, 1)


def order(
    number: int, day: int, left: int, customer: int | None = BUYER, *, reported: int = 0, shop: int = SHOP
) -> Order:
    return Order((shop, number, None), customer, NEW_YEAR + timedelta(days=day), Decimal(left), Decimal(reported))


def back(day: int, amount: int, customer: int | None = BUYER, name: int | str = 999, *, shop: int = SHOP) -> Return:
    key, text = (name, None) if isinstance(name, int) else (-1, name)
    return Return(f"~{day}~{name}", (shop, key, text), customer, NEW_YEAR + timedelta(days=day), Decimal(amount), 1)


def placements(returns: list[Return], *orders: Order) -> list[tuple[int | None, int]]:
    """What each part takes off which order."""
    return [(part.order and part.order[1], int(part.amount)) for part in placed(returns, orders)]


def test_a_return_with_the_number_of_an_order_is_a_refund_of_it_whoever_is_named():
    assert placements([back(9, 20, name=1)], order(1, 0, 50), order(2, 1, 50)) == [(1, 20)]
    assert placements([back(9, 20, OTHER, name=1)], order(1, 0, 50)) == [(1, 20)]
    assert placements([back(9, 20, None, name=1)], order(1, 0, 50)) == [(1, 20)]


def test_what_an_order_cannot_give_back_is_left_over_and_taken_off_no_other():
    assert placements([back(9, 60, name=1)], order(1, 0, 50), order(2, 1, 50)) == [(1, 50), (None, 10)]
    assert placements([back(8, 50, name=1), back(9, 50, name=1)], order(1, 0, 50)) == [(1, 50), (None, 50)]


def test_what_the_order_itself_says_went_back_is_not_taken_away_twice():
    """Of 70 the order says that 20 went back: a row of 20 is the same money, one of 30 of 10 more."""
    refunded = order(1, 0, 50, reported=20)
    assert placements([back(9, 20, name=1)], refunded) == [(1, 20)]
    assert refunded.left == 50
    refunded = order(1, 0, 50, reported=20)
    assert placements([back(9, 30, name=1)], refunded) == [(1, 30)]
    assert refunded.left == 40
    assert placements([back(9, 70, name=1)], order(1, 0, 0, reported=70), order(2, 1, 99)) == [(1, 70)]


@pytest.mark.parametrize("name", ["C123", "c123", "C-123", "123R", "123-R"])
def test_a_cancellation_names_the_order_that_it_cancels(name):
    orders = [order(123, 0, 50), order(124, 1, 50)]
    assert placements([back(9, 20, name=name)], *orders) == [(123, 20)]
    assert placements([back(9, 20, name=name)], order(123, 0, 50, None)) == [(123, 20)]
    assert placements([back(9, 20, None, name=name)], order(123, 0, 50, None)) == [(123, 20)]


def test_the_cancellation_of_another_buyers_number_is_none_of_it():
    assert placements([back(9, 20, OTHER, name="C123")], order(123, 0, 50)) == [(None, 20)]
    assert placements([back(9, 20, name="CX123")], order(123, 0, 50)) == [
        (123, 20)
    ]  # no number is named: the newest purchase
    assert placements([back(9, 20, name="C777")], order(123, 0, 50)) == [(123, 20)]


def test_the_newest_purchases_before_it_give_first():
    orders = [order(1, 0, 50), order(2, 3, 30), order(3, 9, 99)]
    assert placements([back(5, 40)], *orders) == [(2, 30), (1, 10)]


def test_what_was_bought_at_the_same_moment_was_bought_before():
    assert placements([back(3, 5)], order(1, 3, 50)) == [(1, 5)]


def test_nothing_before_it_explains_it():
    assert placements([back(0, 40)], order(1, 1, 50)) == [(None, 40)]
    assert placements([back(5, 40, OTHER)], order(1, 1, 50)) == [(None, 40)]
    assert placements([back(5, 40, None)], order(1, 1, 50, None)) == [(None, 40)]
    assert placements([back(5, 40, shop=2)], order(1, 1, 50)) == [(None, 40)]


def test_returns_that_name_their_order_come_before_all_others():
    orders = [order(1, 0, 50), order(2, 1, 50)]
    assert sorted(placements([back(5, 30), back(9, 40, name=2)], *orders), key=str) == [(1, 20), (2, 10), (2, 40)]


buyers = st.sampled_from([BUYER, OTHER, None])
some_orders = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 60), buyers, st.integers(0, 9)), max_size=12)
some_returns = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 80), buyers, st.integers(0, 15)), max_size=12)


def shop(orders, returns) -> tuple[list[Order], list[Return]]:
    by_time = sorted(enumerate(orders), key=lambda each: (each[1][0], each[0]))
    made = [order(number, day, left, customer, reported=known) for number, (day, left, customer, known) in by_time]
    back_then = sorted(enumerate(returns), key=lambda each: (each[1][0], each[0]))
    gone = [
        Return(f"~{place}", (SHOP, name, None), customer, NEW_YEAR + timedelta(days=day), Decimal(amount), 1)
        for place, (day, amount, customer, name) in back_then
    ]
    return made, gone


@given(some_orders, some_returns)
def test_every_fen_goes_to_one_place_and_no_order_gives_more_than_it_has(orders, returns):
    made, gone = shop(orders, returns)
    most = {each.name: each.left + each.reported for each in made}
    by_name = {each.name: each for each in made}
    parts = list(placed(gone, made))
    for each in gone:
        assert sum(part.amount for part in parts if part.cause is each) == each.amount
    for name, total in most.items():
        assert sum(part.amount for part in parts if part.order == name) <= total
    assert all(part.amount > 0 for part in parts)
    for part in parts:
        if part.order is None:
            continue
        source = by_name[part.order]
        assert part.is_spread == (part.order != part.cause.order)
        if part.is_spread:
            assert source.customer == part.cause.customer is not None
            assert source.bought_at <= part.cause.returned_at
            assert part.cause.order not in by_name


@given(some_orders, some_returns)
def test_nothing_is_left_over_while_the_buyer_has_something_to_give(orders, returns):
    made, gone = shop(orders, returns)
    parts = list(placed(gone, made))
    names = {each.name for each in made}
    for part in parts:
        if part.order is None and part.cause.order not in names and part.cause.customer is not None:
            had = [each for each in made if each.customer == part.cause.customer]
            assert all(each.left == 0 for each in had if each.bought_at <= part.cause.returned_at)


@given(some_orders, some_returns)
def test_newest_first(orders, returns):
    """Whoever reads the returns one by one, taking the newest order that has something left, places them alike."""
    made, gone = shop(orders, returns)
    left = {each.name: each.left for each in made}
    known = {each.name: each.reported for each in made}
    expected: dict[tuple[str, object], Decimal] = {}

    def take(each: Return, name: object, amount: Decimal) -> None:
        if amount:
            expected[each.text, name] = expected.get((each.text, name), Decimal(0)) + amount

    for each in [each for each in gone if each.order in left]:
        first = min(known[each.order], each.amount)
        then = min(left[each.order], each.amount - first)
        known[each.order] -= first
        left[each.order] -= then
        take(each, each.order, first + then)
        take(each, None, each.amount - first - then)
    for each in [each for each in gone if each.order not in left]:
        wanted = each.amount
        for source in reversed(made):
            if source.customer == each.customer is not None and source.bought_at <= each.returned_at:
                given_back = min(left[source.name], wanted)
                left[source.name] -= given_back
                wanted -= given_back
                take(each, source.name, given_back)
        take(each, None, wanted)
    found: dict[tuple[str, object], Decimal] = {}
    for part in placed(gone, shop(orders, returns)[0]):
        found[part.cause.text, part.order] = found.get((part.cause.text, part.order), Decimal(0)) + part.amount
    assert found == expected


def test_a_placement_says_whether_the_return_named_its_order():
    (named,) = placed([back(9, 5, name=1)], [order(1, 0, 50)])
    (spread,) = placed([back(9, 5)], [order(1, 0, 50)])
    assert (named.is_spread, spread.is_spread) == (False, True)
    assert isinstance(spread, Placement)


# ---- loaded

LOG = {"order_id": "id", "buyer": "b", "ordered_at": "t", "amount": "a"}


def log(folder, *files: str, mapping: dict[str, str] = LOG, header: str = "id,b,t,a"):
    store = fresh(folder)
    for number, lines in enumerate(files):
        keep(store, write(folder / f"{number}.csv", f"{header}\n{lines}"), mapping=mapping)
    return store


def left(store) -> dict[str, str]:
    return {each["id"]: str(each["net"]) for each in ask(store, "qualifying.sql")}


def left_over(store) -> list[str]:
    return [str(case["amount"]) for case in ask(store, "refunds.sql") if case["status"] == 4]


def test_the_order_of_files_is_nothing(tmp_path):
    """A return that is loaded before what it gives back is placed anew when that comes."""
    files = ["1,甲,2024-01-01,50\n", "2,甲,2024-02-01,30\n", "9,甲,2024-03-01,-40\n2,甲,2024-03-02,-10\n"]
    for turn in turns(files):
        store = log(tmp_path, *turn)
        assert (left(store), left_over(store)) == ({"1": "30.00"}, [])
    assert left(log(tmp_path, "".join(files))) == {"1": "30.00"}


def test_a_second_load_places_nothing_twice(tmp_path):
    lines = "1,甲,2024-01-01,50\n1,甲,2024-03-01,-20\n2,甲,2024-03-02,-40\n"
    store = log(tmp_path, lines, lines + "\n")
    assert (left(store), left_over(store)) == ({}, ["10.00"])


def test_a_return_of_an_order_that_says_itself_that_it_was_refunded(tmp_path):
    header, mapping = "id,b,t,a,r", LOG | {"refund": "r"}
    orders = "1,甲,2024-01-01,70,20\n2,甲,2024-01-02,30,0\n"
    assert left(log(tmp_path, orders + "1,甲,2024-02-01,-20,\n", mapping=mapping, header=header)) == {
        "1": "50.00",
        "2": "30.00",
    }
    assert left(log(tmp_path, orders + "9,甲,2024-02-01,-40,\n", mapping=mapping, header=header)) == {"1": "40.00"}


lines_of = st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(1, 28), st.integers(1, 90)), min_size=1, max_size=6)


@few
@given(lines_of, lines_of)
def test_paid_is_kept_and_returned_and_what_is_left_over(tmp_path, bought, gone):
    lines = [
        f"{number},{buyer},2024-01-{day:02d},{amount}" for number, (buyer, day, amount) in enumerate(bought, start=1)
    ]
    lines += [f"C9{number},{buyer},2024-01-{day:02d},-{amount}" for number, (buyer, day, amount) in enumerate(gone)]
    store = log(tmp_path, "\n".join(lines) + "\n")
    kept_money = sum(Decimal(net) for net in left(store).values())
    unexplained = sum(Decimal(amount) for amount in left_over(store))
    assert kept_money - unexplained == sum(amount for *_, amount in bought) - sum(amount for *_, amount in gone)
