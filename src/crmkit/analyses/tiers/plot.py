"""How tiers are drawn: what each tenth of the customers spends, and all of them up to there."""

from __future__ import annotations

from crmkit.plot import Bars, Curve, Dots, Picture, Plot

PLOTS: Picture = (
    Plot(
        "decile",
        (
            Bars(("net_sales_share",), part="deciles"),
            Curve("cumulative_share", part="deciles", tone="new"),
            Dots("cumulative_share", part="deciles", named=True, tone="new"),
        ),
        people="customers",
    ),
)
