"""The same answers as ``lifetimes`` 0.11.3 on its own CDNOW table: parameters to 1e-4, log-likelihood to 1e-6."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from benchmarks.accuracy.pareto_nbd_fit import fit_pareto_nbd
from tests.models.buyers import published_table

from crmkit.models.purchases.bgnbd import fit_bgnbd
from crmkit.models.purchases.mbgnbd import fit_mbgnbd
from crmkit.models.spend.gamma_gamma_fit import fit_gamma_gamma
from crmkit.models.spend.spending import group_spending
from crmkit.models.value.lifetime_value import lifetime_value

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it sets an option that pandas is about to drop
    import lifetimes

TICKS = 100
PAIRS = {
    "bgnbd": (fit_bgnbd, lifetimes.BetaGeoFitter, ("r", "alpha", "a", "b")),
    "mbgnbd": (fit_mbgnbd, lifetimes.ModifiedBetaGeoFitter, ("r", "alpha", "a", "b")),
    "pareto_nbd": (fit_pareto_nbd, lifetimes.ParetoNBDFitter, ("r", "alpha", "s", "beta")),
}
TIMES = ("alpha", "beta")

pytestmark = pytest.mark.filterwarnings("ignore")


def weeks() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table, _ = published_table()
    return table.repeats, table.last / TICKS, table.age / TICKS


@pytest.fixture(scope="module", params=PAIRS)
def pair(request):
    """Our fit, theirs, the names of the parameters."""
    fit, theirs, names = PAIRS[request.param]
    np.random.seed(0)  # theirs starts a simplex at random
    options = {"tol": 1e-10} if request.param == "pareto_nbd" else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit(published_table()[0].histories), theirs().fit(*weeks(), **options), names


def test_parameters(pair):
    ours, theirs, names = pair
    for name in names:
        value = getattr(ours.model, name) / (TICKS if name in TIMES else 1)
        assert value == pytest.approx(theirs.params_[name], rel=1e-4), name


def test_log_likelihood(pair):
    """Theirs is a mean over customers; at our parameters and at theirs, in weeks."""
    ours, theirs, names = pair
    table, _ = published_table()
    value = ours.log_likelihood + float(table.repeats.sum()) * np.log(TICKS)
    at_ours = np.log([getattr(ours.model, name) / (TICKS if name in TIMES else 1) for name in names])
    at_theirs = np.log([theirs.params_[name] for name in names])
    same, best = (
        -len(table.repeats) * theirs._negative_log_likelihood(at, *weeks(), np.ones(len(table.repeats)), 0.0)
        if names[2] == "a"
        else float(theirs._conditional_log_likelihood(np.exp(at), *weeks()).sum())
        for at in (at_ours, at_theirs)
    )
    assert value == pytest.approx(same, abs=1e-6)
    assert best <= value + 1e-6  # theirs is no higher: ours is the maximum


def test_every_customer(pair):
    """P(alive) and expected purchases of all 2,357 at one set of parameters."""
    ours, theirs, names = pair
    x, t, whole = weeks()
    scaled = {name: theirs.params_[name] * (TICKS if name in TIMES else 1) for name in names}
    model = type(ours.model)(**scaled)
    table, _ = published_table()
    alive = np.asarray(theirs.conditional_probability_alive(x, t, whole)).reshape(-1)
    assert model.p_alive(*table.columns) == pytest.approx(alive, abs=1e-9)
    expected = np.asarray(theirs.conditional_expected_number_of_purchases_up_to_time(39, x, t, whole))
    assert model.expected_purchases(*table.columns, 39 * TICKS) == pytest.approx(expected, rel=1e-7)


def test_spending_and_lifetime_value():
    table, means = published_table()
    x, t, whole = weeks()
    bought = means > 0
    theirs = lifetimes.GammaGammaFitter().fit(x[bought], means[bought])
    total = table.repeats * means
    ours = fit_gamma_gamma(group_spending(table.repeats, total))
    for name in ("p", "q", "v"):
        assert getattr(ours.model, name) == pytest.approx(theirs.params_[name], rel=1e-4)
    at = np.log([ours.model.p, ours.model.q, ours.model.v])
    mean = theirs._negative_log_likelihood(at, x[bought], means[bought], np.ones(bought.sum()), 0.0)
    assert ours.log_likelihood == pytest.approx(-bought.sum() * mean, abs=1e-6)
    spend = ours.model.expected_spend(table.repeats, total)
    assert spend == pytest.approx(theirs.conditional_expected_average_profit(x, means), rel=1e-5)
    counts = lifetimes.BetaGeoFitter().fit(x, t, whole)
    series = [lifetimes.utils.pd.Series(column) for column in (x, t, whole, means)]
    value = theirs.customer_lifetime_value(counts, *series, time=12, discount_rate=0.01, freq="W")
    model = fit_bgnbd(table.histories).model
    found = lifetime_value(model, *table.columns, spend, yearly_discount=1.01**12 - 1, month=4.345 * TICKS)
    assert found == pytest.approx(value.to_numpy(), rel=1e-4)
