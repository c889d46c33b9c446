"""The figures that were published for CDNOW, and their further digits, each named for its source."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from benchmarks.accuracy.pareto_nbd import ParetoNbd
from benchmarks.accuracy.pareto_nbd_fit import fit_pareto_nbd
from tests.models.buyers import END, Table, master_log, published_table, sample_log

from crmkit.models.purchases.bgnbd import BgNbd, fit_bgnbd
from crmkit.models.purchases.mbgnbd import MbgNbd, fit_mbgnbd
from crmkit.models.spend.gamma_gamma import GammaGamma
from crmkit.models.spend.gamma_gamma_fit import fit_gamma_gamma
from crmkit.models.spend.spending import group_spending
from crmkit.models.value.lifetime_value import lifetime_value

FITS = {"bgnbd": fit_bgnbd, "mbgnbd": fit_mbgnbd, "pareto_nbd": fit_pareto_nbd}
ROUNDED, DAYS = 100, 7  # ticks in a week


def in_weeks(kind: str, table: Table, ticks: int) -> tuple[list[float], float]:
    """Parameters and log-likelihood as they would be in weeks."""
    fit = FITS[kind](table.histories)
    assert fit.status == "converged"
    model = fit.model
    shift = float(table.repeats.sum()) * np.log(ticks)
    if isinstance(model, ParetoNbd):
        return [model.r, model.alpha / ticks, model.s, model.beta / ticks], fit.log_likelihood + shift
    assert isinstance(model, BgNbd | MbgNbd)
    return [model.r, model.alpha / ticks, model.a, model.b], fit.log_likelihood + shift


def spending_fit():
    table, means = published_table()
    return fit_gamma_gamma(group_spending(table.repeats, table.repeats * means))


def test_cdnow_sample_is_the_one_of_the_papers():
    table = sample_log()
    assert (len(table.repeats), (table.repeats > 0).sum(), table.repeats.sum()) == (2357, 946, 2457)
    assert np.array_equal(np.rint(published_table()[0].age * 7 / 100), table.age)


def test_bgnbd_cdnow_fader_hardie_lee_2005():
    parameters, value = in_weeks("bgnbd", published_table()[0], ROUNDED)
    assert np.round(parameters, 3).tolist() == [0.243, 4.414, 0.793, 2.426]
    assert round(value, 1) == -9582.4


def test_pareto_nbd_cdnow_fader_hardie_lee_2005():
    parameters, value = in_weeks("pareto_nbd", published_table()[0], ROUNDED)
    assert np.round(parameters[:3], 3).tolist() == [0.553, 10.578, 0.606]
    assert parameters[3] == pytest.approx(11.669, abs=0.002)  # the paper's own optimiser stopped 1e-4 away
    assert round(value, 1) == -9595.0


def test_gamma_gamma_cdnow_fader_hardie_2013():
    fit = spending_fit()
    assert (fit.customers, fit.status) == (946, "converged")
    assert np.round([fit.model.p, fit.model.q], 2).tolist() == [6.25, 3.74]
    assert fit.model.v == pytest.approx(15.44, abs=0.01)


@pytest.mark.parametrize(
    ("kind", "expected", "value"),
    [
        ("bgnbd", [0.24259, 4.41353, 0.79289, 2.42575], -9582.4256),
        ("pareto_nbd", [0.55328, 10.57761, 0.60621, 11.66791], -9594.9739),
        ("mbgnbd", [0.52484, 6.18299, 0.89136, 1.61400], -9582.1327),
    ],
)
def test_rounded_cdnow_table_to_every_digit(kind, expected, value):
    parameters, found = in_weeks(kind, published_table()[0], ROUNDED)
    assert parameters == pytest.approx(expected, abs=6e-6)
    assert found == pytest.approx(value, abs=6e-5)


@pytest.mark.parametrize(
    ("kind", "expected", "value", "digits"),
    [
        ("bgnbd", [0.2425945, 4.4136020, 0.7929220, 2.4259068], -9582.4292, 6e-8),
        ("pareto_nbd", [0.55328, 10.57768, 0.60624, 11.66874], -9594.9762, 6e-6),
        ("mbgnbd", [0.5248432, 6.1830853, 0.8913594, 1.6140021], -9582.1357, 2e-7),
    ],
)
def test_daily_cdnow_log_to_every_digit(kind, expected, value, digits):
    parameters, found = in_weeks(kind, sample_log(), DAYS)
    assert parameters == pytest.approx(expected, abs=digits)
    assert found == pytest.approx(value, abs=6e-5)


def test_bgnbd_cdnow_clvtools_own_tests():
    """The R package CLVTools states these for daily data; its optimiser stops near the maximum."""
    parameters, value = in_weeks("bgnbd", sample_log(), DAYS)
    assert parameters == pytest.approx([0.2425945, 4.4136019, 0.7929199, 2.4258881], rel=1e-5)
    assert round(value, 3) == -9582.429


def test_gamma_gamma_cdnow_to_every_digit():
    fit = spending_fit()
    assert [fit.model.p, fit.model.q, fit.model.v] == pytest.approx([6.24880, 3.74459, 15.44775], abs=6e-6)
    assert fit.log_likelihood == pytest.approx(-4055.9232, abs=6e-5)
    assert fit.model.mean == pytest.approx(
        35.1707, abs=4e-4
    )  # printed from rounded parameters; p v / (q - 1) = 35.1710


@pytest.mark.parametrize(
    ("kind", "errors"),
    [
        ("bgnbd", {"r": 0.052, "alpha": 0.086, "a": 0.234, "b": 0.291}),
        ("mbgnbd", {"r": 0.159, "alpha": 0.113, "a": 0.174, "b": 0.333}),
    ],
)
def test_standard_errors_of_log_parameters(kind, errors):
    fit = FITS[kind](sample_log().histories)
    assert dict(fit.log_errors) == pytest.approx(errors, abs=6e-4)
    for name, error in fit.errors.items():
        assert error == pytest.approx(fit.log_errors[name] * getattr(fit.model, name))


def test_all_customers_of_cdnow_to_june_1998():
    """The master log; MBG/NBD beats BG/NBD by 131 units of log-likelihood with as many parameters."""
    table = master_log(date(1998, 6, 30))
    fit = fit_bgnbd(table.histories)
    model = fit.model
    assert len(table.repeats) == 23570
    assert [model.r, model.alpha, model.a, model.b] == pytest.approx([0.2671, 41.905, 0.4835, 2.1116], abs=6e-4)
    assert fit.log_likelihood == pytest.approx(-259086.83, abs=6e-3)
    assert round(fit_mbgnbd(table.histories).log_likelihood - fit.log_likelihood) == 131


CUSTOMERS = [1, 2, 3, 100, 1000, 2357, 157, 1516]
ALIVE = {
    "bgnbd": [0.7266, 0.2122, 1.0, 0.6470, 0.6804, 1.0, 0.9691, 0.9689],
    "mbgnbd": [0.7061, 0.1708, 0.3897, 0.6172, 0.6588, 0.4285, 0.9658, 0.9656],
    "pareto_nbd": [0.8691, 0.1679, 0.2951, 0.7647, 0.7916, 0.3837, 0.9961, 0.9979],
}
EXPECTED = {
    "bgnbd": [1.2259, 0.2033, 0.1948, 0.6268, 2.3530, 0.2590, 20.0537, 20.7506],
    "mbgnbd": [1.2627, 0.1888, 0.1540, 0.6896, 2.2735, 0.2206, 18.9501, 19.4480],
    "pareto_nbd": [1.4551, 0.1710, 0.1071, 0.7866, 2.6016, 0.1753, 19.5948, 20.1159],
}


@pytest.mark.parametrize("kind", FITS)
def test_single_customers_of_cdnow(kind):
    table, _ = published_table()
    model = FITS[kind](table.histories).model
    rows = [column[np.array(CUSTOMERS) - 1] for column in table.columns]
    assert model.p_alive(*rows).tolist() == pytest.approx(ALIVE[kind], abs=6e-5)
    assert model.expected_purchases(*rows, 39 * ROUNDED).tolist() == pytest.approx(EXPECTED[kind], abs=6e-5)


def test_worked_example_of_fader_hardie_lee_2005():
    """E[Y(39)] of a customer with x = 2, t_x = 30.43, T = 38.86 from the paper's printed parameters."""
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    assert round(float(model.expected_purchases(2, 30.43, 38.86, 39)), 3) == 1.226


def test_new_customer_of_cdnow():
    """E[X(39)] and E[X(78)] of a customer who has just bought for the first time."""
    model = fit_bgnbd(published_table()[0].histories).model
    found = model.expected_purchases(0, 0, 0, np.array([39, 78]) * ROUNDED)
    assert found.tolist() == pytest.approx([1.19502, 1.85797], abs=6e-6)


def test_expected_spend_of_cdnow_fader_hardie_2013():
    table, means = published_table()
    rows = np.array([1, 2, 3, 157, 1516]) - 1
    found = spending_fit().model.expected_spend(table.repeats[rows], (table.repeats * means)[rows])
    assert found.tolist() == pytest.approx([24.6586, 18.9114, 35.1707, 26.3929, 39.8903], abs=4e-4)


def test_lifetime_value_of_cdnow():
    """Twelve months of 4.345 weeks at 1 % a month, as ``lifetimes`` computes it."""
    table, means = published_table()
    model = fit_bgnbd(table.histories).model
    spend = spending_fit().model.expected_spend(table.repeats, table.repeats * means)
    value = lifetime_value(model, *table.columns, spend, yearly_discount=1.01**12 - 1, month=4.345 * ROUNDED)
    assert value[:3].tolist() == pytest.approx([36.2785, 4.6375, 8.3441], abs=6e-5)
    assert value.sum() == pytest.approx(71509.90, abs=0.05)


@pytest.mark.parametrize(
    ("kind", "total", "off", "rmse", "correlation", "by_count"),
    [
        ("pareto_nbd", 1665.5, -0.115, 1.6029, 0.630, [0.138, 0.599, 1.196, 1.714, 2.398, 2.907, 3.819, 6.403]),
        ("mbgnbd", 1576.7, -0.162, 1.6072, 0.627, [0.185, 0.551, 1.049, 1.493, 2.104, 2.564, 3.361, 5.849]),
        ("bgnbd", 1653.4, -0.121, 1.6080, 0.626, [0.225, 0.523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157]),
    ],
)
def test_holdout_weeks_40_to_78_of_cdnow(kind, total, off, rmse, correlation, by_count):
    table = sample_log()
    assert (table.later.sum(), (END - date(1997, 9, 30)).days) == (1882, 39 * DAYS)
    expected = FITS[kind](table.histories).model.expected_purchases(*table.columns, 39 * DAYS)
    error = expected - table.later
    assert expected.sum() == pytest.approx(total, abs=0.06)
    assert expected.sum() / table.later.sum() - 1 == pytest.approx(off, abs=6e-4)
    assert np.sqrt((error**2).mean()) == pytest.approx(rmse, abs=6e-5)
    assert np.corrcoef(expected, table.later)[0, 1] == pytest.approx(correlation, abs=6e-4)
    groups = np.minimum(table.repeats, 7)
    means = [float(expected[groups == count].mean()) for count in range(8)]
    assert means == pytest.approx(by_count, abs=6e-4)


def test_spending_model_left_out_one_time_buyers():
    table, means = published_table()
    spending = group_spending(table.repeats, table.repeats * means)
    assert (spending.customers, spending.left_out) == (946, 1411)
    assert spending.correlation == pytest.approx(np.corrcoef(table.repeats[means > 0], means[means > 0])[0, 1])
    assert isinstance(spending_fit().model, GammaGamma)
