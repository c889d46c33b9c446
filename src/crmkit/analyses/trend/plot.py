"""How sales are drawn: who brought them in each period, and what is expected of the coming ones."""

from __future__ import annotations

from crmkit.plot import Bars, Outlook, Picture, Plot

PLOTS: Picture = (
    Plot(
        "period",
        (
            Bars(
                ("returning_net_sales", "new_net_sales", "unidentified_net_sales"),
                tones=("main", "new", "nobody"),
            ),
            Outlook("forecast_net_sales", "net_sales_low", "net_sales_high", part="forecast"),
        ),
        settled="is_complete",
        latest=True,
    ),
)
