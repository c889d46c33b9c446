"""How segments are drawn: the five by five of recency and frequency where there are scores, and shares of each."""

from __future__ import annotations

from crmkit.plot import Bars, Heat, Picture, Plot

PLOTS: Picture = (
    Heat("grid"),
    Plot(
        "segment",
        (Bars(("customer_share", "net_sales_share"), beside=True, tones=("nobody", "main")),),
        lying=True,
        people="customers",
    ),
)
