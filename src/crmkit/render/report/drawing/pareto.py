"""What each tenth of the customers brings: bars in the colours of the tiers, the running total as a line."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

from crmkit.render.report.charts import Pareto
from crmkit.render.report.drawing import axis
from crmkit.render.report.drawing.scales import Box, Dot, Drawing, Label, Path, Rule, Scale
from crmkit.render.report.said import Voice

_WIDTH, _HEIGHT = 400, 250
_TIERS = {"a": "a", "b": "b", "c": "c"}
_LINES = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))
_BAR = 0.85
_ROOM = 26.0
"""A bar so high holds its label."""
_LEAST_WHOLE = Decimal("0.01")
_TOLD = 1
"""The dot that is told in words: that of the second tenth."""


def draw(pareto: Pareto, voice: Voice) -> Drawing | None:
    """The chart; nothing without tenths."""
    if len(pareto.tenths) <= _TOLD:
        return None
    scale = Scale(Decimal(0), Decimal(1), _HEIGHT - 34.0, 22.0)
    slot = _WIDTH / len(pareto.tenths)
    middles = [slot * (place + 0.5) for place in range(len(pareto.tenths))]
    running = list(accumulate(share for share, _ in pareto.tenths))
    points = tuple((x, scale.at(total)) for x, total in zip(middles, running, strict=True))
    boxes, labels = [], []
    for place, (x, (share, tier)) in enumerate(zip(middles, pareto.tenths, strict=True)):
        top, wide, colour = scale.at(share), slot * _BAR, _TIERS.get(tier.lower()[-1:], "c")
        boxes.append(Box(x - wide / 2, top, wide, scale.start - top, f"f-{colour}"))
        said = axis.percent(share) if share < _LEAST_WHOLE else axis.whole_percent(share)
        if place == 0 and scale.start - top > _ROOM:  # the line begins at its top
            labels.append(Label(x, top + 17, said, f"s c on-{colour}"))
        else:
            labels.append(Label(x, top - 5, said, "s c halo"))
    labels += [Label(x, scale.start + 15, f"{place}", "m s c") for place, x in enumerate(middles, 1)]
    rules = [Rule(0, scale.at(line), _WIDTH, scale.at(line)) for line in _LINES]
    labels += [Label(_WIDTH, scale.at(line) - 4, axis.whole_percent(line), "m s e halo") for line in _LINES[:-1]]
    labels.append(Label(0, scale.at(_LINES[-1]) - 4, axis.whole_percent(_LINES[-1]), "m s halo"))
    tenths = int(100 * (_TOLD + 1) / len(pareto.tenths))
    told = voice.frame("top_tenths", tenths=tenths, share=axis.whole_percent(running[_TOLD]))
    at, y = points[_TOLD]
    return Drawing(
        "small",
        _WIDTH,
        _HEIGHT,
        tuple(rules),
        tuple(boxes),
        paths=(Path(points, "l-ink"),),
        lines=(Rule(0, scale.start, _WIDTH, scale.start, "ax"),),
        dots=tuple(Dot(x, y, 2.6, "f-ink") for x, y in points),
        labels=(*labels, Label(at + 9, y + 14, told, "bd halo")),
    )
