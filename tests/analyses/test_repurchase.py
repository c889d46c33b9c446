"""Repurchase: shops to check by hand, the published CDNOW figures, and every table a second time in plain Python."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.shops import Shop
from tests.analyses.shops import shop as jotted
from tests.analyses.till import CITIES, FIRST, Order, busy, keyed, shop
from tests.depth import examples

from crmkit.analyses.repurchase.repurchase import repurchase
from crmkit.errors import NotEnoughError, UsageError
from crmkit.result import Result

few = examples(10)
fewer = examples(4)
seeds = st.integers(0, 10**6)
sizes = st.sampled_from([1, 5, 40, 150])
Spell = tuple[int, bool]
"""Days to the next purchase day or to the end, and whether there was a next."""


def table(result: Result, part: str | None = None) -> list[dict[str, object]]:
    shown = result if part is None else result.parts[part]
    return [dict(zip(shown.columns, record, strict=True)) for record in shown.records]


def codes(result: Result) -> set[str]:
    return {note.code for note in result.notes}


# --- the same in plain Python ---


def days_of(orders: Iterable[Order], end: date) -> dict[str, list[date]]:
    found: dict[str, set[date]] = defaultdict(set)
    for order in orders:
        if order.buyer is not None and order.net() > 0 and order.day <= end:
            found[order.buyer].add(order.day)
    return {buyer: sorted(days) for buyer, days in found.items()}


def spells_from(days: list[date], end: date) -> list[Spell]:
    nexts = [*days[1:], None]
    return [(((then or end) - day).days, then is not None) for day, then in zip(days, nexts, strict=True)]


def within(spells: list[Spell], horizon: int) -> float | None:
    """Kaplan-Meier by walking through the days; ``None`` with fewer than 30 still observed on the last."""
    if sum(days >= horizon for days, _ in spells) < 30:
        return None
    staying = 1.0
    for day in sorted({days for days, back in spells if back and days <= horizon}):
        watched = sum(days >= day for days, _ in spells)
        staying *= 1 - sum(back and days == day for days, back in spells) / watched
    return 1 - staying


def bounds(spells: list[Spell], horizon: int) -> tuple[float, float] | None:
    rate = within(spells, horizon)
    if rate is None or rate in (0, 1):
        return None
    total = 0.0
    for day in sorted({days for days, back in spells if back and days <= horizon}):
        watched = sum(days >= day for days, _ in spells)
        back = sum(back and days == day for days, back in spells)
        total += back / (watched * (watched - back))
    centre = math.log(-math.log(1 - rate))
    spread = NormalDist().inv_cdf(0.975) * math.sqrt(total) / abs(math.log(1 - rate))
    return 1 - math.exp(-math.exp(centre - spread)), 1 - math.exp(-math.exp(centre + spread))


def least_value(values: list[int], percent: int) -> int | None:
    ordered = sorted(values)
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None


def same(shown: object, expected: float | None) -> None:
    if expected is None:
        assert shown is None
    else:
        assert float(shown) == pytest.approx(expected, abs=1.1e-6)  # type: ignore[arg-type]


def same_group(row: dict[str, object], spells: list[Spell]) -> None:
    assert (row["customers"], row["repeat_customers"]) == (len(spells), sum(back for _, back in spells))
    for horizon in (30, 90, 180, 365):
        same(row[f"repurchase_rate_{horizon}"], within(spells, horizon))
    interval = bounds(spells, 90) or (None, None)
    same(row["repurchase_rate_90_low"], interval[0])
    same(row["repurchase_rate_90_high"], interval[1])


def same_curve(result: Result, first: list[Spell]) -> None:
    """A row for each day on which somebody came back while 30 are watched, and the last such day; windows lie on it."""
    watched = {days: sum(other >= days for other, _ in first) for days, _ in first}
    until = max((days for days, number in watched.items() if number >= 30), default=None)
    if until is None:
        assert "curve" not in result.parts
        return
    rows = table(result, "curve")
    steps = {days for days, back in first if back and days <= until}
    assert [row["days_since_first"] for row in rows] == sorted(steps | {until})
    for row in rows:
        day = int(row["days_since_first"])  # type: ignore[call-overload]
        same(row["repurchase_rate"], within(first, day))
        low, high = bounds(first, day) or (None, None)
        same(row["ci_low"], low)
        same(row["ci_high"], high)
        assert row["still_observed"] == watched[day]
    for window in table(result):
        reached = [row for row in rows if row["days_since_first"] <= window["days_since_first"]]  # type: ignore[operator]
        if window["repurchase_rate"] is not None:
            names = ("repurchase_rate", "ci_low", "ci_high")
            last = [reached[-1][name] for name in names] if reached else [0, None, None]
            assert [window[name] for name in names] == last


@few
@given(seeds, sizes, st.integers(0, 200))
def test_rates_steps_gaps_and_months(seed: int, buyers: int, early: int) -> None:
    orders = busy(seed, buyers)
    end = FIRST + timedelta(days=799 - early)
    chains = {buyer: spells_from(days, end) for buyer, days in days_of(orders, end).items()}
    if not chains:
        return
    result = repurchase(shop(orders), as_of=end)
    first = [chain[0] for chain in chains.values()]
    for row in table(result):
        horizon = int(row["days_since_first"])  # type: ignore[call-overload]
        same(row["repurchase_rate"], within(first, horizon))
        back = sum(back and days <= horizon for days, back in first)
        oldest = max((end - days[0]).days for days in days_of(orders, end).values())
        same(row["simple_rate"], back / len(first) if oldest >= horizon else None)
        same(row["ci_low"], (bounds(first, horizon) or (None, None))[0])
        same(row["ci_high"], (bounds(first, horizon) or (None, None))[1])
        assert row["still_observed"] == sum(days >= horizon for days, _ in first)

    same_curve(result, first)
    every = [spell for chain in chains.values() for spell in chain]
    facts = result.facts
    assert (facts["customers"], facts["purchase_days"]) == (len(chains), len(every))
    assert facts["repeat_customers"] == sum(len(chain) > 1 for chain in chains.values())
    same(facts["repeat_customer_share"], sum(len(chain) > 1 for chain in chains.values()) / len(chains))
    same(facts["repeat_day_share"], 1 - len(chains) / len(every))
    assert facts["days_to_repeat_p80"] == least_value([days for days, back in first if back], 80)

    for row in table(result, "transitions"):
        nth = int(row["from_purchase"])  # type: ignore[call-overload]
        spells = [chain[nth - 1] for chain in chains.values() if len(chain) >= nth]
        assert (row["customers"], row["repeat_customers"]) == (len(spells), sum(back for _, back in spells))
        same(row["repurchase_rate_90"], within(spells, 90))
        same(row["repurchase_rate_365"], within(spells, 365))
        assert row["median_gap"] == least_value([days for days, back in spells if back], 50)

    gaps = {"first_gaps": first, "all_gaps": every}
    for row in table(result, "gaps") if "gaps" in result.parts else []:
        lengths = [days for days, back in gaps[str(row["gap"])] if back]
        assert row["gaps"] == len(lengths)
        assert abs(float(row["avg_gap"]) - sum(lengths) / len(lengths)) <= 0.0501  # type: ignore[arg-type]
        for percent in (10, 25, 50, 75, 80, 90):
            assert row[f"gap_p{percent}"] == least_value(lengths, percent)

    begun = {buyer: f"{days[0]:%Y-%m}" for buyer, days in days_of(orders, end).items()}
    months = table(result, "repurchase_by_month")
    assert [row["first_month"] for row in months] == sorted(set(begun.values()))
    for row in months:
        same_group(row, [chains[buyer][0] for buyer in begun if begun[buyer] == row["first_month"]])


def grouped(orders: list[Order], end: date, label: Callable[[list[Order]], object]) -> dict[object, list[Spell]]:
    """First spells by what ``label`` makes of a customer's orders of the first day, in their order."""
    found: dict[object, list[Spell]] = defaultdict(list)
    for buyer, days in days_of(orders, end).items():
        begun = [order for order in orders if order.buyer == buyer and order.day == days[0] and order.net() > 0]
        found[label(begun)].append(spells_from(days, end)[0])
    return found


@few
@given(seeds)
def test_provinces(seed: int) -> None:
    orders, end = busy(seed, 150), FIRST + timedelta(days=799)
    expected = grouped(orders, end, lambda begun: begun[0].province)
    rows = table(repurchase(shop(orders), by="province"), "repurchase_by_province")
    assert {row["province"] for row in rows} == set(expected)
    assert rows[-1]["province"] is None  # the unknown come last, however many
    for row in rows:
        same_group(row, expected[row["province"]])


@few
@given(seeds)
def test_baskets_are_quarters_of_the_customers(seed: int) -> None:
    orders, end = busy(seed, 150), FIRST + timedelta(days=799)
    expected = grouped(orders, end, lambda begun: sum(order.net() for order in begun))
    amounts = sorted(fen for fen, spells in expected.items() for _ in spells)  # type: ignore[type-var]
    thresholds = [least_value(amounts, percent) for percent in (25, 50, 75)]  # type: ignore[arg-type]
    bands: dict[int, list[int]] = defaultdict(list)
    for fen in expected:
        bands[sum(fen > threshold for threshold in thresholds)].append(fen)  # type: ignore[operator,arg-type]
    rows = table(repurchase(shop(orders), by="basket"), "repurchase_by_basket")
    assert len(rows) == len(bands)
    for row, (_, members) in zip(rows, sorted(bands.items()), strict=True):
        assert row["first_basket"] == f"{Decimal(min(members)) / 100:.2f} - {Decimal(max(members)) / 100:.2f}"
        same_group(row, [spell for fen in members for spell in expected[fen]])


@fewer
@given(seeds)
def test_first_products_cycles_and_what_is_bought_next(seed: int) -> None:
    orders, end = busy(seed, 400), FIRST + timedelta(days=799)
    result = repurchase(shop(orders), by="product")
    baskets: dict[tuple[str, date], set[str]] = defaultdict(set)
    for order in orders:
        if order.buyer is not None and order.net() > 0 and order.title is not None:
            baskets[order.buyer, order.day].add(order.title)
    first: dict[str, list[Spell]] = defaultdict(list)
    gaps: dict[str, list[int]] = defaultdict(list)
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    left, reached, steps = defaultdict(int), defaultdict(int), 0
    for buyer, days in days_of(orders, end).items():
        for product in baskets.get((buyer, days[0]), ()):
            first[product].append(spells_from(days, end)[0])
        named = [day for day in days if (buyer, day) in baskets]
        for day, then in pairwise(named):
            steps += 1
            for product in baskets[buyer, day]:
                left[product] += 1
            for other in baskets[buyer, then]:
                reached[other] += 1
                for product in baskets[buyer, day] - {other}:
                    pairs[product, other] += 1
        for product in {title for day in named for title in baskets[buyer, day]}:
            own = [day for day in named if product in baskets[buyer, day]]
            gaps[product] += [(then - day).days for day, then in pairwise(own)]

    rows = table(result, "repurchase_by_product") if "repurchase_by_product" in result.parts else []
    assert {row["product"] for row in rows} == {name for name, spells in first.items() if bounds(spells, 90)}
    for row in rows:
        same_group(row, first[str(row["product"])])
    lows = [row["repurchase_rate_90_low"] for row in rows]
    assert lows == sorted(lows, reverse=True)  # type: ignore[type-var]

    cycles = table(result, "product_cycles") if "product_cycles" in result.parts else []
    assert {row["product"] for row in cycles} == {name for name, own in gaps.items() if len(own) >= 30}
    for row in cycles:
        own = gaps[str(row["product"])]
        assert row["gaps"] == len(own)
        assert [row[f"gap_p{percent}"] for percent in (25, 50, 75)] == [least_value(own, p) for p in (25, 50, 75)]

    following = table(result, "bought_next") if "bought_next" in result.parts else []
    often = {pair: times for pair, times in pairs.items() if times >= 10}
    assert len(following) == min(len(often), 20)
    assert [row["times"] for row in following] == sorted(often.values(), reverse=True)[:20]
    for row in following:
        pair = (str(row["product"]), str(row["next_product"]))
        assert row["times"] == often[pair]
        same(row["next_share"], often[pair] / left[pair[0]])
        usual = often[pair] / left[pair[0]] / (reached[pair[1]] / steps)
        assert float(row["ratio_to_average"]) == pytest.approx(usual, abs=0.0051)  # type: ignore[arg-type]


@fewer
@given(seeds, st.randoms(use_true_random=False))
def test_row_order_and_customer_keys_change_nothing(seed: int, chance: random.Random) -> None:
    orders = busy(seed, 60)
    keys = keyed(orders)
    others = dict(zip(keys, chance.sample(range(1, 10**6), len(keys)), strict=True))
    shuffled = chance.sample(orders, len(orders))
    for by in ("month", "basket", "product"):
        one = repurchase(shop(orders, keys), by=by)  # type: ignore[arg-type]
        assert one == repurchase(shop(shuffled, others), by=by)  # type: ignore[arg-type]
    assert repurchase(shop(orders, keys), by="province") == repurchase(shop(orders, others), by="province")


# --- figures from outside ---


def test_cdnow(cdnow: Shop) -> None:
    result = repurchase(cdnow)
    rates = {row["days_since_first"]: row for row in table(result)}
    for horizon, rate in {30: "0.1746", 90: "0.2922", 180: "0.3745", 365: "0.4586"}.items():
        assert round(rates[horizon]["repurchase_rate"], 4) == Decimal(rate)  # type: ignore[call-overload]
        assert rates[horizon]["simple_rate"] == rates[horizon]["repurchase_rate"]
    facts = result.facts
    assert (facts["customers"], facts["purchase_days"]) == (23570, 67591)
    assert round(facts["repeat_customer_share"], 4) == Decimal("0.4886")  # type: ignore[call-overload]
    assert round(facts["repeat_day_share"], 4) == Decimal("0.6513")  # type: ignore[call-overload]
    assert facts["median_days_to_repeat"] is None  # not reached
    every = table(result, "gaps")[1]
    assert (every["avg_gap"], every["gap_p50"], every["gap_p80"]) == (Decimal("72.2"), 34, 119)
    assert {"repurchase_naive_equal", "repurchase_no_median", "repurchase_first_seen"} <= codes(result)


# --- shops to check by hand ---


def test_new_customers_count_neither_as_lost_nor_not_at_all() -> None:
    """Sixty began a year ago and half of them came back on day 20; sixty began ten days ago."""
    end = date(2024, 6, 30)
    orders = [Order(f"old{n}", end - timedelta(days=366), 1000) for n in range(60)]
    orders += [Order(f"old{n}", end - timedelta(days=346), 1000) for n in range(30)]
    orders += [Order(f"new{n}", end - timedelta(days=10), 1000) for n in range(60)]
    orders.append(Order(None, end, 1000))
    result = repurchase(shop(orders))
    for row in table(result):
        assert (row["repurchase_rate"], row["simple_rate"]) == (Decimal("0.5"), Decimal("0.25"))
        assert row["still_observed"] == 30
    (note,) = [note for note in result.notes if note.code == "repurchase_naive"]
    assert note.values == {"days": 365, "open": 60, "customers": 120, "rate": "50.0%", "naive": "25.0%"}
    assert result.facts["median_days_to_repeat"] == 20
    months = {row["first_month"]: row for row in table(result, "repurchase_by_month")}
    # no customer of that month was observed for 30 days: unknown, not 0
    assert months["2024-06"]["repurchase_rate_30"] is None
    assert months["2023-06"]["repurchase_rate_30"] == Decimal("0.5")


def test_only_who_began_in_the_days_asked_for() -> None:
    old = [Order(f"a{n}", date(2023, 1, 5), 1000) for n in range(3)]
    new = [Order(f"b{n}", date(2023, 3, 5), 1000) for n in range(2)]
    orders = [*old, *new, Order("a0", date(2023, 4, 1), 1000), Order("b0", date(2023, 4, 2), 1000)]
    assert "repurchase_first_seen" in codes(repurchase(shop(orders)))
    later = repurchase(shop(orders), since=date(2023, 2, 1))
    assert (later.facts["customers"], later.facts["repeat_customers"], later.facts["purchase_days"]) == (2, 1, 3)
    assert "repurchase_first_seen" not in codes(later)
    for by in ("basket", "product", "province"):
        assert repurchase(shop(orders), by=by, until=date(2023, 2, 1)).facts["customers"] == 3  # type: ignore[arg-type]
    baskets = repurchase(shop(orders), by="basket", since=date(2023, 2, 1), until=date(2023, 3, 5))
    assert [row["customers"] for row in table(baskets, "repurchase_by_basket")] == [2]
    assert table(baskets, "repurchase_by_basket")[0]["first_basket"] == "10.00"
    with pytest.raises(NotEnoughError) as refused:
        repurchase(shop(orders), since=date(2023, 4, 1))
    assert refused.value.code == "no_newcomers"


def test_two_orders_of_a_day_are_no_repurchase_and_refunds_are_none() -> None:
    orders = [
        Order("ann", date(2024, 1, 1), 1000),
        Order("ann", date(2024, 1, 1), 500),
        Order("ann", date(2024, 1, 9), 700, back=700, back_on=date(2024, 1, 20)),
        Order("ann", date(2024, 1, 31), 700),
    ]
    result = repurchase(shop(orders))
    assert result.facts["purchase_days"] == 2
    assert table(result, "gaps")[0]["gap_p50"] == 30


def test_item_lines_name_the_products_and_the_ones_sent_back_do_not_count() -> None:
    orders, end = [], date(2024, 6, 30)
    for number in range(40):
        lines = (("tea", None, 1, 600), ("cup", None, 1, 400), ("gift", None, 1, 0))
        began = end - timedelta(days=200)
        orders.append(Order(f"c{number}", began, 1000, title="a bag of things", lines=lines))
        if number < 10:
            orders.append(Order(f"c{number}", began + timedelta(days=40), 600, lines=(("jam", None, 1, 600),)))
    orders.append(Order(None, end, 100))
    result = repurchase(shop(orders), by="product")
    assert [row["product"] for row in table(result, "repurchase_by_product")] == ["cup", "tea"]
    assert {row["repurchase_rate_90"] for row in table(result, "repurchase_by_product")} == {Decimal("0.25")}
    following = [(row["product"], row["next_product"], row["times"]) for row in table(result, "bought_next")]
    assert following == [("cup", "jam", 10), ("tea", "jam", 10)]
    assert "repurchase_no_cycles" in codes(result)
    assert len(table(repurchase(shop(orders), by="product", products=1), "repurchase_by_product")) == 1


def test_a_day_of_more_than_fifty_products_is_no_step() -> None:
    orders, day = [], date(2024, 1, 1)
    for number in range(10):
        heap = tuple((f"thing {place}", None, 1, 10) for place in range(51))
        for step, lines in enumerate(((("jam", None, 1, 500),), heap, (("tea", None, 1, 500),))):
            orders.append(Order(f"c{number}", day + timedelta(days=step), sum(line[3] for line in lines), lines=lines))
    rows = table(repurchase(shop(orders), by="product"), "bought_next")
    assert [(row["product"], row["next_product"], row["next_share"], row["ratio_to_average"]) for row in rows] == [
        ("jam", "tea", Decimal("1.000000"), Decimal("1.00"))
    ]


def test_the_channel_of_the_first_order() -> None:
    orders = [Order(f"c{n}", date(2024, 1, 1 + n % 2), 100) for n in range(6)]
    store = shop(orders)
    store._connection.execute("update kept.orders set channel = '手机' where order_key <= 4")
    rows = table(repurchase(store, by="channel"), "repurchase_by_channel")
    assert [(row["channel"], row["customers"]) for row in rows] == [("手机", 4), (None, 2)]
    none = repurchase(shop([replace(order, city=CITIES[0]) for order in orders]), by="channel")
    assert "repurchase_no_channels" in codes(none)
    assert "repurchase_by_channel" not in none.parts


@pytest.mark.parametrize("by", ["month", "basket", "product", "province"])
def test_one_customer(by: str) -> None:
    bought = [
        Order("ann", date(2024, 1, 1), 500),
        Order("ann", date(2024, 3, 1), 500),
        Order(None, date(2024, 4, 1), 500),
    ]
    result = repurchase(shop(bought), by=by)  # type: ignore[arg-type]
    assert [row["repurchase_rate"] for row in table(result)] == [None] * 5
    # back after 60 days, known for 91: the windows of 180 and 365 days are open
    assert [row["simple_rate"] for row in table(result)] == [0, 1, 1, None, None]
    assert result.facts["median_days_to_repeat"] is None
    assert "repurchase_too_few" in codes(result)


def test_one_day() -> None:
    """No customer was observed for a single day: every window is open, and nothing is 0."""
    result = repurchase(jotted(*(f"c{number} 2024-01-01 5.00" for number in range(50))))
    assert [row[1:5] for row in result.records] == [(None, None, None, None)] * 5
    assert "gaps" not in result.parts
    assert "repurchase_thin" in codes(result)


def test_twenty_years() -> None:
    orders = [Order(f"c{n}", date(2004, 1, 1) + timedelta(days=n * 73), 100) for n in range(100)]
    orders += [Order(order.buyer, order.day + timedelta(days=365), 100) for order in orders[:90]]
    result = repurchase(shop(orders))
    assert result.records[-1][1] == Decimal("0.900000") or float(result.records[-1][1]) > 0.9  # type: ignore[arg-type]
    assert len(result.parts["repurchase_by_month"].records) == 100


def test_no_customers() -> None:
    day = date(2024, 1, 1)
    for orders, code in (
        ([Order("ann", day, 500, back=500)], "no_purchases_at_all"),
        ([Order(None, day, 500)], "no_buyers"),
        ([], "no_orders"),
    ):
        for by in ("month", "province", "product", "basket"):
            with pytest.raises(NotEnoughError) as error:
                repurchase(shop(orders), by=by)  # type: ignore[arg-type]
            assert error.value.code == code


def test_arguments_that_mean_nothing() -> None:
    store = jotted("ann 2024-01-01 5.00")
    for wrong in ({"by": "moon"}, {"products": 0}, {"since": date(2024, 2, 1), "until": date(2024, 1, 1)}):
        with pytest.raises(UsageError):
            repurchase(store, **wrong)  # type: ignore[arg-type]
