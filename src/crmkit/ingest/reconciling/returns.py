"""Money that went back as a row of its own: whose order it was, decided from everything that is loaded.

A row that bears the number of an order is a refund of that order, a cancellation ``C123`` one of order 123. Any other
is taken off what the same buyer had bought before, newest first. What nothing before it explains is left and reported.
The answer depends on the orders and returns alone, so it is worked out anew after each load and the order of files
cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.ingest.findings import Finding
from crmkit.ingest.reconciling.named_returns import NOTHING, Order, OrderName, Return, named_order
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.reconciling")

Amounts = list[Decimal]


@dataclass(frozen=True, slots=True)
class Placement:
    """A part of a return: what it takes off an order, or what is left over (``order`` is ``None``).

    ``is_spread`` says that the return does not name the order, ``is_case`` that a refund case has taken the money off,
    ``is_closed`` that the money is of an order or a line that was closed or never paid.
    """

    cause: Return
    order: OrderName | None
    amount: Decimal
    is_spread: bool = False
    is_case: bool = False
    is_closed: bool = False

    @property
    def status(self) -> int:
        """How the store marks it: 2 taken off, 4 left over, 5 taken off by a refund case, 6 of what is in no figure."""
        if self.order is None:
            return 4
        return 5 if self.is_case else 6 if self.is_closed else 2


def place_returns(workspace: Workspace) -> list[Finding]:
    """Write what became of the target's returns, and report what was not taken off."""
    workspace.execute(
        # what was placed of people who were forgotten since stays: nobody's returns are placed anew
        "delete from target.kept.refunds "
        "where starts_with(refund_text, '>') and not regexp_matches(refund_text, '^>+~!')"
    )
    found = [
        Return(text, (shop, key, name), customer, at, amount, file, currency)
        for text, shop, key, name, customer, at, amount, file, currency in cast(
            "list[tuple[str, int, int, str | None, int | None, datetime, Decimal, int, str | None]]",
            workspace.run(SQL / "waiting_returns.sql"),
        )
    ]
    if not found:
        return []
    orders = [
        Order((shop, key, name), customer, at, left, reported, list(cases), list(closed), is_uncounted, currency)
        for shop, key, name, customer, at, left, reported, cases, closed, is_uncounted, currency in cast(
            "list[tuple[int, int, str | None, int | None, datetime, Decimal, Decimal, Amounts, Amounts, bool, str]]",
            workspace.run(SQL / "returnable_orders.sql"),
        )
    ]
    placements = list(placed(found, orders))
    _write(placements, workspace)
    left = [placement for placement in placements if placement.order is None]
    named = {order.name: order for order in orders}
    beyond = [each for each in left if each.cause.order in named and each.cause.is_of_money_of(named[each.cause.order])]
    left = [placement for placement in left if placement.cause.order not in named]
    return [
        Finding(code, len(group), sum((placement.amount for placement in group), NOTHING))
        for code, group in (
            ("refund_beyond_order", beyond),
            ("return_unexplained", [placement for placement in left if placement.cause.customer is not None]),
            ("return_of_nobody", [placement for placement in left if placement.cause.customer is None]),
            ("return_reported_twice", [placement for placement in placements if placement.is_case]),
            ("return_of_closed", [placement for placement in placements if placement.is_closed]),
        )
        if group
    ]


def placed(returns: Iterable[Return], orders: Iterable[Order]) -> Iterable[Placement]:
    """Where each return goes; orders and returns come in the order of their times."""
    by_name = {order.name: order for order in orders}
    by_text = {(shop, (text or str(key)).casefold()): order for (shop, key, text), order in by_name.items()}
    of_buyer: dict[tuple[int, int | None], list[Order]] = {}
    for order in by_name.values():
        if order.left:
            of_buyer.setdefault((order.name[0], order.customer), []).append(order)
    unnamed: list[Return] = []
    for each in returns:
        named = named_order(each, by_name, by_text)
        if named is None:
            unnamed.append(each)
            continue
        if each.amount in named.cases:
            named.cases.remove(each.amount)
            yield Placement(each, named.name, each.amount, is_case=True)
            continue
        if named.is_uncounted or _is_of_closed_lines(each.amount, named):
            yield Placement(each, named.name, each.amount, is_closed=True)
            continue
        if not each.is_of_money_of(named):
            yield Placement(each, None, each.amount)
            continue
        reported = min(named.reported, each.amount)
        taken = min(named.left, each.amount - reported)
        named.reported -= reported
        named.left -= taken
        yield from _parts(each, [(named.name, reported + taken)])
    waiting: dict[tuple[int, int, str | None], list[Return]] = {}
    for each in unnamed:
        if each.customer is None:
            yield Placement(each, None, each.amount)
        else:
            waiting.setdefault((each.order[0], each.customer, each.currency), []).append(each)
    for (shop, customer, currency), group in waiting.items():
        bought = of_buyer.get((shop, customer), [])
        yield from _newest_first(group, [o for o in bought if currency is None or currency == (o.currency or "CNY")])


def _is_of_closed_lines(amount: Decimal, order: Order) -> bool:
    """Whether a return is the reversal of one closed line of its order, which is then used up, or of all of them."""
    if amount in order.closed:
        order.closed.remove(amount)
        return True
    if order.closed and amount == sum(order.closed):
        order.closed.clear()
        return True
    return False


def _newest_first(returns: Iterable[Return], orders: Iterable[Order]) -> Iterable[Placement]:
    """Each return off the buyer's purchases before it in the same shop, the newest first."""
    stack: list[Order] = []
    ahead = iter([*orders, None])
    following = next(ahead)
    for each in returns:
        while following is not None and following.bought_at <= each.returned_at:
            stack.append(following)
            following = next(ahead)
        parts, wanted = [], each.amount
        while stack and wanted:
            order = stack[-1]
            taken = min(order.left, wanted)
            order.left -= taken
            wanted -= taken
            if taken:
                parts.append((order.name, taken))
            if not order.left:
                stack.pop()
        yield from _parts(each, parts, is_spread=True)


def _parts(each: Return, taken: Iterable[tuple[OrderName, Decimal]], *, is_spread: bool = False) -> Iterable[Placement]:
    left = each.amount
    for name, amount in taken:
        if amount:
            left -= amount
            yield Placement(each, name, amount, is_spread)
    if left:
        yield Placement(each, None, left)


def _write(placements: list[Placement], workspace: Workspace) -> None:
    """All placements with one statement, column by column."""
    named = [placement.order or placement.cause.order for placement in placements]
    workspace.run(
        SQL / "write_placements.sql",
        {
            "shops": [shop for shop, _, _ in named],
            "keys": [key for _, key, _ in named],
            "texts": [text for _, _, text in named],
            "causes": [(">>" if placement.is_spread else ">") + placement.cause.text for placement in placements],
            "fens": [int(placement.amount * 100) for placement in placements],
            "statuses": [placement.status for placement in placements],
            "times": [placement.cause.returned_at for placement in placements],
            "customers": [placement.cause.customer for placement in placements],
            "files": [placement.cause.file for placement in placements],
            "currencies": [placement.cause.currency for placement in placements],
        },
    )
