"""MBG/NBD: a BG/NBD in which customers may drop out after the first purchase too [Batislam et al. 2007].

Same assumptions otherwise, same number of parameters. One-time buyers can be gone, as in a shop they mostly are; on
shop data it usually fits better than BG/NBD, and it is the default of crmkit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crmkit.models.purchases.beta_geometric import BetaGeometric, fit_beta_geometric
from crmkit.models.purchases.fits import FEWEST, Fit
from crmkit.models.purchases.histories import Histories
from crmkit.models.purchases.nbd import Nbd


@dataclass(frozen=True, slots=True)
class MbgNbd(BetaGeometric):
    """The MBG/NBD with its parameters; ``alpha`` in the unit of time of the data."""

    kind: ClassVar[str] = "mbgnbd"
    after_first: ClassVar[int] = 1


def fit_mbgnbd(histories: Histories, *, fewest: int = FEWEST) -> Fit[MbgNbd | Nbd]:
    """Maximum likelihood; the model is an ``Nbd`` when the status is ``nbd_limit``.

    Args:
        histories: the customers; those without repeats count too.
        fewest: repeat customers below which there is no fit.
    """
    return fit_beta_geometric(histories, MbgNbd, fewest=fewest)
