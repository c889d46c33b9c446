"""What must hold of any shop, whatever the figures are: the past stays as it was, more is never less."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.analyses import till
from tests.analyses.shops import Order, Shop
from tests.analyses.test_properties import LAST, amounts, orders, shops
from tests.depth import examples

from crmkit.analyses.segment.segment import segment
from crmkit.analyses.tiers.tiers import tiers
from crmkit.store.store import Store

few = examples(4)
later = st.builds(
    lambda buyer, days, net: (buyer, LAST + timedelta(days=days), Decimal(net)),
    st.sampled_from([None, "c0", "c3", "new"]),
    st.integers(1, 90),
    amounts,
)


def measured(shop: Store) -> dict[str, tuple[int, int, Decimal]]:
    """Days since the last purchase, purchase days and money of each customer."""
    return {record[0]: record[2:5] for record in segment(shop, as_of=LAST, detail=True).records}


@few
@given(shops, st.lists(later, min_size=1, max_size=10))
def test_later_orders_change_no_answer_for_an_earlier_day(found: list[Order], more: list[Order]) -> None:
    keys = {buyer: number for number, buyer in enumerate(sorted({order[0] for order in [*found, *more]} - {None}), 1)}
    for question in (segment, tiers):
        then, now = (question(Shop(known, keys), as_of=LAST, detail=True) for known in (found, [*found, *more]))
        assert list(then.records) == list(now.records)


@few
@given(shops, orders)
def test_one_more_purchase_makes_nobody_worse(found: list[Order], one: Order) -> None:
    before, after = measured(Shop(found)), measured(Shop([*found, one]))
    for buyer, (recency, frequency, money) in before.items():
        assert after[buyer][0] <= recency
        assert after[buyer][1] >= frequency
        assert after[buyer][2] >= money + (one[2] if one[0] == buyer else 0)


@few
@given(shops, st.integers(0, 60), st.integers(1, 10_000_000))
def test_a_refund_raises_nobodys_money(found: list[Order], place: int, fen: int) -> None:
    sold = [till.Order(buyer, day, int(net * 100)) for buyer, day, net in found]
    place %= len(sold)
    given_back = [*sold[:place], replace(sold[place], back=min(fen, sold[place].paid)), *sold[place + 1 :]]
    keys = till.keyed(sold)
    with till.shop(sold, keys) as one, till.shop(given_back, keys) as other:
        before, after = measured(one), measured(other) if any(order.counts for order in given_back[:-1]) else {}
    for buyer, (_, frequency, money) in after.items():
        assert money <= before[buyer][2]
        assert frequency <= before[buyer][1]
