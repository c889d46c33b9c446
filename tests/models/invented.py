"""Invented shops of regular and irregular buyers, day by day, as snapshots with what happened next."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from crmkit.models.churn.features import Case
from crmkit.models.customer_history import CustomerHistory

HORIZON = 90
LAST_CUTOFF = 720


def shop(customers: int, seed: int, *, faithful: float = 0.97) -> list[list[tuple[int, int]]]:
    """Purchases (day, fen) of each customer over 810 days; the less ``faithful``, the fewer come back."""
    rng = np.random.default_rng(seed)
    logs = []
    for _ in range(customers):
        gap, loyalty, basket = rng.gamma(2, 45), rng.beta(8 * faithful, 2), rng.lognormal(8.5, 0.6)
        day, log = rng.uniform(0, 650), []
        while day < LAST_CUTOFF + HORIZON:
            log.append((math.floor(day), max(1, int(basket * rng.lognormal(0, 0.4)))))
            if rng.random() > loyalty:
                break
            day += 1 + rng.exponential(gap)
        logs.append(log)
    return logs


def case(logs: list[list[tuple[int, int]]], cutoff: int, order: npt.NDArray[np.int64] | None = None) -> Case:
    """The customers as they stood after day ``cutoff``, in the order of their keys or in ``order``."""
    known = [(key, log) for key, log in enumerate(logs, start=1) if log[0][0] <= cutoff]
    if order is not None:
        known = [known[place] for place in order]
    rows = [_columns([(day, fen) for day, fen in log if day <= cutoff], cutoff) for _, log in known]
    columns = {name: np.array([row[name] for row in rows], dtype=np.int64) for name in rows[0]}
    left = np.array([not any(cutoff < day <= cutoff + HORIZON for day, _ in log) for _, log in known])
    return Case(CustomerHistory(np.array([key * 7919 for key, _ in known], dtype=np.uint64), columns, HORIZON), left)


def cases(customers: int = 1500, seed: int = 3) -> list[Case]:
    """Three closed horizons of one shop, the latest first."""
    logs = shop(customers, seed)
    return [case(logs, LAST_CUTOFF - HORIZON * back) for back in range(3)]


def _columns(log: list[tuple[int, int]], cutoff: int) -> dict[str, int]:
    days = sorted({day for day, _ in log})
    gaps = [later - sooner for sooner, later in pairwise(days)]
    net = sum(fen for _, fen in log)

    def since(length: int) -> list[tuple[int, int]]:
        return [(day, fen) for day, fen in log if cutoff - day < length]

    return {
        "days": len(days),
        "recency": cutoff - days[-1],
        "age": cutoff - days[0],
        **{f"days_{length}": len({day for day, _ in since(length)}) for length in (30, 90, 180, 365)},
        **{f"net_{length}": sum(fen for _, fen in since(length)) for length in (90, 365)},
        "net_fen": net,
        "first_fen": sum(fen for day, fen in log if day == days[0]),
        "last_fen": sum(fen for day, fen in log if day == days[-1]),
        "gap_max": max(gaps, default=0),
        "gap_sum": sum(gaps),
        "gap_squares": sum(gap * gap for gap in gaps),
        "gap_last": gaps[-1] if gaps else 0,
        "paid_days": len(days),
        "paid_fen": net,
        "returned_fen": 0,
        "units": len(log),
        "titles": len({fen % 7 for _, fen in log}),
        "season_days": len({day for day in days if 365 - HORIZON <= cutoff - day < 365}),
    }
