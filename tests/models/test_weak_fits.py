"""Data that allow no fit, or only a part of one: each case has a name, and none gives numbers in silence."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.accuracy.pareto_nbd import ParetoNbd
from benchmarks.accuracy.pareto_nbd_fit import fit_pareto_nbd
from tests.models.buyers import simulate

from crmkit.models.purchases.bgnbd import BgNbd, fit_bgnbd
from crmkit.models.purchases.histories import MOST_COUNT, MOST_TIME, group_histories
from crmkit.models.purchases.mbgnbd import MbgNbd, fit_mbgnbd
from crmkit.models.purchases.nbd import Nbd, fit_nbd
from crmkit.models.purchases.newton import Optimum, climb
from crmkit.models.spend.gamma_gamma import OneAmount
from crmkit.models.spend.gamma_gamma_fit import fit_gamma_gamma
from crmkit.models.spend.spending import group_spending

FITS = [fit_nbd, fit_bgnbd, fit_mbgnbd, fit_pareto_nbd]
RICH = FITS[1:]

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize(
    ("customers", "status"),
    [
        ([], "no_repeats"),
        ([(0, 0, age) for age in range(60)], "no_repeats"),
        ([(0, 0, 0)] * 60, "no_repeats"),
        ([(3, 10, 20)], "too_few"),
        ([(1, 10, 20)] * 9 + [(0, 0, 20)] * 900, "too_few"),
    ],
    ids=["nobody", "one-timers", "first day", "one customer", "nine repeaters"],
)
def test_no_model(fit, customers, status):
    found = fit(group_histories(*np.array(customers, dtype=np.int64).reshape(-1, 3).T))
    assert (found.status, found.model, found.converged, found.log_likelihood) == (status, None, False, None)
    assert found.customers == len(customers)


@pytest.mark.parametrize("fit", RICH)
@pytest.mark.parametrize("seed", [1, 2])
def test_buyers_who_never_leave_are_an_nbd(fit, seed):
    """Plain NBD customers: no drop-out to be seen; the model is the NBD, its formulas predict."""
    table = simulate(np.random.default_rng(seed), 3_000, rates=(0.5, 60.0), dropout=(1.0, 1.0), kind="nbd", ticks=1)
    found, plain = fit(table.histories), fit_nbd(table.histories)
    if found.status == "nbd_limit":
        assert isinstance(found.model, Nbd) and found.at_boundary
        assert (found.model, found.log_likelihood) == (plain.model, plain.log_likelihood)
        silent = found.model.p_no_purchase(2, 10, 50, 30)
        assert silent == pytest.approx(((plain.model.alpha + 50) / (plain.model.alpha + 80)) ** (plain.model.r + 2))
        assert set(found.errors) == {"r", "alpha"}
    else:  # chance gave them a little drop-out: then it is named as not to be relied on
        assert found.status == "flat_ridge" and found.loose
        assert found.log_likelihood - plain.log_likelihood < 3


@pytest.mark.parametrize("fit", RICH)
def test_buyers_who_bought_on_the_last_day_are_an_nbd(fit):
    found = fit(group_histories([3, 5] * 50, [20, 30] * 50, [20, 30] * 50))
    assert found.status == "nbd_limit"
    assert isinstance(found.model, Nbd)


@pytest.mark.parametrize("fit", RICH)
def test_equal_customers_say_nothing_about_their_differences(fit):
    found = fit(group_histories([3] * 100, [10] * 100, [20] * 100))
    assert found.status == "flat_ridge"
    assert found.at_boundary
    assert {"r", "alpha"} <= set(found.loose)
    assert 0 <= found.model.p_no_purchase(3, 10, 20, 30) <= 1


@pytest.mark.parametrize(("fit", "model"), [(fit_bgnbd, BgNbd), (fit_mbgnbd, MbgNbd), (fit_pareto_nbd, ParetoNbd)])
def test_a_shop_where_few_come_back_has_a_flat_ridge(fit, model):
    rng = np.random.default_rng(4)
    table = simulate(rng, 3_000, rates=(0.02, 60.0), dropout=(0.8, 2.5), kind="mbgnbd", ticks=1)
    found = fit(table.histories)
    assert found.status in ("flat_ridge", "nbd_limit")
    if found.status == "flat_ridge":
        assert isinstance(found.model, model)
        assert all(found.log_errors[name] > 1 for name in found.loose)
    # Whatever the parameters: the share that buys in the next quarter is about the share that did.
    silent = found.model.p_no_purchase(*table.columns, 91)
    assert np.all((silent >= 0) & (silent <= 1))


def test_customers_of_the_cutoff_day_change_nothing_but_the_count():
    table = simulate(np.random.default_rng(6), 3_000, rates=(0.7, 40.0), dropout=(0.9, 1.8), kind="mbgnbd")
    zeros = [0] * 40
    more = group_histories(*([*column, *zeros] for column in table.columns))
    for fit in FITS:
        alone, together = fit(table.histories), fit(more)
        assert together.customers == alone.customers + 40
        assert together.log_likelihood == pytest.approx(alone.log_likelihood, abs=1e-6)


@pytest.mark.parametrize(
    ("customers", "complaint"),
    [
        (([-1], [0], [0]), "between 0"),
        (([1], [5], [4]), "after the cutoff"),
        (([0], [3], [4]), "without repeat"),
        (([MOST_COUNT], [1], [1]), "between 0"),
        (([1], [1], [MOST_TIME]), "between 0"),
        (([1.5], [1], [2]), "whole"),
        (([1, 2], [1], [2]), "one length"),
        (([float("nan")], [1], [2]), "whole"),
    ],
)
def test_histories_that_cannot_be_are_refused(customers, complaint):
    with pytest.raises(ValueError, match=complaint):
        group_histories(*customers)


def spend(kind: str) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(8)
    repeats = rng.geometric(0.4, 2_000)
    within = rng.gamma(2.0 * repeats, 10)
    return repeats, {
        "equal": repeats * 9.9,
        "nearly equal": repeats * 9.9 + rng.normal(0, 0.01, 2_000),
        "alike": within,
        "wild": within / rng.gamma(0.8, 1, 2_000),
        "refunded": -within,
    }[kind]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("equal", "equal_amounts"),
        ("nearly equal", "equal_amounts"),
        ("alike", "flat_ridge"),
        ("wild", "no_mean"),
        ("refunded", "no_repeats"),
    ],
)
def test_spending_that_is_no_gamma_gamma(kind, status):
    repeats, total = spend(kind)
    found = fit_gamma_gamma(group_spending(repeats, total))
    assert found.status == status
    if status == "equal_amounts":
        assert isinstance(found.model, OneAmount)
        assert found.model.amount == pytest.approx(9.9, abs=0.001)
    elif status == "flat_ridge":
        assert {"q", "v"} <= set(found.loose)
        assert found.model.expected_spend(0, 0) == pytest.approx(20, rel=0.05)
    else:
        assert found.model is None


def test_spending_that_has_a_mean_and_no_variance_is_fitted():
    """Between q = 1 and q = 2 the mean over customers is finite and their variance is not."""
    rng = np.random.default_rng(8)
    repeats = rng.geometric(0.4, 5_000)
    found = fit_gamma_gamma(group_spending(repeats, rng.gamma(6.0 * repeats) / rng.gamma(1.6, 1 / 15, 5_000)))
    assert (found.status, 1 < found.model.q < 2) == ("converged", True)
    assert found.model.mean == pytest.approx(6 * 15 / 0.6, rel=0.15)


def test_spending_of_too_few():
    assert fit_gamma_gamma(group_spending([], [])).status == "no_repeats"
    assert fit_gamma_gamma(group_spending([2], [20.0])).status == "too_few"
    assert group_spending([0, 1, 2], [5.0, 0.0, 7.0]).left_out == 2
    for wrong in (([1.5], [1.0]), ([1], [float("inf")]), ([1, 2], [1.0])):
        with pytest.raises(ValueError, match=r"amounts|one length"):
            group_spending(*wrong)


def test_a_climb_without_a_top_does_not_arrive():
    plane = climb(lambda at: (float(at.sum()), np.ones(2), np.zeros((2, 2))), np.zeros(2))
    assert not plane.arrived
    assert np.all(np.isinf(plane.errors))


def test_a_climb_finds_the_top_of_a_hill_that_is_not_concave_where_it_starts():
    def hill(at: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        top, x = np.exp(-0.5 * float(at @ at)), at
        return top, -x * top, (np.outer(x, x) - np.eye(2)) * top

    found = climb(hill, np.array([2.0, -1.5]))
    assert found.arrived
    assert found.at == pytest.approx([0, 0], abs=1e-5)
    assert found.errors == pytest.approx([1, 1])


def test_a_slope_that_drowns_beside_the_steepest_is_flat():
    """Beside 1e12 a curvature of 1e-3 is rounding, beside 1e3 it is known."""
    for steepest, error in ((1e12, np.inf), (1e3, 1e3**0.5)):
        optimum = Optimum(np.zeros(2), 0.0, -np.diag([1e-3, steepest]), 1, True)
        assert optimum.errors == pytest.approx([error, steepest**-0.5])
