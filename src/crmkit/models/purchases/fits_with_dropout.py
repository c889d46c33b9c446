"""Fits any model that adds drop-out to the NBD: NBD first, a coarse clock next, all rows last.

It says so when the customers show no drop-out, and when very different parameters serve them equally well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import numpy as np

from crmkit.models.purchases.fits import LOOSE, Fit, too_weak, weighed
from crmkit.models.purchases.histories import Histories, coarsen
from crmkit.models.purchases.nbd import CountTerms, Nbd, nbd_outcome
from crmkit.models.purchases.newton import Summit, Surface, climb

NO_GAIN = 0.25
"""A drop-out that raises the log-likelihood over plain NBD by less is not told from none.

Where nobody drops out, chance alone gives that much to about half of all samples.
"""

FEW_ROWS = 4_000
"""So many different histories are quick enough without a coarse clock first."""

USUAL = 12
"""Evaluations within which a climb from a good start arrives."""

Builder: TypeAlias = Callable[[Histories, CountTerms], Surface]
M = TypeVar("M")


def fit_with_dropout(
    histories: Histories,
    model: Callable[[float, float, float, float], M],
    builder: Builder,
    *,
    names: tuple[str, str, str, str],
    starts: tuple[tuple[float, float], ...],
    fewest: int,
) -> Fit[M | Nbd]:
    """Maximum likelihood of r, alpha and two parameters of drop-out.

    The climb starts from the maximum of the plain NBD, on a clock of thirty ticks when there are many rows, so that all
    rows are gone through three or four times only.

    Args:
        histories: the customers.
        model: takes the four parameters.
        builder: makes the log-likelihood in the logarithms of the four.
        names: of the parameters.
        starts: of the last two; the first serves nearly always, the others are tried when it led to a limit or ridge.
        fewest: repeat customers below which there is no fit.
    """
    customers, repeaters = histories.customers, histories.repeaters
    weak = too_weak(histories, fewest)
    if weak:
        return Fit(weak, None, customers, repeaters)
    counts = CountTerms(histories)
    plain = counts.summit()
    summit = _summit(histories, counts, plain, builder, starts)
    if plain.arrived and summit.value <= plain.value + NO_GAIN:
        return nbd_outcome(histories, plain, asked_for=False)
    if not summit.arrived:
        return Fit("not_converged", None, customers, repeaters, evaluations=summit.evaluations)
    errors, log_errors, loose = weighed(names, summit)
    return Fit(
        "flat_ridge" if loose else "converged",
        model(*np.exp(summit.at).tolist()),
        customers,
        repeaters,
        summit.value,
        errors,
        log_errors,
        summit.evaluations,
        loose,
    )


def _summit(
    histories: Histories,
    counts: CountTerms,
    plain: Summit,
    builder: Builder,
    starts: tuple[tuple[float, float], ...],
) -> Summit:
    """The highest point found on all rows."""
    is_small = len(histories.repeats) <= FEW_ROWS
    rough = histories if is_small else coarsen(histories)
    surface = builder(rough, counts if is_small else CountTerms(rough))
    tried: list[Summit] = []
    for start in starts:
        tried.append(climb(surface, np.concatenate([plain.at, np.log(start)])))
        if tried[-1].arrived and np.all(tried[-1].errors <= LOOSE):
            break
    best = max(tried, key=lambda summit: (summit.arrived, summit.value))
    if is_small:
        return best
    full = builder(histories, counts)
    summit = climb(full, best.at, most=USUAL)
    # where nobody drops out the surface is flat towards the plain NBD, and to climb on would only cost time
    return summit if summit.arrived or summit.value <= plain.value + NO_GAIN else climb(full, summit.at)
