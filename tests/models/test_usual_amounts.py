"""Whose spending has a say in what is expected of others, and what is expected of the one who has none."""

from __future__ import annotations

import numpy as np
import pytest

from crmkit.models.customer_history import CustomerHistory
from crmkit.models.spend.spending import group_spending, usual_amounts, within
from crmkit.models.value.prospects import prospects


def buyers(amounts: list[float], repeats: list[int], days_since: int = 40) -> CustomerHistory:
    """Customers with so many repeats of one amount each (yuan), the first purchase of the same amount."""
    x = np.array(repeats)
    fen = np.rint(np.array(amounts) * 100).astype(np.int64)
    columns = {
        "days": x + 1,
        "age": days_since + 20 * x,
        "recency": np.full(len(x), days_since),
        "net_fen": fen * (x + 1),
        "first_fen": fen,
    }
    return CustomerHistory(np.arange(len(x), dtype=np.uint64), columns, 90)


def crowd(customers: int = 300) -> tuple[list[float], list[int]]:
    drawn = np.random.default_rng(5)
    return drawn.lognormal(4.5, 0.5, customers).tolist(), drawn.integers(0, 6, customers).tolist()


def test_one_enormous_order_leaves_the_others_as_they_are() -> None:
    amounts, repeats = crowd()
    plain, whale = buyers(amounts, repeats), buyers([*amounts, 5_000_000.0], [*repeats, 1])
    assert whale.spend.model == plain.spend.model
    assert whale.expected_fen()[:-1].tolist() == plain.expected_fen().tolist()


def test_without_a_model_of_spend_the_mean_does_not_hear_of_it_either() -> None:
    plain, whale = buyers([100.0] * 8, [0] * 8), buyers([*[100.0] * 8, 5_000_000.0], [0] * 9)
    assert plain.spend.model is None is whale.spend.model
    assert whale.expected_fen()[:-1].tolist() == plain.expected_fen().tolist()


def test_customers_left_out_are_predicted_by_their_own_amounts_the_more_there_are() -> None:
    amounts, repeats = crowd()
    once, often = (buyers([*amounts, 500_000.0], [*repeats, x]).expected_fen()[-1] / 100 for x in (1, 40))
    mean = buyers(amounts, repeats).spend.model.mean / 100
    assert once == pytest.approx((500_000 * mean**2) ** (1 / 3))
    assert often == pytest.approx((500_000**40 * mean**2) ** (1 / 42)) if mean < 1 else 300_000 < often < 500_000


def test_the_range_goes_with_what_is_expected() -> None:
    amounts, repeats = crowd()
    then = buyers([*amounts, 500_000.0], [*repeats, 5], days_since=5)
    outlook = prospects(then, months=3)
    assert outlook is not None and outlook.low is not None and outlook.high is not None
    assert outlook.low[-1] <= outlook.money[-1] <= outlook.high[-1]
    assert outlook.money[-1] == pytest.approx(outlook.days[-1] * then.expected_fen()[-1])


def test_far_less_than_usual_is_as_odd() -> None:
    amounts, repeats = crowd()
    plain, tiny = buyers(amounts, repeats), buyers([*amounts, 0.01], [*repeats, 4])
    assert tiny.spend.model == plain.spend.model
    assert tiny.expected_fen()[-1] < plain.expected_fen().min()


def test_equal_amounts_leave_a_factor_of_ten() -> None:
    low, high = usual_amounts(np.array([50.0] * 20 + [700.0]))
    assert (low, high) == pytest.approx((5, 500))
    assert usual_amounts(np.array([])) == (0.0, float("inf"))


def test_a_long_tail_is_kept() -> None:
    amounts = np.random.default_rng(9).lognormal(6, 1.5, 20_000)
    spending = group_spending(np.ones(20_000, dtype=int), amounts)
    assert within(spending, *usual_amounts(amounts)) is spending


def test_left_out_customers_are_counted() -> None:
    spending = group_spending([1, 1, 2, 0], [10.0, 9_000.0, 20.0, 0.0])
    few = within(spending, 1.0, 100.0)
    assert (few.customers, few.left_out, spending.left_out) == (2, 2, 1)
