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
class Evaluation:
    """How good a score was on ``customers``, a share ``base_rate`` of whom did what it predicted.

    ``average_precision`` and ``lift`` are of the rarer of the two outcomes, which is the harder to find; ``skill`` is
    1 - Brier score / Brier score of telling everybody the base rate; ``calibration_error`` is the expected one over ten
    bins of equal width. ``auc`` and its error are ``None`` when all customers did the same.
    """

    customers: int
    base_rate: float
    auc: float | None
    roc_auc_se: float | None
    average_precision: float | None
    lift: float | None
    brier: float
    skill: float
    log_loss: float
    calibration_error: float

    @property
    def has_skill(self) -> bool:
        """Whether it ranked better than a coin, beyond chance, and predicted better than the base rate."""
        if self.auc is None or self.roc_auc_se is None:
            return False
        return self.auc - NOTABLE * self.roc_auc_se > 0.5 and self.skill > 0


def evaluate(happened: Flags, said: Floats) -> Evaluation:
    """Evaluate the probabilities ``said`` by what ``happened``; both of one length, at least 1."""
    base = float(happened.mean())
    brier = float(np.mean((said - happened) ** 2))
    worst = base * (1 - base)
    both = 0 < base < 1
    yes, no = _by_score(happened, said)
    auc, error = _auc(yes, no) if both else (None, None)
    # the rarer outcome is predicted by high scores, or the more common one by low ones
    rarer, others = (yes, no) if base <= 0.5 else (no[::-1], yes[::-1])
    return Evaluation(
        customers=len(happened),
        base_rate=base,
        auc=auc,
        roc_auc_se=error,
        average_precision=_average_precision(rarer, others) if both else None,
        lift=_lift(rarer, others) if both else None,
        brier=brier,
        skill=1 - brier / worst if both else 0.0,
        log_loss=log_loss(happened, said),
        calibration_error=_calibration_error(happened, said),
    )


def log_loss(happened: Flags, said: Floats) -> float:
    """Mean of - ln of what was said of the outcome that came, nothing said with more certainty than 1 in a million."""
    sure = np.clip(said, TINY, 1 - TINY)
    return float(-np.mean(np.where(happened, np.log(sure), np.log1p(-sure))))


def _by_score(happened: Flags, said: Floats) -> tuple[Floats, Floats]:
    """How many customers of each score, the lowest first, it happened to, and how many it did not: one sort for all."""
    _, kind = np.unique(said, return_inverse=True)
    yes = np.bincount(kind, happened).astype(np.float64)
    return yes, np.bincount(kind).astype(np.float64) - yes


def _auc(yes: Floats, no: Floats) -> tuple[float, float]:
    """P(a score of those it happened to exceeds one of the others), ties half; its standard error [DeLong 1988]."""
    above = (np.cumsum(no) - no / 2) / no.sum()  # of each score, the share of the others below it
    below = 1 - (np.cumsum(yes) - yes / 2) / yes.sum()
    area = float(np.average(above, weights=yes))
    return area, float(np.sqrt(_spread(above, yes) + _spread(below, no)))


def _spread(values: Floats, counts: Floats) -> float:
    """The variance of the mean of ``values``, each of so many customers; of one a quarter, the most there can be."""
    among = float(counts.sum())
    if among < 2:
        return 0.25
    mean = np.average(values, weights=counts)
    return float((counts * (values - mean) ** 2).sum() / (among - 1) / among)


def _average_precision(yes: Floats, no: Floats) -> float:
    """Mean precision over the steps of recall from the highest score down, equal scores taken at once."""
    hits, taken = np.cumsum(yes[::-1]), np.cumsum((yes + no)[::-1])
    return float(np.sum(yes[::-1] * hits / taken) / hits[-1])


def _lift(yes: Floats, no: Floats) -> float:
    """How many times the base rate the highest tenth had; customers on the edge with equal scores count in part."""
    counts = (yes + no)[::-1]
    among = float(counts.sum())
    wanted = max(1, round(among * TOP))
    taken = np.clip(wanted - (np.cumsum(counts) - counts), 0, counts)
    return float((taken * yes[::-1] / counts).sum() / wanted / (yes.sum() / among))


def _calibration_error(happened: Flags, said: Floats) -> float:
    """Mean distance between said and happened over ten bins of equal width, weighted by customers."""
    bins = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    apart = np.bincount(bins, said, BINS) - np.bincount(bins, happened, BINS)
    return float(np.abs(apart).sum() / len(said))
