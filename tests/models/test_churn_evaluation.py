"""Evaluations of probabilities against scikit-learn, SciPy and a second computation customer by customer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics
from tests.depth import examples

from crmkit.models.churn.evaluation import Evaluation, evaluate, log_loss

chances = st.one_of(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0]), st.floats(0, 1))
customers = st.lists(st.tuples(st.booleans(), chances), min_size=1, max_size=60)
both_outcomes = customers.filter(lambda found: len({happened for happened, _ in found}) == 2)
usual = examples(60)


def evaluated(*outcomes: tuple[int, float]) -> Evaluation:
    """Each customer as (did it happen, what was said)."""
    return evaluate(*arrays(outcomes))


def arrays(outcomes: Sequence[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    happened, said = zip(*outcomes, strict=True)
    return np.array(happened, dtype=bool), np.array(said, dtype=float)


# ---- small shops


def test_five_customers_by_hand() -> None:
    """Three left. Of the six pairs (one who left, one who stayed) four are in order, one is tied: 4.5 / 6."""
    found = evaluated((1, 0.9), (1, 0.6), (1, 0.2), (0, 0.6), (0, 0.1))
    assert (found.customers, found.base_rate) == (5, 0.6)
    assert found.auc == pytest.approx(4.5 / 6)
    brier = (0.1**2 + 0.4**2 + 0.8**2 + 0.6**2 + 0.1**2) / 5
    assert found.brier == pytest.approx(brier)
    assert found.skill == pytest.approx(1 - brier / (0.6 * 0.4))
    assert found.log_loss == pytest.approx(-sum(map(math.log, (0.9, 0.6, 0.2, 0.4, 0.9))) / 5)
    # those who stayed are rarer: from the surest to stay (0.1) to the least: stayed; left; stayed and left as one
    assert found.average_precision == pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 4)
    # bins 0.1, 0.2, 0.6, 0.9: apart by .1, .8, .2, .1 customers
    assert found.calibration_error == pytest.approx((0.1 + 0.8 + 0.2 + 0.1) / 5)
    assert found.lift == pytest.approx(1 / 0.4)  # the one surest to stay did stay, as two in five do


def test_ties_at_the_edge_of_the_highest_tenth_count_in_part() -> None:
    """Two of twenty are the tenth. One is surest; four share the next score, one of them came back: 1 + 1/4 hits."""
    outcomes = [(1, 0.9), (1, 0.5), (0, 0.5), (0, 0.5), (0, 0.5), *[(0, 0.1)] * 13, (1, 0.1), (1, 0.1)]
    assert evaluated(*outcomes).lift == pytest.approx((1 + 1 / 4) / 2 / (4 / 20))


def test_no_skill_beyond_the_base_rate_is_none() -> None:
    right = evaluated(*[(1, 1.0)] * 3, *[(0, 0.0)] * 7)
    assert right.has_skill
    assert not replace(right, skill=0.0).has_skill
    assert not replace(right, auc=0.5).has_skill


def test_perfect_and_perfectly_wrong() -> None:
    right = evaluated(*[(1, 1.0)] * 3, *[(0, 0.0)] * 7)
    assert (right.auc, right.roc_auc_se, right.brier, right.skill) == (1, 0, 0, 1)
    assert (right.average_precision, right.calibration_error) == (1, 0)
    assert right.lift == pytest.approx(10 / 3)
    wrong = evaluated(*[(1, 0.0)] * 3, *[(0, 1.0)] * 7)
    assert (wrong.auc, wrong.brier) == (0, 1)
    assert wrong.lift == 0
    assert wrong.log_loss == pytest.approx(math.log(10**6))
    assert not wrong.has_skill


@pytest.mark.parametrize("happened", [0, 1])
def test_where_all_did_the_same_nothing_can_be_ranked(happened: int) -> None:
    found = evaluated(*[(happened, 0.3)] * 6)
    assert (found.auc, found.roc_auc_se, found.average_precision, found.lift, found.skill) == (
        None,
        None,
        None,
        None,
        0,
    )
    assert found.brier == pytest.approx((happened - 0.3) ** 2)
    assert not found.has_skill


@pytest.mark.parametrize("happened", [0, 1])
def test_one_customer(happened: int) -> None:
    found = evaluated((happened, 1.0))
    assert (found.customers, found.base_rate, found.brier) == (1, happened, 1 - happened)
    assert found.calibration_error == 1 - happened
    assert not found.has_skill


def test_one_who_left_among_many() -> None:
    """The spread of one customer cannot be seen: the largest there is stands for it, and no skill is claimed."""
    found = evaluated((1, 0.8), *[(0, n / 100) for n in range(20)])
    assert (found.auc, found.lift) == (1, pytest.approx(21 / 2))
    assert found.roc_auc_se == pytest.approx(0.5)
    assert not found.has_skill


@given(st.integers(1, 40), st.integers(1, 40), chances)
def test_the_same_for_everybody_is_a_coin(left: int, stayed: int, said: float) -> None:
    found = evaluated(*[(1, said)] * left, *[(0, said)] * stayed)
    assert (found.auc, found.roc_auc_se) == (0.5, 0 if min(left, stayed) > 1 else pytest.approx(found.roc_auc_se))
    assert found.lift == pytest.approx(1)
    assert found.average_precision == pytest.approx(min(left, stayed) / (left + stayed))
    assert found.skill <= 1e-12
    assert not found.has_skill


def test_the_base_rate_itself_has_no_skill_and_no_calibration_error() -> None:
    found = evaluated(*[(1, 0.25)] * 25, *[(0, 0.25)] * 75)
    assert found.skill == pytest.approx(0, abs=1e-12)
    assert found.calibration_error == pytest.approx(0, abs=1e-12)


def test_skill_needs_ranks_and_levels() -> None:
    rng = np.random.default_rng(5)
    chance = rng.beta(2, 2, 2000)
    happened = rng.random(2000) < chance
    assert evaluate(happened, chance).has_skill
    assert not evaluate(happened, chance / 10).has_skill  # ranks as well, but predicts worse than the base rate
    assert evaluate(happened, chance / 10).auc == evaluate(happened, chance).auc
    assert not evaluate(happened, np.full(2000, happened.mean())).has_skill
    few = evaluated((1, 0.7), (1, 0.4), (0, 0.5), (0, 0.3))
    assert (few.auc, few.skill > 0, few.has_skill) == (0.75, True, False)  # four customers prove nothing


# ---- against others' computations


@usual
@given(both_outcomes)
def test_ranking_and_accuracy_as_scikit_learn_has_them(outcomes: list[tuple[bool, float]]) -> None:
    happened, said = arrays(outcomes)
    found = evaluate(happened, said)
    assert found.auc == pytest.approx(metrics.roc_auc_score(happened, said), abs=1e-12)
    rarer, score = (happened, said) if happened.mean() <= 0.5 else (~happened, -said)
    assert found.average_precision == pytest.approx(metrics.average_precision_score(rarer, score), abs=1e-12)
    assert found.brier == pytest.approx(metrics.brier_score_loss(happened, said), abs=1e-12)
    assert found.log_loss == pytest.approx(metrics.log_loss(happened, np.clip(said, 1e-6, 1 - 1e-6)), abs=1e-9)
    usual_brier = metrics.brier_score_loss(happened, np.full(len(said), happened.mean()))
    assert found.skill == pytest.approx(1 - found.brier / usual_brier, abs=1e-9)


@usual
@given(both_outcomes)
def test_area_is_that_of_mann_and_whitney(outcomes: list[tuple[bool, float]]) -> None:
    happened, said = arrays(outcomes)
    pairs = int(happened.sum() * (~happened).sum())
    test = stats.mannwhitneyu(said[happened], said[~happened], method="asymptotic")
    assert evaluate(happened, said).auc == pytest.approx(test.statistic / pairs, abs=1e-12)


@usual
@given(both_outcomes)
def test_error_of_the_area_pair_by_pair(outcomes: list[tuple[bool, float]]) -> None:
    """DeLong, DeLong and Clarke-Pearson 1988: variance of each customer's share of pairs in order, by sums."""
    yes, no = ([said for happened, said in outcomes if happened is which] for which in (True, False))
    order = {(a, b): Fraction(1 if a > b else 0) + Fraction(int(a == b), 2) for a, b in product(yes, no)}
    shares = (
        [sum(order[a, b] for b in no) / len(no) for a in yes],
        [sum(order[a, b] for a in yes) / len(yes) for b in no],
    )
    spread = Fraction(0)
    for own in shares:
        mean = sum(own, Fraction(0)) / len(own)
        several = len(own) > 1
        spread += sum((s - mean) ** 2 for s in own) / (len(own) - 1) / len(own) if several else Fraction(1, 4)
    found = evaluated(*outcomes)
    assert found.auc == pytest.approx(float(sum(shares[0]) / len(yes)), abs=1e-12)
    assert found.roc_auc_se == pytest.approx(math.sqrt(spread), abs=1e-9)


@usual
@given(both_outcomes)
def test_lift_is_the_mean_over_all_orders_of_equal_scores(outcomes: list[tuple[bool, float]]) -> None:
    base = sum(happened for happened, _ in outcomes) / len(outcomes)
    rare = base <= 0.5
    scored = [(happened is rare, said if rare else -said) for happened, said in outcomes]
    wanted = max(1, round(len(outcomes) / 10))
    hits, places = Fraction(0), wanted
    for score in sorted({score for _, score in scored}, reverse=True):
        level = [rarer for rarer, own in scored if own == score]
        taken = min(places, len(level))
        hits += Fraction(sum(level) * taken, len(level))
        places -= taken
    share = Fraction(sum(rarer for rarer, _ in scored), len(scored))
    assert evaluated(*outcomes).lift == pytest.approx(float(hits / wanted / share), abs=1e-9)


@usual
@given(customers)
def test_calibration_error_bin_by_bin(outcomes: list[tuple[bool, float]]) -> None:
    bins: dict[int, list[tuple[bool, float]]] = {}
    for happened, said in outcomes:
        bins.setdefault(min(int(said * 10), 9), []).append((happened, said))
    error = sum(
        abs(sum(said for _, said in own) / len(own) - sum(happened for happened, _ in own) / len(own)) * len(own)
        for own in bins.values()
    )
    assert evaluated(*outcomes).calibration_error == pytest.approx(error / len(outcomes), abs=1e-9)


@usual
@given(both_outcomes, st.randoms(use_true_random=False))
def test_the_order_of_customers_changes_nothing(outcomes: list[tuple[bool, float]], random: Random) -> None:
    found, shuffled = evaluated(*outcomes), evaluated(*random.sample(outcomes, len(outcomes)))
    for name in Evaluation.__slots__:
        assert getattr(shuffled, name) == pytest.approx(getattr(found, name), abs=1e-9)


@usual
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 64)), min_size=2, max_size=60))
def test_staying_is_predicted_as_well_as_leaving(counted: list[tuple[bool, int]]) -> None:
    outcomes = [(happened, part / 64) for happened, part in counted]  # what 1 - p loses no digit of
    found, other = evaluated(*outcomes), evaluated(*((not happened, 1 - said) for happened, said in outcomes))
    for name in ("auc", "roc_auc_se", "brier", "skill", "log_loss"):
        assert getattr(other, name) == pytest.approx(getattr(found, name), abs=1e-9)
    if found.base_rate != 0.5:
        assert (other.average_precision, other.lift) == (found.average_precision, found.lift)


def test_the_error_is_how_far_areas_of_other_customers_lie_apart() -> None:
    """Six hundred shops of one kind: the standard deviation of their areas is the mean of the reported errors."""
    rng = np.random.default_rng(11)
    areas, errors = [], []
    for _ in range(600):
        happened = rng.random(150) < 0.8
        found = evaluate(happened, 1 / (1 + np.exp(-rng.normal(happened * 0.9, 1))))
        areas.append(found.auc)
        errors.append(found.roc_auc_se)
    assert np.mean(errors) == pytest.approx(np.std(areas), rel=0.08)
    assert np.mean(areas) == pytest.approx(stats.norm.cdf(0.9 / math.sqrt(2)), abs=0.01)


def test_certainty_that_was_wrong_is_dear_but_not_infinite() -> None:
    happened = np.array([True, False])
    assert log_loss(happened, np.array([0.0, 1.0])) == pytest.approx(math.log(10**6))
    assert log_loss(happened, np.array([1.0, 0.0])) == pytest.approx(0, abs=2e-6)
