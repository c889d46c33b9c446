"""Score thresholds: what must be reached for a score, and how they follow from the shop's own customers.

A threshold is a whole number (days, purchase days, fen) that must be reached: at most so many days since the last
purchase, at least so many purchase days, at least so much money. Equal values therefore share a score.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import neg

from crmkit.customers.scores.thresholds import MEASURES, Measure, Thresholds
from crmkit.models.shares import yuan
from crmkit.result import Record

SCORES = 5
BITS = 2
COUNT_THRESHOLDS = (2, 3, 4, 6)
"""Frequency by counts: 1 / 2 / 3 / 4-5 / 6 and more purchase days."""

NEVER_DAYS = -1
NEVER = 2**62
"""A threshold that no customer reaches: the score above it does not occur."""


@dataclass(frozen=True, slots=True)
class Band:
    """The customers of one measure that share a score: lowest and highest value, count, sum, count of value 1."""

    measure: Measure
    score: int
    lowest: int
    highest: int
    customers: int
    total: int
    ones: int


@dataclass(frozen=True, slots=True)
class ScoreThresholds:
    """What must be reached for the scores 2 .. ``parts``, per measure, in whole numbers.

    Recency falls from score to score, frequency and money rise (or stay, where a score does not occur).
    """

    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]

    @property
    def parts(self) -> int:
        """How many scores there are: 5, or 2 for high and low."""
        return len(self.recency) + 1

    def scores(self, recency_days: int, frequency: int, monetary_fen: int) -> tuple[int, int, int]:
        """The three scores of one customer."""
        return (
            1 + bisect_right(self.recency, -recency_days, key=neg),
            1 + bisect_right(self.frequency, frequency),
            1 + bisect_right(self.monetary, monetary_fen),
        )

    def parameters(self) -> dict[str, int]:
        """Thresholds as SQL parameters ``recency_2`` .. ``monetary_5``, unreachable where there are fewer scores."""
        named = {}
        for measure, score_thresholds, never in (
            ("recency", self.recency, NEVER_DAYS),
            ("frequency", self.frequency, NEVER),
            ("monetary", self.monetary, NEVER),
        ):
            padded = (*score_thresholds, *[never] * (SCORES - 1 - len(score_thresholds)))
            named.update({f"{measure}_{score}": threshold for score, threshold in enumerate(padded, start=2)})
        return named

    def rows(self) -> list[Record]:
        """One row per score, the best first: score, then from and to of days, purchase days and yuan.

        ``None`` at the end of a range means open; a range of two ``None`` holds no value at all.
        """
        return [
            (
                score,
                *_days_between(self.recency, score),
                *_counts_between(self.frequency, score, least=1),
                *(None if fen is None else yuan(fen) for fen in _counts_between(self.monetary, score, least=0)),
            )
            for score in range(self.parts, 0, -1)
        ]


def _days_between(score_thresholds: tuple[int, ...], score: int) -> tuple[int | None, int | None]:
    shortest = score_thresholds[score - 1] + 1 if score <= len(score_thresholds) else 0
    longest = score_thresholds[score - 2] if score > 1 else None
    return (None, None) if longest is not None and shortest > longest else (shortest, longest)


def _counts_between(score_thresholds: tuple[int, ...], score: int, *, least: int) -> tuple[int | None, int | None]:
    lowest = score_thresholds[score - 2] if score > 1 else least
    above = score_thresholds[score - 1] if score <= len(score_thresholds) else NEVER
    if lowest >= above:
        return None, None
    return lowest, None if above == NEVER else above - 1


def own_thresholds(bands: Iterable[Band], *, parts: int) -> ScoreThresholds:
    """The thresholds from the bands of the shop's customers, for scores 2 .. ``parts``.

    With two parts recency counts as high up to the median, frequency and money above it.
    """
    own = _by_measure(bands)
    if parts == BITS:
        recency = [own["recency"][0].highest]
    else:
        recency = [NEVER_DAYS if low is None else -low for low in _lowest_of_scores(own["recency"], parts)]
    frequency = [NEVER if low is None else low for low in _lowest_of_scores(own["frequency"], parts)]
    monetary = [NEVER if low is None else low for low in _lowest_of_scores(own["monetary"], parts)]
    return ScoreThresholds(tuple(recency), tuple(frequency), tuple(monetary))


def mean_thresholds(bands: Iterable[Band]) -> ScoreThresholds:
    """High and low by the mean: recency up to it, frequency and money above it."""
    means = {}
    for measure, own in _by_measure(bands).items():
        means[measure] = sum(band.total for band in own) // sum(band.customers for band in own)
    return ScoreThresholds((means["recency"],), (means["frequency"] + 1,), (means["monetary"] + 1,))


def recency_sign(parts: int) -> int:
    """How bands are ranked by recency: by last day (-1) for scores, by days (+1) for high and low."""
    return 1 if parts == BITS else -1


def with_thresholds(score_thresholds: ScoreThresholds, thresholds: Thresholds | None) -> ScoreThresholds:
    """``score_thresholds`` with those replaced that the owner typed."""
    if thresholds is None:
        return score_thresholds
    given = {measure: own for measure in MEASURES if (own := thresholds.given_for(measure)) is not None}
    return replace(score_thresholds, **given)


def _by_measure(bands: Iterable[Band]) -> dict[str, list[Band]]:
    sorted_bands: dict[str, list[Band]] = {measure: [] for measure in MEASURES}
    for band in bands:
        sorted_bands[band.measure].append(band)
    return sorted_bands


def _lowest_of_scores(bands: list[Band], parts: int) -> list[int | None]:
    """Per score 2 .. ``parts``: the smallest value that scores at least so much."""
    return [min((band.lowest for band in bands if band.score >= score), default=None) for score in range(2, parts + 1)]
