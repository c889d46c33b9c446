"""Which method predicts churn, chosen on the shop's own past and evaluated on a part of it that chose nothing.

Rolling origin: of the closed horizons, the second latest chooses among the methods (fitted to those before it), the
latest evaluates the choice (fitted to all before it), the answer is fitted to all of them. Nothing is ever fitted to
what came after the cutoff it is evaluated at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crmkit.models.churn.bands import BANDS, RiskThresholds
from crmkit.models.churn.evaluation import Evaluation, Flags, Floats, evaluate, log_loss
from crmkit.models.churn.features import Case
from crmkit.models.churn.scores import Score, rates, silence, trained

METHODS = ("mbg_nbd", "past_rates", "classifier")
WORTHWHILE = 0.01
"""The least Brier skill on the active customers for which a list of names is better than the base rate."""
TENTHS = 10
FEWEST_TESTED = 50
"""Active customers below which an evaluation is chance."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Customers of the evaluated cutoff: how many, the mean of what was predicted of them, the share who left."""

    customers: int
    predicted: float
    happened: float


@dataclass(frozen=True, slots=True)
class ChurnBacktest:
    """The chosen score and its rivals on the evaluated cutoff, whose active customers left at the rate ``base``.

    ``evaluated`` is by method, of all customers and of active ones; ``recency`` is the rule of that name. ``bands`` are
    those that had customers; ``tenths`` of the active customers begin with the likeliest to leave.
    """

    base: float
    evaluated: Mapping[str, tuple[Evaluation, Evaluation | None]]
    bands: Mapping[str, Tried]
    tenths: Sequence[Tried]

    def has_skill(self, method: str) -> bool:
        """Whether the method ranked active customers better than chance and predicted better than their base rate."""
        overall, active = self.evaluated[method]
        evaluation = active or overall
        return evaluation.has_skill and evaluation.skill >= WORTHWHILE and evaluation.customers >= FEWEST_TESTED


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The score to use for ``now``, and how it did before, if that could be tried."""

    score: Score
    backtest: ChurnBacktest | None
    reason: str
    """A code: ``best_before`` (won on the validation cutoff), ``only_one`` (nothing else could be fitted),
    ``untested`` (too short a past to try it on), ``too_short`` (too short a past to choose), ``asked_for``."""

    @property
    def has_skill(self) -> bool:
        """Whether the backtest found skill; assumed without a backtest."""
        return self.backtest is None or self.backtest.has_skill(self.score.method)


def choose(now: Case, past: Sequence[Case], method: str | None = None) -> Choice | None:
    """Choose how to score ``now`` from closed ``past`` cases, the latest first; ``None`` when nothing can be fitted.

    ``method`` leaves no choice: that method or none.
    """
    if not past:
        score = silence(now) if method in (None, "mbg_nbd") else None
        return None if score is None else Choice(score, None, "untested")
    if method is not None:
        asked = _fitted(method, past, now)
        return None if asked is None else Choice(asked, _backtest(method, past, (method,)), "asked_for")
    method, reason = _method(past)
    final = _fitted(method, past, now) or _fitted("past_rates", past, now)
    if final is None:
        return None
    backtest = _backtest(final.method, past)
    return Choice(final, backtest, "untested" if backtest is None else reason)


def recency_rule(case: Case) -> Floats:
    """The naive rule: whoever has been away longer than the horizon is gone."""
    return np.asarray(case.then.recency > case.then.horizon, dtype=np.float64)


def base_rate(case: Case) -> float:
    """The share of the active customers of a past case who left; of all customers when none was active."""
    assert case.left is not None  # noqa: S101 - a past case is over
    return float(case.left[_headline(case)].mean())


def _headline(case: Case) -> Flags:
    return case.active if case.active.any() else np.ones(len(case), dtype=bool)


def _method(past: Sequence[Case]) -> tuple[str, str]:
    """The method with the least log loss on the active customers of the second latest case."""
    simplest = "mbg_nbd" if silence(past[0]) else "past_rates"
    if len(past) < 3:
        return simplest, "too_short"
    proof, before = past[1], past[2:]
    losses: dict[str, float] = {}
    chosen = proof.active if _suffices(proof, proof.active) else np.ones(len(proof), dtype=bool)
    assert proof.left is not None  # noqa: S101 - a past case is over
    for method in METHODS:
        score = _fitted(method, before, proof)
        if score is not None:
            losses[method] = log_loss(proof.left[chosen], score(proof)[chosen])
    if len(losses) <= 1:
        return next(iter(losses), simplest), "only_one" if losses else "too_short"
    return min(losses, key=lambda method: losses[method]), "best_before"


def _fitted(method: str, past: Sequence[Case], now: Case) -> Score | None:
    if method == "mbg_nbd":
        return silence(now)
    return trained(past) if method == "classifier" else rates(past)


def _backtest(method: str, past: Sequence[Case], candidates: Sequence[str] = METHODS) -> ChurnBacktest | None:
    """The latest case predicted from those before it, by each of the ``candidates`` that can be fitted."""
    test, before = past[0], past[1:]
    predictions: dict[str, Floats] = {"recency": recency_rule(test)}
    for candidate in candidates:
        score = _fitted(candidate, before, test)
        if score is not None:
            predictions[candidate] = score(test)
    if method not in predictions:
        return None
    evaluated = {
        candidate: _evaluated(test, said, ranked_by_recency=candidate == "recency")
        for candidate, said in predictions.items()
    }
    before_it = base_rate(before[0]) if before else float(predictions[method][_headline(test)].mean())
    said = predictions[method]
    return ChurnBacktest(base_rate(test), evaluated, _bands(test, said, RiskThresholds(before_it)), _tenths(test, said))


def _bands(test: Case, said: Floats, thresholds: RiskThresholds) -> dict[str, Tried]:
    left = test.left
    assert left is not None  # noqa: S101 - a evaluated case is over
    places = thresholds.of(test, said)
    inside = {band: places == place for place, band in enumerate(BANDS) if (places == place).any()}
    return {
        band: Tried(int(own.sum()), float(said[own].mean()), float(left[own].mean())) for band, own in inside.items()
    }


def _tenths(test: Case, said: Floats) -> list[Tried]:
    left = test.left
    assert left is not None  # noqa: S101 - a evaluated case is over
    rows = np.flatnonzero(_headline(test))
    # customers with the same prediction count as one kind, wherever a tenth ends among them
    _, kind, counts = np.unique(said[rows], return_inverse=True, return_counts=True)
    happened = (np.bincount(kind, left[rows]) / counts)[kind]
    order = np.argsort(-said[rows], kind="stable")
    groups = np.array_split(order, min(TENTHS, len(order)))
    return [Tried(len(group), float(said[rows[group]].mean()), float(happened[group].mean())) for group in groups]


def _evaluated(test: Case, said: Floats, *, ranked_by_recency: bool) -> tuple[Evaluation, Evaluation | None]:
    """Of all and of the active. A rule of yes and no ranks by recency itself, as whoever uses it would."""
    left = test.left
    assert left is not None  # noqa: S101 - a evaluated case is over
    parts: list[Evaluation | None] = []
    for chosen in (np.ones(len(test), dtype=bool), test.active):
        if not chosen.all() and not _suffices(test, chosen):
            parts.append(None)
            continue
        evaluation = evaluate(left[chosen], said[chosen])
        if ranked_by_recency:
            recency = test.then.recency[chosen].astype(np.float64)
            ranks = evaluate(left[chosen], recency / (recency.max() + 1))
            evaluation = replace(
                evaluation,
                auc=ranks.auc,
                roc_auc_se=ranks.roc_auc_se,
                average_precision=ranks.average_precision,
                lift=ranks.lift,
            )
        parts.append(evaluation)
    overall, active = parts
    assert overall is not None  # noqa: S101 - all customers are always evaluated
    return overall, active


def _suffices(case: Case, chosen: Flags) -> bool:
    """Whether enough of the ``chosen`` are there, with both outcomes, to evaluate by them."""
    left = case.left
    assert left is not None  # noqa: S101 - a past case is over
    there = left[chosen]
    return len(there) >= FEWEST_TESTED and 0 < int(there.sum()) < len(there)
