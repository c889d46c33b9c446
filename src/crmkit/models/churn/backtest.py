"""Which way to foretell churn is used, decided on the shop's own past and judged on a part of it that decided nothing.

Rolling origin: of the closed horizons, the second latest chooses among the ways (fitted to those before it), the
latest judges the choice (fitted to all before it), and the answer is fitted to all of them. Nothing is ever fitted to
what came after the cutoff it is judged at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crmkit.models.churn.bands import BANDS, CutPoints
from crmkit.models.churn.features import Case
from crmkit.models.churn.judge import Flags, Floats, Judgement, judge, log_loss
from crmkit.models.churn.scores import Score, rates, silence, trained

WAYS = ("silence", "rates", "trained")
WORTHWHILE = 0.01
"""The least Brier skill on the active customers for which a list of names is better than the base rate."""
TENTHS = 10
FEWEST_JUDGED = 50
"""Active customers below which a judgement is chance."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Customers of the judged cutoff: how many, the mean of what was foretold of them, the share who left."""

    customers: int
    foretold: float
    happened: float


@dataclass(frozen=True, slots=True)
class Trial:
    """The chosen score and its rivals on the judged cutoff, whose active customers left at the rate ``base``.

    ``judged`` is by method, of all customers and of the active ones; ``recency`` is the naive rule. ``bands`` are those
    that had customers; ``tenths`` of the active customers begin with the likeliest to leave.
    """

    base: float
    judged: Mapping[str, tuple[Judgement, Judgement | None]]
    bands: Mapping[str, Tried]
    tenths: Sequence[Tried]

    def has_skill(self, method: str) -> bool:
        """Whether the method told the active customers apart better than chance and better than their base rate."""
        overall, active = self.judged[method]
        judgement = active or overall
        return judgement.has_skill and judgement.skill >= WORTHWHILE and judgement.customers >= FEWEST_JUDGED


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The score to use for ``now``, and how it did before, if that could be tried."""

    score: Score
    trial: Trial | None
    reason: str
    """A code: ``best_before`` (won on the validation cutoff), ``only_one`` (nothing else could be fitted),
    ``untested`` (too short a past to try it on), ``too_short`` (too short a past to choose), ``asked_for``."""

    @property
    def has_skill(self) -> bool:
        """Whether the trial found skill; without a trial nobody can deny it."""
        return self.trial is None or self.trial.has_skill(self.score.method)


def choose(now: Case, past: Sequence[Case], method: str | None = None) -> Choice | None:
    """Choose how to score ``now`` from closed ``past`` cases, the latest first; ``None`` when nothing can be fitted.

    ``method`` forbids the choice: that way or none.
    """
    if not past:
        score = silence(now) if method in (None, "silence") else None
        return None if score is None else Choice(score, None, "untested")
    if method is not None:
        asked = _fitted(method, past, now)
        return None if asked is None else Choice(asked, _trial(method, past, (method,)), "asked_for")
    method, reason = _method(past)
    final = _fitted(method, past, now) or _fitted("rates", past, now)
    if final is None:
        return None
    trial = _trial(final.method, past)
    return Choice(final, trial, "untested" if trial is None else reason)


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
    """The way with the least log loss on the active customers of the second latest case."""
    simplest = "silence" if silence(past[0]) else "rates"
    if len(past) < 3:
        return simplest, "too_short"
    proof, before = past[1], past[2:]
    losses: dict[str, float] = {}
    chosen = proof.active if _tells(proof, proof.active) else np.ones(len(proof), dtype=bool)
    assert proof.left is not None  # noqa: S101 - a past case is over
    for method in WAYS:
        score = _fitted(method, before, proof)
        if score is not None:
            losses[method] = log_loss(proof.left[chosen], score(proof)[chosen])
    if len(losses) <= 1:
        return next(iter(losses), simplest), "only_one" if losses else "too_short"
    return min(losses, key=lambda method: losses[method]), "best_before"


def _fitted(method: str, past: Sequence[Case], now: Case) -> Score | None:
    if method == "silence":
        return silence(now)
    return trained(past) if method == "trained" else rates(past)


def _trial(method: str, past: Sequence[Case], ways: Sequence[str] = WAYS) -> Trial | None:
    """The latest case foretold from those before it, by each of the ``ways`` that could be."""
    test, before = past[0], past[1:]
    told: dict[str, Floats] = {"recency": recency_rule(test)}
    for way in ways:
        score = _fitted(way, before, test)
        if score is not None:
            told[way] = score(test)
    if method not in told:
        return None
    judged = {way: _judged(test, said, ranked_by_recency=way == "recency") for way, said in told.items()}
    before_it = base_rate(before[0]) if before else float(told[method][_headline(test)].mean())
    said = told[method]
    return Trial(base_rate(test), judged, _bands(test, said, CutPoints(before_it)), _tenths(test, said))


def _bands(test: Case, said: Floats, cut_points: CutPoints) -> dict[str, Tried]:
    left = test.left
    assert left is not None  # noqa: S101 - a judged case is over
    places = cut_points.of(test, said)
    inside = {band: places == place for place, band in enumerate(BANDS) if (places == place).any()}
    return {
        band: Tried(int(own.sum()), float(said[own].mean()), float(left[own].mean())) for band, own in inside.items()
    }


def _tenths(test: Case, said: Floats) -> list[Tried]:
    left = test.left
    assert left is not None  # noqa: S101 - a judged case is over
    rows = np.flatnonzero(_headline(test))
    # customers of whom the same was said count as one kind, wherever a tenth ends among them
    _, kind, heads = np.unique(said[rows], return_inverse=True, return_counts=True)
    happened = (np.bincount(kind, left[rows]) / heads)[kind]
    order = np.argsort(-said[rows], kind="stable")
    groups = np.array_split(order, min(TENTHS, len(order)))
    return [Tried(len(group), float(said[rows[group]].mean()), float(happened[group].mean())) for group in groups]


def _judged(test: Case, said: Floats, *, ranked_by_recency: bool) -> tuple[Judgement, Judgement | None]:
    """Of all and of the active. A rule of yes and no ranks by recency itself, as whoever uses it would."""
    left = test.left
    assert left is not None  # noqa: S101 - a judged case is over
    parts: list[Judgement | None] = []
    for chosen in (np.ones(len(test), dtype=bool), test.active):
        if not chosen.all() and not _tells(test, chosen):
            parts.append(None)
            continue
        judgement = judge(left[chosen], said[chosen])
        if ranked_by_recency:
            recency = test.then.recency[chosen].astype(np.float64)
            ranks = judge(left[chosen], recency / (recency.max() + 1))
            judgement = replace(
                judgement, auc=ranks.auc, auc_error=ranks.auc_error, pr_auc=ranks.pr_auc, lift=ranks.lift
            )
        parts.append(judgement)
    overall, active = parts
    assert overall is not None  # noqa: S101 - all customers are always judged
    return overall, active


def _tells(case: Case, chosen: Flags) -> bool:
    """Whether enough of the ``chosen`` are there, with both outcomes, to judge by them."""
    left = case.left
    assert left is not None  # noqa: S101 - a past case is over
    there = left[chosen]
    return len(there) >= FEWEST_JUDGED and 0 < int(there.sum()) < len(there)
