"""Customer value: each figure of the answer computed a second time in plain Python, and what must not leak."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaln
from scipy.stats import nbinom
from tests.analyses.till import FIRST, Order, busy, keyed, shop
from tests.depth import examples

from crmkit.analyses.value.backtest import ValueBacktest
from crmkit.analyses.value.value import value
from crmkit.customers.outlook import past
from crmkit.customers.outlook.value import REACH
from crmkit.errors import NotEnoughError, UsageError
from crmkit.models.customer_history import CustomerHistory
from crmkit.models.purchases.mbgnbd import MbgNbd
from crmkit.models.purchases.nbd import Nbd
from crmkit.models.spend.gamma_gamma import GammaGamma
from crmkit.models.value.agreement import Agreement
from crmkit.periods import months_later
from crmkit.result import Result

LAST = FIRST + timedelta(days=799)
SEEDS = (3, 4, 6)


def by_buyer(result: Result) -> dict[str, dict[str, object]]:
    rows = (dict(zip(result.columns, record, strict=True)) for record in result.records)
    return {str(row["customer"]): row for row in rows}


def table(result: Result, part: str | None = None) -> list[dict[str, object]]:
    whole = result if part is None else result.parts[part]
    return [dict(zip(whole.columns, record, strict=True)) for record in whole.records]


def yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def money_by_buyer(orders: list[Order], as_of: date, known_on: date | None) -> dict[str, dict[date, int]]:
    """Per buyer the days on which money was kept, and how much."""
    days: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for order in orders:
        if order.buyer is not None and order.day <= as_of:
            days[order.buyer][order.day] += order.net(known_on)
    kept = {buyer: {day: fen for day, fen in own.items() if fen > 0} for buyer, own in days.items()}
    return {buyer: own for buyer, own in kept.items() if own}


def expected_days(model: MbgNbd | Nbd, x: int, last: int, age: int, horizon: float) -> float:
    """The text-book formulas: a rate for the NBD, for the MBG/NBD the chances of n and more purchases."""
    if isinstance(model, Nbd):
        return (model.r + x) / (model.alpha + age) * horizon
    gone = model.a / (model.b + x) * ((model.alpha + age) / (model.alpha + last)) ** (model.r + x)
    b = model.b + x + 1

    counts = np.arange(1, 2000)
    fit_in = nbinom.sf(counts - 1, model.r + x, (model.alpha + age) / (model.alpha + age + horizon))
    go_on = np.exp(betaln(model.a, b + counts - 1) - betaln(model.a, b))
    return float((fit_in * go_on).sum() / (1 + gone))


def expected_value(then: CustomerHistory, days: dict[date, int], as_of: date, months: int, discount: float) -> float:
    """Fen expected of one buyer, with the fitted parameters but formulas of our own."""
    first, last = min(days), max(days)
    x, age, t_x = len(days) - 1, (as_of - first).days, (last - first).days
    repeats = sum(days.values()) - days[first]
    spend, counts = then.spend.model, then.counts.model
    assert isinstance(counts, MbgNbd | Nbd)
    if isinstance(spend, GammaGamma):
        per_day = spend.p * (spend.v + repeats) / (spend.p * x + spend.q - 1)
    else:
        overall = then["net_fen"].sum() / then["days"].sum()
        per_day = (sum(days.values()) + 2 * overall) / (x + 1 + 2)
    length = (months_later(as_of, months) - as_of).days
    so_far = [expected_days(counts, x, t_x, age, length * month / months) for month in range(1, months + 1)]
    grown = [so_far[0], *(after - before for before, after in pairwise(so_far))]
    return per_day * sum(part / (1 + discount) ** (month / 12) for month, part in enumerate(grown, start=1))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_customer_again(seed: int) -> None:
    orders = busy(seed)
    store = shop(orders)
    rows = by_buyer(value(store, detail=True, months=7, discount=0.2))
    then = past.history_at(store, past.ahead(LAST, 7), data_to=LAST)
    kept = money_by_buyer(orders, LAST, None)
    assert set(rows) == set(kept)
    for buyer, days in kept.items():
        row = rows[buyer]
        assert row["realised_value"] == yuan(sum(days.values()))
        assert (row["purchase_days"], row["last_purchase_on"]) == (len(days), max(days))
        value_part = expected_value(then, days, LAST, 7, 0.2) / 100
        assert float(row["potential_value"]) == pytest.approx(value_part, rel=1e-6, abs=0.0051)
        assert Decimal(0) <= row["potential_low"] <= row["potential_high"]


def tier_letters(money: dict[str, Decimal]) -> dict[str, str]:
    """A, B, C by the share of money ahead of the middle one among equals."""
    total = sum(money.values())
    found = {}
    for buyer, own in money.items():
        more = sum(other for other in money.values() if other > own)
        equal = (sum(other == own for other in money.values()) - 1) // 2
        ahead = more + equal * own
        found[buyer] = "A" if ahead < total * Decimal("0.8") else "B" if ahead < total * Decimal("0.95") else "C"
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_of_the_summary_again(seed: int) -> None:
    orders = busy(seed)
    store = shop(orders)
    rows, answer = by_buyer(value(store, detail=True)), value(store)
    realised = {buyer: row["realised_value"] for buyer, row in rows.items()}
    potential = {buyer: row["potential_value"] for buyer, row in rows.items()}
    tiers, coming = tier_letters(realised), tier_letters(potential)
    assert {buyer: (row["tier"], row["potential_tier"]) for buyer, row in rows.items()} == {
        buyer: (tiers[buyer], coming[buyer]) for buyer in rows
    }
    rising = {buyer for buyer in rows if coming[buyer] == "A" and tiers[buyer] != "A"}
    assert {buyer for buyer, row in rows.items() if row["is_rising"]} == rising
    influenced = sum(row["influenced_buyers"] for row in rows.values())
    for line in table(answer):
        inside = [buyer for buyer in rows if tiers[buyer] == line["tier"]]
        assert line["customers"] == len(inside)
        assert line["realised_value"] == sum(realised[buyer] for buyer in inside)
        assert line["potential_value"] == sum(potential[buyer] for buyer in inside)
        assert float(line["customer_share"]) == pytest.approx(len(inside) / len(rows), abs=1e-6)
        assert float(line["realised_share"]) == pytest.approx(
            float(line["realised_value"] / sum(realised.values())), abs=1e-6
        )
        assert float(line["potential_share"]) == pytest.approx(
            float(line["potential_value"] / sum(potential.values())), abs=1e-6
        )
        scores = [rows[buyer]["influence_score"] for buyer in inside]
        assert float(line["avg_influence_score"]) == pytest.approx(sum(scores) / len(scores), abs=0.0501)
        own = sum(rows[buyer]["influenced_buyers"] for buyer in inside)
        assert float(line["influenced_share"]) == pytest.approx(float(own / influenced), abs=2e-3)
        assert line["rising_customers"] == len(rising & set(inside))
    for share in ("customer_share", "realised_share", "potential_share", "influenced_share"):
        assert sum(line[share] for line in table(answer)) == 1
    facts = answer.facts
    assert (facts["customers"], facts["rising_customers"]) == (len(rows), len(rising))
    assert facts["realised_value"] == sum(realised.values())
    assert facts["potential_value"] == sum(potential.values())
    unidentified = sum(order.net() for order in orders if order.buyer is None)
    assert facts["shop_net_sales"] == facts["realised_value"] + yuan(unidentified)
    assert facts["forecast_to"] == months_later(LAST, 12)


def test_lists_are_the_best_of_all_customers() -> None:
    store = shop(busy(3))
    rows, answer = table(value(store, detail=True)), value(store, top=7)
    assert [row["potential_value"] for row in rows] == sorted((row["potential_value"] for row in rows), reverse=True)
    columns = answer.parts["top_customers"].columns
    for part, wanted in (("top_customers", rows), ("rising_customers", [row for row in rows if row["is_rising"]])):
        assert table(answer, part) == [{name: row[name] for name in columns} for row in wanted[:7]]
    nobody = value(store, top=0).parts
    assert not [*nobody["top_customers"].records, *nobody["rising_customers"].records]


# ---- the backtest


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("months", [3, 12])
def test_the_backtest_is_what_would_have_been_said_then(seed: int, months: int) -> None:
    """800 days: three months fit in whole, of twelve the 13 months of past that a test over 12 needs are there."""
    orders = busy(seed)
    store = shop(orders)
    answer = value(store, months=months)
    (note,) = [note for note in answer.notes if note.code == "value_backtest"]
    cutoff, last_day = note.values["cutoff"], note.values["last_day"]
    assert isinstance(cutoff, date)
    assert last_day == months_later(cutoff, months) <= LAST
    then = by_buyer(value(store, as_of=cutoff, months=months, discount=0.0, detail=True))
    came = {
        buyer: sum(order.net() for order in orders if order.buyer == buyer and cutoff < order.day <= last_day) / 100
        for buyer in then
    }
    expected = {buyer: row["potential_value"] for buyer, row in then.items()}
    ours, naive = table(answer, "value_backtest")
    assert (ours["method"], naive["method"]) == ("expectation", "as_before")
    assert ours["predicted"] == sum(expected.values()) == note.values["expected"]
    assert float(ours["actual"]) == pytest.approx(sum(came.values())) == float(naive["actual"])
    assert float(ours["error"]) == pytest.approx(float(ours["predicted"]) / sum(came.values()) - 1, abs=1e-6)
    assert float(ours["correlation"]) == pytest.approx(pearson([(float(expected[b]), came[b]) for b in then]), abs=6e-5)
    within = [float(row["potential_low"]) <= came[buyer] <= float(row["potential_high"]) for buyer, row in then.items()]
    assert float(ours["coverage"]) == pytest.approx(sum(within) / len(within), abs=1e-6)
    days, back = (90, 90) if months == 3 else (365, 365)
    known = money_by_buyer(orders, cutoff, cutoff)
    recent = {b: sum(fen for day, fen in known[b].items() if (cutoff - day).days < back) for b in then}
    stretch = (last_day - cutoff).days / min(days, (cutoff - min(order.day for order in orders)).days + 1)
    assert float(naive["predicted"]) == pytest.approx(sum(recent.values()) * stretch / 100, abs=0.01 * len(then))
    deciles = table(answer, "value_deciles")
    assert [row["decile"] for row in deciles] == sorted({row["decile"] for row in deciles})
    assert sum(row["customers"] for row in deciles) == len(then)
    ranked = sorted(expected.values(), reverse=True)
    for row, upto in zip(deciles, accumulate(row["customers"] for row in deciles), strict=True):
        assert row["predicted"] == sum(ranked[upto - row["customers"] : upto])


def pearson(pairs: list[tuple[float, float]]) -> float:
    one, other = zip(*pairs, strict=True)
    mean, level = sum(one) / len(one), sum(other) / len(other)
    product = sum((a - mean) * (b - level) for a, b in pairs)
    return float(product / (sum((a - mean) ** 2 for a in one) * sum((b - level) ** 2 for b in other)) ** 0.5)


def test_what_came_later_moves_no_expectation() -> None:
    orders = busy(4)
    answer = value(shop(orders), months=6)
    (cutoff,) = [note.values["cutoff"] for note in answer.notes if note.code == "value_backtest"]
    assert isinstance(cutoff, date)
    before = [order for order in orders if order.day <= cutoff]
    after = [order for order in orders if order.day > cutoff]
    assert any(order.back_on is not None and order.back_on > cutoff for order in before)
    random = Random(1)
    buyers, paid = [order.buyer for order in after], [order.paid for order in after]
    random.shuffle(buyers)
    random.shuffle(paid)
    moved = [
        replace(order, buyer=buyer, paid=money, back=0, back_on=None, city="广州市", title="新品")
        for order, buyer, money in zip(after, buyers, paid, strict=True)
    ]
    # whatever came back after the cutoff came back in whole, a day later
    changed = [
        replace(order, back=order.paid, back_on=order.back_on + timedelta(days=1))
        if order.back_on is not None and order.back_on > cutoff
        else order
        for order in before
    ]
    other = value(shop(changed + moved, keyed(orders)), months=6)
    for part in ("value_backtest", "value_deciles"):
        expectation = [[row["predicted"] for row in table(found, part)] for found in (answer, other)]
        assert expectation[0] == expectation[1]
    assert table(answer, "value_backtest")[0]["actual"] != table(other, "value_backtest")[0]["actual"]
    # nor is anything of it in an answer as of that day
    assert value(shop(orders), as_of=cutoff, detail=True).records == (
        value(shop(changed + moved, keyed(orders)), as_of=cutoff, detail=True).records
    )


def test_the_order_of_the_orders_does_not_matter() -> None:
    orders = busy(6)
    turned = list(reversed(orders))
    one, other = value(shop(orders), detail=True), value(shop(turned, keyed(orders)), detail=True)
    assert (one.records, one.facts, one.parts) == (other.records, other.facts, other.parts)


@pytest.mark.parametrize(("months", "tested"), [(6, 6), (36, 12)])
def test_the_range_of_the_total_is_as_wide_as_the_test_was_off(months: int, tested: int) -> None:
    answer = value(shop(busy(4)), months=months)
    ours = table(answer, "value_backtest")[0]
    off = max(ours["predicted"] / ours["actual"], ours["actual"] / ours["predicted"]) - 1
    factor = 1 + float(off) * months / tested
    notes = {note.code: note.values for note in answer.notes}
    assert notes["value_backtest"]["months"] == tested
    assert ("value_backtest_shorter" in notes) == (months > tested)
    low, middle, high = (float(answer.facts[name]) for name in ("potential_low", "potential_value", "potential_high"))
    if "value_range_by_backtest" in notes:
        assert middle / low == pytest.approx(factor, rel=1e-4)
    else:
        assert "value_range_by_chance" in notes
        assert middle / low >= factor
    assert high / middle == pytest.approx(middle / low, rel=1e-4)


def test_a_month_of_data_has_no_range_of_a_year() -> None:
    """Chance alone would be off by some per cent; what a month does not show is far more."""
    orders = [Order(f"c{n % 25}", at(n % 30), 3000 + 100 * n) for n in range(60)]
    answer = value(shop(orders))
    assert (answer.facts["potential_low"], answer.facts["potential_high"]) == (None, None)
    codes = [note.code for note in answer.notes]
    assert "value_range_unknown" in codes and "value_range_by_chance" not in codes


# ---- influence on others


def influenced_again(orders: list[Order], as_of: date) -> dict[str, int]:
    """Millionths of buyers influenced: who comes new somewhere is shared out among those of the days before."""
    data_from = min(order.day for order in orders)
    entries: dict[tuple[str, str], dict[str, date]] = defaultdict(dict)
    for order in orders:
        if order.buyer is None or order.day > as_of:
            continue
        for scene in (("title", order.title), ("place", order.city or order.province)):
            if scene[1] is not None:
                own = entries[scene[0], scene[1]]
                own[order.buyer] = min(own.get(order.buyer, order.day), order.day)
    led: dict[str, int] = defaultdict(int)
    for own in entries.values():
        for day in {day for day in own.values() if (day - data_from).days >= REACH}:
            newcomers = sum(other == day for other in own.values())
            ahead = [buyer for buyer, other in own.items() if 1 <= (day - other).days <= REACH]
            for buyer in ahead:
                led[buyer] += newcomers * 1_000_000 // len(ahead)
    return led


@pytest.mark.parametrize("seed", SEEDS)
def test_influence_again(seed: int) -> None:
    orders = busy(seed)
    rows = by_buyer(value(shop(orders), detail=True))
    led = influenced_again(orders, LAST)
    assert sum(led.values()) > 0
    everybody = sorted(led.get(buyer, 0) for buyer in rows)
    for buyer, row in rows.items():
        own = led.get(buyer, 0)
        assert row["influenced_buyers"] == (Decimal(own) / 1_000_000).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        assert row["influence_score"] == sum(other < own for other in everybody) * 100 // (len(everybody) - 1)


def at(day: int) -> date:
    return FIRST + timedelta(days=day)


def test_who_came_first_influences_those_who_follow() -> None:
    """Ann and bob bring the scarf on day 100; cat and dan come to it on day 110, eve much later."""
    orders = [
        Order("zoe", at(0), 100, title="socks"),
        *(Order(who, at(100), 100, title="scarf") for who in ("ann", "bob")),
        *(Order(who, at(110), 100, title="scarf") for who in ("cat", "dan")),
        Order("eve", at(200), 100, title="scarf"),
        Order("ann", at(250), 100, title="scarf"),
    ]
    rows = by_buyer(value(shop(orders), detail=True))
    influenced = {buyer: row["influenced_buyers"] for buyer, row in rows.items()}
    # two newcomers are shared between ann and bob; eve comes 90 days after cat and dan, 100 after ann and bob
    assert influenced == {"ann": 1, "bob": 1, "cat": Decimal("0.5"), "dan": Decimal("0.5"), "eve": 0, "zoe": 0}
    assert {buyer: row["influence_score"] for buyer, row in rows.items()} == {
        "ann": 80, "bob": 80, "cat": 40, "dan": 40, "eve": 0, "zoe": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "title", "city", "code"),
    [
        (91, None, None, "value_influence_nothing"),
        (90, "socks", "杭州市", "value_influence_short"),
        (91, "socks", None, "value_influence_products"),
        (91, None, "杭州市", "value_influence_places"),
        (91, "socks", "杭州市", None),
    ],
)
def test_what_the_influence_score_cannot_see_is_said(days: int, title: str | None, city: str | None, code: str) -> None:
    orders = [Order("ann", at(0), 900, title=title, city=city), Order("ann", at(days), 900, title=title, city=city)]
    answer = value(shop(orders), detail=True)
    assert [note.code for note in answer.notes if note.code.startswith("value_influence")] == ([code] if code else [])
    is_there = code in (None, "value_influence_products", "value_influence_places")
    assert (by_buyer(answer)["ann"]["influence_score"] is not None) == is_there


# ---- margins


def test_margins_by_hand() -> None:
    """Ann's socks have a cost, her umbrella has none; bob has none at all; cat's order has lines with skus."""
    orders = [
        Order("ann", at(0), 3000, title="socks", units=2),
        Order("ann", at(9), 1000, title="umbrella"),
        Order("bob", at(9), 5000, title="umbrella"),
        Order(
            "cat", at(9), 9000, title="hat, scarf", units=3, lines=(("hat", "H1", 1, 4000), ("scarf", "S1", 2, 5000))
        ),
    ]
    costs = {"socks": Decimal("4.005"), "H1": Decimal("10"), "hat": Decimal("10"), "scarf": Decimal("20.5")}
    costs["gloves"] = Decimal("1")
    answer = value(shop(orders), detail=True, costs=costs)
    rows = by_buyer(answer)
    margins = {buyer: (row["gross_margin"], row["costed_share"]) for buyer, row in rows.items()}
    assert margins == {
        "ann": (Decimal("21.99"), Decimal("0.75")),  # 30.00 - 2 x 4.005
        "bob": (None, 0),
        "cat": (Decimal("39.00"), 1),  # 40.00 - 10.00 and 50.00 - 2 x 20.50
    }
    assert answer.facts["gross_margin"] == Decimal("60.99")
    assert float(answer.facts["costed_share"]) == pytest.approx(120 / 180, abs=1e-6)
    notes = {note.code: note.values for note in answer.notes}
    assert notes["value_margin"] == {"kinds": 4, "with_cost": 3, "rate": "66.7%"}
    assert notes["value_costs_idle"] == {"costs": 5, "unused": 1}


@pytest.mark.parametrize("seed", SEEDS)
def test_margins_again(seed: int) -> None:
    orders = busy(seed)
    costs = {"袜子": Decimal("12.34"), "雨伞": Decimal("0.0051")}
    answer = value(shop(orders), costs=costs)
    rows = by_buyer(value(shop(orders), costs=costs, detail=True))
    covered: dict[str, int] = defaultdict(int)
    cost: dict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        if order.buyer is not None and order.net() > 0 and order.title in costs:
            covered[order.buyer] += order.net()
            cost[order.buyer] += costs[order.title] * (order.units or 1)
    for buyer, row in rows.items():
        if not covered[buyer]:
            assert row["gross_margin"] is None
            continue
        left = yuan(covered[buyer]) - cost[buyer].quantize(Decimal("0.01"), "ROUND_HALF_EVEN")
        assert row["gross_margin"] == left
        assert float(row["costed_share"]) == pytest.approx(
            float(yuan(covered[buyer]) / row["realised_value"]), abs=1e-6
        )
    for line in table(answer):
        inside = [row for row in rows.values() if row["tier"] == line["tier"]]
        assert line["gross_margin"] == sum(row["gross_margin"] for row in inside if row["gross_margin"] is not None)


@pytest.mark.parametrize("cost", [Decimal("-1"), Decimal("nan")])
def test_a_cost_is_an_amount(cost: Decimal) -> None:
    with pytest.raises(UsageError) as error:
        value(shop(busy(3)), costs={"袜子": cost})
    assert error.value.code == "bad_cost"


@pytest.mark.parametrize(
    ("ours", "naive", "verdict"),
    [
        (Agreement(9, 150, 100, 0.2, None), Agreement(9, 90, 100, 0.6, None), "beaten"),
        (Agreement(9, 150, 100, 0.8, None), Agreement(9, 90, 100, 0.6, None), "not_beaten"),
        (Agreement(9, 110, 100, 0.2, None), Agreement(9, 50, 100, 0.6, None), "not_beaten"),
        (Agreement(9, 30, 0, None, None), Agreement(9, 0, 0, None, None), "no_sales"),
    ],
    ids=["in total and one by one", "in total alone", "one by one alone", "nobody bought"],
)
def test_the_pace_of_before_beats_the_model_where_it_is_closer_in_both(ours, naive, verdict) -> None:
    assert ValueBacktest(12, past.ahead(LAST, 12), ours, naive).verdict == verdict


# ---- shops at the edge


def test_one_customer() -> None:
    answer = value(shop([Order("ann", at(0), 1000), Order("ann", at(100), 3000)]), months=1)
    (row,) = table(value(shop([Order("ann", at(0), 1000), Order("ann", at(100), 3000)]), detail=True, discount=0.0))
    # one repeat in 100 days, 20.00 a day: 365 days bring 3.65 of them
    assert (row["potential_value"], row["potential_low"], row["expected_purchase_days"]) == (
        Decimal("73.00"), None, Decimal("3.65"),
    )  # fmt: skip
    assert [line["customers"] for line in table(answer)] == [1, 0, 0]
    codes = [note.code for note in answer.notes]
    assert {"tiny_shop", "value_counts_too_few", "value_spend_too_few", "value_untested"} <= set(codes)
    assert (answer.facts["potential_low"], answer.facts["potential_test"]) == (None, "not_tested")


def test_nobody_is_rising_where_all_are_expected_to_spend_the_same() -> None:
    """Twenty buyers on the same two days, too few to tell by what they spent: 10 to 200 yuan a day."""
    orders = [Order(f"b{number:02d}", at(day), (number + 1) * 1000) for number in range(20) for day in (0, 50)]
    answer = value(shop(orders), detail=True, months=1)
    rows = list(by_buyer(answer).values())
    assert len({row["potential_value"] for row in rows}) == 1
    assert {row["potential_tier"] for row in rows} == {"A"} != {row["tier"] for row in rows}
    assert not any(row["is_rising"] for row in rows)


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ([Order("ann", at(0), 1000, 1000, at(2)), Order("ann", at(9), 500, 500, at(12))], "no_purchases_at_all"),
        ([Order(None, at(0), 1000), Order(None, at(9), 500)], "no_buyers"),
        ([Order("ann", at(0), 1000), Order("bob", at(0), 500), Order("ann", at(0), 700)], "value_nobody_back"),
        ([Order("ann", at(0), 1000), Order("bob", at(90), 500)], "value_nobody_back"),
        ([], "no_orders"),
    ],
    ids=["all sent back", "all anonymous", "one day", "nobody back", "empty"],
)
def test_shops_that_say_nothing(orders: list[Order], code: str) -> None:
    with pytest.raises(NotEnoughError) as error:
        value(shop(orders))
    assert error.value.code == code


def test_a_customer_who_sent_everything_back_is_none() -> None:
    orders = [*busy(3), Order("gone", at(5), 900, 900, at(8))]
    assert "gone" not in by_buyer(value(shop(orders), detail=True))


def test_a_refund_counts_when_it_is_known() -> None:
    orders = [*busy(3), Order("late", at(300), 9900, 9900, at(360)), Order("late", at(310), 100)]
    rows = by_buyer(value(shop(orders), as_of=at(320), detail=True))
    assert rows["late"]["realised_value"] == Decimal("100.00")
    assert by_buyer(value(shop(orders), detail=True))["late"]["realised_value"] == Decimal("1.00")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"months": 0}, "option_range"),
        ({"months": 61}, "option_range"),
        ({"discount": -0.1}, "option_range"),
        ({"discount": float("nan")}, "option_range"),
        ({"top": -1}, "option_range"),
    ],
)
def test_arguments_have_bounds(asked: dict[str, float], code: str) -> None:
    with pytest.raises(UsageError) as error:
        value(shop(busy(3)), **asked)
    assert error.value.code == code


orders_of_any_kind = st.lists(
    st.builds(
        lambda buyer, day, paid, kept, title, city: Order(
            buyer, at(day), paid, paid * kept // 100, at(day + kept) if kept else None, title, 1, city
        ),
        st.one_of(st.none(), st.sampled_from(["ann", "bob", "cat", "dan"])),
        st.integers(0, 500),
        st.integers(1, 10**6),
        st.sampled_from([0, 0, 0, 50, 100]),
        st.sampled_from([None, "袜子", "围巾"]),
        st.sampled_from([None, "杭州市"]),
    ),
    min_size=1,
    max_size=30,
)


@examples(20)
@given(orders_of_any_kind)
def test_any_shop_adds_up_or_says_why_not(orders: list[Order]) -> None:
    try:
        answer, rows = value(shop(orders)), table(value(shop(orders), detail=True))
    except NotEnoughError as none:
        assert none.code in ("no_purchases", "no_purchases_at_all", "no_buyers", "value_nobody_back")
        return
    kept = money_by_buyer(orders, max(order.day for order in orders), None)
    assert {row["customer"]: row["realised_value"] for row in rows} == {
        buyer: yuan(sum(days.values())) for buyer, days in kept.items()
    }
    assert (
        answer.facts["potential_value"]
        == sum(row["potential_value"] for row in rows)
        == sum(line["potential_value"] for line in table(answer))
    )
    led = influenced_again(orders, max(order.day for order in orders))
    assert all(
        row["influenced_buyers"] is None
        or abs(row["influenced_buyers"] - Decimal(led[row["customer"]]) / 10**6) <= Decimal("0.005")
        for row in rows
    )
