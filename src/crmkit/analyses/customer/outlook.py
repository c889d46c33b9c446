"""What is predicted of one customer: the next purchase, the risk of staying away, the money to come.

The rules and models are those of ``remind``, ``churn`` and ``value``, learnt from the whole shop: a card and these
lists say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from typing import Any, cast

import numpy as np

from crmkit.customers.outlook import past
from crmkit.customers.outlook.churn import ChurnForecast, churn_forecast, status
from crmkit.customers.outlook.churn_reasons import reasons
from crmkit.customers.outlook.next_purchase import Expected, Reasons
from crmkit.customers.outlook.value import value_of
from crmkit.customers.window import Window
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.models.churn.bands import BANDS
from crmkit.models.customer_history import CustomerHistory
from crmkit.models.shares import percent, share, yuan
from crmkit.models.value.prospects import prospects
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.customer")
VALUE_MONTHS = 12
VALUE_DISCOUNT = 0.1
"""How far the money to come looks ahead, and what a year makes of it: as ``value`` has them."""
NEXT_COLUMNS = ("expected_on", "expected_from", "expected_to", "days_late", "product", "basis", "remind_reason")
RISK_COLUMNS = ("forecast_to", "churn_probability", "risk", "spend_if_retained", "expected_loss", "reasons")
VALUE_COLUMNS = (
    "forecast_to", "realised_value", "potential_value", "potential_low", "potential_high", "expected_purchase_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlook:
    """Parts of a card, and what a reader must know of them."""

    parts: Mapping[str, Result] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def next_purchase(store: Store, key: int, now: Expected, language: Language) -> dict[str, Result]:
    """When the next purchase is expected, in which days, and what that rests on; none for who never bought."""
    why = Reasons(now.shop, language)
    rows: list[Record] = []
    for found in cast("list[tuple[Any, ...]]", store.query(SQL / "expected.sql", key=key).records):
        on, low, high, overdue, product, basis, visits, cycle, intervals, own = found
        sentence = why(basis, visits, cycle, intervals, own)
        rows.append((on, low, high, overdue if overdue >= 0 else None, product, basis, sentence))
    return {"customer_next": Result("customer_next", NEXT_COLUMNS, rows)} if rows else {}


def risk(store: Store, key: int, window: Window, months: int, language: Language) -> Outlook:
    """The risk of no purchase day in the ``months`` ahead, as ``churn`` predicts it."""
    try:
        forecast = churn_forecast(store, window.as_of, months, window.data_from, window.data_to)
    except NotEnoughError:
        return Outlook(notes=(Note("customer_risk_needs", {"months": months}),))
    row = _place(forecast.now.then, key)
    if row is None:
        return Outlook()
    answer = Result("customer_risk", RISK_COLUMNS, [_risk_row(forecast, row, language)])
    return Outlook({"customer_risk": answer}, (_risk_note(forecast),))


def customer_value(store: Store, key: int, window: Window) -> Outlook:
    """The money so far and within the coming twelve months, as ``value`` computes it."""
    horizon = past.ahead(window.as_of, VALUE_MONTHS)
    past.remember(store)
    then = past.history_at(store, horizon, data_to=window.data_to)
    row = _place(then, key)
    if row is None:
        return Outlook()
    outlook = prospects(then, months=VALUE_MONTHS, yearly_discount=VALUE_DISCOUNT)
    if outlook is None:
        return Outlook(notes=(Note("customer_value_needs"),))
    all_values = value_of(then, outlook, None, None)
    low, high = (None if money is None else yuan(int(money[row])) for money in (all_values.low, all_values.high))
    days = Decimal(int(np.rint(outlook.days[row] * 100))).scaleb(-2)
    money = (yuan(int(all_values.realised[row])), yuan(int(all_values.potential[row])), low, high)
    answer = Result("customer_value", VALUE_COLUMNS, [(horizon.last_day, *money, days)])
    return Outlook({"customer_value": answer})


def _place(then: CustomerHistory, key: int) -> int | None:
    """The row of the customer in a history."""
    row = int(np.searchsorted(then.customers, np.uint64(key)))
    return row if row < len(then) and int(then.customers[row]) == key else None


def _risk_row(forecast: ChurnForecast, row: int, language: Language) -> Record:
    """One customer as in ``churn --detail``."""
    rows = np.array([row])
    return (
        forecast.horizon.last_day,
        share(float(forecast.said[row])),
        BANDS[int(forecast.bands[row])] if forecast.skilled else status(bool(forecast.now.active[row])),
        yuan(int(forecast.spend[row])),
        yuan(int(forecast.loss[row])),
        reasons(forecast, rows, language)[0] if forecast.skilled else None,
    )


def _risk_note(forecast: ChurnForecast) -> Note:
    """How far to trust it."""
    backtest = forecast.choice.backtest
    if backtest is not None and not forecast.skilled:
        return Note("customer_base_rate", {"rate": percent(Decimal(backtest.base))})
    if backtest is None:
        return Note("churn_untested")
    return Note(f"churn_by_{forecast.choice.score.method}")
