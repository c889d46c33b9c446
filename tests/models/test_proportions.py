"""Tests of two shares beside scipy's and statsmodels', and many of them at once."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from crmkit.models.proportions import FEWEST_EXPECTED, chance, difference, finds

weights = st.tuples(st.integers(0, 60), st.integers(1, 60), st.integers(0, 400), st.integers(1, 400)).filter(
    lambda four: four[0] <= four[1] and four[2] <= four[3]
)


@given(weights)
def test_large_groups_go_by_the_normal_and_small_ones_are_exact(four: tuple[int, int, int, int]) -> None:
    part, whole, other_part, other_whole = four
    held, everyone = part + other_part, whole + other_whole
    assume(0 < held < everyone)
    z, p = proportions_ztest([part, other_part], [whole, other_whole])
    assert difference(*four) == pytest.approx(z, rel=1e-9, abs=1e-12)
    if min(whole, other_whole) * min(held, everyone - held) / everyone >= FEWEST_EXPECTED:
        assert chance(*four) == pytest.approx(p, rel=1e-9)
    else:
        table = [[part, whole - part], [other_part, other_whole - other_part]]
        assert chance(*four) == pytest.approx(fisher_exact(table).pvalue, rel=1e-6)


def test_tasting_tea() -> None:
    """Fisher's lady: three of four cups right, 34 of 70 choices do no worse on either side."""
    assert chance(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert chance(4, 4, 0, 4) == pytest.approx(2 / 70)


def test_where_nothing_can_differ_all_is_chance() -> None:
    for four in [(0, 10, 0, 10), (10, 10, 10, 10), (0, 0, 5, 10), (5, 10, 0, 0)]:
        assert (difference(*four), chance(*four)) == (0.0, 1.0)


def test_a_million_customers_and_a_rare_value() -> None:
    """Twenty have it, one of them expected in a twentieth of all, ten seen: the binomial tail, no overflow."""
    tail = sum(math.comb(20, seen) * 0.05**seen * 0.95 ** (20 - seen) for seen in range(10, 21))
    assert chance(10, 50_000, 10, 950_000) == pytest.approx(tail, rel=0.01)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.sampled_from([0.05, 0.2]))
def test_finds_are_those_of_benjamini_and_hochberg(chances: list[float], rate: float) -> None:
    assert finds(chances, rate) == list(multipletests(chances, alpha=rate, method="fdr_bh")[0])


def test_no_chances_no_finds() -> None:
    assert finds([], 0.05) == []
