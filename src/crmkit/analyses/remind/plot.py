"""How reminders are drawn: whose next purchase is expected on which day."""

from __future__ import annotations

from crmkit.plot import Bars, Picture, Plot

PLOTS: Picture = (
    Plot(
        "expected_on",
        (
            Bars(
                ("customers",), part="remind_days", by="basis", shades={"own": "main", "product": "b", "shop": "nobody"}
            ),
        ),
    ),
)
