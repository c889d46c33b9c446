"""What a churn probability means in a shop: bands around its base rate, and customers off their own rhythm.

Where most buyers buy once, nearly everybody is likely to stay away; a band therefore says how much likelier than the
shop's average customer, in odds, and who had a habit and broke it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crmkit.models.churn.evaluation import Floats
from crmkit.models.churn.features import Case, chance, log_odds

BANDS = ("high", "slowing", "medium", "low", "inactive")
ODDS = 2.0
"""``high`` begins at twice the base rate's odds, ``low`` ends at half of them."""
OVERDUE = 2.0
"""A repeat customer who has been away twice the usual gap is slipping."""


@dataclass(frozen=True, slots=True)
class RiskThresholds:
    """Where the bands lie around ``base``, the share of active customers who stayed away."""

    base: float

    @property
    def high(self) -> float:
        """The probability from which a customer is at high risk."""
        return float(chance(log_odds(self.base) + np.log(ODDS)))

    @property
    def low(self) -> float:
        """The probability up to which a customer is low."""
        return float(chance(log_odds(self.base) - np.log(ODDS)))

    def of(self, case: Case, said: Floats) -> npt.NDArray[np.int64]:
        """The band of each customer, as its place in ``BANDS``."""
        then = case.then
        overdue = (then.repeats > 0) & (then.recency >= OVERDUE * then.usual_gap())
        return np.select([~case.active, said >= self.high, overdue, said <= self.low], [4, 0, 1, 3], default=2).astype(
            np.int64
        )
