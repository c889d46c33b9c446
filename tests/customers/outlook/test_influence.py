"""Who came new after whom: to a product or a place that is named."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from tests.customers.tables import Table, store_of

SQL = files("crmkit.customers.outlook")
INFLUENCE = SQL / "influence.sql"
ANN, BOB, CAT, DAN, EVE, FAY = range(1, 7)


def test_purchases_without_product_or_place_have_none_in_common():
    """Bob follows Ann to the socks, Dan follows Cat to Hangzhou; Eve and Fay share nothing that is known."""
    sold: Table = (
        "customer_key ubigint, purchase_day date, title varchar, city varchar, province varchar",
        [
            (ANN, date(2024, 5, 1), "socks", None, None),
            (BOB, date(2024, 5, 2), "socks", None, None),
            (CAT, date(2024, 5, 3), None, "杭州市", "浙江"),
            (DAN, date(2024, 5, 4), None, "杭州市", "浙江"),
            (EVE, date(2024, 5, 5), None, None, None),
            (FAY, date(2024, 5, 6), None, None, None),
        ],
    )
    asked = {"as_of": date(2024, 6, 30), "data_from": date(2024, 1, 1), "reach": 90}
    store = store_of(sales=sold)
    store.materialise("outlook_met", SQL / "met.sql")
    assert store.query(INFLUENCE, **asked).records == [
        # millionths of buyers, place known, product known
        (ANN, 1_000_000, False, True),
        (BOB, 0, False, True),
        (CAT, 1_000_000, True, False),
        (DAN, 0, True, False),
    ]
