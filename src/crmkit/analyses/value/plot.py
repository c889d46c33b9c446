"""How value is drawn: spent and expected by tier, and expectations of before beside what was spent."""

from __future__ import annotations

from crmkit.plot import Bars, Dots, Picture, Plot

PLOTS: Picture = (
    Plot(
        "tier",
        (Bars(("realised_value", "potential_value"), beside=True, tones=("main", "new")),),
        lying=True,
        people="customers",
    ),
    Plot(
        "decile",
        (
            Dots("predicted", part="value_deciles", hollow=True, tone="nobody"),
            Dots("actual", part="value_deciles", named=True),
        ),
        people="customers",
    ),
)
