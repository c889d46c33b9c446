"""A choice as numbers: through JSON and back it foretells the same bytes and was judged the same."""

from __future__ import annotations

import json

import pytest
from tests.models import invented

from crmkit.models.churn.backtest import choose
from crmkit.models.churn.numbers import choice_from_numbers, choice_to_numbers


@pytest.mark.parametrize("method", ["silence", "rates", "trained", None])
def test_there_and_back(method: str | None) -> None:
    now, *past = invented.cases(1400, seed=6)
    choice = choose(now, past, method)
    assert choice is not None
    again = choice_from_numbers(json.loads(json.dumps(choice_to_numbers(choice), allow_nan=False)))
    assert again.score.method == choice.score.method
    assert again.score(now).tobytes() == choice.score(now).tobytes()
    assert (again.trial, again.reason, again.has_skill) == (choice.trial, choice.reason, choice.has_skill)


def test_a_choice_that_nothing_tried() -> None:
    now = invented.cases(600, seed=6)[0]
    choice = choose(now, [])
    assert choice is not None
    again = choice_from_numbers(json.loads(json.dumps(choice_to_numbers(choice))))
    assert (again.trial, again.reason) == (None, "untested")
    assert again.score(now).tobytes() == choice.score(now).tobytes()
