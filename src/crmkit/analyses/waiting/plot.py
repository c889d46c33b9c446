"""How waiting orders are drawn: how many there are, and their money."""

from __future__ import annotations

from crmkit.plot import Bars, Picture, Plot

PLOTS: Picture = (
    Plot("waiting", (Bars(("orders",)),), lying=True),
    Plot("waiting", (Bars(("amount",), tones=("new",)),), lying=True),
)
