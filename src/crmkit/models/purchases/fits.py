"""What a fit hands back: a model only where there is one, how sure it is, and a status that names every weak case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Literal, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.histories import Floats, Histories
from crmkit.models.purchases.newton import Optimum

Status: TypeAlias = Literal[
    "converged",
    "nbd_limit",
    "flat_ridge",
    "equal_amounts",
    "no_mean",
    "no_repeats",
    "too_few",
    "not_converged",
]
"""How a fit ended.

``converged``: an inner maximum with standard errors. ``nbd_limit``: these customers show no drop-out; the
model is the plain NBD. ``flat_ridge``: very different parameters explain the customers equally well (``Fit.loose``
names them): what is predicted holds, the parameters themselves mean nothing. ``equal_amounts``: all spend alike; the
model is that amount. ``no_mean``: spending so uneven that its mean over customers is infinite. Without a model:
``no_repeats`` (no customer bought again), ``too_few`` (fewer repeaters than asked for), ``not_converged``.
"""

LOOSE = 1.0
"""A parameter is loose when the standard error of its logarithm exceeds this: known to a factor of seven at best."""

FEWEST = 10
"""Repeat customers that a fit needs by default: below that no parameter of any model here is known."""


class CountModel(Protocol):
    """A model of how many purchase days follow; every method takes arrays or numbers that broadcast.

    ``repeats``, ``last``, ``age`` are x, t_x, T of each customer, ``horizon`` is h: times in the unit of the fit.
    """

    kind: ClassVar[str]

    def p_alive(self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
        """P(the customer has not dropped out by T). Never use 1 - P(alive) as a churn score."""
        ...

    def p_no_purchase(
        self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike
    ) -> Floats:
        """P(no purchase day in (T, T + h])."""
        ...

    def expected_purchases(
        self, repeats: npt.ArrayLike, last: npt.ArrayLike, age: npt.ArrayLike, horizon: npt.ArrayLike
    ) -> Floats:
        """Expected purchase days in (T, T + h]; for x = t_x = T = 0 those of a new customer after the first."""
        ...


M_co = TypeVar("M_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Fit(Generic[M_co]):
    """The outcome of maximum likelihood.

    ``model`` is ``None`` for ``no_repeats``, ``too_few`` and ``not_converged``. ``log_likelihood`` is the sum over
    customers, in the unit of time (or money) of the data. ``errors`` are standard errors of the parameters of
    ``model``, ``log_errors`` those of their logarithms, both from the exact Hessian; infinite where the likelihood
    is flat. ``evaluations`` counts passes over all rows. ``loose`` names parameters that the data do not fix.
    """

    status: Status
    model: M_co | None
    customers: int
    repeaters: int
    log_likelihood: float | None = None
    errors: Mapping[str, float] = field(default_factory=dict)
    log_errors: Mapping[str, float] = field(default_factory=dict)
    evaluations: int = 0
    loose: tuple[str, ...] = ()

    @property
    def converged(self) -> bool:
        """A maximum was reached: an inner one, a limit or a ridge."""
        return self.model is not None

    @property
    def at_boundary(self) -> bool:
        """The data do not fix all parameters: the status says which case it is."""
        return self.converged and self.status != "converged"


def weighed(names: tuple[str, ...], optimum: Optimum) -> tuple[dict[str, float], dict[str, float], tuple[str, ...]]:
    """Standard errors of parameters and of their logarithms, and the loose ones, from a climb in logarithms."""
    log_errors = dict(zip(names, optimum.errors.tolist(), strict=True))
    values = np.exp(optimum.at)
    errors = {name: value * log_errors[name] for name, value in zip(names, values.tolist(), strict=True)}
    return errors, log_errors, tuple(name for name in names if not log_errors[name] <= LOOSE)


def too_weak(histories: Histories, fewest: int) -> Status | None:
    """Why these customers allow no fit at all, if so."""
    if histories.repeaters == 0:
        return "no_repeats"
    return "too_few" if histories.repeaters < fewest else None


def positive(**parameters: float) -> None:
    """Refuse parameters that are not finite and above 0.

    Raises:
        ValueError: names the first such parameter.
    """
    for name, value in parameters.items():
        if not (np.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a positive number, not {value}")
