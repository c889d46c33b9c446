"""What is foretold of one customer: the next purchase, the risk of staying away, the money to come.

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
from crmkit.customers.outlook.churn import Forecast, forecast, status
from crmkit.customers.outlook.churn_reasons import reasons
from crmkit.customers.outlook.next_purchase import Expected, Reasons
from crmkit.customers.outlook.worth import worth_of
from crmkit.customers.window import Window
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.models.churn.bands import BANDS
from crmkit.models.shares import percent, share, yuan
from crmkit.models.snapshot import Snapshot
from crmkit.models.value.prospects import prospects
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.customer")
WORTH_MONTHS = 12
WORTH_DISCOUNT = 0.1
"""How far the money to come looks ahead, and what a year makes of it: as ``value`` has them."""
NEXT_COLUMNS = ("expected_on", "expected_from", "expected_to", "overdue_days", "product", "basis", "why")
RISK_COLUMNS = ("foretold_until", "churn_probability", "band", "expected_spend", "value_at_risk", "reasons")
WORTH_COLUMNS = (
    "foretold_until", "realised", "potential", "potential_low", "potential_high", "expected_purchase_days",
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
    """The risk of no purchase day in the ``months`` ahead, as ``churn`` foretells it."""
    try:
        told = forecast(store, window.as_of, months, window.data_from, window.data_to)
    except NotEnoughError:
        return Outlook(notes=(Note("customer_risk_needs", {"months": months}),))
    row = _place(told.now.then, key)
    if row is None:
        return Outlook()
    answer = Result("customer_risk", RISK_COLUMNS, [_risk_row(told, row, language)])
    return Outlook({"customer_risk": answer}, (_risk_note(told),))


def worth(store: Store, key: int, window: Window) -> Outlook:
    """The money so far and within the coming twelve months, as ``value`` tells it."""
    horizon = past.ahead(window.as_of, WORTH_MONTHS)
    past.remember(store)
    then = past.snapshot(store, horizon, data_to=window.data_to)
    row = _place(then, key)
    if row is None:
        return Outlook()
    outlook = prospects(then, months=WORTH_MONTHS, yearly_discount=WORTH_DISCOUNT)
    if outlook is None:
        return Outlook(notes=(Note("customer_worth_needs"),))
    all_worth = worth_of(then, outlook, None, None)
    low, high = (None if money is None else yuan(int(money[row])) for money in (all_worth.low, all_worth.high))
    days = Decimal(int(np.rint(outlook.days[row] * 100))).scaleb(-2)
    money = (yuan(int(all_worth.realised[row])), yuan(int(all_worth.potential[row])), low, high)
    answer = Result("customer_worth", WORTH_COLUMNS, [(horizon.last_day, *money, days)])
    return Outlook({"customer_worth": answer})


def _place(then: Snapshot, key: int) -> int | None:
    """Where the customer stands in a snapshot."""
    row = int(np.searchsorted(then.customers, np.uint64(key)))
    return row if row < len(then) and int(then.customers[row]) == key else None


def _risk_row(told: Forecast, row: int, language: Language) -> Record:
    """One customer as ``churn --detail`` tells them."""
    rows = np.array([row])
    return (
        told.horizon.last_day,
        share(float(told.said[row])),
        BANDS[int(told.bands[row])] if told.skilled else status(bool(told.now.active[row])),
        yuan(int(told.spend[row])),
        yuan(int(told.loss[row])),
        reasons(told, rows, language)[0] if told.skilled else None,
    )


def _risk_note(told: Forecast) -> Note:
    """How far to trust it."""
    trial = told.choice.trial
    if trial is not None and not told.skilled:
        return Note("no_skill", {"rate": percent(Decimal(trial.base))})
    if trial is None:
        return Note("churn_untested")
    return Note(f"churn_by_{told.choice.score.method}")
