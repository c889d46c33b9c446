"""How often customers buy: shops to check by hand, and every figure a second time in plain Python."""

from __future__ import annotations

import math
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.shops import Shop
from tests.analyses.shops import shop as jotted
from tests.analyses.till import FIRST, busy, keyed, shop
from tests.customers.rhythms.rhythms_by_hand import Row, by_hand
from tests.depth import examples

from crmkit.customers.rhythms.rhythms import build_rhythms, rhythms_on
from crmkit.store.store import Store

few = examples(12)


def table(store: Store) -> dict[int, Row]:
    rows = store._connection.execute(
        "select customer_key, last_purchase_on, purchase_days, gaps, median_gap, gap_p25, gap_p75, rhythm_days, is_own "
        "from rhythms"
    ).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1:] for row in rows}


@few
@given(st.integers(0, 10**6), st.sampled_from([1, 5, 40, 150]), st.integers(0, 700))
def test_every_customer_as_of_any_day(seed: int, buyers: int, early: int) -> None:
    orders = busy(seed, buyers)
    keys, store, end = keyed(orders), shop(orders), FIRST + timedelta(days=799 - early)
    whole, rows = by_hand(orders, end)
    assert build_rhythms(store, end) == whole
    assert table(store) == {keys[buyer]: row for buyer, row in rows.items()}
    before = end - timedelta(days=50)
    whole, rows = by_hand(orders, before)
    assert rhythms_on(store, before) == whole  # later days are there, and not seen
    assert table(store) == {keys[buyer]: row for buyer, row in rows.items()}


@few
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(seed: int, chance: Random) -> None:
    orders = busy(seed, 60)
    one, other = shop(orders), shop(chance.sample(orders, len(orders)), keyed(orders))
    end = FIRST + timedelta(days=799)
    assert build_rhythms(one, end) == build_rhythms(other, end)
    assert table(one) == table(other)


def steady(times: int, gap: int) -> list[str]:
    first = date(2024, 1, 1)
    return [f"pace{gap} {first + timedelta(days=gap * visit)} 5.00" for visit in range(times + 1)]


def test_two_gaps_are_shrunk_half_to_the_shop() -> None:
    """Ann's two gaps of 40 days and the shop's median of 10, counted twice: on logarithms that is 20 days."""
    mixed = jotted(*steady(40, 10), "ann 2024-01-01 5.00", "ann 2024-02-10 5.00", "ann 2024-03-21 5.00")
    assert build_rhythms(mixed, date(2025, 12, 31)).median_days == 10
    day = date(2024, 3, 21)
    assert table(mixed)[2] == (day, 3, 2, 40, 40, 40, 20, True)


def test_one_gap_is_no_rhythm_and_two_orders_of_a_day_are_one() -> None:
    lines = [*steady(40, 10), "ann 2024-01-01 5.00", "ann 2024-01-01 7.00", "ann 2024-01-31 5.00", "- 2024-02-01 5.00"]
    mixed = jotted(*lines)
    assert build_rhythms(mixed, date(2025, 12, 31)).gaps == 41
    assert table(mixed)[2] == (date(2024, 1, 31), 2, 1, 30, 30, 30, 10, False)


@pytest.mark.parametrize(("gaps", "assumed"), [(29, True), (30, False)])
def test_a_young_shop_has_an_assumed_rhythm(gaps: int, assumed: bool) -> None:
    found = build_rhythms(jotted(*steady(gaps, 7)), date(2025, 12, 31))
    usual = (90, 180, 365) if assumed else (7, 7, 7)
    assert (found.median_days, found.most_days, found.nearly_all_days) == usual
    assert (found.gaps, found.is_assumed) == (gaps, assumed)


def test_daily_buyers_and_twenty_years() -> None:
    daily = jotted(*steady(40, 1))
    assert build_rhythms(daily, date(2025, 12, 31)).median_days == 1
    assert table(daily)[1][-2:] == (1, True)
    rare = jotted("ann 2004-01-01 5.00", "ann 2014-01-01 5.00", "ann 2024-01-01 5.00")
    assert build_rhythms(rare, date(2024, 1, 1)).is_assumed
    assert table(rare)[1][-2:] == (round(math.sqrt(math.sqrt(3652 * 3653) * 90)), True)


def test_no_customers() -> None:
    no_customer = jotted("- 2024-01-01 5.00")
    assert build_rhythms(no_customer, date(2024, 1, 1)).gaps == 0
    assert table(no_customer) == {}


def test_cdnow(cdnow: Shop) -> None:
    found = build_rhythms(cdnow, date(1998, 6, 30))
    assert (found.gaps, found.median_days, found.most_days) == (67591 - 23570, 34, 119)
    rows = table(cdnow).values()
    assert len(rows) == 23570
    assert all(row[-2] == 34 for row in rows if not row[-1])
