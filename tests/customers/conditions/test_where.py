"""``--where`` on every analysis: which customers it selects, and that their answer is what a shopkeeper counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.till import Order, busy, keyed, shop
from tests.customers.conditions.conditions import holds, predicates
from tests.depth import examples

import crmkit
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import Where, read_where
from crmkit.customers.conditions.writing import written
from crmkit.errors import NotEnoughError, UsageError
from crmkit.result import Result
from crmkit.store.predicate import Predicate

COUNTED = ("purchase_days", "net_spend", "last_purchase_on", "is_repeat")
LAST = date(2024, 3, 31)
SHOP = busy(4, buyers=120)
CONDITION = "purchase_days>=2 and net_spend<1200.50 or province=浙江"
few = examples(12)


def known(orders: Sequence[Order]) -> dict[str, dict[str, object]]:
    """What is known of each buyer, added up order by order."""
    own: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        if order.buyer is not None:
            own[order.buyer].append(order)
    found = {}
    for buyer, theirs in own.items():
        kept = [order for order in theirs if order.net() > 0]
        days = {order.day for order in kept}
        places = [(order.day, order.province) for order in kept if order.province is not None]
        found[buyer] = {
            "purchase_days": len(days),
            "net_spend": Decimal(sum(order.net() for order in kept)) / 100,
            "last_purchase_on": max(days, default=None),
            "is_repeat": len(days) > 1 if days else None,
            "province": max(places)[1] if places else None,
        }
    return found


def chosen(orders: Sequence[Order], predicate: Predicate) -> set[str]:
    return {buyer for buyer, row in known(orders).items() if holds(predicate, row) is True}


def matching() -> set[str]:
    found = chosen(SHOP, read_where(CONDITION).predicate)
    assert 10 < len(found) < 110
    return found


def rows(result: Result, part: str | None = None) -> list[dict[str, object]]:
    whole = result if part is None else result.parts[part]
    return [dict(zip(whole.columns, record, strict=True)) for record in whole.records]


def orders() -> st.SearchStrategy[list[Order]]:
    buyers = st.sampled_from(["ann", "bob", "cat", "dan", None])
    paid = st.builds(Order, buyers, st.dates(date(2023, 1, 1), LAST), st.integers(1, 5000), st.just(0) | st.integers(1))
    return st.lists(paid.map(lambda order: replace(order, back=min(order.back, order.paid))), max_size=8)


@few
@given(orders(), predicates(COUNTED))
def test_the_customers_that_a_condition_selects(sold, predicate):
    sold = [Order(None, LAST, 100), *sold]
    expected = {keyed(sold)[buyer] for buyer in chosen(sold, predicate)}
    with shop(sold) as store:
        if not expected:
            with pytest.raises(NotEnoughError) as caught:
                choose(store, Where(written(predicate), predicate), None)
            assert caught.value.code.startswith("audience_" if keyed(sold) else "no_buyers")
            return
        audience = choose(store, written(predicate), None)
        found = store._connection.execute("select customer_key from audience").fetchall()
        assert {key for (key,) in found} == expected
        assert (audience.customers, audience.everyone) == (len(expected), len(known(sold)))


@pytest.mark.parametrize(
    "analysis", [crmkit.segment, crmkit.tiers, crmkit.churn, crmkit.value], ids=lambda a: a.__name__
)
def test_scores_and_models_are_those_of_all_and_only_some_are_listed(analysis):
    """Every customer has the row that they have without a condition; the others are left out."""
    with shop(SHOP) as store:
        everybody, some = analysis(store, detail=True), analysis(store, detail=True, where=CONDITION)
    people = matching()
    assert list(some.records) == [row for row in everybody.records if row[0] in people]
    assert {row[0] for row in some.records} == people & {row[0] for row in everybody.records}
    assert some.facts["customers"] == len(some.records)
    assert some.params["where"] == CONDITION
    assert {note.code for note in some.notes} >= {"audience", "audience_of_all"}
    assert "audience" not in {note.code for note in everybody.notes}


def money(sold: Sequence[Order], people: set[str]) -> Decimal:
    return Decimal(sum(order.net() for order in sold if order.buyer in people)) / 100


@pytest.mark.parametrize(
    "question", [{}, {"segments": "cn8"}, {"method": "kmeans", "clusters": 3}, {"window_days": 200}]
)
def test_segments_of_some(question):
    with shop(SHOP) as store:
        detail = crmkit.segment(store, detail=True, **question)
        counted = crmkit.segment(store, where=CONDITION, **question)
        whole = crmkit.segment(store, **question)
    mine = [row for row in rows(detail) if row["customer"] in matching()]
    for row, shop_row in zip(rows(counted), rows(whole), strict=True):
        own = [each for each in mine if each["segment_code"] == row["segment_code"]]
        assert (row["customers"], row["net_sales"]) == (len(own), sum((each["net_spend"] for each in own), Decimal(0)))
        assert row["segment"] == shop_row["segment"]
        suffix = "cluster_profile" if "method" in question else "advice"
        assert row[suffix] == shop_row[suffix], "a cluster is described as it is among all"
    of_all, of_some = (
        {name: list(part.records) for name, part in each.parts.items() if name != "grid"} for each in (whole, counted)
    )
    assert of_some == of_all
    if "grid" in counted.parts:  # whose limits are those of all customers, too
        grid, whole_grid = rows(counted.parts["grid"]), rows(whole.parts["grid"])
        limits = ("recency_from", "recency_to", "frequency_from", "frequency_to")
        assert [[cell[name] for name in limits] for cell in grid] == [
            [cell[name] for name in limits] for cell in whole_grid
        ]
        assert sum(cell["customers"] for cell in grid) == len(mine) < sum(cell["customers"] for cell in whole_grid)
        assert sum(cell["net_sales"] for cell in grid) == sum(row["net_spend"] for row in mine)
    assert counted.facts["customers"] == len(mine)
    assert counted.facts["one_time_share"] == round(
        Decimal(sum(row["purchase_days"] == 1 for row in mine)) / len(mine), 6
    )
    assert counted.facts["net_sales"] == sum(row["net_spend"] for row in mine)
    assert "shop_net_sales" not in counted.facts


def test_the_purchases_of_some_are_counted_in_the_window():
    first = max(order.day for order in SHOP) - timedelta(days=199)
    with shop(SHOP) as store:
        counted = crmkit.segment(store, where=CONDITION, window_days=200)
    mine = [order for order in SHOP if order.buyer in matching() and order.net() > 0 and order.day >= first]
    assert (counted.facts["purchases"], counted.facts["net_sales"]) == (len(mine), money(mine, matching()))
    assert counted.facts["audience_customers"] == len(matching())


def test_tiers_of_some():
    """A customer lacks what they lack for the next tier of the whole shop, not of the few."""
    with shop(SHOP) as store:
        detail = rows(crmkit.tiers(store, detail=True))
        counted, whole = crmkit.tiers(store, where=CONDITION), crmkit.tiers(store)
    least_spends = {row["tier"]: row["lowest_amount"] for row in rows(whole)}
    for row in rows(counted):
        own = [each["net_spend"] for each in detail if each["customer"] in matching() and each["tier"] == row["tier"]]
        assert (row["customers"], row["net_sales"]) == (len(own), sum(own, Decimal(0)))
        if own:
            assert (row["lowest_amount"], row["highest_amount"]) == (min(own), max(own))
            above = chr(ord(row["tier"]) - 1)
            assert row["to_next_tier"] == (least_spends[above] - max(own) if above in least_spends else None)
    deciles = {row["decile"]: row["lowest_amount"] for row in rows(whole, "deciles")}
    for row in rows(counted, "deciles"):
        over = deciles.get(row["decile"] - 1)
        assert deciles[row["decile"]] <= row["lowest_amount"] and (over is None or row["lowest_amount"] < over)
    assert sum(row["customers"] for row in rows(counted, "deciles")) == counted.facts["customers"]
    assert "gini" in whole.facts and "gini" not in counted.facts, "how unequal the shop is says nothing of some"


def test_churn_of_some():
    with shop(SHOP) as store:
        detail = rows(crmkit.churn(store, detail=True))
        counted, whole = crmkit.churn(store, where=CONDITION, top=500), crmkit.churn(store, top=500)
    mine = [row for row in detail if row["customer"] in matching()]
    cells = defaultdict(int)
    for row in mine:
        cells[row["risk"], row["tier"]] += 1
    assert {(row["risk"], row["tier"]): row["customers"] for row in rows(counted)} == dict(cells)
    for name in ("backtest", "cutoffs", "calibration"):
        assert list(counted.parts[name].records) == list(whole.parts[name].records)
    assert counted.facts["past_churn_rate"] == whole.facts["past_churn_rate"]
    active = [row for row in mine if row["risk"] != "inactive"]
    assert counted.facts["recent_customers"] == len(active)
    if "save_list" in whole.parts:
        assert list(counted.parts["save_list"].records) == [
            row for row in whole.parts["save_list"].records if row[0] in matching()
        ]
        assert counted.facts["expected_loss"] == sum((row["expected_loss"] for row in active), Decimal(0))


def test_value_of_some():
    with shop(SHOP) as store:
        detail = rows(crmkit.value(store, detail=True))
        counted, whole = crmkit.value(store, where=CONDITION, top=500), crmkit.value(store, top=500)
    mine = [row for row in detail if row["customer"] in matching()]
    for row in rows(counted):
        own = [each for each in mine if each["tier"] == row["tier"]]
        assert row["customers"] == len(own)
        for name in ("realised_value", "potential_value"):
            assert row[name] == sum((each[name] for each in own), Decimal(0))
    assert counted.facts["potential_value"] == sum(row["potential_value"] for row in mine)
    assert counted.facts["potential_low"] < counted.facts["potential_value"] < counted.facts["potential_high"]
    assert list(counted.parts["top_customers"].records) == [
        row for row in whole.parts["top_customers"].records if row[0] in matching()
    ]
    assert list(counted.parts["value_backtest"].records) == list(whole.parts["value_backtest"].records)


@pytest.mark.parametrize(
    ("analysis", "question"),
    [
        (crmkit.repurchase, {}),
        (crmkit.repurchase, {"by": "product"}),
        (crmkit.repurchase, {"by": "province"}),
        (crmkit.repurchase, {"by": "period"}),
        (crmkit.cohort, {}),
        (crmkit.cohort, {"by": "province", "period": "30d"}),
        (crmkit.cohort, {"by": "product"}),
        (crmkit.trend, {"since": date(2022, 3, 1)}),
        (crmkit.trend, {"since": date(2022, 3, 1), "by": "week"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else str(value),
)
def test_a_shop_of_their_purchases_alone_gives_the_same(analysis, question):
    """Not those of others nor of unidentified buyers; but the days are those of the whole shop."""
    people, last = matching(), max(order.day for order in SHOP)
    keys = keyed(SHOP)
    with shop(SHOP, keys) as store, shop([order for order in SHOP if order.buyer in people], keys) as theirs:
        counted = analysis(store, where=CONDITION, **question)
        alone = analysis(theirs, as_of=last, **question)
        again = analysis(store, **question)
    assert list(counted.records) == list(alone.records)
    assert {name: list(part.records) for name, part in counted.parts.items()} == {
        name: list(part.records) for name, part in alone.parts.items()
    }
    assert counted.as_of == last and counted.facts["data_to"] == max(order.day for order in SHOP)
    assert {"audience", "audience_today"} <= {note.code for note in counted.notes}
    with shop(SHOP, keys) as store:
        assert list(analysis(store, **question).records) == list(again.records), "the store is wide again"


def test_the_order_of_the_orders_says_nothing():
    answers = []
    for sold in (SHOP, SHOP[::-1]):
        with shop(sold) as store:
            counted = [analysis(store, where=CONDITION) for analysis in (crmkit.segment, crmkit.cohort, crmkit.value)]
            answers.append([(result.facts, list(result.records)) for result in counted])
    assert answers[0] == answers[1]


def refused(where: str, sold: Sequence[Order] = SHOP, analysis=crmkit.segment, **question: object) -> NotEnoughError:
    with shop(sold) as store, pytest.raises(NotEnoughError) as caught:
        analysis(store, where=where, **question)
    return caught.value


def test_no_customer_matches():
    error = refused("net_spend>=99999999")
    assert (error.code, error.values["everyone"]) == ("audience_empty", len(known(SHOP)))
    part = refused("net_spend>=1 and province=西藏 and tier=A")
    assert (part.code, part.values["part"]) == ("audience_part_empty", "province=西藏")
    assert refused("net_spend>=1 and net_spend<1").code == "audience_empty", "each part alone is met by somebody"


def test_what_there_is_instead_of_a_value_that_nobody_has():
    there = {str(person["province"]) for person in known(SHOP).values() if person.get("province")}
    named = refused("province=西藏").values["there"]
    assert isinstance(named, str) and set(named.removesuffix(" ...").split(", ")) <= there


def test_an_error_repeats_the_beginning_of_a_long_condition():
    long = " and ".join(["net_spend>=99999999"] * 20)
    assert refused(long).values["condition"] == f"{long[:77]}..."


def test_what_is_never_known_is_neither_yes_nor_no():
    for where in ("complaints>=1", "not complaints>=1", "tier=A and complaints=0"):
        error = refused(where)
        assert (error.code, error.values["names"]) == ("audience_unknown", "complaints")
    with shop(SHOP) as store:
        counted = crmkit.segment(store, where="tier=A or complaints>=1")
    assert [note.values["names"] for note in counted.notes if note.code == "audience_unknown"] == ["complaints"]


def test_some_who_bought_nothing_in_the_window():
    """They exist and match; the answer says which condition it looked at."""
    sold = [Order("ann", date(2022, 1, 1), 100), Order("bob", LAST, 200)]
    for analysis, question in ((crmkit.segment, {"window_days": 30}), (crmkit.tiers, {"window_days": 30})):
        error = refused("net_spend=1", sold, analysis, **question)
        assert error.code == "no_purchases" and error.where == "--where 'net_spend=1'"
    error = refused("net_spend=1", sold, crmkit.cohort, since=LAST)
    assert error.code == "no_newcomers" and error.where == "--where 'net_spend=1'"


def test_as_of_is_the_day_of_the_traits():
    sold = [Order("ann", date(2024, 1, 1), 100), Order("ann", LAST, 100), Order("bob", date(2024, 1, 2), 100)]
    with shop(sold) as store:
        assert crmkit.segment(store, where="purchase_days=1").facts["customers"] == 1
        assert crmkit.segment(store, where="purchase_days=1", as_of=date(2024, 2, 1)).facts["customers"] == 2
    assert refused("net_spend>0", sold, as_of=date(2023, 1, 1)).code == "as_of_before_data"
    assert refused("net_spend>0", []).code == "no_orders"


def test_segments_are_of_one_map():
    with shop(SHOP) as store:
        for code, mapped in (("champions", "grid"), ("重要价值客户", "cn8")):
            detail = rows(crmkit.segment(store, detail=True, segments=mapped))
            inside = read_where(f"segment={code}").predicate.value
            customers = sum(row["segment_code"] == inside for row in detail)
            assert choose(store, f"segment={code}", None).customers == customers > 0
    for first, where in (("champions", "segment=champions"), ("rfm_cell", "rfm_cell=555")):
        with pytest.raises(UsageError) as caught:
            read_where(f"{where} or segment=important_value")
        assert caught.value.code == "where_two_maps"
        assert (caught.value.values["first"], caught.value.values["second"]) == (first, "important_value")


@pytest.mark.parametrize(
    ("text", "describes"),
    [
        ("net_spend>1 and tier=A", False),
        ("province=浙江", True),
        ("top_product~袜子", True),
        ("bought~袜子 within 90d", True),
        ("orders within 90d>=2", False),
        ("channel=A", True),
        ("age>3", False),
    ],
)
def test_titles_and_places_are_read_where_they_have_a_say(text, describes):
    assert read_where(text).describes is describes
