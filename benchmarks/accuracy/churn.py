"""Churn on one log: the latest closed horizon predicted from those before, every method evaluated by the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sklearn.metrics import average_precision_score

from crmkit.customers.outlook.past import Horizon, ahead, closed, history_at, outcome, remember
from crmkit.models.churn.backtest import choose, recency_rule
from crmkit.models.churn.evaluation import Flags, Floats, evaluate
from crmkit.models.churn.features import Case
from crmkit.models.churn.scores import rates, silence, trained
from crmkit.store.store import Store

MONTHS = 3
MOST = 5
ACTIVE_DAYS = 180
"""The reference rows count as active who bought within so many days; the product says two horizons."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How good one method was; the columns of the reference rows. ``lift`` is of the rarer outcome."""

    method: str
    customers: int
    base_rate: float
    auc: float
    roc_auc_se: float
    pr_churn: float
    pr_return: float
    lift: float
    brier: float
    calibration_error: float
    log_loss: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """Every method on one log, on all customers and on the active ones."""

    cutoff: date
    learnt_on: tuple[date, ...]
    everyone: tuple[Figures, ...]
    active: tuple[Figures, ...]

    def of(self, method: str, *, active: bool = False) -> Figures:
        """The figures of one method."""
        return next(each for each in (self.active if active else self.everyone) if each.method == method)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the product makes of a shop: the method it uses, and whether it claims skill, so that it names customers."""

    method: str
    skilled: bool


def backtest(store: Store, *, months: int = MONTHS) -> Backtest:
    """Evaluate every method on the last closed horizon of a shop, as of the last day of its data."""
    (last, *earlier), (test, *before) = _past(store, months)
    predictions = _predicted(test, before)
    return Backtest(
        last.cutoff,
        tuple(horizon.cutoff for horizon in earlier),
        tuple(_figures(method, test, said, np.ones(len(test), dtype=bool)) for method, said in predictions.items()),
        tuple(_figures(method, test, said, test.then.recency <= ACTIVE_DAYS) for method, said in predictions.items()),
    )


def decision(store: Store, *, months: int = MONTHS) -> Decision:
    """What the product would do on the last day of a shop's data."""
    _, past = _past(store, months)
    last = store.span().last_day
    assert last is not None
    choice = choose(Case(history_at(store, ahead(last, months), data_to=last)), past)
    assert choice is not None
    return Decision(choice.score.method, choice.has_skill)


def _past(store: Store, months: int) -> tuple[list[Horizon], list[Case]]:
    span = store.span()
    assert span.first_day is not None and span.last_day is not None
    remember(store)
    horizons = closed(span.last_day, months, span.first_day, most=MOST)
    return horizons, [_case(store, horizon, span.last_day) for horizon in horizons]


def _case(store: Store, horizon: Horizon, data_to: date) -> Case:
    then = history_at(store, horizon, data_to=data_to)
    return Case(then, outcome(store, horizon, then).days == 0)


def _predicted(test: Case, before: Sequence[Case]) -> dict[str, Floats]:
    predictions = {"recency": recency_rule(test)}
    scores = {"mbg_nbd": silence(test), "past_rates": rates(before), "classifier": trained(before)}
    return predictions | {method: score(test) for method, score in scores.items() if score is not None}


def _figures(method: str, test: Case, said: Floats, chosen: Flags) -> Figures:
    """A rule of yes and no is ranked by the recency behind it, as in the reference rows."""
    assert test.left is not None
    left, said = test.left[chosen], said[chosen]
    ranks = said if method != "recency" else test.then.recency[chosen] / (test.then.recency.max() + 1)
    found, ranked = evaluate(left, said), evaluate(left, ranks)
    assert ranked.auc is not None and ranked.roc_auc_se is not None and ranked.lift is not None
    return Figures(
        method,
        found.customers,
        found.base_rate,
        ranked.auc,
        ranked.roc_auc_se,
        float(average_precision_score(left, ranks)),
        float(average_precision_score(~left, 1 - ranks)),
        ranked.lift,
        found.brier,
        found.calibration_error,
        found.log_loss,
    )
