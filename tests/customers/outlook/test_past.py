"""The shop as it was known on a day of its past, and what its customers did then; nothing later may be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.customers.outlook.memory import (
    BUYERS,
    FIRST,
    Case,
    Sale,
    bought_later,
    known_then,
    rows_by_buyer,
    sales,
    same_bytes,
    store_of,
)
from tests.depth import examples

from crmkit.customers.outlook.past import Horizon, ahead, closed, history_at, outcome, remember
from crmkit.models.customer_history import CustomerHistory
from crmkit.periods import last_closed, months_later
from crmkit.store.store import Store

KEYS = dict(zip(BUYERS, (2**64 - 1, 2**63 + 5, 2**40, 9, 7), strict=True))  # not in the order of names
FAR = date(2030, 1, 1)
some, few = (
    settings(examples(quick), phases=[phase for phase in Phase if phase is not Phase.shrink]) for quick in (15, 6)
)
"""A failing shop is small already, and shrinking it further would take minutes."""
shops = st.lists(sales(), min_size=1, max_size=25)


def remembered(*sold: Sale) -> Store:
    store = store_of(sold, KEYS)
    remember(store)
    return store


def then(store: Store, cutoff: date, months: int = 3, data_to: date = FAR) -> CustomerHistory:
    return history_at(store, ahead(cutoff, months), data_to=data_to)


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


# ---- small shops


def test_a_customer_by_hand() -> None:
    """Ann bought on four days; two orders of one day are one day; the second went back before the cutoff."""
    store = remembered(
        Sale("ann", date(2023, 4, 1), 5000, title="socks", units=2),
        Sale("ann", date(2023, 5, 1), 3000, cases=(Case(3000, date(2023, 5, 9)),), title="socks"),
        Sale("ann", day("02-01"), 2000, title="scarf"),
        Sale("ann", day("02-01"), 1000, exported_refund=200, title="hat", units=None),
        Sale("ann", day("03-12"), 7000, title="socks"),
        Sale("ann", day("04-01"), 9999, title="gloves"),  # after the cutoff
        Sale(None, day("02-01"), 100),  # unidentified
    )
    assert rows_by_buyer(then(store, day("03-31")), KEYS) == {
        "ann": {
            "days": 3,  # 1 April 2023, 1 February, 12 March
            "recency": 19,
            "age": 365,
            "days_30": 1,
            "days_90": 2,
            "days_180": 2,
            "days_365": 2,  # 1 April 2023 is 365 days ago, a year and not less
            "net_90": 9800,
            "net_365": 9800,
            "net_fen": 14800,
            "first_fen": 5000,
            "last_fen": 7000,
            "gap_max": 276,
            "gap_sum": 30 + 276 + 40,
            "gap_squares": 30**2 + 276**2 + 40**2,
            "gap_last": 40,
            "paid_days": 4,
            "paid_fen": 18000,
            "returned_fen": 3200,
            "units": 2 + 1 + 1 + 1 + 1,
            "titles": 3,
            "season_days": 0,
        }
    }


def test_only_customers_of_then_are_there_in_the_order_of_their_keys() -> None:
    sold = [Sale("ann", day("01-05"), 100), Sale("bob", day("01-01"), 100), Sale("cat", day("01-03"), 100)]
    store = remembered(*sold, Sale("dan", day("02-01"), 100), Sale("eve", day("01-02"), 100, exported_refund=100))
    found = then(store, day("01-31"), data_to=day("01-31"))  # dan is to come, eve's money went back
    assert found.customers.tolist() == sorted(KEYS[buyer] for buyer in ("ann", "bob", "cat"))
    assert (found.customers.dtype, found.horizon, len(found)) == (np.uint64, 90, 3)


def test_a_day_counts_while_some_of_its_money_was_kept() -> None:
    back = (Case(1000, day("01-20")),)
    store = remembered(
        Sale("ann", day("01-10"), 1000, cases=back),  # one of two orders of the day
        Sale("ann", day("01-10"), 500),
        Sale("bob", day("01-10"), 1000, cases=back),
    )
    assert [(row["days"], row["net_fen"]) for row in rows_by_buyer(then(store, day("01-19")), KEYS).values()] == [
        (1, 1000),
        (1, 1500),
    ]
    assert {
        buyer: (row["days"], row["net_fen"]) for buyer, row in rows_by_buyer(then(store, day("01-20")), KEYS).items()
    } == {"ann": (1, 500)}


def test_a_purchase_of_nothing_counts_in_a_plain_log_only() -> None:
    store = remembered(Sale("ann", day("01-10"), 0, is_log=True), Sale("bob", day("01-10"), 0))
    rows = rows_by_buyer(then(store, day("02-01")), KEYS)
    assert {buyer: (row["days"], row["net_fen"]) for buyer, row in rows.items()} == {"ann": (1, 0)}
    assert outcome(store, ahead(day("01-01"), 1), then(store, day("02-01"))).days.tolist() == [1]


def test_a_refund_no_report_dates_is_known_after_thirty_days() -> None:
    store = remembered(
        Sale("ann", day("01-10"), 1000, exported_refund=400), Sale("bob", day("01-10"), 1000, cases=(Case(400, None),))
    )
    for cutoff, back in ((day("02-08"), 0), (day("02-09"), 400)):
        assert {row["returned_fen"] for row in rows_by_buyer(then(store, cutoff), KEYS).values()} == {back}


def test_at_the_end_of_the_data_every_refund_in_hand_is_known() -> None:
    store = remembered(Sale("ann", day("01-10"), 1000, exported_refund=400))
    for data_to, back in ((day("01-12"), 400), (day("01-13"), 0)):
        assert [
            row["returned_fen"] for row in rows_by_buyer(then(store, day("01-12"), data_to=data_to), KEYS).values()
        ] == [back]


def test_each_part_of_a_refund_is_known_from_its_own_day() -> None:
    """An order that came back in two parts, and one whose own export has more than the refund report."""
    parts = (Case(300, day("01-15")), Case(700, day("03-01")))
    store = remembered(Sale("ann", day("01-10"), 1000, exported_refund=1000, cases=parts))
    rows = [
        rows_by_buyer(then(store, cutoff), KEYS).get("ann") for cutoff in (day("01-14"), day("01-15"), day("03-01"))
    ]
    assert [row and row["returned_fen"] for row in rows] == [0, 300, None]
    more = remembered(Sale("ann", day("01-10"), 1000, exported_refund=500, cases=(Case(300, day("03-15")),)))
    for cutoff, back in ((day("02-08"), 0), (day("02-09"), 200), (day("03-15"), 500)):
        assert rows_by_buyer(then(more, cutoff), KEYS)["ann"]["returned_fen"] == back


def test_a_later_refund_of_the_same_day_hides_no_earlier_one() -> None:
    first = Sale("ann", day("01-10"), 1000, cases=(Case(400, day("01-15")),))
    second = Sale("ann", day("01-10"), 1000)
    before = then(remembered(first, second), day("01-31"))
    assert rows_by_buyer(before, KEYS)["ann"]["returned_fen"] == 400
    later = replace(second, cases=(Case(900, day("02-20")),))
    assert same_bytes(before, then(remembered(first, later), day("01-31")))


def test_a_refund_after_the_cutoff_changes_a_label_and_never_a_feature() -> None:
    sold = [Sale("ann", day("01-10"), 1000), Sale("bob", day("01-10"), 1000), Sale("ann", day("02-10"), 800)]
    kept, back = remembered(*sold), remembered(*sold[:2], replace(sold[2], cases=(Case(800, day("06-01")),)))
    known = [then(store, day("01-31"), 1) for store in (kept, back)]
    assert same_bytes(*known)
    for store, before, days, net in zip((kept, back), known, ({1, 0}, {0}), (800, 0), strict=True):
        found = outcome(store, ahead(day("01-31"), 1), before)
        assert (set(found.days.tolist()), found.net_fen.sum()) == (days, net)


def test_the_season_is_the_coming_days_a_year_ago() -> None:
    cutoff = date(2024, 3, 31)  # 1 April 2023 .. 30 June 2023 come again, by days of the year before
    days = [date(2023, 4, 1), date(2023, 4, 2), date(2023, 6, 30), date(2023, 7, 1), date(2023, 7, 2)]
    store = remembered(*(Sale(buyer, bought, 100) for buyer, bought in zip(BUYERS, days, strict=True)))
    assert ahead(cutoff, 3).days == 91
    rows = rows_by_buyer(then(store, cutoff), KEYS)
    assert {buyer: row["season_days"] for buyer, row in rows.items()} == {
        "ann": 0,
        "bob": 1,
        "cat": 1,
        "dan": 1,
        "eve": 0,
    }


def test_no_customer_is_known_before_the_first_sale() -> None:
    store = remembered(Sale("ann", day("02-01"), 100))
    before = then(store, day("01-31"))
    assert len(before) == 0
    assert len(outcome(store, ahead(day("01-31"), 3), before).days) == 0


def test_who_came_later_is_no_outcome_of_then() -> None:
    """Bob was not yet a customer: his purchase in the horizon is no outcome."""
    store = remembered(Sale("ann", day("01-10"), 100), Sale("bob", day("02-10"), 100), Sale("eve", day("02-10"), 100))
    found = outcome(store, ahead(day("01-31"), 1), then(store, day("01-31")))
    assert (found.days.tolist(), found.net_fen.tolist()) == ([0], [0])


def test_the_horizon_begins_after_the_cutoff_and_holds_its_last_day() -> None:
    bought = [day("01-31"), day("02-01"), day("02-29"), day("03-01")]
    store = remembered(*(Sale("ann", when, 100) for when in bought))
    assert outcome(store, ahead(day("01-31"), 1), then(store, day("01-31"))).days.tolist() == [2]


# ---- any shop


@some
@given(shops, st.integers(0, 560), st.sampled_from([1, 3, 6]), st.booleans())
def test_every_column_against_plain_python(sold: list[Sale], back: int, months: int, knows_all: bool) -> None:
    cutoff = FIRST + timedelta(days=back)
    horizon = ahead(cutoff, months)
    store = remembered(*sold)
    known = history_at(store, horizon, data_to=cutoff if knows_all else FAR)
    expected = known_then(sold, cutoff, knows_all=knows_all, horizon=horizon.days)
    assert rows_by_buyer(known, KEYS) == expected
    assert known.customers.tolist() == sorted(KEYS[buyer] for buyer in expected)
    later = bought_later(sold, cutoff, horizon.last_day)
    found = outcome(store, horizon, known)
    buyers = [buyer for key in known.customers.tolist() for buyer in BUYERS if KEYS[buyer] == key]
    pairs = zip(found.days.tolist(), found.net_fen.tolist(), strict=True)
    assert dict(zip(buyers, pairs, strict=True)) == {buyer: later.get(buyer, (0, 0)) for buyer in buyers}


@few
@given(shops, st.lists(sales(first=200, last=500), max_size=15), st.integers(0, 400), st.randoms(use_true_random=False))
def test_the_future_cannot_be_seen(sold: list[Sale], future: list[Sale], back: int, chance: Random) -> None:
    """Orders after the cutoff gone, others in their place, later refunds gone or others: the same bytes."""
    cutoff = FIRST + timedelta(days=back)
    past = [sale for sale in sold if sale.day <= cutoff]
    to_come = [sale for sale in future if sale.day > cutoff]
    known = then(remembered(*sold), cutoff)
    for change in ("deleted", "changed", "shuffled"):
        reported_later = [_with_other_future(sale, cutoff, change, chance) for sale in past]
        other = {
            "deleted": reported_later,
            "changed": reported_later + to_come,
            "shuffled": chance.sample(reported_later + _swapped(sold, cutoff, chance), len(sold)),
        }[change]
        assert same_bytes(known, then(remembered(*other), cutoff)), change


def _with_other_future(sale: Sale, cutoff: date, change: str, chance: Random) -> Sale:
    """The sale with everything that became known after the cutoff deleted, or different."""
    known = tuple(case for case in sale.cases if (case.day or sale.day + timedelta(days=30)) <= cutoff)
    unknown = [case for case in sale.cases if case not in known]
    undated = max(sale.exported_refund - sale.reported, 0) if sale.day + timedelta(days=30) <= cutoff else 0
    left = sale.paid - sum(case.fen for case in known) - undated
    if change == "deleted":
        unknown = []
    elif change == "changed":
        later = cutoff + timedelta(days=chance.randint(1, 200))
        unknown = [Case(chance.randint(1, left), later)] if left > 0 else []
    cases = known + tuple(unknown)
    reported = sum(case.fen for case in cases)
    return replace(sale, cases=cases, exported_refund=reported + undated)


def _swapped(sold: list[Sale], cutoff: date, chance: Random) -> list[Sale]:
    """The sales after the cutoff with their buyers, moneys and titles dealt anew."""
    later = [sale for sale in sold if sale.day > cutoff]
    dealt = chance.sample(later, len(later))
    return [
        replace(
            sale,
            buyer=other.buyer,
            title=other.title,
            paid=other.paid,
            cases=(),
            exported_refund=0,
            is_log=other.is_log,
        )
        for sale, other in zip(later, dealt, strict=True)
    ]


@few
@given(shops, st.randoms(use_true_random=False))
def test_the_order_of_sales_changes_nothing(sold: list[Sale], chance: Random) -> None:
    cutoff = FIRST + timedelta(days=300)
    assert same_bytes(then(remembered(*sold), cutoff), then(remembered(*chance.sample(sold, len(sold))), cutoff))


# ---- horizons


@given(st.dates(date(1996, 1, 1), date(2040, 12, 31)), st.integers(1, 24))
def test_the_last_closed_day_is_the_latest_that_is_over(as_of: date, months: int) -> None:
    cutoff = last_closed(as_of, months)
    assert months_later(cutoff, months) <= as_of
    for after in range(1, 40):
        assert months_later(cutoff + timedelta(days=after), months) > as_of


@pytest.mark.parametrize(
    ("as_of", "months", "cutoff"),
    [
        ("1998-06-30", 3, "1998-03-31"),
        ("2024-06-30", 1, "2024-05-31"),
        ("2024-02-29", 1, "2024-01-31"),
        ("2023-02-28", 3, "2022-11-30"),
        ("2024-05-31", 3, "2024-02-29"),
        ("2024-06-15", 2, "2024-04-15"),
        ("2024-05-30", 3, "2024-02-29"),
        ("2024-12-31", 12, "2023-12-31"),
    ],
)
def test_last_closed_days_of_the_calendar(as_of: str, months: int, cutoff: str) -> None:
    assert last_closed(date.fromisoformat(as_of), months) == date.fromisoformat(cutoff)


def test_closed_horizons_of_a_year_and_a_half() -> None:
    found = closed(date(1998, 6, 30), 3, date(1997, 1, 1), most=8)
    assert [(horizon.cutoff.isoformat(), horizon.last_day.isoformat(), horizon.days) for horizon in found] == [
        ("1998-03-31", "1998-06-30", 91),
        ("1997-12-31", "1998-03-31", 90),
        ("1997-09-30", "1997-12-30", 91),
        ("1997-06-30", "1997-09-30", 92),
    ]  # 31 March 1997 has but three months less a day behind it
    assert closed(date(1998, 6, 30), 3, date(1997, 1, 1), most=2) == found[:2]
    assert closed(date(1998, 6, 30), 3, date(1997, 12, 31), most=8) == found[:1]
    assert closed(date(1998, 6, 30), 3, date(1998, 1, 1), most=8) == []


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.integers(1, 12), st.integers(0, 2000), st.integers(1, 9))
def test_closed_horizons_lie_side_by_side_within_the_data(as_of: date, months: int, days: int, most: int) -> None:
    data_from = as_of - timedelta(days=days)
    found = closed(as_of, months, data_from, most=most)
    assert len(found) <= most
    later = [as_of, *(horizon.cutoff for horizon in found)]
    for horizon, limit in zip(found, later, strict=False):
        assert horizon == Horizon(horizon.cutoff, months_later(horizon.cutoff, months))
        assert horizon.cutoff < horizon.last_day <= limit
        assert (limit - horizon.last_day).days <= 3  # what the ends of months of other lengths leave
        assert months_later(horizon.cutoff, -months) >= data_from
    if len(found) < most:
        earlier = last_closed(later[-1], months)
        assert months_later(earlier, -months) < data_from
