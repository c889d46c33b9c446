"""From figures to places: ticks that are round numbers, scales, and marks that every chart is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from math import ceil
from typing import Literal

from crmkit.render.layout import width_of
from crmkit.render.page import graphemes

Size = Literal["wide", "slim", "small", "spark"]
"""How wide a chart may become: the page, a phone instead of it, half a page, a tile."""
TICKS = 4
_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_LINE = 14.0
"""Labels stand so far below each other."""
_CELL = 6.6
"""About as wide is half a Chinese character of a label."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text at its place; ``kind`` are the names of its classes: ``e`` ends there, ``c`` has its middle there."""

    x: float
    y: float
    text: str
    kind: str = "s"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``kind`` is the class of its colour."""

    x: float
    y: float
    width: float
    height: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line; ``kind`` are the names of its classes."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "gr"


@dataclass(frozen=True, slots=True)
class Path:
    """A line from point to point, or the area that it goes around."""

    points: tuple[tuple[float, float], ...]
    kind: str
    is_area: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A small circle."""

    x: float
    y: float
    radius: float
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as its marks, in the order in which they lie over each other.

    ``size`` is the class that says how wide it may become. ``hatched`` are boxes of what is not complete, laid over the
    coloured ones.
    """

    size: Size
    width: int
    height: int
    rules: tuple[Rule, ...] = ()
    boxes: tuple[Box, ...] = ()
    hatched: tuple[Box, ...] = ()
    paths: tuple[Path, ...] = ()
    lines: tuple[Rule, ...] = ()
    dots: tuple[Dot, ...] = ()
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a figure between ``low`` and ``high`` stands, these two being at ``start`` and ``end``."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def at(self, value: Decimal | int) -> float:
        """The place of ``value``, never outside."""
        inside = min(max(Decimal(value), self.low), self.high)
        return self.start + float((inside - self.low) / (self.high - self.low)) * (self.end - self.start)


def ticks(largest: Decimal, most: int = TICKS) -> tuple[Decimal, ...]:
    """Round numbers above nought, at most ``most`` of them, the last of them not below ``largest``."""
    if largest <= 0:
        return (Decimal(1),)
    wanted = largest / most
    power = Decimal(10) ** wanted.adjusted()
    step = next(power * each for each in _ROUND if power * each >= wanted)
    count = int((largest / step).to_integral_value(ROUND_CEILING))
    return tuple(step * place for place in range(1, count + 1))


def width(text: str) -> float:
    """About how wide a label is."""
    return width_of(text, graphemes) * _CELL


def apart(labels: Iterable[Label], taken: Sequence[Label] = ()) -> tuple[Label, ...]:
    """Labels with their middle at their places, each raised above those that it would stand on."""
    placed = list(taken)
    for label in labels:
        raised = label
        while any(_meet(raised, other) for other in placed):
            raised = replace(raised, y=raised.y - 2)
        placed.append(raised)
    return tuple(placed[len(taken) :])


def thinned(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Every first, second or third label of an axis, as many as can stand beside each other."""
    if len(labels) < 2:
        return tuple(labels)
    slot = min(after.x - before.x for before, after in pairwise(labels))
    step = max(1, ceil((max(width(label.text) for label in labels) + 2) / slot))
    return tuple(labels[::step])


def _meet(one: Label, other: Label) -> bool:
    aside = (width(one.text) + width(other.text)) / 2
    return abs(one.x - other.x) < aside and abs(one.y - other.y) < _LINE
