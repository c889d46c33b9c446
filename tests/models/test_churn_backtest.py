"""Choosing and evaluating on the past: in time's order, on enough customers, with a refusal where nothing is known."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from tests.models import invented

from crmkit.models.churn import backtest as churn_backtest
from crmkit.models.churn.backtest import Choice, base_rate, choose, recency_rule
from crmkit.models.churn.features import Case


@cache
def cases() -> tuple[Case, ...]:
    """A shop today and three closed horizons of it, the latest first; those who left are known."""
    logs = invented.shop(1400, 3)
    return tuple(invented.case(logs, invented.LAST_CUTOFF - 90 * back) for back in range(4))


def few(case: Case, customers: int) -> Case:
    assert case.left is not None
    rows = np.arange(customers)
    return Case(case.then.only(rows), case.left[rows])


def chosen(past: list[Case], now: Case | None = None, method: str | None = None) -> Choice:
    choice = choose(now or cases()[0], past, method)
    assert choice is not None
    return choice


@cache
def usual() -> Choice:
    """What is chosen for the shop of today by its whole past."""
    return chosen(list(cases()[1:]))


def test_the_latest_horizon_tests_and_decides_nothing() -> None:
    past, choice = list(cases()[1:]), usual()
    assert choice.backtest is not None
    assert past[0].left is not None
    other = chosen([Case(past[0].then, ~past[0].left), *past[1:]])
    assert other.backtest is not None
    assert (
        (other.score.method, other.reason)
        == (choice.score.method, choice.reason)
        == (choice.score.method, "best_before")
    )
    # the same was predicted, whatever came of it
    assert [tenth.predicted for tenth in other.backtest.tenths] == [tenth.predicted for tenth in choice.backtest.tenths]
    assert {band: (tried.customers, tried.predicted) for band, tried in other.backtest.bands.items()} == {
        band: (tried.customers, tried.predicted) for band, tried in choice.backtest.bands.items()
    }
    assert other.backtest.base == pytest.approx(1 - choice.backtest.base)
    assert choice.has_skill
    assert not other.has_skill


def test_what_is_tested_was_learnt_from_earlier_horizons_only() -> None:
    now, *past = cases()
    seen: list[list[Case]] = []
    fitted = churn_backtest._fitted

    def noted(method: str, before: list[Case], case: Case) -> object:
        seen.append([case, *before])
        return fitted(method, before, case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(churn_backtest, "_fitted", noted)
        choose(now, past)
    place = {id(case): number for number, case in enumerate(cases())}
    for case, *before in seen:
        assert [place[id(each)] for each in before] == list(range(place[id(case)] + 1, len(cases())))


def test_no_past_is_untested() -> None:
    choice = chosen([])
    assert (choice.score.method, choice.backtest, choice.reason) == ("mbg_nbd", None, "untested")
    assert choose(few(cases()[0], 150), []) is None
    assert choose(cases()[0], [], "past_rates") is None


def test_one_horizon_is_enough_to_try_what_learns_nothing() -> None:
    choice = chosen(list(cases()[1:2]))
    assert (choice.score.method, choice.reason) == ("mbg_nbd", "too_short")
    assert choice.backtest is not None
    assert set(choice.backtest.evaluated) == {"recency", "mbg_nbd"}


def test_rates_of_one_horizon_are_untested() -> None:
    now, before = (few(case, 150) for case in cases()[:2])
    choice = chosen([before], now)
    assert (choice.score.method, choice.backtest, choice.reason) == ("past_rates", None, "untested")


def test_a_past_with_hardly_any_customers() -> None:
    """Three horizons, the first two with a handful of customers: nothing to choose by, nothing breaks."""
    now, *past = (few(case, weights) for case, weights in zip(cases(), (150, 60, 8, 5), strict=True))
    choice = chosen(past, now)
    assert choice.score.method == "past_rates"
    assert choice.reason == "untested"


def test_a_method_that_is_asked_for_is_the_only_one_tested() -> None:
    choice = chosen(list(cases()[1:]), method="past_rates")
    assert (choice.score.method, choice.reason) == ("past_rates", "asked_for")
    assert choice.backtest is not None
    assert set(choice.backtest.evaluated) == {"recency", "past_rates"}
    assert choose(few(cases()[0], 150), [few(case, 150) for case in cases()[1:]], "mbg_nbd") is None


def test_labels_of_chance_have_no_skill() -> None:
    rng = np.random.default_rng(1)
    past = [Case(case.then, rng.random(len(case)) < 0.8) for case in cases()[1:]]
    for method in (None, "mbg_nbd", "past_rates", "classifier"):
        assert not chosen(past, method=method).has_skill


def test_a_sliver_of_skill_is_none() -> None:
    """Better than a coin beyond chance, yet hardly better than the base rate: that does not justify a list."""
    choice = usual()
    backtest, method = choice.backtest, choice.score.method
    assert backtest is not None
    _, active = backtest.evaluated[method]
    assert active is not None
    assert active.skill > 0.01
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(churn_backtest, "WORTHWHILE", active.skill + 1e-9)
        assert not choice.has_skill
        patch.setattr(churn_backtest, "WORTHWHILE", active.skill)
        assert choice.has_skill


def test_the_base_rate_is_of_the_active_customers() -> None:
    case = cases()[1]
    assert case.left is not None
    assert base_rate(case) == case.left[case.active].mean() != case.left.mean()
    gone = np.flatnonzero(~case.active)
    assert base_rate(Case(case.then.only(gone), case.left[gone])) == case.left[gone].mean()


def test_the_naive_rule() -> None:
    case = cases()[1]
    assert recency_rule(case).tolist() == [float(days > 90) for days in case.then.recency.tolist()]


def test_customers_alike_share_what_happened_wherever_a_tenth_ends() -> None:
    choice = chosen(list(cases()[1:]), method="past_rates")
    assert choice.backtest is not None
    case = cases()[1]
    assert case.left is not None
    assert sum(tenth.customers for tenth in choice.backtest.tenths) == case.active.sum()
    left = sum(tenth.customers * tenth.happened for tenth in choice.backtest.tenths)
    assert left == pytest.approx(case.left[case.active].sum())
    back = case.then.only(np.arange(len(case))[::-1])
    again = chosen([Case(back, case.left[::-1]), *cases()[2:]], method="past_rates")
    assert again.backtest is not None
    assert [tenth.happened for tenth in again.backtest.tenths] == pytest.approx(
        [tenth.happened for tenth in choice.backtest.tenths]
    )
