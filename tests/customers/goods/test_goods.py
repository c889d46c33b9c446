"""What customers bought and kept, product by product."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from tests.analyses.till import Order, keyed, shop

GOODS = files("crmkit.customers.goods") / "goods.sql"
JUNE = date(2024, 6, 1)


def test_money_of_a_product_is_added_up_by_day():
    """An order without a title names no product, a line that brought nothing is left out, and July is to come."""
    lines = (("socks", None, 1, 300), ("socks", "red", 1, 200), ("gift", None, 1, 0))
    orders = [
        Order("ann", JUNE, 500, lines=lines),
        Order("ann", JUNE, 700, title="socks"),
        Order("ann", JUNE, 900),
        Order("bob", JUNE, 0, title="sample", is_log=True),
        Order("bob", date(2024, 7, 1), 100, title="socks"),
    ]
    keys = keyed(orders)
    with shop(orders, keys) as store:
        rows = store.query(GOODS, as_of=date(2024, 6, 30)).records
    assert sorted(rows) == sorted([(keys["ann"], JUNE, "socks", 1200), (keys["bob"], JUNE, "sample", 0)])
