"""Coming purchase days and their money, against other computations of the same probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betainc, betaln, digamma
from scipy.stats import nbinom
from tests.models.buyers import published_table

from crmkit.models.customer_history import CustomerHistory
from crmkit.models.purchases.bgnbd import BgNbd
from crmkit.models.purchases.fits import Fit
from crmkit.models.purchases.histories import Histories, group_histories
from crmkit.models.purchases.mbgnbd import MbgNbd, fit_mbgnbd
from crmkit.models.purchases.nbd import Nbd
from crmkit.models.spend.gamma_gamma import GammaGamma, OneAmount
from crmkit.models.value.future_money import at_least, known_amounts, ranges, varying_amounts
from crmkit.models.value.prospects import prospects

HORIZON = 365.0
COUNTS = np.arange(1, 366)
MODELS = [MbgNbd(0.52, 43.0, 0.89, 1.6), MbgNbd(0.3, 30.0, 0.1, 10.0), Nbd(0.5, 60.0), BgNbd(0.24, 30.0, 0.79, 2.4)]
SPENDING = [GammaGamma(6.25, 3.74, 1544.0), GammaGamma(1.2, 1.5, 2000.0)]


def histories() -> Histories:
    return group_histories([0, 0, 1, 3, 10, 60], [0, 0, 30, 200, 300, 590], [10, 300, 200, 250, 600, 600])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind)
def test_chances_of_counts_agree_with_the_closed_forms(model):
    own = histories()
    reached = at_least(model, own, HORIZON, COUNTS)
    asked = (own.repeats, own.last, own.age, HORIZON)
    assert 1 - reached[0] == pytest.approx(model.p_no_purchase(*asked), abs=1e-12)
    assert reached.sum(axis=0) == pytest.approx(model.expected_purchases(*asked), rel=1e-4)
    assert np.all(np.diff(reached, axis=0) <= 1e-15)


@pytest.mark.parametrize("model", [MODELS[0], MODELS[1]])
def test_chances_of_counts_from_library_distributions(model):
    """n purchases fit in, and the first n - 1 of them did not end it: E[(1 - p)^(n - 1)] is a ratio of betas."""
    own = histories()
    reached = at_least(model, own, HORIZON, COUNTS)
    for place, (x, last, age) in enumerate(zip(own.repeats, own.last, own.age, strict=True)):
        fits = nbinom.sf(COUNTS - 1, model.r + x, (model.alpha + age) / (model.alpha + age + HORIZON))
        b = model.b + x + 1
        stays = np.exp(betaln(model.a, b + COUNTS - 1) - betaln(model.a, b))
        expected = model.p_alive(x, last, age) * fits * stays
        assert reached[:, place] == pytest.approx(expected, abs=1e-5)


def exact(model, spending: GammaGamma, own: Histories, money: np.ndarray) -> np.ndarray:
    """P(money of the horizon <= ``money``) per history, in units of v + money so far; the sum over n of its law."""
    reached = at_least(model, own, HORIZON, COUNTS)
    exactly = reached - np.append(reached[1:], np.zeros((1, reached.shape[1])), axis=0)
    shape = spending.q + spending.p * own.repeats
    share = money / (money + 1)
    inside = [betainc(spending.p * COUNTS, shape[i], share[i]) for i in range(len(money))]
    return 1 - reached[0] + np.array([(exactly[:, i] * inside[i]).sum() for i in range(len(money))])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind)
@pytest.mark.parametrize("spending", SPENDING)
def test_ranges_hold_what_they_promise(model, spending):
    own = histories()
    found = ranges(model, own, HORIZON, varying_amounts(spending, 365, 60))
    scale = np.exp(-digamma(spending.q + spending.p * own.repeats))
    none = 1 - at_least(model, own, HORIZON, [1])[0]
    low, high = (exact(model, spending, own, end * scale) for end in (found.low, found.high))
    for share, end, reached in ((0.1, found.low, low), (0.9, found.high, high)):
        # no money at all where that alone is likelier than the share
        assert np.array_equal(end == 0, none >= share)
        assert reached[end > 0] == pytest.approx(share, abs=0.025)


def test_ranges_of_lives_played_out():
    """One customer with x = 3: 200,000 futures drawn from the posterior, purchase by purchase."""
    random = np.random.default_rng(7)
    model, spending, many = MODELS[0], SPENDING[0], 200_000
    own = group_histories([3], [200], [250])
    alive = random.random(many) < model.p_alive(3, 200, 250)
    rate = random.gamma(model.r + 3, 1 / (model.alpha + 250), many)
    fitting = random.poisson(rate * HORIZON)
    ends_after = random.geometric(random.beta(model.a, model.b + 4, many))
    days = np.where(alive, np.minimum(fitting, ends_after), 0)
    nu = random.gamma(spending.q + spending.p * 3, 1 / (spending.v + 9000), many)
    money = np.where(days > 0, random.gamma(np.maximum(spending.p * days, 1e-9)) / nu, 0)
    found = ranges(model, own, HORIZON, varying_amounts(spending, 365, 3))
    scale = (spending.v + 9000) * np.exp(-digamma(spending.q + spending.p * 3))
    assert found.low[0] == 0  # 31 % do not come back
    assert (money <= found.high[0] * scale).mean() == pytest.approx(0.9, abs=0.012)
    assert found.mean[0] * scale == pytest.approx(money.mean(), rel=0.03)
    assert (found.square[0] - found.mean[0] ** 2) * scale**2 == pytest.approx(money.var(), rel=0.1)


def test_equal_amounts_make_a_range_of_counts():
    model, own = MODELS[2], group_histories([10], [300], [600])
    found = ranges(model, own, HORIZON, known_amounts(0.0, 365, 10))
    law = nbinom(model.r + 10, (model.alpha + 600) / (model.alpha + 600 + HORIZON))
    assert (round(found.low[0]), round(found.high[0])) == (law.ppf(0.1), law.ppf(0.9))


def test_expected_purchases_of_cdnow_weeks_40_to_78():
    """The MBG/NBD row of the holdout table: 1,576.7 purchases of 2,357 customers."""
    table, _ = published_table()
    fit = fit_mbgnbd(table.histories)
    days = fit.model.expected_purchases(*table.columns, 3900)
    assert days.sum() == pytest.approx(1576.7, abs=0.05)


def taken(x, recency, age, net, first, horizon=365) -> CustomerHistory:
    columns = {
        "days": np.array(x) + 1,
        "recency": np.array(recency),
        "age": np.array(age),
        "net_fen": np.array(net),
        "first_fen": np.array(first),
    }
    return CustomerHistory(np.arange(len(x), dtype=np.uint64), columns, horizon)


def test_too_few_for_a_model_get_the_pace_of_all():
    # three repeats in 100 + 200 customer-days, four days of 40 each
    then = taken([1, 2], [10, 20], [100, 200], [8000, 8000], [4000, 4000])
    outlook = prospects(then, months=12, yearly_discount=0.21)
    assert then.counts.status == "too_few"
    assert outlook.counts_by == "rate"
    assert (outlook.low, outlook.high, outlook.chance) == (None, None, None)
    assert outlook.days == pytest.approx([3.65, 3.65])
    overall = 16000 / 5
    assert outlook.money == pytest.approx([3.65 * (8000 + 2 * overall) / 4, 3.65 * (8000 + 2 * overall) / 5])
    kept = sum(1.1 ** (-month / 6) for month in range(1, 13)) / 12
    assert outlook.discounted == pytest.approx(outlook.money * kept)


def test_what_chance_gives_a_sum_of_equal_amounts_is_that_of_their_number():
    """40 yuan a day: the variance is 40 x 40 times that of the number of days, which is negative binomial."""
    model, age = Nbd(0.5, 60.0), np.array([300, 600])
    then = taken([1, 3], [20, 30], age, [8000, 16000], [4000, 4000])
    then.__dict__.update(counts=Fit("nbd_limit", model, 2, 2), spend=Fit("equal_amounts", OneAmount(4000.0), 2, 2))
    outlook = prospects(then, months=12)
    law = nbinom(model.r + then.repeats, (model.alpha + age) / (model.alpha + age + 365))
    assert outlook.money == pytest.approx(4000 * law.mean())
    assert outlook.variance == pytest.approx(4000**2 * law.var(), rel=0.02)  # neighbours beyond 8 share a step
    assert outlook.chance == pytest.approx(4000 * np.sqrt(law.var().sum()), rel=0.01)


def test_no_repeat_customer_is_no_rate():
    assert prospects(taken([0, 0], [10, 20], [10, 20], [1, 1], [1, 1]), months=12) is None
    assert prospects(taken([0], [0], [0], [1], [1]), months=12) is None


@pytest.mark.parametrize(("months", "discount"), [(0, 0.1), (12, -1.0)])
def test_horizons_and_discounts_have_bounds(months, discount):
    with pytest.raises(ValueError, match="prospects"):
        prospects(taken([1], [1], [9], [2], [1]), months=months, yearly_discount=discount)
