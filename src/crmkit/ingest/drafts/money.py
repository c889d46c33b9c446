"""Which column holds what an order brought: decided by names where they are sure, by the cells where these prove it.

Two columns that may both be it and differ are never decided here: a wrong one gives wrong money without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from crmkit.ingest.drafts.column import Column
from crmkit.ingest.forms import conventions
from crmkit.ingest.forms.conventions import Conventions
from crmkit.ingest.headers.dialect_file import Amounts
from crmkit.ingest.headers.likely import AMOUNTS
from crmkit.result import Note

SHARE = 0.95
FEWEST = 3
"""How many articles or orders prove something at least."""


@dataclass(slots=True)
class Money:
    """The columns of money of orders, and what is open; ``amounts`` says whose an amount beside a line is."""

    columns: dict[str, Column] = field(default_factory=dict)
    open: dict[str, Sequence[Column]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    amounts: Amounts = "check"


def money_of_orders(likely: Mapping[str, Sequence[Column]], unnamed: Sequence[Column]) -> Money:
    """The amount of each order, from the groups of money that the headers are likely to belong to."""
    money = Money()
    group = next((group for group in AMOUNTS if likely.get(group)), None)
    if group is not None:
        _choose(money, list(likely[group]))
    elif likely.get("unit_price") or likely.get("price"):
        _choose_price(money, likely)
    elif likely.get("due"):
        _choose(money, list(likely["due"]))
        if "paid" in money.columns:
            due = money.columns.pop("paid")
            says_paid = likely.get("status") or likely.get("paid_at")
            money.columns |= {"due": due} if says_paid else {"due": due, "gross": due}
    else:
        numbers = [column for column in unnamed if column.form in ("money", "count")]
        numbers += [column for word in ("excluded", "beside") for column in likely.get(word, ())]
        money.open["paid"] = numbers
        money.notes.append(Note("decide_amount", {"columns": _names(numbers)}))
    if likely.get("refund"):
        money.columns["refund"] = likely["refund"][0]
    if "paid" in money.columns and money.amounts == "check":
        money.amounts = _whose(money.columns["paid"], likely)
    return money


def _choose(money: Money, found: list[Column]) -> None:
    """The first of columns that are all alike; where they differ the owner decides."""
    different = [column for column in found[1:] if column.cells != found[0].cells]
    if not different:
        money.columns["paid"] = found[0]
        return
    money.open["paid"] = [found[0], *different]
    money.notes.append(Note("decide_amount", {"columns": _names(money.open["paid"])}))


def _choose_price(money: Money, likely: Mapping[str, Sequence[Column]]) -> None:
    """A price is of one unit or of the whole row: its name says so, or an article that was bought in several sizes."""
    price = [*likely.get("unit_price", ()), *likely.get("price", ())][0]
    quantity = next(iter(likely.get("quantity", ())), None)
    if quantity is None or set(quantity.filled) <= {"1", "1.0"}:
        money.columns["paid" if quantity is None else "price"] = price
        return
    if likely.get("unit_price") or (proven := _is_unit_price(price, quantity, likely)) is True:
        money.columns["price"] = price
    elif proven is False:
        money.columns["paid"] = price
        money.amounts = "line"
    else:
        money.open["price"] = [price]
        money.open["paid"] = [price]
        money.notes.append(Note("decide_price", {"column": price.header, "quantity": quantity.header}))


def _is_unit_price(price: Column, quantity: Column, likely: Mapping[str, Sequence[Column]]) -> bool | None:
    """Whether the price of an article stays while its quantity changes; ``None`` when the rows prove neither."""
    named = next(iter([*likely.get("sku", ()), *likely.get("title", ())]), None)
    if named is None:
        return None
    sold: dict[str, dict[Decimal, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    for article, each, units in zip(named.cells, *_amounts(price, quantity), strict=True):
        if article and each and units:
            sold[article][units].add(each)
    several = [prices for prices in sold.values() if len(prices) > 1]
    kept = sum(len(set.union(*prices.values())) == 1 for prices in several)
    grown = sum(len({each / units for units, all_of in prices.items() for each in all_of}) == 1 for prices in several)
    if len(several) >= FEWEST and kept >= SHARE * len(several):
        return True
    return False if len(several) >= FEWEST and grown >= SHARE * len(several) else None


def _whose(amount: Column, likely: Mapping[str, Sequence[Column]]) -> Amounts:
    """Whose the amount beside a line is, where prices and quantities of orders of several lines prove it."""
    order, price, quantity = (next(iter(likely.get(word, ())), None) for word in ("order_id", "unit_price", "quantity"))
    if order is None or price is None or quantity is None:
        return "check"
    lines: dict[str, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for number, paid, each, units in zip(order.cells, *_amounts(amount, price, quantity), strict=True):
        if number and paid is not None and each is not None and units is not None:
            lines[number].append((paid, each * units))
    orders = [rows for rows in lines.values() if len(rows) > 1]
    own = sum(all(paid == value for paid, value in rows) for rows in orders)
    whole = sum(all(paid == sum(value for _, value in rows) for paid, _ in rows) for rows in orders)
    if len(orders) >= FEWEST and own >= SHARE * len(orders):
        return "line"
    return "order" if len(orders) >= FEWEST and whole >= SHARE * len(orders) else "check"


def _amounts(*columns: Column) -> Iterator[list[Decimal | None]]:
    cells = [cell for column in columns for cell in column.filled]
    mark = conventions.guess(cells, [], Conventions()).decimal
    return iter([column.amounts("." if mark == "?" else mark) for column in columns])


def _names(columns: Sequence[Column]) -> str | None:
    return ", ".join(f"'{column.header}'" for column in columns) or None
