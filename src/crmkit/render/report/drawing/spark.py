"""The course of a headline number: a line from nought on, with a dot at its end."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from crmkit.render.report.drawing.scales import Dot, Drawing, Path, Scale

_WIDTH, _HEIGHT = 200, 28
_LEAST = 4


def draw(course: Sequence[Decimal | None]) -> Drawing | None:
    """The line; nothing where it would be of too few values."""
    known = [(place, value) for place, value in enumerate(course) if value is not None]
    if len(known) < _LEAST:
        return None
    y = Scale(Decimal(0), max(value for _, value in known) or Decimal(1), _HEIGHT - 2.0, 4.0)
    x = Scale(Decimal(0), Decimal(len(course) - 1), 2, _WIDTH - 4.0)
    points = tuple((x.at(place), y.at(value)) for place, value in known)
    at, height = points[-1]
    return Drawing("spark", _WIDTH, _HEIGHT, paths=(Path(points, "l-soft"),), dots=(Dot(at, height, 3, "f-ret"),))
