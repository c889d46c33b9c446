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
from crmkit.models.purchases.newton import Optimum, Surface, climb

NO_GAIN = 0.25
"""A drop-out that raises the log-likelihood over plain NBD by less counts as none.

Where no customer drops out, chance alone gives that much to about half of all samples.
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
    plain = counts.optimum()
    optimum = _optimum(histories, counts, plain, builder, starts)
    if plain.arrived and optimum.value <= plain.value + NO_GAIN:
        return nbd_outcome(histories, plain, asked_for=False)
    if not optimum.arrived:
        return Fit("not_converged", None, customers, repeaters, evaluations=optimum.evaluations)
    errors, log_errors, loose = weighed(names, optimum)
    return Fit(
        "flat_ridge" if loose else "converged",
        model(*np.exp(optimum.at).tolist()),
        customers,
        repeaters,
        optimum.value,
        errors,
        log_errors,
        optimum.evaluations,
        loose,
    )


def _optimum(
    histories: Histories,
    counts: CountTerms,
    plain: Optimum,
    builder: Builder,
    starts: tuple[tuple[float, float], ...],
) -> Optimum:
    """The highest point found on all rows."""
    is_small = len(histories.repeats) <= FEW_ROWS
    rough = histories if is_small else coarsen(histories)
    surface = builder(rough, counts if is_small else CountTerms(rough))
    tried: list[Optimum] = []
    for start in starts:
        tried.append(climb(surface, np.concatenate([plain.at, np.log(start)])))
        if tried[-1].arrived and np.all(tried[-1].errors <= LOOSE):
            break
    best = max(tried, key=lambda optimum: (optimum.arrived, optimum.value))
    if is_small:
        return best
    full = builder(histories, counts)
    optimum = climb(full, best.at, most=USUAL)
    # where no customer drops out the surface is flat towards the plain NBD, and to climb on would only cost time
    return optimum if optimum.arrived or optimum.value <= plain.value + NO_GAIN else climb(full, optimum.at)
