"""What every customer of a history is expected to spend in its horizon, and within which range.

Models of counts and spend where there are any; where they are not, rates of the shop as a whole, and no range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from crmkit.models.customer_history import CustomerHistory
from crmkit.models.purchases.beta_geometric import BetaGeometric
from crmkit.models.purchases.histories import Floats
from crmkit.models.purchases.nbd import Nbd
from crmkit.models.spend.gamma_gamma import GammaGamma, OneAmount
from crmkit.models.value.future_money import Amounts, known_amounts, ranges, varying_amounts
from crmkit.models.value.lifetime_value import lifetime_value

CountsBy: TypeAlias = Literal["model", "rate"]


@dataclass(frozen=True, slots=True, eq=False)
class Prospects:
    """Per customer of the history, money in the unit of the history (fen).

    ``days`` are expected purchase days, ``money`` is the expected net spend, ``discounted`` its present value; ``low``
    and ``high`` bound the present value (10 % and 90 %), ``None`` without a model of counts, and ``variance`` is what
    chance alone gives it.
    """

    counts_by: CountsBy
    days: Floats
    money: Floats
    discounted: Floats
    low: Floats | None = None
    high: Floats | None = None
    variance: Floats | None = None

    @property
    def chance(self) -> float | None:
        """The standard deviation that chance alone gives the discounted total, if customers buy independently."""
        return None if self.variance is None else float(np.sqrt(self.variance.sum()))

    def only(self, rows: npt.NDArray[Any]) -> Prospects:
        """Those of some of the customers."""
        low, high, variance = (None if bound is None else bound[rows] for bound in (self.low, self.high, self.variance))
        return Prospects(self.counts_by, self.days[rows], self.money[rows], self.discounted[rows], low, high, variance)


def prospects(then: CustomerHistory, *, months: int, yearly_discount: float = 0.0) -> Prospects | None:
    """What to expect of the customers of ``then`` within its horizon.

    ``None`` when there is neither a model nor a rate: no customer has bought on a later day yet.

    Args:
        then: its horizon is ``months`` calendar months long; a month is that length / ``months``.
        months: how long the horizon is; each month's money is discounted from its end.
        yearly_discount: 0.1 is 10 % a year.

    Raises:
        ValueError: ``months`` below 1 or a discount of -1 or less.
    """
    if months < 1 or yearly_discount <= -1:
        raise ValueError("prospects need at least one month and a discount above -1")
    model = then.counts.model
    if isinstance(model, BetaGeometric | Nbd):
        return _by_model(then, model, months, yearly_discount)
    return _by_rate(then, months, yearly_discount)


def _by_model(then: CustomerHistory, model: BetaGeometric | Nbd, months: int, yearly_discount: float) -> Prospects:
    own, per_day = then.histories, then.expected_fen()
    days = np.asarray(model.expected_purchases(own.repeats, own.last, own.age, then.horizon))
    month = then.horizon / months
    discounted = lifetime_value(
        model, own.repeats, own.last, own.age, 1.0, months=months, yearly_discount=yearly_discount, month=month
    )
    amounts, scale = _amounts(then)
    money = ranges(model, own, then.horizon, amounts)
    kept: Floats = np.where(days > 0, discounted / np.where(days > 0, days, 1.0), 1.0)
    scale *= own.spread(kept)
    variance = scale**2 * own.spread(money.square - money.mean**2)
    return Prospects(
        "model",
        own.spread(days),
        own.spread(days) * per_day,
        own.spread(discounted) * per_day,
        own.spread(money.low) * scale,
        own.spread(money.high) * scale,
        variance,
    )


def _by_rate(then: CustomerHistory, months: int, yearly_discount: float) -> Prospects | None:
    """Everybody comes back at the pace of all customers together: repeat days per day since the first purchase."""
    exposure = float(then.age.sum())
    if exposure == 0 or then.repeats.sum() == 0:
        return None
    days = np.full(len(then), float(then.repeats.sum()) / exposure * then.horizon)
    money = days * then.expected_fen()
    ended = np.arange(1, months + 1)
    kept = float(((1 + yearly_discount) ** (-ended / 12)).mean())
    return Prospects("rate", days, money, money * kept)


def _amounts(then: CustomerHistory) -> tuple[Amounts, Floats]:
    """How the amounts of n days vary, and each customer's scale."""
    from scipy.special import digamma

    model, most, repeats = then.spend.model, max(int(then.horizon), 1), int(then.repeats.max(initial=0))
    if isinstance(model, GammaGamma):
        counted, money = then.repeat_spend()
        scale = (model.v + money) * np.exp(-digamma(model.q + model.p * counted))
        scale *= then.expected_fen() / model.expected_spend(counted, money)  # 1 but for who is beyond anything usual
        # where repeats came to nothing the scale knows fewer amounts than x: so rare that the scatter is left at x
        return varying_amounts(model, most, repeats), scale
    scatter = 0.0 if isinstance(model, OneAmount) else _scatter(then)
    return known_amounts(scatter, most, repeats), then.expected_fen() * np.exp(-scatter / 2)


def _scatter(then: CustomerHistory) -> float:
    """How customers' mean amounts vary in logarithms: without a model of spend the best word on a single amount."""
    some = then["net_fen"] > 0
    return float(np.var(np.log(then["net_fen"][some] / then["days"][some]))) if some.any() else 0.0
