"""Differences between groups: published figures, two other implementations, and the mail of Hillstrom 2008."""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, power_proportions_2indep

from crmkit.models.experiments.effects import (
    Sums,
    adjusted_difference,
    difference_of_means,
    difference_of_shares,
    holm,
    uneven,
)
from crmkit.models.experiments.matched import Stratum, matched_difference
from crmkit.models.experiments.power import people_needed, smallest_lift

FEN = st.lists(st.integers(0, 100_000), min_size=2, max_size=30)


def summed(money, past=None):
    before = [0] * len(money) if past is None else past
    return Sums(
        len(money),
        sum(money),
        sum(value * value for value in money),
        sum(before),
        sum(value * value for value in before),
        sum(value * other for value, other in zip(money, before, strict=True)),
    )


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090), ((10, 10, 0, 20), 0.6791, 1.0)],
)
def test_newcombes_own_table(counts, low, high):
    """Newcombe 1998, table II, method 10."""
    found = difference_of_shares(*counts)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_intervals_of_shares_are_those_of_statsmodels(part, people, other_part, other_people):
    part, other_part = min(part, people), min(other_part, other_people)
    found = difference_of_shares(part, people, other_part, other_people)
    expected = confint_proportions_2indep(part, people, other_part, other_people, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)
    assert found.low <= found.difference <= found.high


@given(FEN, FEN)
def test_intervals_of_money_are_those_of_scipy(money, other):
    found = difference_of_means(summed(money), summed(other))
    if len(set(money)) == 1 and len(set(other)) == 1:
        assert found.low == found.high == found.difference == money[0] - other[0]
        return
    test = ttest_ind(money, other, equal_var=False)
    expected = test.confidence_interval()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-6, abs=1e-6)
    assert found.chance == pytest.approx(test.pvalue, rel=1e-6, abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=4, max_size=30))
def test_money_of_the_past_is_taken_off_person_by_person(pairs):
    """The adjusted difference is Welch's on money less theta times the past, each computed for every person."""
    half = len(pairs) // 2
    groups = [pairs[:half], pairs[half:]]
    found = adjusted_difference(*(summed(*map(list, zip(*group, strict=True))) for group in groups))
    money, past = np.array(pairs, dtype=float).T
    if np.ptp(past) == 0:
        assert found is None
        return
    theta = np.cov(money, past)[0, 1] / np.var(past, ddof=1)
    left = money - theta * (past - past.mean())
    assert found.theta == pytest.approx(theta, rel=1e-9, abs=1e-12)
    assert found.effect.difference == pytest.approx(left[:half].mean() - left[half:].mean(), rel=1e-6, abs=1e-6)
    if np.var(left[:half], ddof=1) + np.var(left[half:], ddof=1) > 1e-6:
        expected = ttest_ind(left[:half], left[half:], equal_var=False).confidence_interval()
        assert (found.effect.low, found.effect.high) == pytest.approx((expected.low, expected.high), rel=1e-5, abs=1e-5)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_several_tests_are_those_of_statsmodels(chances):
    assert holm(chances) == pytest.approx(list(multipletests(chances, method="holm")[1]), abs=1e-12)


def test_people_needed():
    """5 to 6 %: 8,158 an arm have a power of .8 (statsmodels); what so many would show is 6 % again."""
    assert power_proportions_2indep(0.01, 0.05, 8158).power == pytest.approx(0.8, abs=1e-4)
    assert round(people_needed(0.05, 0.06)) == 8158
    assert smallest_lift(0.05, 8158, 8158) == pytest.approx(0.06, abs=1e-6)
    assert people_needed(0.05, 0.06, 9) > people_needed(0.05, 0.06) / 2, (
        "a small hold-out is not made good by the others"
    )
    assert smallest_lift(0.05, 0, 100) is smallest_lift(0.95, 3, 3) is None


@given(st.floats(0.01, 0.8), st.integers(20, 5000), st.integers(20, 50_000))
def test_the_smallest_lift_is_the_one_that_these_people_show(share, held_out, treated):
    found = smallest_lift(share, held_out, treated)
    if found is None:
        assert people_needed(share, 1.0, treated / held_out) > held_out
    else:
        assert people_needed(share, found, treated / held_out) == pytest.approx(held_out, rel=1e-3)


@pytest.fixture(scope="module")
def mailed():
    """The public experiment, where it is at hand: 64,000 customers in three arms."""
    folder = os.environ.get("CRMKIT_SHARED_DATA")
    path = Path(folder or Path(__file__).parents[4] / "shared" / "data") / "hillstrom" / "hillstrom.csv.gz"
    if not path.exists():
        pytest.skip("the Hillstrom experiment is not at hand (CRMKIT_SHARED_DATA)")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [dict(row, place=place) for place, row in enumerate(csv.DictReader(lines))]


def fen(row, column):
    return round(float(row[column]) * 100)


def test_the_mail_to_men(mailed):
    """Two published analyses of the experiment have the same figures; so has tea-tasting 1.14."""
    arms = {name: [row for row in mailed if row["segment"] == f"{name}E-Mail"] for name in ("Mens ", "Womens ", "No ")}
    bought = {name: (sum(int(row["conversion"]) for row in rows), len(rows)) for name, rows in arms.items()}
    assert bought == {"Mens ": (267, 21307), "Womens ": (189, 21387), "No ": (122, 21306)}
    shares = difference_of_shares(*bought["Mens "], *bought["No "])
    assert [round(each, 7) for each in (shares.difference, shares.low, shares.high)] == [
        0.0068050,
        0.0050143,
        0.0086407,
    ]
    sums = {
        name: summed([fen(row, "spend") for row in rows], [fen(row, "history") for row in rows])
        for name, rows in arms.items()
    }
    money = difference_of_means(sums["Mens "], sums["No "])
    assert [round(each / 100, 7) for each in (money.difference, money.low, money.high)] == [
        0.7698272,
        0.4851397,
        1.0545146,
    ]
    adjusted = adjusted_difference(sums["Mens "], sums["No "])
    assert round(adjusted.theta, 8) == 0.00122290 and round(adjusted.removed, 5) == 0.00043
    effect = adjusted.effect
    assert [round(each / 100, 7) for each in (effect.difference, effect.low, effect.high)] == [
        0.7674385,
        0.4828129,
        1.0520641,
    ]
    assert round(uneven([people for _, people in bought.values()], [Fraction(1, 3)] * 3), 4) == 0.9037


def test_a_campaign_without_a_hold_out(mailed):
    """Treated and others are chosen unlike each other: matched, the difference is near the true .0805."""
    kinds = defaultdict(lambda: ([], []))
    for row in mailed:
        recency, some = int(row["recency"]), row["place"] % 10 < 3
        stratum = tuple(row[name] for name in ("recency", "history_segment", "mens", "womens", "newbie", "channel"))
        if row["segment"] == "Mens E-Mail" and (recency <= 4 or some):
            kinds[stratum][0].append(int(row["visit"]))
        elif row["segment"] == "No E-Mail" and (recency > 4 or some):
            kinds[stratum][1].append(int(row["visit"]))
    strata = [Stratum(summed(treated), summed(others)) for treated, others in kinds.values()]
    found = matched_difference(strata)
    effect = found.effect
    assert (found.treated, found.kept, found.strata) == (12753, 12362, 657)
    assert [round(each, 5) for each in (effect.difference, effect.low, effect.high)] == [0.08017, 0.06818, 0.09216]
    everybody = [sum((getattr(each, kind) for each in strata), Sums(0, 0, 0)) for kind in ("treated", "others")]
    assert round(float(everybody[0].mean - everybody[1].mean), 5) == 0.10571, "as it looks without matching"


def test_strata_of_one_kind_are_left_out():
    alone = Stratum(summed([1, 2]), summed([3]))
    assert matched_difference([alone]) is None
    assert matched_difference([alone, Stratum(summed([4, 6]), summed([1, 1]))]).effect.difference == 4
