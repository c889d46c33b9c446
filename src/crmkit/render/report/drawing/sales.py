"""Net sales by period: stacked bars, the trailing mean as a line, the forecast as dashed boxes behind a rule."""

from __future__ import annotations

from decimal import Decimal

from crmkit.messages import say
from crmkit.render.report.charts import Ahead, Period, Sales
from crmkit.render.report.drawing import axis
from crmkit.render.report.drawing.scales import Box, Drawing, Label, Path, Rule, Scale, apart, ticks
from crmkit.render.report.money import short
from crmkit.render.report.said import Voice

MOST = {"wide": 24, "slim": 13}
"""Periods that the page and a phone have room for."""
_LEAST = 2
_WIDEST_SLOT = 84.0
_BAR = 0.7
_ABOVE = 5.0
_ROOM = 30.0
"""Bars so far apart bear a value each; where they are nearer, only the first of the forecast does."""
_STACK = (("returning", "f-ret"), ("new", "f-new"), ("unidentified", "f-un"))


def draw(sales: Sales, voice: Voice, *, slim: bool) -> Drawing | None:
    """The chart for the whole page, or ``slim`` for a phone, of the latest periods that it has room for.

    A single period is no chart.
    """
    if len(sales.periods) < _LEAST:
        return None
    width, height, left = (360, 262, 26.0) if slim else (1072, 306, 40.0)
    shown = sales.periods[-MOST["slim" if slim else "wide"] :]
    slot = min((width - left) / (len(shown) + len(sales.ahead)), _WIDEST_SLOT)
    largest = max([*map(_total, shown), *(each.high for each in sales.ahead), *(each.mean or 0 for each in shown)])
    marks = ticks(Decimal(largest))
    scale = Scale(Decimal(0), marks[-1], height - 42.0, 38.0)
    middles = [left + slot * (place + 0.5) for place in range(len(shown) + len(sales.ahead))]
    edge = left + slot * len(middles)
    rules, labels = axis.lines(scale, marks, axis.sums(voice, marks), edge)
    boxes, hatched = _bars(shown, middles, slot, scale)
    ahead = list(zip(sales.ahead, middles[len(shown) :], strict=True))
    starts = [*(each.start for each in shown), *(each.start for each in sales.ahead)]
    labels += axis.periods(voice, sales.unit, zip(middles, starts, strict=True), scale.start + 15, slim=slim)
    divide = left + slot * len(shown)
    return Drawing(
        "slim" if slim else "wide",
        width,
        height,
        tuple(rules),
        (*boxes, *(_range(each, x, slot, scale) for each, x in ahead)),
        tuple(hatched),
        _mean(shown, middles, scale),
        (
            *(_expected(each, x, slot, scale) for each, x in ahead),
            *([Rule(divide, scale.end, divide, scale.start, "ax")] if ahead else []),
            Rule(0, scale.start, edge, scale.start, "ax"),
        ),
        labels=(*labels, *_words(shown, ahead, middles, scale, voice)),
    )


def _total(period: Period) -> Decimal:
    return sum((max(getattr(period, name), Decimal(0)) for name, _ in _STACK), Decimal(0))


def _bars(shown: tuple[Period, ...], middles: list[float], slot: float, scale: Scale) -> tuple[list[Box], list[Box]]:
    """The stacks, from below, and the whole of those that are not complete."""
    boxes, hatched = [], []
    wide = slot * _BAR
    for period, x in zip(shown, middles, strict=False):
        below = Decimal(0)
        for name, kind in _STACK:
            part = max(getattr(period, name), Decimal(0))
            top, bottom = scale.at(below + part), scale.at(below)
            if part:
                boxes.append(Box(x - wide / 2, top, wide, bottom - top, kind))
            below += part
        if not period.settled:
            hatched.append(Box(x - wide / 2, scale.at(below), wide, scale.start - scale.at(below)))
    return boxes, hatched


def _mean(shown: tuple[Period, ...], middles: list[float], scale: Scale) -> tuple[Path, ...]:
    """The line of the mean over its casing of the colour of the paper."""
    points = tuple((x, scale.at(each.mean)) for each, x in zip(shown, middles, strict=False) if each.mean is not None)
    return (Path(points, "l-case"), Path(points, "l-ink")) if len(points) > 1 else ()


def _range(ahead: Ahead, x: float, slot: float, scale: Scale) -> Box:
    wide = slot * _BAR
    return Box(x - wide / 2, scale.at(ahead.high), wide, scale.at(ahead.low) - scale.at(ahead.high), "f-range")


def _expected(ahead: Ahead, x: float, slot: float, scale: Scale) -> Rule:
    wide, y = slot * _BAR, scale.at(ahead.expected)
    return Rule(x - wide / 2, y, x + wide / 2, y, "l-band")


def _words(
    shown: tuple[Period, ...], ahead: list[tuple[Ahead, float]], middles: list[float], scale: Scale, voice: Voice
) -> tuple[Label, ...]:
    """The value of the last bar and those expected, then the sale days, each above its bar."""
    tops = [(each, x, scale.at(_total(each)) - _ABOVE) for each, x in zip(shown, middles, strict=False)]
    values = [Label(x, y, short(_total(each), voice.language), "bd s c halo") for each, x, y in tops[-1:]]
    told = ahead if middles[1] - middles[0] > _ROOM else ahead[:1]
    values += [
        Label(x, scale.at(each.expected) - _ABOVE, short(each.expected, voice.language), "m s c halo")
        for each, x in told
    ]
    events = [
        Label(x, y, say("event_short", each.event, voice.language), "s c halo") for each, x, y in tops if each.event
    ]
    return apart([*values, *events])
