"""A chosen and tried churn score as numbers and back, so that a store can keep it without any code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple
from typing import Any

from crmkit.models.churn.backtest import Choice, ChurnBacktest, Tried
from crmkit.models.churn.classifier import from_numbers, to_numbers
from crmkit.models.churn.evaluation import Evaluation
from crmkit.models.churn.scores import Rate, Rates, Score, Silence, Trained


def choice_to_numbers(choice: Choice) -> dict[str, Any]:
    """The choice as JSON can hold it."""
    return {
        "method": choice.score.method,
        "score": _score_numbers(choice.score),
        "reason": choice.reason,
        "backtest": None if choice.backtest is None else _backtest_numbers(choice.backtest),
    }


def choice_from_numbers(numbers: Mapping[str, Any]) -> Choice:
    """The inverse of ``choice_to_numbers``."""
    backtest = numbers["backtest"]
    return Choice(
        _score(numbers["method"], numbers["score"]),
        None if backtest is None else _backtest(backtest),
        numbers["reason"],
    )


def _score_numbers(score: Score) -> object:
    if isinstance(score, Trained):
        return to_numbers(score.classifier)
    return [astuple(cell) for cell in score.cells] if isinstance(score, Rates) else None


def _score(method: str, numbers: Any) -> Score:
    if method == Trained.method:
        return Trained(from_numbers(numbers))
    return Rates([Rate(*cell) for cell in numbers]) if method == Rates.method else Silence()


def _backtest_numbers(backtest: ChurnBacktest) -> dict[str, Any]:
    return {
        "base": backtest.base,
        "evaluated": {
            method: [None if evaluation is None else asdict(evaluation) for evaluation in pair]
            for method, pair in backtest.evaluated.items()
        },
        "bands": {band: astuple(tried) for band, tried in backtest.bands.items()},
        "tenths": [astuple(tenth) for tenth in backtest.tenths],
    }


def _backtest(numbers: Mapping[str, Any]) -> ChurnBacktest:
    evaluated = {
        method: (Evaluation(**overall), None if active is None else Evaluation(**active))
        for method, (overall, active) in numbers["evaluated"].items()
    }
    bands = {band: Tried(*tried) for band, tried in numbers["bands"].items()}
    return ChurnBacktest(numbers["base"], evaluated, bands, [Tried(*tenth) for tenth in numbers["tenths"]])
