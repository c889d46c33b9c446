"""A choice as numbers: through JSON and back it predicts the same bytes and was evaluated the same."""

from __future__ import annotations

import json

import pytest
from tests.models import invented

from crmkit.models.churn.backtest import choose
from crmkit.models.churn.numbers import choice_from_numbers, choice_to_numbers


@pytest.mark.parametrize("method", ["mbg_nbd", "past_rates", "classifier", None])
def test_there_and_back(method: str | None) -> None:
    now, *past = invented.cases(1400, seed=6)
    choice = choose(now, past, method)
    assert choice is not None
    again = choice_from_numbers(json.loads(json.dumps(choice_to_numbers(choice), allow_nan=False)))
    assert again.score.method == choice.score.method
    assert again.score(now).tobytes() == choice.score(now).tobytes()
    assert (again.backtest, again.reason, again.has_skill) == (choice.backtest, choice.reason, choice.has_skill)


def test_a_choice_that_nothing_tried() -> None:
    now = invented.cases(600, seed=6)[0]
    choice = choose(now, [])
    assert choice is not None
    again = choice_from_numbers(json.loads(json.dumps(choice_to_numbers(choice))))
    assert (again.backtest, again.reason) == (None, "untested")
    assert again.score(now).tobytes() == choice.score(now).tobytes()
