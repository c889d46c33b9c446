"""A reason is a fact on the side of the customer's band, whatever the model makes of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from crmkit.customers.outlook.churn_reasons import reasons
from crmkit.models.churn.bands import BANDS, RiskThresholds
from crmkit.models.churn.features import GROUPS, Case
from crmkit.models.customer_history import CustomerHistory

NAMES = ("days_180", "titles", "season_days", "net_fen", "first_fen", "paid_fen", "returned_fen")


def at_risk(days: list[int], age: list[int], group: str) -> Any:
    """Customers whose model takes what they do in ``group`` for a sign of leaving, and who are alike in all else."""
    columns = {name: np.full(len(days), 10) for name in NAMES} | {"days": np.array(days), "age": np.array(age)}
    columns["recency"] = np.where(columns["days"] == 1, columns["age"], 10)
    push = np.where(np.array(GROUPS) == group, 1.0, 0.0)
    return SimpleNamespace(
        now=Case(CustomerHistory(np.arange(len(days), dtype=np.uint64), columns, 90)),
        choice=SimpleNamespace(score=SimpleNamespace(contributions=lambda case, rows: np.tile(push, (len(rows), 1)))),
        bands=np.full(len(days), BANDS.index("high")),
        said=np.full(len(days), 0.9),
        thresholds=RiskThresholds(0.5),
    )


def test_a_customer_leaves_for_few_or_rare_purchase_days_and_not_for_many():
    """Typical are 2 days in 300: fewer is a reason, so are 3 in 900; 8 in 400 and what is typical are none."""
    forecast = at_risk([2, 2, 2, 1, 3, 8], [300, 300, 300, 200, 900, 400], "frequency")
    assert reasons(forecast, np.arange(2, 6), "en") == [
        None,
        "only one purchase day",
        "3 purchase days in 900 days",
        None,
    ]
