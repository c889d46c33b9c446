"""A share by period: bars, the mean of all dotted, hatched where it still grows.

The highest and the last one are written out.
"""

from __future__ import annotations

from decimal import Decimal

from crmkit.render.report.charts import Rate
from crmkit.render.report.drawing import axis
from crmkit.render.report.drawing.scales import Box, Drawing, Label, Rule, Scale, apart, ticks
from crmkit.render.report.said import Voice

_WIDTH, _HEIGHT, _LEFT = 400, 230, 26.0
_MOST = 13
_BAR = 0.74
_WIDEST_SLOT = 60.0


def draw(rate: Rate, voice: Voice) -> Drawing | None:
    """The chart of the latest periods; nothing without any that is above nought."""
    shown = rate.periods[-_MOST:]
    largest = max((share for _, share, _ in shown), default=Decimal(0))
    if largest <= 0:
        return None
    marks = ticks(max(largest, rate.mean), 3)
    scale = Scale(Decimal(0), marks[-1], _HEIGHT - 40.0, 26.0)
    slot = min((_WIDTH - _LEFT) / len(shown), _WIDEST_SLOT)
    middles = [_LEFT + slot * (place + 0.5) for place in range(len(shown))]
    wide = slot * _BAR
    boxes = [
        Box(x - wide / 2, scale.at(share), wide, scale.start - scale.at(share), "f-ret")
        for x, (_, share, _) in zip(middles, shown, strict=True)
    ]
    edge = _LEFT + slot * len(shown)
    rules, labels = axis.lines(scale, marks, [axis.percent(mark) for mark in marks], edge)
    starts = ((x, start) for x, (start, _, _) in zip(middles, shown, strict=True))
    labels += axis.periods(voice, rate.unit, starts, scale.start + 15, slim=True)
    told = {max(range(len(shown)), key=lambda place: shown[place][1]), len(shown) - 1}
    values = [
        Label(middles[place], scale.at(shown[place][1]) - 5, f"{shown[place][1] * 100:.1f}%", "bd s c halo")
        for place in sorted(told)
    ]
    return Drawing(
        "small",
        _WIDTH,
        _HEIGHT,
        tuple(rules),
        tuple(boxes),
        tuple(box for box, (_, _, settled) in zip(boxes, shown, strict=True) if not settled),
        lines=(
            Rule(_LEFT, scale.at(rate.mean), edge, scale.at(rate.mean), "l-dots"),
            Rule(0, scale.start, edge, scale.start, "ax"),
        ),
        labels=(*labels, *apart(values)),
    )
