"""How the profile is drawn: customers by stage and what they spent, or the table of a cross."""

from __future__ import annotations

from crmkit.plot import Bars, Heat, Picture, Plot

PLOTS: Picture = (
    Plot("stage", (Bars(("customers",)),), lying=True),
    Plot("stage", (Bars(("net_sales",)),), lying=True),
)
CROSSED: Picture = (Heat(),)
