"""What a test of two shares can show before it is made: people needed, and the smallest lift that would be seen.

[Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, ch. 4], without a correction for continuity.
"""

from __future__ import annotations

import math

LEVEL, POWER = 0.95, 0.8
STEPS = 60
"""Halvings of the range of shares: far below a millionth."""


def people_needed(share: float, lifted: float, times: float = 1.0, level: float = LEVEL, power: float = POWER) -> float:
    """How many must be held out, and ``times`` as many treated, to see ``lifted`` instead of ``share``."""
    from scipy.special import ndtri

    both = (share + times * lifted) / (1 + times)
    by_chance = float(ndtri((1 + level) / 2)) * math.sqrt((1 + 1 / times) * both * (1 - both))
    by_effect = float(ndtri(power)) * math.sqrt(lifted * (1 - lifted) / times + share * (1 - share))
    return (by_chance + by_effect) ** 2 / (lifted - share) ** 2


def smallest_lift(
    share: float, held_out: int, treated: int, level: float = LEVEL, power: float = POWER
) -> float | None:
    """The least share above ``share`` that such groups would show; ``None`` where none is large enough."""
    if not held_out or not treated or share >= 1:
        return None
    times = treated / held_out
    if people_needed(share, 1.0, times, level, power) > held_out:
        return None
    low, high = share, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if middle > share and people_needed(share, middle, times, level, power) <= held_out:
            high = middle
        else:
            low = middle
    return high
