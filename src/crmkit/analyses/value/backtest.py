"""The potential value put to the test: what would have been expected on a day of the past, and what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from crmkit.customers.outlook import past
from crmkit.customers.outlook.memory import remembered
from crmkit.customers.outlook.value import whole_fen
from crmkit.customers.window import Window
from crmkit.models.customer_history import CustomerHistory
from crmkit.models.shares import rate, yuan
from crmkit.models.value.agreement import Agreement, Decile, agreement
from crmkit.models.value.prospects import prospects
from crmkit.result import Record, Result
from crmkit.store.learnt import Lesson
from crmkit.store.store import Store

COLUMNS = ("method", "predicted", "actual", "error", "correlation", "coverage")
DECILE_COLUMNS = ("decile", "customers", "predicted", "actual", "error", "coverage")


@dataclass(frozen=True, slots=True)
class ValueBacktest:
    """One closed horizon of ``months``: our expectation against what came, and that of repeating the year before."""

    months: int
    horizon: past.Horizon
    ours: Agreement
    naive: Agreement

    @property
    def factor(self) -> float | None:
        """How far off the total was, as the larger of expected / actual and actual / expected; ``None``: no telling."""
        expected, actual = self.ours.expected, self.ours.actual
        return max(expected / actual, actual / expected) if expected and actual else None

    @property
    def is_beaten(self) -> bool:
        """Whether repeating the year before came closer, in total and customer by customer."""
        ours, naive = self.ours, self.naive
        if ours.error is None or naive.error is None:
            return False
        return abs(naive.error) < abs(ours.error) and (naive.correlation or 0.0) > (ours.correlation or 0.0)

    @property
    def verdict(self) -> Literal["beaten", "not_beaten", "no_sales"]:
        """What the headline says of the test; nothing was spent that either could have met in ``no_sales``."""
        if self.ours.error is None:
            return "no_sales"
        return "beaten" if self.is_beaten else "not_beaten"


def backtest(store: Store, window: Window, months: int) -> ValueBacktest | None:
    """The latest closed horizon of ``months``, or of as many as the data allow; ``None`` when they allow none.

    What came of it is kept in the store, as what churn learnt is.
    """
    lesson = Lesson("value", window.as_of, months)
    return remembered(store, lesson, lambda: _try(store, window, months), read=_from_numbers, write=_to_numbers)


def _try(store: Store, window: Window, months: int) -> ValueBacktest | None:
    last_day = min(window.as_of, window.data_to)
    for shorter in range(months, 0, -1):
        for horizon in past.closed(last_day, shorter, window.data_from, most=1):
            return _tested_on(store, window, shorter, horizon)
    return None


def parts(test: ValueBacktest) -> dict[str, Result]:
    """The tables: both forecasts in total, and ours by decile of expectation."""
    rows: list[Record] = [
        ("expectation", *_compared(test.ours)),
        ("as_before", *_compared(test.naive)),
    ]
    deciles: list[Record] = [
        (
            part.decile,
            part.customers,
            yuan(part.expected),
            yuan(part.actual),
            _error(part.expected, part.actual),
            None if part.within is None else rate(part.within, part.customers),
        )
        for part in test.ours.deciles
    ]
    return {
        "value_backtest": Result("value_backtest", COLUMNS, rows),
        "value_deciles": Result("value_deciles", DECILE_COLUMNS, deciles),
    }


def _tested_on(store: Store, window: Window, months: int, horizon: past.Horizon) -> ValueBacktest | None:
    then = past.history_at(store, horizon, data_to=window.data_to)
    outlook = prospects(then, months=months) if len(then) else None
    if outlook is None:
        return None
    came = past.outcome(store, horizon, then).net_fen
    low = None if outlook.low is None else whole_fen(outlook.low)
    high = None if outlook.high is None else whole_fen(outlook.high)
    ours = agreement(whole_fen(outlook.money), came, low, high)
    return ValueBacktest(months, horizon, ours, agreement(whole_fen(_as_before(then, window, horizon)), came))


def _as_before(
    then: CustomerHistory, window: Window, horizon: past.Horizon
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Everybody spends at the pace of the last 365 days (90 for horizons of up to three months)."""
    name, days = ("net_90", 90) if horizon.days <= 92 else ("net_365", 365)
    known = min(days, (horizon.cutoff - window.data_from).days + 1)
    return then[name] * (horizon.days / known)


def _compared(found: Agreement) -> tuple[object, ...]:
    correlation = None if found.correlation is None else Decimal(f"{found.correlation:.4f}")
    within = None if found.within is None else rate(found.within, found.customers)
    return yuan(found.expected), yuan(found.actual), _error(found.expected, found.actual), correlation, within


def _error(expected: int, actual: int) -> Decimal | None:
    return rate(expected - actual, actual) if actual else None


def _to_numbers(test: ValueBacktest) -> dict[str, Any]:
    return {
        "months": test.months,
        "cutoff": test.horizon.cutoff.isoformat(),
        "last_day": test.horizon.last_day.isoformat(),
        "ours": asdict(test.ours),
        "naive": asdict(test.naive),
    }


def _from_numbers(numbers: Mapping[str, Any]) -> ValueBacktest:
    horizon = past.Horizon(date.fromisoformat(numbers["cutoff"]), date.fromisoformat(numbers["last_day"]))
    return ValueBacktest(numbers["months"], horizon, _agreement(numbers["ours"]), _agreement(numbers["naive"]))


def _agreement(numbers: Mapping[str, Any]) -> Agreement:
    return Agreement(**{**numbers, "deciles": [Decile(**part) for part in numbers["deciles"]]})
