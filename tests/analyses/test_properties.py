"""Random shops against a second computation in plain Python that shares no code with the first."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.shops import Order, Shop
from tests.depth import examples

from crmkit.analyses.segment.segment import segment
from crmkit.analyses.tiers.tiers import tiers

LAST = date(2024, 6, 30)
buyers = st.one_of(st.none(), st.sampled_from([f"c{number}" for number in range(12)]))
days = st.integers(0, 40).map(lambda back: LAST - timedelta(days=back))
amounts = st.one_of(st.sampled_from(["9.90", "19.90", "100.00"]), st.decimals("0.01", "99999.99", places=2).map(str))
orders = st.builds(lambda buyer, day, net: (buyer, day, Decimal(net)), buyers, days, amounts)
shops = st.lists(orders, min_size=1, max_size=60).map(lambda found: [*found, ("c0", LAST, Decimal("9.90"))])
few = examples(15)


def measured(found: list[Order], first: date) -> dict[str, tuple[int, int, Decimal]]:
    """Recency, frequency, money of each customer, by dictionaries."""
    dates: dict[str, set[date]] = defaultdict(set)
    money: dict[str, Decimal] = defaultdict(Decimal)
    for buyer, day, net in found:
        if buyer is not None and first <= day <= LAST:
            dates[buyer].add(day)
            money[buyer] += net
    return {buyer: ((LAST - max(own)).days, len(own), money[buyer]) for buyer, own in dates.items()}


def fifths(values: dict[str, object]) -> dict[str, int]:
    """1 + floor(5 x customers with a smaller value / customers)."""
    return {
        buyer: 1 + 5 * sum(other < value for other in values.values()) // len(values)  # type: ignore[operator]
        for buyer, value in values.items()
    }


GRID = {  # recency score, from the worst, then frequency score 1..5
    1: "hibernating hibernating at_risk at_risk cannot_lose",
    2: "hibernating hibernating at_risk at_risk cannot_lose",
    3: "about_to_sleep about_to_sleep need_attention loyal loyal",
    4: "promising potential_loyalist potential_loyalist loyal loyal",
    5: "new potential_loyalist potential_loyalist champions champions",
}


@few
@given(shops, st.sampled_from([None, 1, 7, 30]))
def test_scores_segments_and_sums(found: list[Order], window_days: int | None) -> None:
    first = date.min if window_days is None else LAST - timedelta(days=window_days - 1)
    truth = measured(found, first)
    recency = fifths({buyer: -values[0] for buyer, values in truth.items()})
    monetary = fifths({buyer: values[2] for buyer, values in truth.items()})
    if sum(values[1] == 1 for values in truth.values()) / len(truth) > 0.4:
        frequency = {buyer: (0, 1, 2, 3, 4, 4)[n] if (n := values[1]) < 6 else 5 for buyer, values in truth.items()}
    else:
        frequency = fifths({buyer: values[1] for buyer, values in truth.items()})

    shop = Shop(found)
    detail = segment(shop, window_days=window_days, detail=True)
    seen = {record[0]: record[2:9] for record in detail.records}
    assert seen == {
        buyer: (
            *truth[buyer],
            recency[buyer],
            frequency[buyer],
            monetary[buyer],
            GRID[recency[buyer]].split()[frequency[buyer] - 1],
        )
        for buyer in truth
    }

    summary = segment(shop, window_days=window_days)
    rows = {record[0]: dict(zip(summary.columns, record, strict=True)) for record in summary.records}
    for code, row in rows.items():
        members = [buyer for buyer, values in seen.items() if values[6] == code]
        assert row["customers"] == len(members)
        assert row["net_sales"] == sum((truth[buyer][2] for buyer in members), Decimal(0))
        assert abs(row["customer_share"] - Decimal(len(members)) / len(truth)) < Decimal("0.000001")
        if members:
            mean = Fraction(sum(truth[buyer][0] for buyer in members), len(members))
            assert abs(Fraction(row["avg_recency_days"]) - mean) <= Fraction(5, 100)
    assert sum(row["customer_share"] for row in rows.values()) == 1
    assert sum(row["net_sales"] for row in rows.values()) == summary.facts["net_sales"]


@few
@given(shops, st.sampled_from(["median", "mean"]))
def test_eight_segments(found: list[Order], split_by: str) -> None:
    truth = measured(found, date.min)
    lines = []
    for place in range(3):
        values = sorted(values[place] for values in truth.values())
        middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
        lines.append(Fraction(middle) if split_by == "median" else Fraction(sum(values)) / len(values))
    bits = {
        buyer: f"{int(r <= lines[0])}{int(f > lines[1])}{int(Fraction(m) > lines[2])}"
        for buyer, (r, f, m) in truth.items()
    }
    detail = segment(Shop(found), segments="cn8", split_by=split_by, detail=True)  # type: ignore[arg-type]
    assert {record[0]: record[5] for record in detail.records} == bits


@few
@given(shops, st.randoms(use_true_random=False))
def test_row_order_and_customer_keys_change_nothing(found: list[Order], chance: random.Random) -> None:
    shuffled = chance.sample(found, len(found))
    keys = {f"c{number}": key for number, key in enumerate(chance.sample(range(1, 1000), 12))}
    one, other = Shop(found), Shop(shuffled, keys=keys)
    for segments in ("grid", "cn8"):
        assert segment(one, segments=segments) == segment(other, segments=segments)
    assert tiers(one) == tiers(other)


@few
@given(shops)
def test_tiers(found: list[Order]) -> None:
    spent = sorted((values[2] for values in measured(found, date.min).values()), reverse=True)
    net_sales = sum(spent)
    expected: dict[Decimal, str] = {}
    for amount in set(spent):
        equal = [place for place, other in enumerate(spent) if other == amount]
        middle = equal[(len(equal) - 1) // 2]
        ahead = Fraction(sum(spent[:middle], Decimal(0))) / Fraction(net_sales)
        expected[amount] = "A" if ahead < Fraction(8, 10) else "B" if ahead < Fraction(95, 100) else "C"

    shop = Shop(found)
    detail = tiers(shop, detail=True)
    assert [(record[1], record[2]) for record in detail.records] == [(expected[amount], amount) for amount in spent]
    for _, tier, amount, to_next, _, _ in detail.records:
        better = [other for other in spent if expected[other] < tier]
        assert to_next == (min(better) - amount if better else None)

    result = tiers(shop)
    for tier, customers, _, money, *_ in result.records:
        members = [amount for amount in spent if expected[amount] == tier]
        assert (customers, money) == (len(members), sum(members, Decimal(0)))
    assert sum(record[2] for record in result.records) == sum(record[4] for record in result.records) == 1
    assert sum(record[3] for record in result.parts["deciles"].records) == net_sales
    differences = sum(abs(Fraction(one) - Fraction(other)) for one in spent for other in spent)
    gini = differences / (2 * len(spent) ** 2 * Fraction(net_sales) / len(spent))
    assert abs(Fraction(result.facts["gini"]) - gini) <= Fraction(1, 2000)  # type: ignore[arg-type]
    fifth = -(-len(spent) // 5)
    share = Fraction(sum(spent[:fifth])) / Fraction(net_sales)
    assert abs(Fraction(result.facts["top_fifth_share"]) - share) < Fraction(1, 10**6)  # type: ignore[arg-type]
