"""Whether a share differs between two groups of people: one test per share, many shares at once.

Two-sided throughout. With fewer than five people expected in a cell the test is exact [Fisher 1935], else by the normal
approximation with the pooled share [Pearson 1900]. Of many tests those are kept whose expected share of false finds
is at most a given rate [Benjamini & Hochberg 1995].
"""

from __future__ import annotations

import math
from collections.abc import Sequence

FEWEST_EXPECTED = 5
"""Below this many expected people in a cell the exact test is used."""
EQUAL = 1 + 1e-7
"""Tables that are as likely as the one seen count as such, although their chances are rounded."""


def difference(part: int, whole: int, other_part: int, other_whole: int) -> float:
    """Standard errors by which ``part / whole`` is above ``other_part / other_whole``, under one pooled share.

    0 where a group is empty, or all or none are in both parts.
    """
    held, everyone = part + other_part, whole + other_whole
    if not whole or not other_whole or held in (0, everyone):
        return 0.0
    lead = part * other_whole - other_part * whole
    return lead * math.sqrt(everyone / (whole * other_whole * held * (everyone - held)))


def chance(part: int, whole: int, other_part: int, other_whole: int) -> float:
    """How likely shares so far apart, or farther, are by chance alone: the two-sided p-value, 0..1."""
    held, everyone = part + other_part, whole + other_whole
    if not whole or not other_whole or held in (0, everyone):
        return 1.0
    least = min(whole, other_whole) * min(held, everyone - held)
    if least >= FEWEST_EXPECTED * everyone:
        return math.erfc(abs(difference(part, whole, other_part, other_whole)) / math.sqrt(2))
    return _exact(part, whole, held, everyone)


def finds(chances: Sequence[float], rate: float) -> list[bool]:
    """For each of ``chances`` whether it is a find, so that at most ``rate`` of all finds are expected to be false."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    kept = 0
    for turn, place in enumerate(order, start=1):
        if chances[place] <= rate * turn / len(chances):
            kept = turn
    chosen = set(order[:kept])
    return [place in chosen for place in range(len(chances))]


def _exact(part: int, whole: int, held: int, everyone: int) -> float:
    """Fisher: all tables with the same margins that are at most as likely as the one seen."""
    first, last = max(0, whole + held - everyone), min(whole, held)
    logarithms = [
        _log_choices(held, seen) + _log_choices(everyone - held, whole - seen) for seen in range(first, last + 1)
    ]
    highest = max(logarithms)
    weights = [math.exp(logarithm - highest) for logarithm in logarithms]
    threshold = weights[part - first] * EQUAL
    return min(math.fsum(weight for weight in weights if weight <= threshold) / math.fsum(weights), 1.0)


def _log_choices(people: int, chosen: int) -> float:
    """The logarithm of the number of choices of so many of so many people."""
    return math.lgamma(people + 1) - math.lgamma(chosen + 1) - math.lgamma(people - chosen + 1)
