"""Tiers, deciles and ranks of whole numbers, and expected against actual money, recomputed one customer at a time."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.models.spend.tiers import deciles_of, percentiles_of, tiers_of
from crmkit.models.value.agreement import agreement, correlation

amounts = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 10**7)), min_size=1, max_size=60)


def ahead_of(value: int, values: list[int]) -> tuple[int, int]:
    """Customers and money ahead of the middle one (the lower middle) among those with ``value``."""
    more = [other for other in values if other > value]
    equal = (values.count(value) - 1) // 2
    return len(more) + equal, sum(more) + equal * value


@given(amounts)
def test_tiers(values):
    total = sum(values)
    for value, tier in zip(values, tiers_of(np.array(values)).tolist(), strict=True):
        _, money = ahead_of(value, values)
        assert tier == 1 + (money * 100 >= total * 80) + (money * 100 >= total * 95)


@given(amounts)
def test_deciles(values):
    for value, decile in zip(values, deciles_of(np.array(values)).tolist(), strict=True):
        ahead, _ = ahead_of(value, values)
        assert decile == 1 + 10 * ahead // len(values)


@given(amounts)
def test_ranks(values):
    for value, rank in zip(values, percentiles_of(np.array(values)).tolist(), strict=True):
        less = sum(other < value for other in values)
        assert rank == (int(Fraction(100 * less, len(values) - 1)) if len(values) > 1 else 0)
        assert 0 <= rank <= 100


def test_no_customers_have_no_tier():
    no_amounts = np.array([], dtype=np.int64)
    assert len(tiers_of(no_amounts)) == len(deciles_of(no_amounts)) == len(percentiles_of(no_amounts)) == 0


def test_agreement_by_hand():
    expected, actual = np.array([100, 50, 10, 0]), np.array([80, 0, 20, 0])
    found = agreement(expected, actual, np.array([0, 10, 0, 0]), np.array([90, 60, 15, 0]))
    assert (found.customers, found.expected, found.actual, found.within) == (4, 160, 100, 2)
    assert found.error == pytest.approx(0.6)
    assert found.correlation == pytest.approx(np.corrcoef(expected, actual)[0, 1])
    rows = [(part.decile, part.customers, part.expected, part.actual, part.within) for part in found.deciles]
    assert rows == [(1, 1, 100, 80, 1), (3, 1, 50, 0, 0), (6, 1, 10, 20, 0), (8, 1, 0, 0, 1)]


def test_what_is_unknown_is_none():
    found = agreement(np.array([5, 5]), np.array([0, 0]))
    assert (found.error, found.correlation, found.within) == (None, None, None)
    assert correlation(np.array([1.0]), np.array([2.0])) is None
    assert correlation(np.array([3.0, 3.0]), np.array([1.0, 2.0])) is None
    assert correlation(np.array([1.0, 2.0]), np.array([3.0, 3.0])) is None


def test_values_that_are_one_apart_vary():
    assert correlation(np.array([1.0, 2.0]), np.array([5.0, 4.0])) == pytest.approx(-1)
