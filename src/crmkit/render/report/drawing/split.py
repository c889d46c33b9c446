"""Bars of 100 % below each other, each in its classes, whose shares stand inside where there is room."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

from crmkit.render.cells import coded
from crmkit.render.report.charts import Split
from crmkit.render.report.drawing import axis
from crmkit.render.report.drawing.scales import Box, Drawing, Label
from crmkit.render.report.said import Voice
from crmkit.vocabulary import word

_WIDTH = 400
_ROW = 46.0
_HIGH = 20.0
_GAP = 1.5
_ROOM = 44.0
_COLOURS = ("a", "b", "c")


def draw(split: Split, voice: Voice) -> Drawing | None:
    """The chart; nothing without bars."""
    if not split.bars:
        return None
    boxes, labels = [], []
    for row, (name, shares) in enumerate(split.bars):
        top = _ROW * row + 18
        labels.append(Label(0, top - 6, word(name).label(voice.language), "m s"))
        ends = list(accumulate(shares, initial=Decimal(0)))
        whole = ends[-1] or Decimal(1)
        for place, (kind, share) in enumerate(zip(split.classes, shares, strict=True)):
            start, wide = float(ends[place] / whole) * _WIDTH, float(share / whole) * _WIDTH
            colour = _COLOURS[min(place, len(_COLOURS) - 1)]
            if wide > _GAP:
                boxes.append(Box(start, top, wide - _GAP, _HIGH, f"f-{colour}"))
            if wide >= _ROOM:
                said = f"{coded('code', kind, voice.language)} {axis.whole_percent(share)}"
                labels.append(Label(start + 6, top + 14.5, said, f"s bd on-{colour}"))
    return Drawing("small", _WIDTH, int(_ROW * len(split.bars)), boxes=tuple(boxes), labels=tuple(labels))
