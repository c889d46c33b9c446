"""Days that stand alone at either end of many: where one wrong year would decide what counts as today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median_low

APART_DAYS = 180
"""Days at the end of the data stand alone behind a gap longer than this ..."""
TIMES_APART = 30
"""... and longer than so many times the usual gap of the others."""
FIRST_APART_DAYS = 1095
"""Days at the beginning: many a shop tried itself out a year before it opened."""
FEW_APART = 3
"""So many days may stand alone, ..."""
SHARE_APART = 50
"""... or one in so many, and never more than half of the others."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Days at one end of many that stand alone, ``gap_days`` away from the nearest of the others."""

    days: int
    first_day: date
    last_day: date
    gap_days: int
    nearest: date


def last_apart(days: Sequence[date]) -> Apart | None:
    """The last of rising ``days`` where few of them lie far behind all others: a wrong year more likely than trade."""
    apart = _few_behind([day.toordinal() for day in days], APART_DAYS)
    if apart is None:
        return None
    few, gap = apart
    return Apart(few, days[-few], days[-1], gap, days[-few - 1])


def first_apart(days: Sequence[date]) -> Apart | None:
    """The first of rising ``days`` where few of them lie far before all others; shops that began twice do, too."""
    apart = _few_behind([-day.toordinal() for day in reversed(days)], FIRST_APART_DAYS)
    if apart is None:
        return None
    few, gap = apart
    return Apart(few, days[0], days[few - 1], gap, days[few])


def _few_behind(days: Sequence[int], least: int) -> tuple[int, int] | None:
    """How many of the last of rising ``days`` lie behind a gap beyond all usual ones, as many as may, and that gap."""
    most = min(max(FEW_APART, len(days) // SHARE_APART), len(days) // 3)
    gaps = [later - earlier for earlier, later in pairwise(days)]
    for few in range(most, 0, -1):
        gap = gaps[-few]
        if gap > least and gap > TIMES_APART * median_low(gaps[:-few]):
            return few, gap
    return None
