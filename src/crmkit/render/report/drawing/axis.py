"""Axes of charts in words: periods below bars, sums and shares on lines."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crmkit.render.report.charts import Unit
from crmkit.render.report.drawing.scales import Label, Rule, Scale, thinned, width
from crmkit.render.report.money import short, short_with_unit
from crmkit.render.report.said import Voice

_YEAR_BELOW = 17.0
_ON_THE_LINE = 4.0


def percent(value: Decimal) -> str:
    """A share on an axis or at a mark: whole per cents, below ten of them one decimal where it says something."""
    number = value * 100
    step = Decimal("0.1") if 0 < abs(number) < 10 else Decimal(1)
    return f"{number.quantize(step, ROUND_HALF_UP).normalize():f}%"


def whole_percent(value: Decimal) -> str:
    """A share in whole per cents."""
    return f"{(value * 100).quantize(Decimal(1), ROUND_HALF_UP):f}%"


def sums(voice: Voice, values: Sequence[Decimal]) -> list[str]:
    """Sums on the lines of a chart; what they are counted in stands at the last one."""
    said = [short(value, voice.language) for value in values]
    return [*said[:-1], short_with_unit(values[-1], voice.language, voice.currency)]


def lines(scale: Scale, values: Sequence[Decimal], said: Sequence[str], to: float) -> tuple[list[Rule], list[Label]]:
    """Lines across a chart and the labels that stand on them, at its left."""
    at = [scale.at(value) for value in values]
    rules = [Rule(0, place, to, place) for place in at]
    return rules, [Label(0, y - _ON_THE_LINE, text, "m s halo") for y, text in zip(at, said, strict=True)]


def periods(voice: Voice, unit: Unit, starts: Iterable[tuple[float, date]], y: float, *, slim: bool) -> list[Label]:
    """What each bar is of, below it; the year below the first one and below the first of each year."""
    places = list(starts)
    names = thinned([Label(x, y, period(voice, unit, start, slim=slim), "m s c") for x, start in places])
    if unit == "year":
        return list(names)
    firsts: list[Label] = []
    for place, (x, start) in enumerate(places):
        if place == 0 or start.year != places[place - 1][1].year:
            if firsts and x - firsts[-1].x < width("0000") + 4:  # the first one is nearly of the next year
                firsts.pop()
            firsts.append(Label(x, y + _YEAR_BELOW, f"{start.year}", "bd s c"))
    return [*names, *firsts]


def period(voice: Voice, unit: Unit, start: date, *, slim: bool) -> str:
    """A period as short as it stands below a bar."""
    if unit == "year":
        return f"{start.year}"
    if unit == "quarter":
        return voice.frame("axis_quarter", quarter=(start.month + 2) // 3)
    if unit == "month":
        if voice.language == "zh":
            return f"{start.month}" if slim else f"{start.month}月"
        name = calendar.month_abbr[start.month]
        return name[0] if slim else name
    return f"{start.month}/{start.day}" if voice.language == "zh" else f"{start.day} {calendar.month_abbr[start.month]}"
