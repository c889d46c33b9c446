"""The difference between two groups that were drawn by chance, with intervals.

Shares: Newcombe's hybrid score interval (method 10 of [Newcombe 1998, Statistics in Medicine 17:873-890]). Money:
Welch's interval for the difference of two means [Welch 1947, Biometrika 34:28-35], and the same with money of the past
taken off where that explains any of it (CUPED: [Deng, Xu, Kohavi & Walker 2013, WSDM]). Sums come in as whole numbers
(customers, fen), so that the same data gives the same digits in any order. Two-sided, 95 % where not said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Effect:
    """A ``difference`` (first group less the other) between ``low`` and ``high``, and its p-value ``chance``."""

    difference: float
    low: float
    high: float
    chance: float

    @property
    def is_known(self) -> bool:
        """Whether the interval leaves out that there is no difference."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Sums:
    """What a group spent in fen: how many ``people``, the ``total``, the sum of its ``squares``.

    ``past`` and ``past_squares`` are the same of what they had spent before, ``products`` sums one times the other.
    """

    people: int
    total: int
    squares: int
    past: int = 0
    past_squares: int = 0
    products: int = 0

    @property
    def mean(self) -> Fraction:
        """Fen a head."""
        return Fraction(self.total, self.people)

    @property
    def variance(self) -> Fraction:
        """Of one person's fen, as a sample of one less."""
        return _spread(self.people, self.total, self.total, self.squares) / (self.people - 1)

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.people + other.people,
            self.total + other.total,
            self.squares + other.squares,
            self.past + other.past,
            self.past_squares + other.past_squares,
            self.products + other.products,
        )


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An ``effect`` on money less ``theta`` fen for each fen of the past; ``removed`` of the variance is gone."""

    effect: Effect
    theta: float
    removed: float


def difference_of_shares(part: int, people: int, other_part: int, other_people: int, level: float = LEVEL) -> Effect:
    """``part / people`` less ``other_part / other_people``; no group may be empty."""
    from crmkit.models.proportions import chance

    z = _normal(level)
    first, second = part / people, other_part / other_people
    low, high = _wilson(part, people, z)
    other_low, other_high = _wilson(other_part, other_people, z)
    lead = first - second
    return Effect(
        lead,
        lead - math.hypot(first - low, other_high - second),
        lead + math.hypot(high - first, second - other_low),
        chance(part, people, other_part, other_people),
    )


def difference_of_means(group: Sums, other: Sums, level: float = LEVEL) -> Effect:
    """Fen a head of ``group`` less those of ``other``; each must be two people or more."""
    return _welch(
        float(group.mean - other.mean),
        float(group.variance) / group.people,
        float(other.variance) / other.people,
        (group.people, other.people),
        level,
    )


def adjusted_difference(group: Sums, other: Sums, level: float = LEVEL) -> Adjusted | None:
    """The same, less what the past explains; ``None`` where nobody's past differs from anybody's."""
    both = group + other
    of_past = _spread(both.people, both.past, both.past, both.past_squares)
    if not of_past:
        return None
    theta = _spread(both.people, both.total, both.past, both.products) / of_past
    lead = group.mean - other.mean - theta * (Fraction(group.past, group.people) - Fraction(other.past, other.people))
    variances = [_adjusted_variance(each, theta) for each in (group, other)]
    plain = [each.variance for each in (group, other)]
    effect = _welch(
        float(lead),
        float(variances[0]) / group.people,
        float(variances[1]) / other.people,
        (group.people, other.people),
        level,
    )
    before = plain[0] / group.people + plain[1] / other.people
    after = variances[0] / group.people + variances[1] / other.people
    return Adjusted(effect, float(theta), float(1 - after / before) if before else 0.0)


def uneven(counts: Sequence[int], shares: Sequence[Fraction]) -> float:
    """How likely groups of such ``counts`` are, or odder ones, when they are drawn with these ``shares``: a p-value."""
    from scipy.stats import chi2

    people = sum(counts)
    expected = [people * share for share in shares]
    distance = sum((count - mean) ** 2 / mean for count, mean in zip(counts, expected, strict=True) if mean)
    return float(chi2.sf(float(distance), len(counts) - 1))


def holm(chances: Sequence[float]) -> list[float]:
    """The p-values of several tests, each as if it were the only one [Holm 1979, Scand. J. Statistics 6:65-70]."""
    order = sorted(range(len(chances)), key=lambda place: (chances[place], place))
    adjusted, least = [0.0] * len(chances), 0.0
    for turn, place in enumerate(order):
        least = max(least, min(1.0, (len(chances) - turn) * chances[place]))
        adjusted[place] = least
    return adjusted


def _welch(lead: float, variance: float, other_variance: float, people: tuple[int, int], level: float) -> Effect:
    """``variance`` and ``other_variance`` are those of the two means."""
    from scipy.special import stdtr, stdtrit

    both = variance + other_variance
    if not both:
        return Effect(lead, lead, lead, 1.0 if not lead else 0.0)
    freedom = both**2 / (variance**2 / (people[0] - 1) + other_variance**2 / (people[1] - 1))
    error = math.sqrt(both)
    width = float(stdtrit(freedom, (1 + level) / 2)) * error
    return Effect(lead, lead - width, lead + width, float(2 * stdtr(freedom, -abs(lead) / error)))


def _wilson(part: int, people: int, z: float) -> tuple[float, float]:
    """The score interval of a share [Wilson 1927]."""
    share = part / people
    middle = share + z * z / (2 * people)
    width = z * math.sqrt(share * (1 - share) / people + z * z / (4 * people * people))
    whole = 1 + z * z / people
    return max(0.0, (middle - width) / whole), min(1.0, (middle + width) / whole)


def _normal(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))


def _spread(people: int, total: int, other_total: int, products: int) -> Fraction:
    """The sum of products of distances from the means."""
    return products - Fraction(total * other_total, people)


def _adjusted_variance(group: Sums, theta: Fraction) -> Fraction:
    own = _spread(group.people, group.total, group.total, group.squares)
    shared = _spread(group.people, group.total, group.past, group.products)
    past = _spread(group.people, group.past, group.past, group.past_squares)
    return (own - 2 * theta * shared + theta * theta * past) / (group.people - 1)
