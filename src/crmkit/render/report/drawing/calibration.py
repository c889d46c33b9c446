"""Forecast and fact by group: a ring for what was expected, a dot for what came, a bar for its interval."""

from __future__ import annotations

from decimal import Decimal

from crmkit.render.report.charts import Calibration
from crmkit.render.report.drawing import axis
from crmkit.render.report.drawing.scales import Dot, Drawing, Label, Rule, Scale
from crmkit.render.report.said import Voice

_WIDTH = 400
_ROW = 24.0
_LINES = (Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))
_LEFT = 104.0


def draw(calibration: Calibration, voice: Voice) -> Drawing | None:
    """The chart, the riskiest group on top; nothing where it is of one group."""
    groups = calibration.groups
    if len(groups) < 2:
        return None
    bottom = 8 + _ROW * len(groups)
    scale = Scale(Decimal(0), Decimal(1), _LEFT, _WIDTH - 16.0)
    rows = [(each, 8 + _ROW * (place + 0.5)) for place, each in enumerate(groups)]
    said = {0: "riskiest", len(groups) - 1: "safest"}
    names = [
        Label(_LEFT - 14, y + 4, voice.frame(said.get(place, "axis_people"), people=f"{each.customers:,}"), "s e")
        for place, (each, y) in enumerate(rows)
    ]
    return Drawing(
        "small",
        _WIDTH,
        int(bottom + 24),
        tuple(Rule(scale.at(line), 4, scale.at(line), bottom) for line in _LINES),
        lines=tuple(Rule(scale.at(each.low), y, scale.at(each.high), y, "l-interval") for each, y in rows),
        dots=tuple(
            dot
            for each, y in rows
            for dot in (Dot(scale.at(each.happened), y, 4.5, "f-ret"), Dot(scale.at(each.expected), y, 4.5, "hollow"))
        ),
        labels=(*names, *(Label(scale.at(line), bottom + 17, axis.whole_percent(line), "m s c") for line in _LINES)),
    )
