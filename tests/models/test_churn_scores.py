"""The methods to predict churn: when they can be had, what they say, what they say it comes from."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from tests.models import invented

from crmkit.models.churn.features import GROUPS, Case, chance, log_odds
from crmkit.models.churn.scores import COUNT_EDGES, RECENCY_EDGES, Rate, Rates, rates, silence, trained, wilson


@cache
def cases() -> list[Case]:
    return invented.cases(900, seed=5)


def few(case: Case, customers: int) -> Case:
    rows = np.arange(customers)
    assert case.left is not None
    return Case(replace(case.then.only(rows)), case.left[rows])


def test_silence_takes_two_hundred_customers_of_whom_fifty_came_back() -> None:
    case = cases()[0]
    assert silence(case) is not None
    assert silence(few(case, 200)) is not None
    assert silence(few(case, 199)) is None
    once = np.flatnonzero(case.then.repeats == 0)
    back = np.flatnonzero(case.then.repeats > 0)
    assert silence(Case(case.then.only(np.concatenate([once, back[:49]])))) is None
    assert silence(Case(case.then.only(np.sort(np.concatenate([once, back[:60]]))))) is not None


def test_silence_says_the_closed_form() -> None:
    case = cases()[0]
    score = silence(case)
    assert score is not None
    model = case.then.counts.model
    assert model is not None
    then = case.then
    assert score(case) == pytest.approx(model.p_no_purchase(then.repeats, then.last, then.age, then.horizon))


def test_what_is_typical_of_a_customer_explains_nothing() -> None:
    case = cases()[0]
    score, then = silence(case), case.then
    assert score is not None
    often, away, long = (int(np.median(each[case.active])) for each in (then.repeats, then.recency, then.age))
    contributions = score.contributions(case, np.arange(len(case)))
    assert (contributions[then.recency == away, GROUPS.index("recency")] == 0).all()
    like = (then.repeats == often) & (then.age == long)
    assert like.any()
    assert (contributions[like, GROUPS.index("frequency")] == 0).all()


def test_longer_silence_pushes_towards_leaving_and_shorter_towards_staying() -> None:
    case = cases()[0]
    score, recency = silence(case), case.then.recency
    assert score is not None
    contributions = score.contributions(case, np.arange(len(case)))[:, GROUPS.index("recency")]
    typical = np.median(recency[case.active])
    # a repeat customer's recency moves t_x alone, so that the sign is sure
    assert (contributions[recency > typical] > 0).all()
    assert (contributions[recency < typical] < 0).all()
    rhythm = score.contributions(case, np.arange(len(case)))[:, GROUPS.index("rhythm")]
    assert (rhythm[case.then.repeats == 0] == 0).all()
    overdue = (case.then.repeats > 0) & (recency > case.then.usual_gap() + 1)
    assert (rhythm[overdue] >= 0).all()


@pytest.mark.parametrize("name", ["mbg_nbd", "classifier", "past_rates"])
def test_contributions_do_not_depend_on_who_else_is_asked_about(name: str) -> None:
    now, *past = cases()
    score = {"mbg_nbd": silence(now), "classifier": trained(past), "past_rates": rates(past)}[name]
    assert score is not None
    together = score.contributions(now, np.arange(len(now)))
    alone = np.concatenate([score.contributions(now, np.array([row])) for row in (0, 7, 100)])
    assert alone == pytest.approx(together[[0, 7, 100]], abs=1e-12)


def test_what_is_learnt_gets_back_the_whole_when_all_groups_are_typical() -> None:
    """One group at a time: a contribution is the change when that group alone is made typical."""
    now, *past = cases()
    score = trained(past)
    assert score is not None
    rows, typical = np.array([3, 30, 300]), np.median(now.matrix[now.active], axis=0)
    contributions = score.contributions(now, rows)
    for place, group in enumerate(GROUPS):
        changed = now.matrix[rows].copy()
        for column, name in enumerate(now.groups):
            if name == group:
                changed[:, column] = typical[column]
        after = score.classifier.of(changed, now.active[rows])
        assert chance(log_odds(score(now)[rows]) - contributions[:, place]) == pytest.approx(after, abs=1e-9)


def test_rates_are_counted_and_drawn_towards_their_band_of_recency() -> None:
    past = cases()[1:]
    score = rates(past)
    assert score is not None
    assert [(cell.recency_band, cell.count_band) for cell in score.cells] == [
        (band, count) for band in range(len(RECENCY_EDGES) + 1) for count in range(len(COUNT_EDGES) + 1)
    ]
    assert sum(cell.customers for cell in score.cells) == sum(len(case) for case in past)
    band, count = 1, 0
    customers = left = 0
    for case in past:
        assert case.left is not None
        third, whole = case.then.horizon / 3, case.then.horizon
        here = (case.then.recency > third) & (case.then.recency <= whole) & (case.then.repeats == 0)
        customers, left = customers + int(here.sum()), left + int(case.left[here].sum())
    cell = score.cells[band * 3 + count]
    assert cell.customers == customers
    assert abs(cell.rate - left / customers) < 10 / (customers + 10)
    assert (score(past[0])[(past[0].then.recency > 4 * past[0].then.horizon)] > 0.5).all()


def test_rates_of_fewer_than_twenty_customers_are_no_rates() -> None:
    case = cases()[0]
    assert rates([]) is None
    assert rates([few(case, 19)]) is None
    assert rates([few(case, 10), few(case, 10)]) is not None


def test_rates_explain_themselves_by_their_neighbouring_cells() -> None:
    cells = [Rate(band, count, 50, 0.9 - 0.1 * count if band else 0.5 - 0.1 * count, 0, 1)
             for band in range(5) for count in range(3)]  # fmt: skip
    case, score = cases()[0], Rates(cells)
    rows = np.flatnonzero((case.then.recency > case.then.horizon) & (case.then.repeats == 0))
    contributions = score.contributions(case, rows)
    others = [place for place, group in enumerate(GROUPS) if group not in ("recency", "frequency")]
    assert (contributions[:, others] == 0).all()
    assert (contributions[:, GROUPS.index("recency")] >= 0).all()
    assert (contributions[:, GROUPS.index("frequency")] >= 0).all()


@given(st.integers(0, 400), st.integers(1, 400))
def test_wilson_agrees_with_scipy(hits: int, among: int) -> None:
    hits = min(hits, among)
    interval = binomtest(hits, among).proportion_ci(method="wilson")
    assert wilson(hits, among) == pytest.approx((interval.low, interval.high), abs=2e-5)


def test_without_customers_a_rate_may_be_anything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
