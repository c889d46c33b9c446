"""Limits: what must be reached for a score, and how the shop's own customers draw them.

A limit is a whole number (days, purchase days, fen) that must be reached: at most so many days since the last
purchase, at least so many purchase days, at least so much money. Equal values therefore share a score.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import neg

from crmkit.customers.scores.cuts import MEASURES, Cuts, Measure
from crmkit.models.shares import yuan
from crmkit.result import Record

SCORES = 5
BITS = 2
COUNT_LIMITS = (2, 3, 4, 6)
"""Frequency by counts: 1 / 2 / 3 / 4-5 / 6 and more purchase days."""

NEVER_DAYS = -1
NEVER = 2**62
"""A limit that nobody reaches: the score above it does not occur."""


@dataclass(frozen=True, slots=True)
class Band:
    """The customers of one measure that share a score: lowest and highest value, heads, sum, heads with value 1."""

    measure: Measure
    score: int
    lowest: int
    highest: int
    customers: int
    total: int
    ones: int


@dataclass(frozen=True, slots=True)
class Limits:
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
        """The limits as SQL parameters ``recency_2`` .. ``monetary_5``, unreachable where there are fewer scores."""
        named = {}
        for measure, limits, never in (
            ("recency", self.recency, NEVER_DAYS),
            ("frequency", self.frequency, NEVER),
            ("monetary", self.monetary, NEVER),
        ):
            padded = (*limits, *[never] * (SCORES - 1 - len(limits)))
            named.update({f"{measure}_{score}": limit for score, limit in enumerate(padded, start=2)})
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


def _days_between(limits: tuple[int, ...], score: int) -> tuple[int | None, int | None]:
    shortest = limits[score - 1] + 1 if score <= len(limits) else 0
    longest = limits[score - 2] if score > 1 else None
    return (None, None) if longest is not None and shortest > longest else (shortest, longest)


def _counts_between(limits: tuple[int, ...], score: int, *, least: int) -> tuple[int | None, int | None]:
    lowest = limits[score - 2] if score > 1 else least
    above = limits[score - 1] if score <= len(limits) else NEVER
    if lowest >= above:
        return None, None
    return lowest, None if above == NEVER else above - 1


def own_limits(bands: Iterable[Band], *, parts: int) -> Limits:
    """The limits that the bands of the shop's customers draw, for scores 2 .. ``parts``.

    With two parts recency counts as high up to the median, frequency and money above it.
    """
    own = _by_measure(bands)
    if parts == BITS:
        recency = [own["recency"][0].highest]
    else:
        recency = [NEVER_DAYS if low is None else -low for low in _lowest_of_scores(own["recency"], parts)]
    frequency = [NEVER if low is None else low for low in _lowest_of_scores(own["frequency"], parts)]
    monetary = [NEVER if low is None else low for low in _lowest_of_scores(own["monetary"], parts)]
    return Limits(tuple(recency), tuple(frequency), tuple(monetary))


def mean_limits(bands: Iterable[Band]) -> Limits:
    """High and low by the mean: recency up to it, frequency and money above it."""
    means = {}
    for measure, own in _by_measure(bands).items():
        means[measure] = sum(band.total for band in own) // sum(band.customers for band in own)
    return Limits((means["recency"],), (means["frequency"] + 1,), (means["monetary"] + 1,))


def recency_sign(parts: int) -> int:
    """How bands are ranked by recency: by last day (-1) for scores, by days (+1) for high and low."""
    return 1 if parts == BITS else -1


def with_cuts(limits: Limits, cuts: Cuts | None) -> Limits:
    """``limits`` with those replaced that the owner typed."""
    if cuts is None:
        return limits
    given = {measure: own for measure in MEASURES if (own := cuts.limits_of(measure)) is not None}
    return replace(limits, **given)


def _by_measure(bands: Iterable[Band]) -> dict[str, list[Band]]:
    sorted_bands: dict[str, list[Band]] = {measure: [] for measure in MEASURES}
    for band in bands:
        sorted_bands[band.measure].append(band)
    return sorted_bands


def _lowest_of_scores(bands: list[Band], parts: int) -> list[int | None]:
    """Per score 2 .. ``parts``: the smallest value that scores at least so much."""
    return [min((band.lowest for band in bands if band.score >= score), default=None) for score in range(2, parts + 1)]
