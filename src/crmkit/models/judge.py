"""How good a probability was, once it is known what happened: ranking, accuracy, calibration.

Every figure takes ``happened`` (bool per customer) and ``said`` (probability that it happens). Sources: Hanley & McNeil
1982 and DeLong et al. 1988 for the area under the ROC curve and its standard error, Brier 1950 for the score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TINY = 1e-6
BINS = 10
TOP = 0.1
NOTABLE = 1.96
"""Standard errors that make a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a score was worth on ``customers`` of whom the share ``base_rate`` did what it foretold.

    ``pr_auc`` and ``lift`` are of the rarer of the two outcomes, which is the harder to find; ``skill`` is
    1 - Brier score / Brier score of telling everybody the base rate; ``calibration_error`` is the expected one over ten
    bins of equal width. ``auc`` and its error are ``None`` when all customers did the same.
    """

    customers: int
    base_rate: float
    auc: float | None
    auc_error: float | None
    pr_auc: float | None
    lift: float | None
    brier: float
    skill: float
    log_loss: float
    calibration_error: float

    @property
    def has_skill(self) -> bool:
        """Whether it ranked better than a coin, beyond chance, and told more than the base rate."""
        if self.auc is None or self.auc_error is None:
            return False
        return self.auc - NOTABLE * self.auc_error > 0.5 and self.skill > 0


def judge(happened: Flags, said: Floats) -> Judgement:
    """Judge the probabilities ``said`` by what ``happened``; both of one length, at least 1."""
    base = float(happened.mean())
    brier = float(np.mean((said - happened) ** 2))
    worst = base * (1 - base)
    both = 0 < base < 1
    auc, error = _auc(happened, said) if both else (None, None)
    rarer, score = (happened, said) if base <= 0.5 else (~happened, 1 - said)
    return Judgement(
        customers=len(happened),
        base_rate=base,
        auc=auc,
        auc_error=error,
        pr_auc=_average_precision(rarer, score) if both else None,
        lift=_lift(rarer, score) if both else None,
        brier=brier,
        skill=1 - brier / worst if both else 0.0,
        log_loss=log_loss(happened, said),
        calibration_error=_calibration_error(happened, said),
    )


def log_loss(happened: Flags, said: Floats) -> float:
    """Mean of - ln of what was said of the outcome that came, nothing said with more certainty than 1 in a million."""
    sure = np.clip(said, TINY, 1 - TINY)
    return float(-np.mean(np.where(happened, np.log(sure), np.log1p(-sure))))


def _auc(happened: Flags, said: Floats) -> tuple[float, float]:
    """P(a score of those it happened to exceeds one of the others), ties half; its standard error [DeLong 1988]."""
    yes, no = said[happened], said[~happened]
    above = _share_below(yes, no)
    below = 1 - _share_below(no, yes)
    area = float(above.mean())
    spread = above.var(ddof=1) / len(yes) if len(yes) > 1 else 0.25
    spread += below.var(ddof=1) / len(no) if len(no) > 1 else 0.25
    return area, float(np.sqrt(spread))


def _share_below(values: Floats, others: Floats) -> Floats:
    """For each value the share of ``others`` below it, equal ones half."""
    ordered = np.sort(others)
    places = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    return np.asarray(places / (2 * len(others)))


def _average_precision(happened: Flags, said: Floats) -> float:
    """Mean precision over the steps of recall, equal scores taken at once."""
    order = np.argsort(-said, kind="stable")
    hits = np.cumsum(happened[order])
    ends = np.append(np.flatnonzero(np.diff(said[order])), len(said) - 1)
    recall = hits[ends] / hits[-1]
    return float(np.sum(np.diff(recall, prepend=0) * hits[ends] / (ends + 1)))


def _lift(happened: Flags, said: Floats) -> float:
    """How many times the base rate the highest tenth had; customers on the edge with equal scores count in part."""
    wanted = max(1, round(len(said) * TOP))
    edge = np.partition(said, len(said) - wanted)[len(said) - wanted]
    over, level = said > edge, said == edge
    hits = happened[over].sum() + happened[level].mean() * (wanted - over.sum())
    return float(hits / wanted / happened.mean())


def _calibration_error(happened: Flags, said: Floats) -> float:
    """Mean distance between said and happened over ten bins of equal width, weighted by customers."""
    bins = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    apart = np.bincount(bins, said, BINS) - np.bincount(bins, happened, BINS)
    return float(np.abs(apart).sum() / len(said))
