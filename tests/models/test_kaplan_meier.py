"""Kaplan-Meier against lifelines, and on groups small enough to check by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.models.kaplan_meier import kaplan_meier

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it knows an older pandas
    from lifelines import KaplanMeierFitter

FATES = st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.integers(1, 9)), min_size=1, max_size=40)


def test_by_hand() -> None:
    """Ten customers: two back on day 5, three watched for 10 days only, one back on day 20, four watched for 30."""
    curve = kaplan_meier([5, 10, 20, 30], [True, False, True, False], [2, 3, 1, 4])
    assert curve.happened_within(4) == 0
    assert curve.happened_within(5) == pytest.approx(0.2)
    assert curve.happened_within(19) == pytest.approx(0.2)
    assert curve.happened_within(20) == pytest.approx(1 - 0.8 * 4 / 5)  # five were still watched
    assert [curve.watched(day) for day in (0, 5, 6, 10, 11, 20, 21, 30, 31)] == [10, 10, 8, 8, 5, 5, 4, 4, 0]
    assert (curve.last_day(5), curve.last_day(8), curve.last_day(11)) == (20, 10, None)
    assert (curve.day_of(0.2), curve.day_of(0.3), curve.day_of(0.5)) == (5, 20, None)


def test_watched_no_longer_than_the_day_it_happens_to_others() -> None:
    """Who is watched up to the very day was at risk on it."""
    curve = kaplan_meier([7, 7], [True, False], [1, 1])
    assert curve.happened_within(7) == pytest.approx(0.5)


def test_none_and_all_have_no_interval() -> None:
    assert kaplan_meier([9], [False], [50]).interval(9) is None
    assert kaplan_meier([9], [True], [50]).interval(9) is None
    assert kaplan_meier([9], [True], [50]).happened_within(9) == 1
    empty = kaplan_meier([], [], [])
    assert (empty.happened_within(3), empty.watched(0), empty.interval(3), empty.day_of(0.5)) == (0, 0, None, None)


@examples(40)
@given(FATES)
def test_lifelines_says_the_same(fates: list[tuple[int, bool, int]]) -> None:
    days, happened, counts = (list(column) for column in zip(*fates, strict=True))
    curve = kaplan_meier(days, happened, counts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # logarithms of 0 at the ends
        theirs = KaplanMeierFitter().fit(days, happened, weights=counts)
    survival = theirs.survival_function_["KM_estimate"]
    low, high = (theirs.confidence_interval_.iloc[:, place] for place in (0, 1))
    for day in sorted(set(days)):
        assert curve.happened_within(day) == pytest.approx(1 - survival[day], abs=1e-12)
        assert curve.watched(day) == theirs.event_table["at_risk"][day]
        bounds = curve.interval(day)
        if bounds is not None:
            assert bounds == pytest.approx((1 - high[day], 1 - low[day]), abs=1e-9)
    median = theirs.median_survival_time_
    ours = curve.day_of(0.5)
    if np.all(np.abs(survival - 0.5) > 1e-9):  # a half that rounding puts on either side decides nothing
        assert ours == (None if np.isinf(median) else median)


@examples(20)
@given(FATES, st.randoms(use_true_random=False))
def test_order_and_grouping_change_nothing(fates: list[tuple[int, bool, int]], chance: object) -> None:
    single = [(day, happened, 1) for day, happened, counts in fates for _ in range(counts)]
    chance.shuffle(single)  # type: ignore[attr-defined]
    one = kaplan_meier(*(list(column) for column in zip(*fates, strict=True)))
    other = kaplan_meier(*(list(column) for column in zip(*single, strict=True)))
    assert one.waiting.tolist() == other.waiting.tolist()
    assert one.variance_sum.tolist() == other.variance_sum.tolist()
