"""Shares that add up, averages that round the way a shopkeeper rounds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.models.shares import average, percent, rate, rounded, shares, yuan


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30))
def test_shares_add_up_to_one_and_stay_true(parts: list[int]) -> None:
    found = shares(parts)
    if sum(parts) == 0:
        assert set(found) == {Decimal(0)}
        return
    assert sum(found) == 1
    for part, share in zip(parts, found, strict=True):
        assert abs(Fraction(part, sum(parts)) - Fraction(share)) < Fraction(1, 10**6)


def test_three_equal_parts() -> None:
    assert shares([1, 1, 1]) == [Decimal("0.333334"), Decimal("0.333333"), Decimal("0.333333")]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 0, "1"),
        (Fraction(0), 2, "0.00"),
        (Fraction(5), 1, "5.0"),
    ],
)
def test_half_goes_away_from_zero(value: Fraction, places: int, text: str) -> None:
    assert str(rounded(value, places)) == text


def test_small_words() -> None:
    assert yuan(12345) == Decimal("123.45")
    assert average(100, 3, places=2) == Decimal("33.33")
    assert average(1, 2, places=2, scale=2) == Decimal("0.01")
    assert average(0, 0, places=2) is None
    assert rate(1, 3) == Decimal("0.333333")
    assert rate(1, 0) == 0
    assert percent(Decimal("0.12345")) == "12.3%"
