"""A store that shows the orders of an audience alone: every view follows, the days of the shop stay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.analyses.till import Order, keyed, shop

from crmkit.store.predicate import OneOf
from crmkit.store.sql import beside

VIEWS = ("qualifying_orders", "sales", "returns", "purchases", "order_items", "item_sales")
ORDERS = [
    Order("ann", date(2024, 1, 1), 1000, title="hat", lines=(("hat", "h", 1, 1000),)),
    Order("bob", date(2024, 2, 1), 2000, back=500, back_on=date(2024, 2, 9), title="sock"),
    Order("cat", date(2024, 3, 1), 4000, title="hat", lines=(("hat", "h", 1, 4000),)),
    Order(None, date(2024, 4, 1), 8000),
]


def choose(store, *names: str) -> None:
    """Make the buyers of these names the audience."""
    store._connection.execute("create or replace temp table named as select customer_key, nick from kept.customers")
    assert store.people(("named",)).choose(OneOf("nick", names)) == len(names)


def seen(store, view: str) -> set[object]:
    rows = store._connection.execute(f"select distinct customer_key from {view}").fetchall()  # noqa: S608
    return {key for (key,) in rows if key is not None}


@pytest.fixture
def store():
    with shop(ORDERS) as opened:
        opened.span()
        for view in VIEWS:
            opened._create_views(f"from {view}")
        yield opened


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_follows_and_widens_again(store, view):
    keys = keyed(ORDERS)
    whole = seen(store, view)
    choose(store, "bob", "cat")
    with store.narrowed():
        assert seen(store, view) == whole & {keys["bob"], keys["cat"]}
    assert seen(store, view) == whole
    choose(store, "ann")
    with store.narrowed():
        assert seen(store, view) == whole & {keys["ann"]}


def test_views_not_asked_before_are_narrowed_too():
    with shop(ORDERS) as store:
        choose(store, "ann")
        with store.narrowed():
            assert store.span().purchases == 1
            store._create_views("from purchases")
            assert seen(store, "purchases") == {keyed(ORDERS)["ann"]}
        assert len(seen(store, "purchases")) == 3


def test_the_days_are_those_of_the_whole_shop(store):
    """Else an answer about some customers would be of another day than one about all."""
    whole = store.span()
    assert (whole.first_day, whole.last_day, whole.purchases) == (date(2024, 1, 1), date(2024, 4, 1), 4)
    assert (whole.unidentified_purchases, whole.unidentified_net) == (1, Decimal(80))
    choose(store, "bob")
    with store.narrowed():
        span = store.span()
        assert (span.first_day, span.last_day) == (whole.first_day, whole.last_day)
        assert (span.orders, span.purchases, span.unidentified_purchases) == (1, 1, 0)
    assert store.span() == whole


def test_it_widens_when_a_question_fails(store):
    choose(store, "ann")
    with pytest.raises(ZeroDivisionError), store.narrowed():
        1 / 0  # noqa: B018
    assert len(seen(store, "purchases")) == 3


def test_not_within_itself(store):
    choose(store, "ann")
    with store.narrowed(), pytest.raises(ValueError, match="already"), store.narrowed():
        pass


def test_a_table_is_narrowed(store):
    days = {"first_day": date(1990, 1, 1), "as_of": date(2024, 4, 1), "averaged": False}
    store.materialise("rfm", beside("crmkit.customers.scores.rfm"), **days)
    choose(store, "cat", "ann")
    store.keep_audience("rfm")
    assert seen(store, "rfm") == {keyed(ORDERS)["ann"], keyed(ORDERS)["cat"]}
