"""How tags are drawn: the customers that bear each."""

from __future__ import annotations

from crmkit.plot import Bars, Picture, Plot

PLOTS: Picture = (Plot("tag", (Bars(("customers",)),), lying=True),)
