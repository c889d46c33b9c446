"""Realised value, potential value and influence of each customer: the values of ``crmkit value`` as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from typing import cast

import numpy as np
import numpy.typing as npt

from crmkit.customers.window import Window
from crmkit.errors import UsageError
from crmkit.models.customer_history import CustomerHistory
from crmkit.models.purchases.histories import Floats
from crmkit.models.spend.tiers import percentiles_of, tiers_of
from crmkit.models.value.prospects import Prospects
from crmkit.store.store import Store

SQL = files("crmkit.customers.outlook")
Ints = npt.NDArray[np.int64]
REACH = 90
"""Days after a customer in which others new to the same product or place count as influenced."""
COST_UNIT = Decimal("0.0001")
"""Unit costs are kept to a hundredth of a fen."""


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Influenced buyers, in millionths, and 0 .. 100; which of products and places the data name."""

    led: Ints
    score: Ints
    products: bool
    places: bool


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Per customer in fen: money whose goods have a cost, and what of it was left after the cost."""

    covered: Ints
    margin: Ints
    kinds: int
    kinds_with_cost: int
    costs: int
    costs_used: int


@dataclass(frozen=True, slots=True, eq=False)
class CustomerValue:
    """Every identified customer by ascending key; money in whole fen. ``low`` and ``high`` bound ``potential``.

    ``is_ranked``: potential value tells customers apart; where it is the same for all, nobody stands out by it.
    """

    then: CustomerHistory
    outlook: Prospects
    realised: Ints
    potential: Ints
    tier: Ints
    potential_tier: Ints
    is_ranked: bool
    low: Ints | None
    high: Ints | None
    influence: Influence | None
    margins: Margins | None

    def __len__(self) -> int:
        return len(self.realised)

    def only(self, rows: npt.NDArray[np.bool_]) -> CustomerValue:
        """Those of some of the customers, each as they stand among all."""
        influence, margins = self.influence, self.margins
        return replace(
            self,
            then=self.then.only(rows),
            outlook=self.outlook.only(rows),
            realised=self.realised[rows],
            potential=self.potential[rows],
            tier=self.tier[rows],
            potential_tier=self.potential_tier[rows],
            low=None if self.low is None else self.low[rows],
            high=None if self.high is None else self.high[rows],
            influence=None
            if influence is None
            else replace(influence, led=influence.led[rows], score=influence.score[rows]),
            margins=None
            if margins is None
            else replace(margins, covered=margins.covered[rows], margin=margins.margin[rows]),
        )

    @property
    def rising(self) -> npt.NDArray[np.bool_]:
        """In tier A by potential value, not by realised value."""
        return np.asarray((self.potential_tier == 1) & (self.tier > 1) & self.is_ranked)


def value_of(
    then: CustomerHistory, outlook: Prospects, influence: Influence | None, margins: Margins | None
) -> CustomerValue:
    """The values side by side."""
    realised = np.asarray(then.columns["net_fen"], dtype=np.int64)
    potential = whole_fen(outlook.discounted)
    potential_tier = tiers_of(potential)
    return CustomerValue(
        then,
        outlook,
        realised,
        potential,
        tiers_of(realised),
        potential_tier,
        len(np.unique(potential_tier)) > 1,
        None if outlook.low is None else whole_fen(outlook.low),
        None if outlook.high is None else whole_fen(outlook.high),
        influence,
        margins,
    )


def whole_fen(money: Floats) -> Ints:
    """Rounded, half to even."""
    return np.rint(money).astype(np.int64)


def influence_of(store: Store, then: CustomerHistory, window: Window) -> Influence | None:
    """Who came new to a product or a place after each customer; ``None`` when the data name neither."""
    days = {"as_of": window.as_of, "data_from": window.data_from, "reach": REACH}
    store.materialise("outlook_met", SQL / "met.sql")
    bound = store.arrays(SQL / "influence.sql", **days)
    if len(bound["led"]) == 0:
        return None
    led = then.placed(bound["customer_key"], bound["led"])
    return Influence(led, percentiles_of(led), bool(bound["has_product"].any()), bool(bound["has_place"].any()))


def margins_of(store: Store, then: CustomerHistory, window: Window, costs: Mapping[str, Decimal]) -> Margins:
    """What was left of the money after the cost of the goods, where a cost is known.

    Raises:
        UsageError: a cost is no amount of 0 or more.
    """
    store.materialise("costs", SQL / "costs.sql", products=list(costs), costs=_hundredths(costs))
    store.materialise("sold", SQL / "sold.sql", as_of=window.as_of)
    bound = store.arrays(SQL / "margins.sql")
    covered = then.placed(bound["customer_key"], bound["covered_fen"])
    cost = then.placed(bound["customer_key"], bound["cost"])
    ((kinds, with_cost, used),) = cast("list[tuple[int, int, int]]", store.query(SQL / "matches.sql").records)
    return Margins(covered, covered - _rounded_hundredths(cost), kinds, with_cost, len(costs), used)


def _hundredths(costs: Mapping[str, Decimal]) -> list[int]:
    bad = [product for product, cost in costs.items() if not (Decimal(cost).is_finite() and cost >= 0)]
    if bad:
        raise UsageError("bad_cost", product=bad[0], value=costs[bad[0]])
    return [int(Decimal(cost).quantize(COST_UNIT) / COST_UNIT) for cost in costs.values()]


def _rounded_hundredths(cost: Ints) -> Ints:
    """Hundredths of a fen as fen, half to even."""
    fen, rest = np.divmod(cost, 100)
    return np.asarray(fen + ((rest > 50) | ((rest == 50) & (fen % 2 == 1))))
