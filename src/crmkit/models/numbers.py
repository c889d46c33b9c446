"""Models as plain numbers and back: what a store keeps of a fit. No pickle; what is read is checked like any input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TypeAlias

from crmkit.models.bgnbd import BgNbd
from crmkit.models.gamma_gamma import GammaGamma, OneAmount
from crmkit.models.mbgnbd import MbgNbd
from crmkit.models.nbd import Nbd
from crmkit.models.pareto_nbd import ParetoNbd

Model: TypeAlias = BgNbd | MbgNbd | ParetoNbd | Nbd | GammaGamma | OneAmount

KINDS: dict[str, type[Model]] = {model.kind: model for model in (BgNbd, MbgNbd, ParetoNbd, Nbd, GammaGamma, OneAmount)}


def to_numbers(model: Model) -> dict[str, float]:
    """The parameters by name; ``model.kind`` says which model they are of."""
    return asdict(model)


def from_numbers(kind: str, numbers: Mapping[str, float]) -> Model:
    """The model again.

    Raises:
        ValueError: no such kind, a parameter missing or unknown, or one out of its bounds.
    """
    model = KINDS.get(kind)
    if model is None:
        raise ValueError(f"no model {kind!r}; there are {', '.join(KINDS)}")
    names = {each.name for each in fields(model)}
    if set(numbers) != names:
        raise ValueError(f"{kind} has the parameters {', '.join(sorted(names))}, not {', '.join(sorted(numbers))}")
    return model(**{name: float(value) for name, value in numbers.items()})
