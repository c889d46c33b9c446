"""The customers of today with what is predicted of each: probability, band, tier, money; everything in one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from crmkit.customers.outlook.memory import remembered
from crmkit.customers.outlook.past import Horizon, ahead, closed, history_at, outcome, remember
from crmkit.errors import NotEnoughError
from crmkit.models.churn.backtest import Choice, base_rate, choose
from crmkit.models.churn.bands import RiskThresholds
from crmkit.models.churn.evaluation import Flags, Floats
from crmkit.models.churn.features import Case
from crmkit.models.churn.numbers import choice_from_numbers, choice_to_numbers
from crmkit.models.spend.tiers import tiers_of
from crmkit.store.learnt import Lesson
from crmkit.store.store import Store

MOST_CASES = 5
"""Closed horizons that are looked at; customers of long ago say little of today's."""
FEWEST_CASES = 2
"""What a method that learns nothing needs: one horizon to be tried on, and the base rate of the one before."""
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Past:
    """A closed horizon: its customers, those of them who were active, and what share of each then left."""

    cutoff: date
    last_day: date
    customers: int
    active: int
    base_rate: float
    lapsed_rate: float


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What the past of the shop taught: how to predict, how good that was, and the horizons it was learnt from."""

    choice: Choice
    past: tuple[Past, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ChurnForecast:
    """What is predicted of the customers of ``now`` (ascending keys) for ``horizon``.

    ``said`` are probabilities of no purchase, ``bands`` places in ``BANDS``, ``tiers`` 1 for tier A and so on,
    ``spend`` and ``loss`` fen: what a customer would spend if kept, and that times the probability. Rows, sums and
    lists are about the ``counted`` customers; everybody had a say in how they are predicted.
    """

    horizon: Horizon
    now: Case
    past: tuple[Past, ...]
    choice: Choice
    thresholds: RiskThresholds
    said: Floats
    bands: Ints
    tiers: Ints
    spend: Ints
    loss: Ints
    counted: Flags

    @property
    def skilled(self) -> bool:
        """Whether single customers are predicted; if not, ``said`` is the base rate of their status."""
        return self.choice.has_skill

    def order(self, chosen: npt.NDArray[np.bool_]) -> Ints:
        """The ``chosen`` that count: those who can be kept before the lapsed, the greatest loss first."""
        rows = np.flatnonzero(chosen & self.counted)
        return rows[np.lexsort((rows, -self.loss[rows], ~self.now.active[rows]))]


def status(active: bool) -> str:
    """What can be said of a customer without a forecast."""
    return "recent" if active else "inactive"


def churn_forecast(
    store: Store, as_of: date, months: int, data_from: date, data_to: date, method: str | None = None
) -> ChurnForecast:
    """Predict which identified customers will not buy in the ``months`` after ``as_of``, by ``method`` or the best.

    Raises:
        NotEnoughError: too few customers or too short a past for any method.
    """
    remember(store)
    horizon = ahead(as_of, months)
    now = Case(history_at(store, horizon, data_to=data_to))
    most = MOST_CASES if method != "mbg_nbd" else FEWEST_CASES

    def learn() -> Learnt | None:
        return _learn(store, now, closed(min(as_of, data_to), months, data_from, most=most), data_to, method)

    lesson = Lesson(f"churn by {method or 'auto'}", as_of, months)
    learnt = remembered(store, lesson, learn, read=_from_numbers, write=_to_numbers)
    if learnt is None:
        days = {"data_from": data_from.isoformat(), "data_to": data_to.isoformat()}
        if method in ("mbg_nbd", "classifier"):
            raise NotEnoughError("churn_method_needs", method=method.replace("_", "-"), customers=len(now), **days)
        raise NotEnoughError("churn_needs", customers=len(now), needed=2 * months, **days)
    choice, past = learnt.choice, learnt.past
    said = choice.score(now) if choice.has_skill else np.where(now.active, past[0].base_rate, past[0].lapsed_rate)
    base = past[0].base_rate if past else float(said[now.active].mean() if now.active.any() else said.mean())
    thresholds = RiskThresholds(base)
    spend = _spend_if_kept(now)
    return ChurnForecast(
        horizon,
        now,
        past,
        choice,
        thresholds,
        said,
        thresholds.of(now, said),
        tiers_of(np.maximum(np.asarray(now.then.columns["net_fen"], dtype=np.int64), 0)),
        spend,
        np.rint(spend * said).astype(np.int64),
        np.ones(len(now), dtype=bool),
    )


def _learn(store: Store, now: Case, horizons: Sequence[Horizon], data_to: date, method: str | None) -> Learnt | None:
    """Go through closed ``horizons``, the latest first, and choose by them; ``None`` when nothing can be fitted."""
    past: list[Past] = []
    cases: list[Case] = []
    for over in horizons if len(now) else ():
        then = history_at(store, over, data_to=data_to)
        if len(then) == 0:
            break
        left = outcome(store, over, then).days == 0
        case = Case(then, left)
        lapsed = left[~case.active] if (~case.active).any() else left
        rates = (base_rate(case), float(lapsed.mean()))
        past.append(Past(over.cutoff, over.last_day, len(case), int(case.active.sum()), *rates))
        cases.append(case.sample() if cases else case)
    choice = choose(now, cases, method) if len(now) else None
    return None if choice is None else Learnt(choice, tuple(past))


def _to_numbers(learnt: Learnt) -> dict[str, Any]:
    past = [(then.cutoff.isoformat(), then.last_day.isoformat(), *astuple(then)[2:]) for then in learnt.past]
    return {"choice": choice_to_numbers(learnt.choice), "past": past}


def _from_numbers(numbers: Mapping[str, Any]) -> Learnt:
    past = [
        Past(date.fromisoformat(cutoff), date.fromisoformat(last_day), *rest)
        for cutoff, last_day, *rest in numbers["past"]
    ]
    return Learnt(choice_from_numbers(numbers["choice"]), tuple(past))


def _spend_if_kept(case: Case) -> Ints:
    """Fen that a customer spends who does buy: expected purchase days given at least one, times their money."""
    then = case.then
    days = np.ones(len(then))
    if then.counts.model is not None:
        days = np.maximum(then.expected_days() / np.maximum(1 - then.silence(), 1e-9), 1.0)
    return np.rint(days * np.maximum(then.expected_fen(), 0)).astype(np.int64)
