"""The shop as it was known on a day of its past: the customers then, and who bought in the time that followed.

This is where nothing may leak: a history reads no order dated after its cutoff and no refund before it was known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from crmkit.models.customer_history import CustomerHistory
from crmkit.periods import last_closed, months_later
from crmkit.store.store import Store

SQL = files("crmkit.customers.outlook")


@dataclass(frozen=True, slots=True)
class Horizon:
    """The time asked about at a cutoff: the days after it up to ``last_day``."""

    cutoff: date
    last_day: date

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.last_day - self.cutoff).days


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What the customers of a history did in its horizon: purchase days and net money in fen, in its order."""

    days: npt.NDArray[np.int64]
    net_fen: npt.NDArray[np.int64]


def remember(store: Store) -> None:
    """Build what histories are read from; once per store."""
    store.materialise("outlook_met", SQL / "met.sql")
    for table in ("occasions", "returned"):
        store.materialise(table, SQL / f"{table}.sql")


def ahead(cutoff: date, months: int) -> Horizon:
    """The ``months`` calendar months after ``cutoff``."""
    return Horizon(cutoff, months_later(cutoff, months))


def closed(as_of: date, months: int, data_from: date, *, most: int) -> list[Horizon]:
    """Horizons of ``months`` that are over by ``as_of``, none overlapping, the latest first.

    Each has at least as long a past in the data as it is itself.
    """
    horizons: list[Horizon] = []
    day = as_of
    while len(horizons) < most:
        cutoff = last_closed(day, months)
        if months_later(cutoff, -months) < data_from:
            break
        horizons.append(ahead(cutoff, months))
        day = cutoff
    return horizons


def history_at(store: Store, horizon: Horizon, *, data_to: date) -> CustomerHistory:
    """The customers as they were known on the cutoff of ``horizon``, by ascending key."""
    columns = store.arrays(
        SQL / "history.sql", cutoff=horizon.cutoff, knows_all=horizon.cutoff >= data_to, horizon=horizon.days
    )
    keys = columns.pop("customer_key")
    for name in tuple(columns):
        columns[name] = _narrowed(columns[name])
    return CustomerHistory(keys, columns, horizon.days)


def outcome(store: Store, horizon: Horizon, then: CustomerHistory) -> Outcome:
    """What the customers of ``then`` did in ``horizon``, after every refund known today."""
    found = store.arrays(SQL / "returners.sql", cutoff=horizon.cutoff, last_day=horizon.last_day)
    return Outcome(
        then.placed(found["customer_key"], found["days"]), then.placed(found["customer_key"], found["net_fen"])
    )


def _narrowed(column: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """The same whole numbers in as few bytes as they need: several histories of many customers are held at once."""
    if not len(column):
        return column
    return column.astype(np.result_type(*(np.min_scalar_type(end) for end in (int(column.min()), int(column.max())))))
