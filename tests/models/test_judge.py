"""Judgements of probabilities against scikit-learn, SciPy and a second computation customer by customer."""

from __future__ import annotations

import math
from collections.abc import Sequence
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

from crmkit.models.churn.judge import Judgement, judge, log_loss

chances = st.one_of(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0]), st.floats(0, 1))
customers = st.lists(st.tuples(st.booleans(), chances), min_size=1, max_size=60)
both_outcomes = customers.filter(lambda found: len({happened for happened, _ in found}) == 2)
usual = examples(60)


def judged(*told: tuple[int, float]) -> Judgement:
    """Each customer as (did it happen, what was said)."""
    return judge(*arrays(told))


def arrays(told: Sequence[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    happened, said = zip(*told, strict=True)
    return np.array(happened, dtype=bool), np.array(said, dtype=float)


# ---- small shops


def test_five_customers_by_hand() -> None:
    """Three left. Of the six pairs (one who left, one who stayed) four are in order, one is tied: 4.5 / 6."""
    found = judged((1, 0.9), (1, 0.6), (1, 0.2), (0, 0.6), (0, 0.1))
    assert (found.customers, found.base_rate) == (5, 0.6)
    assert found.auc == pytest.approx(4.5 / 6)
    brier = (0.1**2 + 0.4**2 + 0.8**2 + 0.6**2 + 0.1**2) / 5
    assert found.brier == pytest.approx(brier)
    assert found.skill == pytest.approx(1 - brier / (0.6 * 0.4))
    assert found.log_loss == pytest.approx(-sum(map(math.log, (0.9, 0.6, 0.2, 0.4, 0.9))) / 5)
    # those who stayed are rarer: from the surest to stay (0.1) to the least: stayed; left; stayed and left as one
    assert found.pr_auc == pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 4)
    # bins 0.1, 0.2, 0.6, 0.9: apart by .1, .8, .2, .1 customers
    assert found.calibration_error == pytest.approx((0.1 + 0.8 + 0.2 + 0.1) / 5)
    assert found.lift == pytest.approx(1 / 0.4)  # the one surest to stay did stay, of whom there are two in five


def test_ties_at_the_edge_of_the_highest_tenth_count_in_part() -> None:
    """Two of twenty are the tenth. One is surest; four share the next score, one of them came back: 1 + 1/4 hits."""
    told = [(1, 0.9), (1, 0.5), (0, 0.5), (0, 0.5), (0, 0.5), *[(0, 0.1)] * 13, (1, 0.1), (1, 0.1)]
    assert judged(*told).lift == pytest.approx((1 + 1 / 4) / 2 / (4 / 20))


def test_perfect_and_perfectly_wrong() -> None:
    right = judged(*[(1, 1.0)] * 3, *[(0, 0.0)] * 7)
    assert (right.auc, right.auc_error, right.brier, right.skill) == (1, 0, 0, 1)
    assert (right.pr_auc, right.calibration_error) == (1, 0)
    assert right.lift == pytest.approx(10 / 3)
    wrong = judged(*[(1, 0.0)] * 3, *[(0, 1.0)] * 7)
    assert (wrong.auc, wrong.brier) == (0, 1)
    assert wrong.lift == 0
    assert wrong.log_loss == pytest.approx(math.log(10**6))
    assert not wrong.has_skill


@pytest.mark.parametrize("happened", [0, 1])
def test_where_all_did_the_same_nothing_can_be_ranked(happened: int) -> None:
    found = judged(*[(happened, 0.3)] * 6)
    assert (found.auc, found.auc_error, found.pr_auc, found.lift, found.skill) == (None, None, None, None, 0)
    assert found.brier == pytest.approx((happened - 0.3) ** 2)
    assert not found.has_skill


@pytest.mark.parametrize("happened", [0, 1])
def test_one_customer(happened: int) -> None:
    found = judged((happened, 1.0))
    assert (found.customers, found.base_rate, found.brier) == (1, happened, 1 - happened)
    assert found.calibration_error == 1 - happened
    assert not found.has_skill


def test_one_who_left_among_many() -> None:
    """The spread of one customer cannot be seen: the largest there is stands for it, and no skill is claimed."""
    found = judged((1, 0.8), *[(0, n / 100) for n in range(20)])
    assert (found.auc, found.lift) == (1, pytest.approx(21 / 2))
    assert found.auc_error == pytest.approx(0.5)
    assert not found.has_skill


@given(st.integers(1, 40), st.integers(1, 40), chances)
def test_the_same_for_everybody_is_a_coin(left: int, stayed: int, said: float) -> None:
    found = judged(*[(1, said)] * left, *[(0, said)] * stayed)
    assert (found.auc, found.auc_error) == (0.5, 0 if min(left, stayed) > 1 else pytest.approx(found.auc_error))
    assert found.lift == pytest.approx(1)
    assert found.pr_auc == pytest.approx(min(left, stayed) / (left + stayed))
    assert found.skill <= 1e-12
    assert not found.has_skill


def test_the_base_rate_itself_has_no_skill_and_no_calibration_error() -> None:
    found = judged(*[(1, 0.25)] * 25, *[(0, 0.25)] * 75)
    assert found.skill == pytest.approx(0, abs=1e-12)
    assert found.calibration_error == pytest.approx(0, abs=1e-12)


def test_skill_needs_ranks_and_levels() -> None:
    rng = np.random.default_rng(5)
    chance = rng.beta(2, 2, 2000)
    happened = rng.random(2000) < chance
    assert judge(happened, chance).has_skill
    assert not judge(happened, chance / 10).has_skill  # ranks as well, but tells less than the base rate
    assert judge(happened, chance / 10).auc == judge(happened, chance).auc
    assert not judge(happened, np.full(2000, happened.mean())).has_skill
    few = judged((1, 0.7), (1, 0.4), (0, 0.5), (0, 0.3))
    assert (few.auc, few.skill > 0, few.has_skill) == (0.75, True, False)  # four customers prove nothing


# ---- against others' computations


@usual
@given(both_outcomes)
def test_ranking_and_accuracy_as_scikit_learn_has_them(told: list[tuple[bool, float]]) -> None:
    happened, said = arrays(told)
    found = judge(happened, said)
    assert found.auc == pytest.approx(metrics.roc_auc_score(happened, said), abs=1e-12)
    rarer, score = (happened, said) if happened.mean() <= 0.5 else (~happened, -said)
    assert found.pr_auc == pytest.approx(metrics.average_precision_score(rarer, score), abs=1e-12)
    assert found.brier == pytest.approx(metrics.brier_score_loss(happened, said), abs=1e-12)
    assert found.log_loss == pytest.approx(metrics.log_loss(happened, np.clip(said, 1e-6, 1 - 1e-6)), abs=1e-9)
    usual_brier = metrics.brier_score_loss(happened, np.full(len(said), happened.mean()))
    assert found.skill == pytest.approx(1 - found.brier / usual_brier, abs=1e-9)


@usual
@given(both_outcomes)
def test_area_is_that_of_mann_and_whitney(told: list[tuple[bool, float]]) -> None:
    happened, said = arrays(told)
    pairs = int(happened.sum() * (~happened).sum())
    test = stats.mannwhitneyu(said[happened], said[~happened], method="asymptotic")
    assert judge(happened, said).auc == pytest.approx(test.statistic / pairs, abs=1e-12)


@usual
@given(both_outcomes)
def test_error_of_the_area_pair_by_pair(told: list[tuple[bool, float]]) -> None:
    """DeLong, DeLong and Clarke-Pearson 1988: variance of each customer's share of pairs in order, by sums."""
    yes, no = ([said for happened, said in told if happened is which] for which in (True, False))
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
    found = judged(*told)
    assert found.auc == pytest.approx(float(sum(shares[0]) / len(yes)), abs=1e-12)
    assert found.auc_error == pytest.approx(math.sqrt(spread), abs=1e-9)


@usual
@given(both_outcomes)
def test_lift_is_the_mean_over_all_orders_of_equal_scores(told: list[tuple[bool, float]]) -> None:
    base = sum(happened for happened, _ in told) / len(told)
    rare = base <= 0.5
    scored = [(happened is rare, said if rare else -said) for happened, said in told]
    wanted = max(1, round(len(told) / 10))
    hits, places = Fraction(0), wanted
    for score in sorted({score for _, score in scored}, reverse=True):
        level = [rarer for rarer, own in scored if own == score]
        taken = min(places, len(level))
        hits += Fraction(sum(level) * taken, len(level))
        places -= taken
    share = Fraction(sum(rarer for rarer, _ in scored), len(scored))
    assert judged(*told).lift == pytest.approx(float(hits / wanted / share), abs=1e-9)


@usual
@given(customers)
def test_calibration_error_bin_by_bin(told: list[tuple[bool, float]]) -> None:
    bins: dict[int, list[tuple[bool, float]]] = {}
    for happened, said in told:
        bins.setdefault(min(int(said * 10), 9), []).append((happened, said))
    error = sum(
        abs(sum(said for _, said in own) / len(own) - sum(happened for happened, _ in own) / len(own)) * len(own)
        for own in bins.values()
    )
    assert judged(*told).calibration_error == pytest.approx(error / len(told), abs=1e-9)


@usual
@given(both_outcomes, st.randoms(use_true_random=False))
def test_the_order_of_customers_changes_nothing(told: list[tuple[bool, float]], random: Random) -> None:
    found, shuffled = judged(*told), judged(*random.sample(told, len(told)))
    for name in Judgement.__slots__:
        assert getattr(shuffled, name) == pytest.approx(getattr(found, name), abs=1e-9)


@usual
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 64)), min_size=2, max_size=60))
def test_staying_is_foretold_as_well_as_leaving(counted: list[tuple[bool, int]]) -> None:
    told = [(happened, part / 64) for happened, part in counted]  # what 1 - p loses no digit of
    found, other = judged(*told), judged(*((not happened, 1 - said) for happened, said in told))
    for name in ("auc", "auc_error", "brier", "skill", "log_loss"):
        assert getattr(other, name) == pytest.approx(getattr(found, name), abs=1e-9)
    if found.base_rate != 0.5:
        assert (other.pr_auc, other.lift) == (found.pr_auc, found.lift)


def test_the_error_is_how_far_areas_of_other_customers_lie_apart() -> None:
    """Six hundred shops of one kind: the standard deviation of their areas is the mean of the errors told."""
    rng = np.random.default_rng(11)
    areas, errors = [], []
    for _ in range(600):
        happened = rng.random(150) < 0.8
        found = judge(happened, 1 / (1 + np.exp(-rng.normal(happened * 0.9, 1))))
        areas.append(found.auc)
        errors.append(found.auc_error)
    assert np.mean(errors) == pytest.approx(np.std(areas), rel=0.08)
    assert np.mean(areas) == pytest.approx(stats.norm.cdf(0.9 / math.sqrt(2)), abs=0.01)


def test_certainty_that_was_wrong_is_dear_but_not_infinite() -> None:
    happened = np.array([True, False])
    assert log_loss(happened, np.array([0.0, 1.0])) == pytest.approx(math.log(10**6))
    assert log_loss(happened, np.array([1.0, 0.0])) == pytest.approx(0, abs=2e-6)
