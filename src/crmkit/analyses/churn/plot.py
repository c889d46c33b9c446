"""How churn is drawn: customers of each band by tier, and what was predicted before beside what came of it."""

from __future__ import annotations

from crmkit.plot import Bars, Dots, Picture, Plot

PLOTS: Picture = (
    Plot("risk", (Bars(("customers",), by="tier", shades={"A": "a", "B": "b", "C": "c"}),), lying=True),
    Plot(
        "risk_decile",
        (
            Dots("predicted_rate", part="calibration", hollow=True, tone="nobody"),
            Dots("actual_churn_rate", part="calibration", named=True),
        ),
        people="customers",
    ),
)
