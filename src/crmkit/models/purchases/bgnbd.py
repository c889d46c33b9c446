"""BG/NBD: buying at a gamma rate, beta-geometric drop-out after repeat purchases [Fader, Hardie & Lee 2005].

Assumptions: while alive a customer buys as a Poisson process; rates vary as Gamma(r, alpha); after each repeat
purchase the customer drops out for good with probability p; p varies as Beta(a, b); rate and p are independent.
A customer who never came back cannot have dropped out: P(alive) = 1. MBG/NBD mends that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crmkit.models.purchases.beta_geometric import BetaGeometric, fit_beta_geometric
from crmkit.models.purchases.fits import FEWEST, Fit
from crmkit.models.purchases.histories import Histories
from crmkit.models.purchases.nbd import Nbd


@dataclass(frozen=True, slots=True)
class BgNbd(BetaGeometric):
    """The BG/NBD with its parameters; ``alpha`` in the unit of time of the data."""

    kind: ClassVar[str] = "bgnbd"
    after_first: ClassVar[int] = 0


def fit_bgnbd(histories: Histories, *, fewest: int = FEWEST) -> Fit[BgNbd | Nbd]:
    """Maximum likelihood; the model is an ``Nbd`` when the status is ``nbd_limit``.

    Args:
        histories: the customers; those without repeats count too.
        fewest: repeat customers below which there is no fit.
    """
    return fit_beta_geometric(histories, BgNbd, fewest=fewest)
