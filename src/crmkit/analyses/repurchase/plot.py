"""How repurchase is drawn: the curve of all customers with its interval, and the groups that were asked for."""

from __future__ import annotations

from crmkit.plot import Bars, Curve, Dots, Picture, Plot

CURVE = Plot(
    "days_since_first",
    (
        Curve("repurchase_rate", part="curve", low="ci_low", high="ci_high", steps=True),
        Dots("repurchase_rate", named=True),
    ),
    measured=True,
)
BY_PERIOD: Picture = (
    Plot(
        "period",
        (Bars(("repeat_day_rate", "next_period_rate"), beside=True, tones=("main", "new")),),
        settled="is_complete",
        latest=True,
    ),
)


def plots(part: str | None, column: str) -> Picture:
    """The curve, and below it the groups of ``part``, which have their names in ``column``."""
    if part is None:
        return (CURVE,)
    return (CURVE, Plot(column, (Bars(("repurchase_rate_90",), part=part),), lying=True, people="customers"))
