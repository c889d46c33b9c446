"""Climbs to the top of a smooth log-likelihood with its gradient and Hessian: damped Newton steps.

The eigenvalues of the Hessian are taken by their absolute value, so that every step goes uphill even where the surface
is not concave; a step is at most ``LONGEST`` in each direction and is halved until the value rises. On a likelihood of
a few parameters that needs 4 to 10 evaluations where methods without the Hessian need tens or hundreds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from crmkit.models.purchases.histories import Floats

Surface: TypeAlias = Callable[[Floats], tuple[float, Floats, Floats]]
"""Parameters -> value, gradient, Hessian."""

LONGEST = 2.0
HALVINGS = 30

FARTHEST = 16.0
"""A climb that got so far from its start runs along a ridge to infinity and is ended."""

LITTLE = 0.25
"""Such a ridge counts as the top when the last step on it gained less than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where a climb ended; ``arrived`` says whether that is a top, or a ridge that goes on and on without a gain."""

    at: Floats
    value: float
    hessian: Floats
    evaluations: int
    arrived: bool

    def error(self, direction: Floats) -> float:
        """Standard error of a linear combination of the parameters, infinite where the surface is flat.

        From the inverse of the negative Hessian.
        """
        values, vectors = np.linalg.eigh(-self.hessian)
        parts = (vectors.T @ direction) ** 2
        flat = values <= 1e-12 * max(1.0, float(values[-1]))
        if np.any(parts[flat] > 1e-12):
            return float("inf")
        return float(np.sqrt((parts[~flat] / values[~flat]).sum()))

    @property
    def errors(self) -> Floats:
        """Standard error of each parameter."""
        return np.array([self.error(direction) for direction in np.eye(len(self.at))])


def climb(surface: Surface, start: Floats, *, most: int = 100, tolerance: float = 1e-11) -> Optimum:
    """The local maximum above ``start``.

    Args:
        surface: the log-likelihood (a sum, not a mean) with its first and second derivatives.
        start: parameters on a scale where a step of 1 is moderate: logarithms.
        most: evaluations at most.
        tolerance: of the gain that a full Newton step promises, in units of log-likelihood. A parameter is then
            within sqrt(2 x tolerance) standard errors of the maximum, and one more step is taken unseen.
    """
    at = np.asarray(start, dtype=np.float64)
    value, gradient, hessian = surface(at)
    evaluations, gain = 1, np.inf
    while evaluations < most:
        step, promise = _step(gradient, hessian)
        if promise < tolerance:
            return Optimum(at + step, value, hessian, evaluations, True)
        if np.any(np.abs(at - start) > FARTHEST):
            return Optimum(at, value, hessian, evaluations, gain < LITTLE)
        for _ in range(HALVINGS):
            new_value, new_gradient, new_hessian = surface(at + step)
            evaluations += 1
            # Near the top the rise drowns in the rounding of a sum of millions: what is lost below that is no loss.
            if new_value >= value - 1e-14 * abs(value) or evaluations >= most:
                break
            step = step / 2
        else:
            break
        if not new_value >= value - 1e-14 * abs(value):
            break
        gain = new_value - value
        at, value, gradient, hessian = at + step, new_value, new_gradient, new_hessian
    return Optimum(at, value, hessian, evaluations, False)


def _step(gradient: Floats, hessian: Floats) -> tuple[Floats, float]:
    """The next step and what it would gain on the parabola of gradient and Hessian."""
    values, vectors = np.linalg.eigh(hessian)
    along = vectors.T @ gradient
    curvature = np.maximum(np.abs(values), 1e-12 * max(1.0, float(np.abs(values).max())))
    move = along / curvature
    promise = 0.5 * float((along * move).sum())
    step: Floats = vectors @ move
    longest = float(np.abs(step).max())
    return (step * (LONGEST / longest) if longest > LONGEST else step), promise
