"""A campaign without a hold-out, judged against similar customers: exact strata of what was known before it.

Coarsened exact matching [Iacus, King & Porro 2012, Political Analysis 20:1-24]: in each stratum with people of both
kinds the difference of their means, weighted by the treated. It is no experiment: whatever the strata do not know stays
in the difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from crmkit.models.experiments.effects import LEVEL, Effect, Sums

LEAST_KEPT: Final = Fraction(4, 5)
"""So many of the treated must have a stratum with others."""
MOST_APART: Final = 0.1
"""Standard deviations by which the groups may still differ in what was known before."""
FEWEST_TREATED: Final = 200


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: what the ``treated`` and the ``others`` of it did."""

    treated: Sums
    others: Sums


@dataclass(frozen=True, slots=True)
class Matched:
    """The ``effect`` a head on the ``kept`` treated of ``treated``, in so many ``strata``."""

    effect: Effect
    kept: int
    treated: int
    strata: int


def matched_difference(strata: Iterable[Stratum], level: float = LEVEL) -> Matched | None:
    """The difference in strata with two people or more of each kind, which have a variance; ``None`` where none has."""
    from scipy.special import ndtr, ndtri

    everything = list(strata)
    both = [each for each in everything if each.treated.people > 1 and each.others.people > 1]
    kept = sum(each.treated.people for each in both)
    if not kept:
        return None
    lead, variance = Fraction(0), Fraction(0)
    for each in both:
        weight = Fraction(each.treated.people, kept)
        lead += weight * (each.treated.mean - each.others.mean)
        variance += weight**2 * sum(group.variance / group.people for group in (each.treated, each.others))
    error = math.sqrt(variance)
    width = float(ndtri((1 + level) / 2)) * error
    chance = float(2 * ndtr(-abs(float(lead)) / error)) if error else float(not lead)
    effect = Effect(float(lead), float(lead) - width, float(lead) + width, chance)
    return Matched(effect, kept, sum(each.treated.people for each in everything), len(both))


def apart(treated: Sequence[Sums], others: Sequence[Sums], weights: Sequence[Fraction]) -> float:
    """Standard deviations of the treated by which they are above the weighted others, in one thing known before.

    ``weights`` are those of the strata; the spread is that of all the treated.
    """
    whole = sum(treated[1:], treated[0])
    spread = float(whole.variance) ** 0.5
    means = (own.mean - other.mean for own, other in zip(treated, others, strict=True))
    lead = sum((weight * mean for weight, mean in zip(weights, means, strict=True)), Fraction(0))
    return float(lead) / spread if spread else 0.0
