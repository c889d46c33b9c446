"""What was known of every customer on one day, as arrays, and the models of counts and spend fitted to it.

One row per customer in the order of ``customers``, whatever the order of the orders was. Nothing in a history is
later than its cutoff; only ``horizon`` looks ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.fits import CountModel, Fit
from crmkit.models.purchases.histories import Histories, group_histories
from crmkit.models.purchases.mbgnbd import fit_mbgnbd
from crmkit.models.spend.gamma_gamma import SpendModel
from crmkit.models.spend.gamma_gamma_fit import fit_gamma_gamma
from crmkit.models.spend.spending import Spending, group_spending, usual_amounts, within

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
PRIOR_GAPS = 2
"""How many gaps of the average customer a customer's own mean gap is mixed with."""
PRIOR_AMOUNTS = 2
"""How many amounts of the average customer the own ones are mixed with where they are beyond anything usual."""


@dataclass(frozen=True, eq=False)
class CustomerHistory:
    """``columns`` are those of ``outlook/history.sql``: whole numbers, days and fen; ``horizon`` is in days."""

    customers: npt.NDArray[np.uint64]
    columns: Mapping[str, npt.NDArray[Any]]
    horizon: int

    def __len__(self) -> int:
        return len(self.customers)

    def __getitem__(self, name: str) -> Floats:
        """One column as numbers to compute with."""
        return np.asarray(self.columns[name], dtype=np.float64)

    def placed(self, keys: npt.NDArray[np.uint64], values: npt.NDArray[Any]) -> Ints:
        """Whole numbers given for some customers (each key once), in the order of all; 0 for the others."""
        found = np.zeros(len(self), dtype=np.int64)
        _, here, there = np.intersect1d(self.customers, keys, assume_unique=True, return_indices=True)
        found[here] = values[there]
        return found

    def only(self, rows: npt.NDArray[Any], *, spend: bool = True) -> CustomerHistory:
        """Some of the customers, with the models and averages of all; that of spend only where it is needed."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        few = CustomerHistory(self.customers[rows], columns, self.horizon)
        few.__dict__.update(counts=self.counts, mean_gap=self.mean_gap, mean_fen=self.mean_fen)
        few.__dict__["spend"] = self.spend if spend else Fit("too_few", None, 0, 0)
        if spend:
            few.__dict__["usual_fen"] = self.usual_fen
        return few

    @property
    def repeats(self) -> Ints:
        """x: purchase days after the first."""
        return np.asarray(self.columns["days"], dtype=np.int64) - 1

    @property
    def age(self) -> Ints:
        """T: days since the first purchase day."""
        return np.asarray(self.columns["age"], dtype=np.int64)

    @property
    def recency(self) -> Ints:
        """Days since the last purchase day."""
        return np.asarray(self.columns["recency"], dtype=np.int64)

    @property
    def last(self) -> Ints:
        """t_x: age at the last purchase day."""
        return self.age - self.recency

    @cached_property
    def histories(self) -> Histories:
        """The customers grouped by equal x, t_x and T."""
        return group_histories(self.repeats, self.last, self.age)

    @cached_property
    def counts(self) -> Fit[CountModel]:
        """The MBG/NBD of these customers, or its limit; the status says when there is none."""
        return fit_mbgnbd(self.histories)

    @cached_property
    def spend(self) -> Fit[SpendModel]:
        """The Gamma-Gamma of these customers, in fen; the status says when there is none."""
        return fit_gamma_gamma(self.spending)

    @cached_property
    def spending(self) -> Spending:
        """The customers' money after the first purchase day, grouped, as the model of spend is fitted to it.

        One who spends beyond anything usual has no say in what is expected of the others (decision 0016).
        """
        return within(group_spending(*self.repeat_spend()), *self.usual_fen)

    @cached_property
    def usual_fen(self) -> tuple[float, float]:
        """Between which of the customers' mean amounts after the first purchase day the usual ones lie."""
        repeats, money = self.repeat_spend()
        some = repeats > 0
        return usual_amounts(money[some] / repeats[some])

    @cached_property
    def mean_gap(self) -> float:
        """Days between two purchase days of one customer, on average over all gaps."""
        return float(self.last.sum() / max(self.repeats.sum(), 1))

    @cached_property
    def mean_fen(self) -> float:
        """Money of a purchase day, on average over all days but those of who spends more than anything usual."""
        money, days = self["net_fen"], self["days"]
        some = (money > 0) & (days > 0)
        _, most = usual_amounts(money[some] / days[some])
        usual = (days == 0) | (money <= most * np.maximum(days, 1))
        return float(money[usual].sum() / max(days[usual].sum(), 1))

    def repeat_spend(self) -> tuple[Ints, Floats]:
        """Purchase days after the first and their money in fen; none of both where these came to nothing."""
        repeats = self.repeats
        money = np.where(repeats > 0, np.maximum(self["net_fen"] - self["first_fen"], 0), 0)
        return np.where(money > 0, repeats, 0), money

    def expected_days(self, horizon: float | None = None) -> Floats:
        """Expected purchase days within ``horizon`` days; zeros without a model."""
        return self._predicted("expected_purchases", self.horizon if horizon is None else horizon)

    def silence(self) -> Floats:
        """P(no purchase day within the horizon); ones without a model."""
        return self._predicted("p_no_purchase", self.horizon) if self.counts.model is not None else np.ones(len(self))

    def expected_fen(self) -> Floats:
        """Expected money of one purchase day: by the model of spend, else the mean mixed with the customer's own."""
        model = self.spend.model
        if model is None:
            return np.asarray((self["net_fen"] + PRIOR_GAPS * self.mean_fen) / (self["days"] + PRIOR_GAPS))
        repeats, money = self.repeat_spend()
        expected = model.expected_spend(repeats, money)
        low, high = self.usual_fen
        odd = (repeats > 0) & ((money < low * repeats) | (money > high * repeats))
        if odd.any():  # the model never saw their like; mixed on the scale of logarithms, as few gaps are
            own = repeats[odd] * np.log(money[odd] / repeats[odd])
            expected[odd] = np.exp((own + PRIOR_AMOUNTS * np.log(model.mean)) / (repeats[odd] + PRIOR_AMOUNTS))
        return expected

    def usual_gap(self) -> Floats:
        """Days between purchases as usual for the customer, shrunk towards the average of all where there are few."""
        return np.asarray((self.last + PRIOR_GAPS * max(self.mean_gap, 1.0)) / (self.repeats + PRIOR_GAPS))

    def _predicted(self, question: str, horizon: float) -> Floats:
        model = self.counts.model
        if model is None:
            return np.zeros(len(self))
        own = self.histories
        return own.spread(getattr(model, question)(own.repeats, own.last, own.age, horizon))
