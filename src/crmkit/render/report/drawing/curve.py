"""How many are back within so many days: a curve of steps in the band of its interval, the asked-for days written out.

Where few are left to look at it is dashed, and where they are a handful it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from crmkit.render.report.charts import Curve, Step
from crmkit.render.report.drawing import axis
from crmkit.render.report.drawing.scales import Dot, Drawing, Label, Path, Rule, Scale, ticks, width
from crmkit.render.report.said import Voice
from crmkit.screen import FEW

_WIDTH, _HEIGHT = 400, 300
_DASHED_BELOW = 100
_LONGEST = 540
_DAYS = (90, 180, 365, 540)
_MANY_STEPS = 120
_FROM = Step(0, Decimal(0), Decimal(0), Decimal(0), _DASHED_BELOW)


def draw(curve: Curve, voice: Voice) -> Drawing | None:
    """The chart; nothing where there are too few people to look at."""
    known = [step for step in curve.steps if step.watched >= FEW and step.days <= _LONGEST]
    if len(known) < 2:
        return None
    steps = [_FROM, *(known if len(known) <= _MANY_STEPS else [*known[:-1:3], known[-1]])]
    marks = ticks(max(step.high for step in steps))
    y = Scale(Decimal(0), marks[-1], _HEIGHT - 34.0, 16.0)
    x = Scale(Decimal(0), Decimal(steps[-1].days), 0, _WIDTH - 2.0)
    rules, labels = axis.lines(y, marks, [axis.percent(mark) for mark in marks], _WIDTH)
    firm = [step for step in steps if step.watched >= _DASHED_BELOW]
    thin = [steps[max(len(firm) - 1, 0)], *(step for step in steps if step.watched < _DASHED_BELOW)]
    upper = _stairs(x, y, [(step.days, step.high) for step in steps])
    lower = _stairs(x, y, [(step.days, step.low) for step in steps])
    lines = [(firm, "l-ret"), (thin, "l-ret dash")]
    paths = [Path((*upper, *reversed(lower)), "f-band", is_area=True)] + [
        Path(_stairs(x, y, [(step.days, step.rate) for step in part]), kind) for part, kind in lines if len(part) > 1
    ]
    marked = [(days, _at(known, days)) for days in curve.marked if known[0].days <= days <= known[-1].days]
    return Drawing(
        "small",
        _WIDTH,
        _HEIGHT,
        tuple(rules),
        paths=tuple(paths),
        lines=(Rule(0, y.start, _WIDTH, y.start, "ax"),),
        dots=tuple(Dot(x.at(days), y.at(step.rate), 3.6, "f-ret ring") for days, step in marked),
        labels=(*labels, *_values(x, y, marked), *_days(voice, x, y.start + 16, curve.marked)),
    )


def _at(steps: Sequence[Step], days: int) -> Step:
    return [step for step in steps if step.days <= days][-1]


def _stairs(x: Scale, y: Scale, points: Sequence[tuple[int, Decimal]]) -> tuple[tuple[float, float], ...]:
    """The corners of a line that stays level until the next step."""
    found: list[tuple[float, float]] = []
    for days, value in points:
        if found:
            found.append((x.at(days), found[-1][1]))
        found.append((x.at(days), y.at(value)))
    return tuple(found)


def _values(x: Scale, y: Scale, marked: Sequence[tuple[int, Step]]) -> list[Label]:
    """The value at each dot, on the right below it, where a curve that rises leaves room; above one at the bottom."""
    labels = []
    for days, step in marked:
        said = axis.whole_percent(step.rate)
        at, below = x.at(days), y.at(step.rate) + 17
        ends = at + 5 + width(said) > _WIDTH
        place = below if below < y.start - 4 else below - 26
        labels.append(Label(at - 2 if ends else at + 3, place, said, "bd s halo e" if ends else "bd s halo"))
    return labels


def _days(voice: Voice, x: Scale, y: float, marked: Sequence[int]) -> list[Label]:
    """The days below the curve, those left out that would touch the one before."""
    labels: list[Label] = []
    end = -1.0
    for days in sorted({*marked[:1], *_DAYS}):
        said = voice.frame("axis_days", days=days)
        at, wide = x.at(days), width(said)
        if Decimal(days) > x.high or at - wide / 2 < end:
            continue
        is_at_the_end = at + wide / 2 > _WIDTH
        labels.append(Label(_WIDTH if is_at_the_end else at, y, said, "m s e" if is_at_the_end else "m s c"))
        end = at + wide / 2 + 4
    return labels
