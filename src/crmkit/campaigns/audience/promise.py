"""What a list can show once it was sent: how many would buy anyway, and the smallest effect that would be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.campaigns.audience.drawing import Drawn
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import Where
from crmkit.errors import NotEnoughError
from crmkit.models.experiments.power import smallest_lift
from crmkit.models.shares import rate, share
from crmkit.periods import days_earlier, days_later
from crmkit.store.store import Store

SQL = files("crmkit.campaigns.audience")
HOPELESS = 3
"""No campaign makes so many times as many buy."""


@dataclass(frozen=True, slots=True)
class Base:
    """Of ``customers`` who matched the condition on ``day``, ``buyers`` bought in the window behind it anyway."""

    day: date
    customers: int
    buyers: int

    @property
    def rate(self) -> Decimal:
        """The share of them, 0 to 1."""
        return rate(self.buyers, self.customers)


@dataclass(frozen=True, slots=True)
class Promise:
    """The smallest share of buyers on the list that would be told from ``base``.

    By the arms as drawn (``detectable``), and by two halves; ``None`` where even all of them would not be enough.
    """

    base: Base | None
    detectable: Decimal | None
    detectable_half: Decimal | None

    @property
    def is_hopeless(self) -> bool:
        """Whether not even two halves would show that three times as many bought."""
        if self.base is None or not self.base.buyers:
            return False
        return self.detectable_half is None or self.detectable_half > HOPELESS * self.base.rate


def base_before(store: Store, where: Where | str, as_of: date, window_days: int) -> Base | None:
    """Who matched one window earlier, and bought in it; ``None`` where nobody did. Replaces the table ``audience``."""
    day = days_earlier(as_of, window_days)
    try:
        choose(store, where, day)
    except NotEnoughError:
        return None
    days = {"first": days_later(day, 1), "last": as_of}
    ((customers, buyers),) = cast("list[tuple[int, int]]", store.query(SQL / "base.sql", **days).records)
    return Base(day, customers, buyers)


def promised(base: Base | None, drawn: Drawn) -> Promise:
    """What arms of these sizes would show."""
    if base is None or not base.customers:
        return Promise(base, None, None)
    expected = float(base.rate)
    half = (drawn.listed + drawn.held_out) // 2
    by_arms = smallest_lift(expected, drawn.held_out, drawn.listed)
    return Promise(base, share(by_arms), share(smallest_lift(expected, half, half)))
