"""Predictions against integrals over all possible customers, and against lives played out."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np
import pytest
from benchmarks.accuracy.lost_time import log_lost
from benchmarks.accuracy.pareto_nbd import ParetoNbd
from benchmarks.accuracy.pareto_nbd_fit import ParetoNbdSurface
from scipy.integrate import quad
from scipy.stats import beta as beta_distribution
from scipy.stats import gamma as gamma_distribution
from tests.models.buyers import Floats, simulate

from crmkit.models.purchases.beta_geometric import BetaGeometricSurface
from crmkit.models.purchases.beta_mean import beta_rule, mean_until_dropout
from crmkit.models.purchases.bgnbd import BgNbd
from crmkit.models.purchases.histories import group_histories
from crmkit.models.purchases.mbgnbd import MbgNbd
from crmkit.models.purchases.nbd import CountTerms, Nbd
from crmkit.models.spend.gamma_gamma import GammaGamma, OneAmount
from crmkit.models.value.lifetime_value import lifetime_value

MODELS = {
    "nbd": Nbd(0.8, 30.0),
    "bgnbd": BgNbd(1.4, 30.0, 1.3, 2.5),
    "mbgnbd": MbgNbd(1.4, 30.0, 1.3, 2.5),
    "pareto_nbd": ParetoNbd(1.4, 30.0, 1.6, 80.0),
}
HISTORIES = [(0, 0, 20), (1, 9, 60), (5, 60, 64), (3, 10, 90)]
HORIZON = 40


def outcomes(kind: str, history: tuple[int, int, int], rate: Floats, leaving: Floats) -> list[Floats]:
    """By rate and drop-out: P(history); P(it and alive); P(it and silent after T); mean purchases after T, with it."""
    x, t, whole = history
    if kind == "pareto_nbd":
        both = rate + leaving
        alive = rate**x * np.exp(-both * whole)
        dead = rate**x * leaving / both * (np.exp(-both * t) - np.exp(-both * whole))
        silent = np.exp(-both * HORIZON) + leaving / both * -np.expm1(-both * HORIZON)
        return [alive + dead, alive, dead + alive * silent, alive * rate * -np.expm1(-leaving * HORIZON) / leaving]
    chances = x + (kind == "mbgnbd")
    alive = rate**x * (1 - leaving) ** chances * np.exp(-rate * whole)
    dead = rate**x * leaving * (1 - leaving) ** (chances - 1) * np.exp(-rate * t) if chances else 0 * alive
    later = -np.expm1(-rate * leaving * HORIZON) / leaving
    return [alive + dead, alive, dead + alive * np.exp(-rate * HORIZON), alive * later]


def over_all_customers(kind: str, history: tuple[int, int, int]) -> list[float]:
    """The means of ``outcomes`` over the mixing distributions: trapezoids on a fine grid of logarithms (of odds)."""
    model = MODELS[kind]
    logs = np.linspace(-30, 8, 800)[:, None]
    rate, odds = np.exp(logs), np.exp(np.linspace(-34, 34, 1200))[None, :]
    weight = gamma_distribution(model.r, scale=1 / model.alpha).pdf(rate) * rate
    if isinstance(model, ParetoNbd):
        leaving = odds
        weight = weight * gamma_distribution(model.s, scale=1 / model.beta).pdf(leaving) * leaving
    else:
        leaving = odds / (1 + odds)
        weight = weight * beta_distribution(model.a, model.b).pdf(leaving) * leaving * (1 - leaving)
    cell = (logs[1, 0] - logs[0, 0]) * 68 / 1199
    return [float((part * weight).sum()) * cell for part in outcomes(kind, history, rate, leaving)]


def likelihood(kind: str, history: tuple[int, int, int]) -> float:
    """What the surface of a fit says of one customer."""
    model = MODELS[kind]
    histories = group_histories(*([value] for value in history))
    counts = CountTerms(histories)
    surface = (
        ParetoNbdSurface(histories, counts)
        if kind == "pareto_nbd"
        else BetaGeometricSurface(histories, int(kind == "mbgnbd"), counts)
    )
    return float(np.exp(surface(np.log(list(asdict(model).values())))[0]))


@pytest.mark.parametrize("kind", ["bgnbd", "mbgnbd", "pareto_nbd"])
@pytest.mark.parametrize("history", HISTORIES)
def test_against_integrals_over_all_customers(kind, history):
    model = MODELS[kind]
    known, alive, silent, later = over_all_customers(kind, history)
    assert likelihood(kind, history) == pytest.approx(known, rel=1e-8)
    assert model.p_alive(*history) == pytest.approx(alive / known, rel=1e-8)
    assert model.p_no_purchase(*history, HORIZON) == pytest.approx(silent / known, rel=1e-8)
    assert model.expected_purchases(*history, HORIZON) == pytest.approx(later / known, rel=1e-8)


@pytest.mark.parametrize("kind", MODELS)
def test_against_lives_played_out(kind):
    """Of those with P(no purchase) around p, a part p bought nothing; expected purchases are made in the mean."""
    model = MODELS[kind]
    numbers = list(asdict(model).values())
    customers, horizon = 100_000, 91
    table = simulate(
        np.random.default_rng(3),
        customers,
        rates=(numbers[0], numbers[1]),
        dropout=(numbers[2], numbers[3]) if len(numbers) == 4 else (1.0, 1.0),
        kind=kind,
        days=200,
        horizon=horizon,
        ticks=1000,
    )
    days = (table.repeats, table.last / 1000, table.age / 1000)
    silent = model.p_no_purchase(*days, horizon)
    expected = model.expected_purchases(*days, horizon)
    order = np.argsort(silent)
    for part in np.array_split(order, 10):
        happened = (table.later[part] == 0).mean()
        error = np.sqrt(max(1e-4, happened * (1 - happened)) / len(part))
        assert silent[part].mean() == pytest.approx(happened, abs=4 * error)
        assert expected[part].mean() == pytest.approx(
            table.later[part].mean(), abs=4 * table.later[part].std() / np.sqrt(len(part)) + 0.002
        )


@pytest.mark.parametrize("kind", MODELS)
def test_nothing_breaks_at_the_edges(kind):
    model = MODELS[kind]
    x = np.array([0, 0, 0, 3, 3000, 1])
    t = np.array([0, 0, 0, 90, 3500, 1])
    whole = np.array([0, 1, 4000, 90, 3600, 4000])
    for horizon in (0, 1, 365, 36500):
        alive, silent = model.p_alive(x, t, whole), model.p_no_purchase(x, t, whole, horizon)
        expected = model.expected_purchases(x, t, whole, horizon)
        assert np.all((alive > 0) & (alive <= 1)) or kind != "nbd"
        assert np.all((silent >= 0) & (silent <= 1)) and np.all(np.isfinite(expected)) and np.all(expected >= 0)
        if horizon == 0:
            assert np.all(silent == 1) and np.all(expected == 0)
    assert model.p_alive(2, 10, 10) == 1 or kind in ("bgnbd", "mbgnbd")
    longer = [model.p_no_purchase(2, 10, 30, horizon) for horizon in (1, 10, 100, 1000)]
    assert longer == sorted(longer, reverse=True)


def test_one_time_buyers_never_drop_out_in_bgnbd_but_do_in_mbgnbd():
    assert MODELS["bgnbd"].p_alive(0, 0, [0, 10, 1000]).tolist() == [1, 1, 1]
    mbgnbd = MODELS["mbgnbd"].p_alive(0, 0, [0, 10, 1000])
    assert mbgnbd[0] == pytest.approx(2.5 / (1.3 + 2.5))
    assert np.all(np.diff(mbgnbd) < 0)


def test_mean_until_dropout_is_smooth_where_the_published_formula_is_not():
    """At a = 1 the formula with 2F1 divides by 0."""
    around = [float(mean_until_dropout(0.5, 30, a, 2.0, repeats=2, age=50, horizon=90)) for a in (0.999, 1.0, 1.001)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-6)


def test_neighbours_are_computed_once_only_where_they_are_equal():
    repeats, age, horizon = np.array([1, 1, 1, 2, 2, 2]), np.array([10, 10, 11, 11, 12, 12]), [90] * 5 + [91]
    together = mean_until_dropout(0.5, 30, 0.9, 2.0, repeats=repeats, age=age, horizon=horizon)
    alone = [
        float(mean_until_dropout(0.5, 30, 0.9, 2.0, repeats=x, age=whole, horizon=h))
        for x, whole, h in zip(repeats, age, horizon, strict=True)
    ]
    assert together.tolist() == pytest.approx(alone, rel=1e-12)
    assert len(set(together.tolist())) == 5


@pytest.mark.parametrize(("a", "b"), [(0.3, 2.0), (1.0, 1.0), (40.0, 90.0), (1e-4, 0.5)])
def test_beta_rule_has_the_moments_of_beta(a, b):
    nodes, weights = beta_rule(a, np.array([b, b + 3]), 12)
    for row, second in enumerate((b, b + 3)):
        for power in range(1, 6):
            moment = math.prod((a + step) / (a + second + step) for step in range(power))
            assert (weights[row] * nodes[row] ** power).sum() == pytest.approx(moment, rel=1e-9)


@pytest.mark.parametrize("k", [0.3, 4.3, 300.3])
@pytest.mark.parametrize(("alpha", "beta", "s"), [(30.0, 80.0, 0.6), (500.0, 2.0, 0.1), (0.5, 900.0, 4.0)])
def test_lost_time_is_its_integral(k, alpha, beta, s):
    last, age = np.array([0.0, 3.0, 200.0]), np.array([700.0, 3.5, 900.0])
    found = np.exp(log_lost(alpha, beta, np.full(3, k), s, last, age) - k * np.log((alpha + age) / (alpha + last)))
    for t, whole, value in zip(last, age, found, strict=True):

        def moment(u: float, t: float = t, whole: float = whole) -> float:
            return s * (beta + whole) ** s / (beta + u) ** (s + 1) * np.exp(-k * np.log((alpha + u) / (alpha + t)))

        scale = (whole - t) / max(1.0, k)
        points = [t + scale * share for share in (0.01, 0.1, 1.0, 3.0) if scale * share < whole - t]
        assert value == pytest.approx(quad(moment, t, whole, points=points, limit=500, epsrel=1e-11)[0], rel=1e-8)


def test_pareto_nbd_is_whole_at_s_of_one():
    around = [float(ParetoNbd(0.5, 30, s, 50).expected_purchases(2, 40, 60, 90)) for s in (1 - 1e-6, 1.0, 1 + 1e-6)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-9)


def test_lifetime_value_by_hand():
    """NBD, half a purchase a month, 100 a purchase, 21 % a year: month by month."""
    model = Nbd(1e9, 1e9 * 2)
    value = lifetime_value(model, 0, 0, 0, 100.0, months=24, yearly_discount=0.21, month=1.0)
    assert value == pytest.approx(sum(50 / 1.21 ** (month / 12) for month in range(1, 25)))
    assert lifetime_value(model, 0, 0, 0, 100.0, months=24, month=1.0) == pytest.approx(1200)
    for wrong in ({"months": 0}, {"yearly_discount": -1.0}):
        with pytest.raises(ValueError, match="lifetime value"):
            lifetime_value(model, 0, 0, 0, 100.0, **wrong)


def test_expected_spend_lies_between_own_mean_and_that_of_all():
    model = GammaGamma(6.25, 3.74, 15.44)
    own = model.expected_spend([1, 5, 50, 0], [100.0, 500.0, 5000.0, 0.0])
    assert model.mean < own[0] < own[1] < own[2] < 100
    assert own[3] == pytest.approx(model.mean)
    assert OneAmount(9.9).expected_spend([0, 3], [0, 29.7]).tolist() == [9.9, 9.9]


@pytest.mark.parametrize(
    ("model", "numbers"),
    [
        (BgNbd, {"r": 1.0, "alpha": 1.0, "a": 1.0, "b": float("nan")}),
        (Nbd, {"r": 1.0, "alpha": 0.0}),
        (GammaGamma, {"p": 1.0, "q": 1.0, "v": 1.0}),
    ],
)
def test_numbers_that_are_no_model_are_refused(model, numbers):
    with pytest.raises(ValueError, match="must"):
        model(**numbers)
