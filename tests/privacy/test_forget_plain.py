"""A shop that forgets people between its loads, against the same shop in plain Python."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import csv_text, few, fresh, keep, order_id, row, write
from tests.privacy.forget_case import asked, cells, nick

import crmkit

STEP = st.one_of(
    st.tuples(st.just("load"), st.lists(st.integers(1, 12), min_size=1, max_size=8, unique=True), st.booleans()),
    st.tuples(st.just("forget"), st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True), st.booleans()),
)
BUYERS = 4


def buyer(order: int) -> int:
    return order % BUYERS


class PlainShop:
    """What a store should say: orders by number with their refund, who is forgotten, and whose orders are not kept."""

    def __init__(self) -> None:
        self.orders: dict[int, bool] = {}
        self.forgotten: set[int] = set()
        self.removed: set[int] = set()

    def load(self, numbers: list[int], *, refunded: bool) -> int:
        """The lines of forgotten people; a refund that is known stays."""
        for number in numbers:
            if buyer(number) not in self.removed:
                self.orders[number] = self.orders.get(number, False) or refunded
        return sum(buyer(number) in self.forgotten for number in numbers)

    def forget(self, buyers: list[int], *, orders: bool) -> None:
        """Orders that are nobody's already are found by nobody's name."""
        if orders:
            gone = set(buyers) - self.forgotten
            self.orders = {number: refund for number, refund in self.orders.items() if buyer(number) not in gone}
            self.removed |= set(buyers)
        self.forgotten |= set(buyers)

    def net(self) -> dict[str | None, Decimal]:
        sums: dict[str | None, Decimal] = defaultdict(Decimal)
        for number, refunded in self.orders.items():
            name = None if buyer(number) in self.forgotten else nick(buyer(number))
            sums[name] += Decimal(50 + number) - (5 if refunded else 0)
        return dict(sums)


def line(number: int, *, refunded: bool) -> dict[str, str]:
    back = {"退款金额": "5.00", "买家实际支付金额": f"{45 + number}.00"} if refunded else {}
    return row(number, 买家会员名=nick(buyer(number)), **back)


@few
@given(
    steps=st.lists(STEP, min_size=2, max_size=5).filter(lambda steps: {step[0] for step in steps} == {"load", "forget"})
)
def test_it_holds_what_a_plain_shop_does(steps):
    with tempfile.TemporaryDirectory() as folder:
        store, plain = fresh(Path(folder) / "data"), PlainShop()
        plain.load([12], refunded=False)
        keep(store, write(Path(folder) / "first.csv", csv_text([line(12, refunded=False)])))
        for turn, (kind, numbers, flag) in enumerate(steps):
            if kind == "forget":
                plain.forget(numbers, orders=flag)
                done = crmkit.forget(store, [nick(number) for number in numbers], orders=flag)
                assert done.facts["search_hits"] == 0
                continue
            forgotten = plain.load(numbers, refunded=flag)
            text = csv_text([line(number, refunded=flag) for number in numbers])
            told = keep(store, write(Path(folder) / f"{turn}.csv", text + "\n" * turn))
            assert sum(record[told.columns.index("forgotten_lines")] for record in told.records) in (forgotten, 0)
        sums = asked(
            store, "select nick, sum(net) from kept.orders left join kept.customers using (customer_key) group by 1"
        )
        assert dict(sums) == plain.net()
        theirs = [number for number in range(1, 13) if buyer(number) in plain.forgotten]
        assert cells(store, [*map(nick, plain.forgotten), *map(order_id, theirs)]) == []
