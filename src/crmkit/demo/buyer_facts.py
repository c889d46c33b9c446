"""The facts of buyers, from which the form of a platform makes its customer table: what each has bought so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from crmkit.demo.buyers import NICK
from crmkit.demo.cells import join
from crmkit.demo.customer_table import Trade
from crmkit.demo.faces import Faces
from crmkit.demo.facts import FIRST_SERIAL
from crmkit.demo.form import Facts
from crmkit.demo.season import Ints


def facts_of_buyers(trade: Trade, rows: Ints, faces: Faces) -> Facts:
    """The facts of the buyers ``rows``; those without a plain nick or a purchase are left out."""
    buyers = rows[(faces.buyers.identity[rows] == NICK) & (trade.purchases[rows] > 0)]
    return lambda name: OF_TRADE[name](trade, buyers) if name in OF_TRADE else OF_FACE[name](faces, buyers)


OF_TRADE: Mapping[str, Callable[[Trade, Ints], pl.Series]] = {
    "serial": lambda _, buyers: pl.Series(buyers + FIRST_SERIAL),
    "purchases": lambda trade, buyers: pl.Series(trade.purchases[buyers]),
    "spent": lambda trade, buyers: pl.Series(trade.net[buyers]),
    "last_at": lambda trade, buyers: pl.Series(trade.last[buyers]),
}
OF_FACE: Mapping[str, Callable[[Faces, Ints], pl.Series]] = {
    "nick": Faces.nicks,
    "account": Faces.latin,
    "email": lambda faces, buyers: join(faces.latin(buyers), "@example.com"),
    "name": Faces.names,
    "phone": Faces.phones,
    "province": Faces.provinces,
    "city": Faces.cities,
}
