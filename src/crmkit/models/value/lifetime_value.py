"""Customer lifetime value: discounted money of the purchases to come, from a model of counts and one of spending."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.fits import CountModel
from crmkit.models.purchases.histories import Floats

MONTH = 365.25 / 12
"""Days."""


def lifetime_value(
    model: CountModel,
    repeats: npt.ArrayLike,
    last: npt.ArrayLike,
    age: npt.ArrayLike,
    spend: npt.ArrayLike,
    *,
    months: int = 12,
    yearly_discount: float = 0.0,
    month: float = MONTH,
) -> Floats:
    """Expected money in the coming months, each month's discounted from its end to the cutoff.

        sum over m = 1 .. months of  spend (E[m] - E[m - 1]) / (1 + yearly_discount)^(m / 12)

    with E[m] the expected purchase days in the first m months [Fader, Hardie & Lee 2005b; ``lifetimes``, whose month
    has 4.345 weeks].

    Args:
        model: of counts.
        repeats: x of each customer.
        last: t_x.
        age: T.
        spend: expected money per purchase day of each customer, as a spend model gives it; times a margin if wanted.
        months: how far to look, at least 1.
        yearly_discount: money a year away is worth 1 / (1 + yearly_discount); 0.1 is 10 % a year.
        month: its length in the unit of time of the model.

    Raises:
        ValueError: ``months`` below 1 or a discount of -1 or less.
    """
    if months < 1 or yearly_discount <= -1:
        raise ValueError("lifetime value needs at least one month and a discount above -1")
    discount_factors = (1.0 + yearly_discount) ** (-np.arange(1, months + 2) / 12)
    discount_factors[-1] = 0.0
    total: Floats = np.zeros(np.broadcast_shapes(np.shape(repeats), np.shape(last), np.shape(age)))
    for ended, weight in enumerate(
        -np.diff(discount_factors), start=1
    ):  # summed by parts: E[m] is needed, not its growth
        if weight:
            total = total + weight * model.expected_purchases(repeats, last, age, ended * month)
    value: Floats = np.asarray(spend, dtype=np.float64) * total
    return value
