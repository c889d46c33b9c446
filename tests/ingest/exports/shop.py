"""Made-up shops, and what a seller would say they earned: worked out from the orders alone, before any file is written.

The program is not asked here. A shop is a handful of orders with lines and returns; `placed` says what is kept when it
is known which order each return belongs to, `loose` what is kept when the buyer's purchases have to answer for it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from tests.depth import require_telling

UNPAID, PAID, SHIPPED, DONE, CLOSED, REFUNDED = "unpaid", "paid", "shipped", "done", "closed", "refunded"
TAKEN_MONEY = (PAID, SHIPPED, DONE, REFUNDED)
"""The states of an order that was paid once; what came back of it is in its returns."""


@dataclass(frozen=True)
class Line:
    """One item line; ``price`` is of one unit, in fen."""

    sku: str
    title: str
    quantity: int
    price: int

    @property
    def money(self) -> int:
        return self.quantity * self.price


@dataclass(frozen=True)
class Return:
    """Money that went back for one line of an order."""

    line: int
    money: int
    at: datetime


@dataclass(frozen=True)
class Order:
    """One order; ``buyer`` is a number, ``None`` unidentified. A refunded order has a return of every line."""

    number: str
    buyer: int | None
    at: datetime
    state: str
    lines: tuple[Line, ...]
    returns: tuple[Return, ...] = ()
    is_proof: bool = False

    @property
    def due(self) -> int:
        return sum(line.money for line in self.lines)

    @property
    def back(self) -> int:
        return sum(each.money for each in self.returns)

    @property
    def took_money(self) -> bool:
        return self.state in TAKEN_MONEY

    def back_of(self, line: int) -> int:
        return sum(each.money for each in self.returns if each.line == line)


@dataclass(frozen=True)
class Truth:
    """What must be read back: day and money of every purchase, whose they are, their lines, what is left over."""

    purchases: dict[str, tuple[date, Decimal]]
    people: frozenset[frozenset[str]]
    lines: dict[str, list[tuple[str, str, int]]]
    left_over: Decimal = Decimal(0)

    @property
    def kept(self) -> Decimal:
        return sum((net for _, net in self.purchases.values()), Decimal(0))


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def placed(orders: list[Order]) -> Truth:
    """Each return is of its own order."""
    return _truth(orders, {order.number: order.due - order.back for order in orders if order.took_money})


def loose(orders: list[Order]) -> Truth:
    """A return is money off its buyer's purchases up to then, newest first; returns without a buyer stay out."""
    left = {order.number: order.due for order in orders if order.took_money}
    left_over = 0
    returns = [(each.at, order.buyer, each.money) for order in orders for each in order.returns if order.took_money]
    for at, buyer, money in sorted(returns, key=lambda each: each[0]):
        if buyer is None:
            continue
        earlier = [order for order in orders if order.buyer == buyer and order.took_money and order.at <= at]
        for order in sorted(earlier, key=lambda order: order.at, reverse=True):
            taken = min(money, left[order.number])
            left[order.number] -= taken
            money -= taken
        left_over += money
    return _truth(orders, left, left_over)


def _truth(orders: list[Order], left: dict[str, int], left_over: int = 0) -> Truth:
    people = defaultdict(set)
    purchases, lines = {}, {}
    for order in orders:
        money = left.get(order.number, 0)
        if money <= 0:
            continue
        purchases[order.number] = (order.at.date(), yuan(money))
        lines[order.number] = sorted((line.title, line.sku, line.quantity) for line in order.lines)
        if order.buyer is not None:
            people[order.buyer].add(order.number)
    return Truth(purchases, frozenset(map(frozenset, people.values())), lines, yuan(left_over))


CLOCK = (
    time(0, 0, 0),
    time(0, 0, 30),
    time(2, 15),
    time(9, 5, 7),
    time(12, 0),
    time(12, 30),
    time(14, 30),
    time(23, 59, 59),
)
GOODS = (("T-1", "绿茶 100g"), ("C-7", "cup, blue"), ("P-3", "紫砂壶"), ("S-2", "Socks 3 pairs"))


def proofs() -> list[Order]:
    """Three orders that stand in every file, so that each file proves its own form.

    Lines of one order that differ in money (a sum of lines is no repeated total), days above 12 (no month), an order
    that went back whole and one that went back by more than half (net and gross are distinguished), a sum above 1,000.
    """
    tea, cup = (Line(*goods, 1, price) for goods, price in zip(GOODS[:2], (123_450, 2_000), strict=True))
    pot, socks = (Line(*goods, 1, price) for goods, price in zip(GOODS[2:], (1_500, 1_200), strict=True))
    first, second, third = (datetime(2023, 11, 25, 14, 30), datetime(2023, 11, 27, 9, 5), datetime(2023, 12, 13, 20, 0))  # noqa: DTZ001 - a shop's own clock
    back = second + timedelta(days=1)
    large = Line(*GOODS[0], 1, 9_000)
    return [
        Order("900001", 0, first, DONE, (tea, cup), is_proof=True),
        Order("900002", 1, second, DONE, (pot, socks), (Return(0, 1_500, back), Return(1, 1_200, back)), is_proof=True),
        Order("900003", 2, third, DONE, (large, cup), (Return(0, 7_000, third + timedelta(days=7)),), is_proof=True),
    ]


lines = st.builds(
    lambda goods, quantity, price: Line(*goods, quantity, price),
    st.sampled_from(GOODS),
    st.integers(1, 3),
    st.sampled_from([1, 99, 500, 1_000, 1_990, 11_823, 150_000]),
)


@st.composite
def shops(draw: st.DrawFn) -> list[Order]:
    """The proofs and up to six further orders; every order and every return has a day of its own."""
    orders = proofs()
    day = datetime(2024, 1, 1)  # noqa: DTZ001
    waiting: list[tuple[Order, int]] = []
    for number in range(draw(st.integers(2, 6))):
        day = _later(draw, day)
        sold = draw(st.lists(lines, min_size=1, max_size=3))
        if draw(st.booleans()):
            sold.append(sold[0])  # the same article twice in one order
        state = draw(st.sampled_from([UNPAID, PAID, SHIPPED, DONE, DONE, CLOSED, REFUNDED]))
        buyer = draw(st.sampled_from([None, 0, 1, 2, 3]))
        name = str(100_007 + 31 * number) if draw(st.booleans()) else f"AB-{number}X"
        order = Order(name, buyer, day, state, tuple(sold))
        if state == REFUNDED:
            waiting.append((order, 100))
        elif state in TAKEN_MONEY and draw(st.booleans()):
            waiting.append((order, draw(st.sampled_from([100, 50, 33]))))
        else:
            orders.append(order)
        if waiting and draw(st.booleans()):
            day = _later(draw, day)
            orders.append(_sent_back(draw, *waiting.pop(), day))
    for order, share in waiting:
        day = _later(draw, day)
        orders.append(_sent_back(draw, order, share, day))
    further = [order for order in orders if not order.is_proof]
    require_telling(any(order.returns for order in further) and any(len(order.lines) > 1 for order in further))
    return sorted(orders, key=lambda order: order.at)


def _later(draw: st.DrawFn, day: datetime) -> datetime:
    return datetime.combine(day.date() + timedelta(days=draw(st.integers(1, 11))), draw(st.sampled_from(CLOCK)))


def _sent_back(draw: st.DrawFn, order: Order, share: int, at: datetime) -> Order:
    """The order with ``share`` of a hundred gone back, of all of its lines or of one."""
    whole = order.state == REFUNDED or draw(st.booleans())
    chosen = range(len(order.lines)) if whole else [draw(st.integers(0, len(order.lines) - 1))]
    returns = [Return(line, max(1, order.lines[line].money * share // 100), at) for line in chosen]
    return Order(order.number, order.buyer, order.at, order.state, order.lines, tuple(returns))
