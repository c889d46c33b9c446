"""How cohorts are drawn: their table, coloured."""

from __future__ import annotations

from crmkit.plot import Heat, Picture

PLOTS: Picture = (Heat(),)
