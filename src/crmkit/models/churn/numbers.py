"""A chosen and tried churn score as numbers and back, so that a store can keep it without any code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple
from typing import Any

from crmkit.models.churn.backtest import Choice, Trial, Tried
from crmkit.models.churn.classifier import from_numbers, to_numbers
from crmkit.models.churn.judge import Judgement
from crmkit.models.churn.scores import Rate, Rates, Score, Silence, Trained


def choice_to_numbers(choice: Choice) -> dict[str, Any]:
    """The choice as JSON can hold it."""
    return {
        "method": choice.score.method,
        "score": _score_numbers(choice.score),
        "reason": choice.reason,
        "trial": None if choice.trial is None else _trial_numbers(choice.trial),
    }


def choice_from_numbers(numbers: Mapping[str, Any]) -> Choice:
    """The inverse of ``choice_to_numbers``."""
    trial = numbers["trial"]
    return Choice(
        _score(numbers["method"], numbers["score"]), None if trial is None else _trial(trial), numbers["reason"]
    )


def _score_numbers(score: Score) -> object:
    if isinstance(score, Trained):
        return to_numbers(score.classifier)
    return [astuple(cell) for cell in score.cells] if isinstance(score, Rates) else None


def _score(method: str, numbers: Any) -> Score:
    if method == Trained.method:
        return Trained(from_numbers(numbers))
    return Rates([Rate(*cell) for cell in numbers]) if method == Rates.method else Silence()


def _trial_numbers(trial: Trial) -> dict[str, Any]:
    return {
        "base": trial.base,
        "judged": {
            method: [None if judgement is None else asdict(judgement) for judgement in pair]
            for method, pair in trial.judged.items()
        },
        "bands": {band: astuple(tried) for band, tried in trial.bands.items()},
        "tenths": [astuple(tenth) for tenth in trial.tenths],
    }


def _trial(numbers: Mapping[str, Any]) -> Trial:
    judged = {
        method: (Judgement(**overall), None if active is None else Judgement(**active))
        for method, (overall, active) in numbers["judged"].items()
    }
    bands = {band: Tried(*tried) for band, tried in numbers["bands"].items()}
    return Trial(numbers["base"], judged, bands, [Tried(*tenth) for tenth in numbers["tenths"]])
