"""What reminders rest on: the product of a day, how soon products are bought again, who stands where."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from tests.customers.tables import Table, store_of

SQL = files("crmkit.customers.outlook")
BOUGHT = "customer_key ubigint, purchase_day date, product_key integer, fen bigint, interval_days integer"


def june(number: int) -> date:
    return date(2024, 6, number)


def test_a_day_is_remembered_for_the_product_with_the_most_money_then_the_first():
    bought: Table = (
        BOUGHT,
        [
            *((1, june(1), product, fen, None) for product, fen in ((5, 300), (2, 500), (1, 100))),
            *((1, june(2), product, 200, None) for product in (4, 3)),
            (2, june(1), 9, 10, None),
        ],
    )
    rows = store_of(outlook_bought=bought).query(SQL / "choices.sql").records
    assert sorted(rows) == [(1, june(1), 2), (1, june(2), 3), (2, june(1), 9)]


def test_cycles_are_of_what_was_bought_again_up_to_the_day_itself():
    """A first purchase has no interval; product 8 was bought again once by the tenth, which is too little."""
    bought: Table = (
        BOUGHT,
        [
            *((buyer, june(1), 7, 100, None) for buyer in (1, 2, 3)),
            *((buyer, june(day), 7, 100, gap) for buyer, day, gap in ((1, 9, 8), (2, 10, 9), (3, 11, 10))),
            *((buyer, june(1), 8, 100, None) for buyer in (1, 2)),
            (1, june(5), 8, 100, 4),
        ],
    )
    rows = store_of(outlook_bought=bought).query(SQL / "cycles.sql", as_of=june(10), least=2).records
    assert rows == [(7, 2, 8, 8, 9)]


def test_who_bought_last_comes_first():
    """Whether they came is known of the seven days after the tenth."""
    reminders: Table = (
        "customer_key ubigint, basis varchar, timing varchar, last_purchase_on date",
        [(1, "shop", "missed", june(1)), (2, "own", "later", june(3)), (3, "own", "later", june(3)),
         (4, "own", "due_soon", june(3)), (5, "product", "later", june(2))],
    )  # fmt: skip
    steps: Table = (
        "customer_key ubigint, purchase_day date",
        [(1, june(10)), (2, june(11)), (2, june(12)), (4, june(17)), (5, june(18))],
    )
    rows = store_of(reminders=reminders, rhythm_steps=steps).query(SQL / "standing.sql", as_of=june(10), days=7).records
    assert rows == [
        ("own", "due_soon", june(3), 1, 1),
        ("own", "later", june(3), 2, 1),
        ("product", "later", june(2), 1, 0),
        ("shop", "missed", june(1), 1, 0),
    ]
