"""Fits do not depend on order or unit, find the parameters that made the buyers, and climb the right slope."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from benchmarks.accuracy.pareto_nbd_fit import ParetoNbdSurface, fit_pareto_nbd
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples
from tests.models.buyers import Table, sample_log, simulate

from crmkit.models.purchases.beta_geometric import BetaGeometricSurface
from crmkit.models.purchases.bgnbd import fit_bgnbd
from crmkit.models.purchases.histories import coarsen, group_histories
from crmkit.models.purchases.mbgnbd import fit_mbgnbd
from crmkit.models.purchases.nbd import CountTerms, fit_nbd
from crmkit.models.spend.gamma_gamma import GammaGammaSurface
from crmkit.models.spend.gamma_gamma_fit import fit_gamma_gamma
from crmkit.models.spend.spending import group_spending

FITS = {"nbd": fit_nbd, "bgnbd": fit_bgnbd, "mbgnbd": fit_mbgnbd, "pareto_nbd": fit_pareto_nbd}
MADE_OF = {
    "nbd": ((0.6, 40.0), (1.0, 1.0)),
    "bgnbd": ((0.4, 30.0), (0.8, 2.5)),
    "mbgnbd": ((0.7, 40.0), (0.9, 1.8)),
    "pareto_nbd": ((0.6, 70.0), (0.7, 80.0)),
}
TICKS = 24


@cache
def buyers(kind: str, customers: int = 20_000, seed: int = 11) -> Table:
    rates, dropout = MADE_OF[kind]
    return simulate(np.random.default_rng(seed), customers, rates=rates, dropout=dropout, kind=kind, ticks=TICKS)


@cache
def spenders(customers: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    repeats = rng.geometric(0.35, customers)
    scale = rng.gamma(3.74, 1 / 15.44, customers)
    return repeats, rng.gamma(6.25 * repeats, 1 / scale)


@pytest.mark.parametrize("kind", FITS)
def test_parameters_come_back_within_three_standard_errors(kind):
    fit = FITS[kind](buyers(kind).histories)
    assert fit.status == "converged"
    rates, dropout = MADE_OF[kind]
    names = tuple(fit.errors)
    for name, value in zip(names, (*rates, *dropout), strict=False):
        made = value * (TICKS if name in ("alpha", "beta") else 1)
        found = getattr(fit.model, name)
        assert abs(np.log(found / made)) <= 3 * fit.log_errors[name], f"{name} {found} of {made}"


def test_spending_parameters_come_back_within_three_standard_errors():
    fit = fit_gamma_gamma(group_spending(*spenders()))
    for name, made in (("p", 6.25), ("q", 3.74), ("v", 15.44)):
        assert abs(np.log(getattr(fit.model, name) / made)) <= 3 * fit.log_errors[name]


@pytest.mark.parametrize("kind", FITS)
def test_the_right_model_has_the_highest_likelihood(kind):
    histories = buyers(kind, 6_000).histories
    values = {name: fit(histories).log_likelihood for name, fit in FITS.items()}
    assert max(values, key=values.__getitem__) == kind or values[kind] > max(values.values()) - 1


@pytest.mark.parametrize("kind", FITS)
@examples(5)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_customers_does_not_matter(kind, seed):
    table = buyers(kind, 8_000)
    order = np.random.default_rng(seed).permutation(len(table.repeats))
    shuffled = group_histories(*(column[order] for column in table.columns))
    assert FITS[kind](shuffled) == FITS[kind](table.histories)  # every bit of every number


@examples(5)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_spenders_does_not_matter(seed):
    repeats, total = spenders()
    order = np.random.default_rng(seed).permutation(len(repeats))
    assert fit_gamma_gamma(group_spending(repeats[order], total[order])) == fit_gamma_gamma(
        group_spending(repeats, total)
    )


@pytest.mark.parametrize("kind", ["bgnbd", "mbgnbd", "pareto_nbd"])
def test_the_unit_of_time_does_not_matter(kind):
    table = sample_log()
    days, hours = (FITS[kind](group_histories(table.repeats, table.last * unit, table.age * unit)) for unit in (1, 24))
    for name in days.errors:
        unit = 24 if name in ("alpha", "beta") else 1
        assert getattr(hours.model, name) == pytest.approx(getattr(days.model, name) * unit, rel=1e-7)
        assert hours.log_errors[name] == pytest.approx(days.log_errors[name], rel=1e-6)
    assert hours.log_likelihood == pytest.approx(days.log_likelihood - table.repeats.sum() * np.log(24), abs=1e-6)


def test_the_unit_of_money_does_not_matter():
    repeats, total = spenders()
    yuan, fen = (fit_gamma_gamma(group_spending(repeats, total * unit)) for unit in (1, 100))
    assert [fen.model.p, fen.model.q, fen.model.v] == pytest.approx(
        [yuan.model.p, yuan.model.q, yuan.model.v * 100], rel=1e-7
    )
    assert fen.log_likelihood == pytest.approx(yuan.log_likelihood - len(repeats) * np.log(100), abs=1e-5)


def test_groups_with_weights_are_their_customers():
    table = buyers("mbgnbd", 5_000)
    grouped = table.histories
    again = group_histories(grouped.repeats, grouped.last, grouped.age, grouped.weights)
    assert fit_mbgnbd(again) == fit_mbgnbd(grouped)
    assert np.array_equal(grouped.spread(grouped.age), table.age)
    assert (grouped.customers, coarsen(grouped).customers) == (5_000, 5_000)


def surfaces():
    histories = buyers("mbgnbd", 400).histories
    counts = CountTerms(histories)
    repeats, total = spenders()
    return {
        "nbd": (counts, [-0.5, 6.5]),
        "bgnbd": (BetaGeometricSurface(histories, 0, counts), [-0.5, 6.5, 0.0, 0.5]),
        "mbgnbd": (BetaGeometricSurface(histories, 1, counts), [-0.5, 6.5, 0.0, 0.5]),
        "pareto_nbd": (ParetoNbdSurface(histories, counts), [-0.5, 6.5, -0.5, 6.5]),
        "gamma_gamma": (GammaGammaSurface(group_spending(repeats[:400], total[:400])), [1.5, 1.2, 2.7]),
    }


@pytest.mark.parametrize("kind", ["nbd", "bgnbd", "mbgnbd", "pareto_nbd", "gamma_gamma"])
@examples(25)
@given(offset=st.lists(st.floats(-1.5, 1.5), min_size=4, max_size=4))
def test_derivatives_are_finite_differences(kind, offset):
    surface, middle = surfaces()[kind]
    at = np.array(middle) + offset[: len(middle)]
    value, gradient, hessian = surface(at)
    step = 1e-4
    for place in range(len(at)):
        ahead, behind = at.copy(), at.copy()
        ahead[place] += step
        behind[place] -= step
        up, down = surface(ahead), surface(behind)
        assert gradient[place] == pytest.approx((up[0] - down[0]) / (2 * step), rel=1e-4, abs=1e-6 * abs(value))
        slopes = (up[1] - down[1]) / (2 * step)
        assert hessian[place] == pytest.approx(slopes, rel=1e-4, abs=1e-6 * abs(value))
    assert np.array_equal(hessian, hessian.T)
