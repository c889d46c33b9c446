"""Figures of a picture: as numbers, as labels, and the round ones of an axis."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crmkit.messages import Language, catalog, say
from crmkit.render.cells import human_text, number_of, percent
from crmkit.render.report.drawing.scales import ticks
from crmkit.render.report.money import short, short_with_unit
from crmkit.vocabulary import Kind, word

_MARKUP = re.compile(r"<(?=[/!?A-Za-z])")


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a picture, and its money."""

    language: Language
    currency: str


def plain(value: object) -> float | int:
    """A figure as a number of JSON: every money and rate has so few digits that nothing is lost."""
    number = number_of(value)
    return number if isinstance(number, int) else int(number) if number == int(number) else float(number)


def text_of(kind: Kind, value: object, language: Language) -> str:
    """A value in words, in which nothing can be taken for markup where a notebook puts it into a page."""
    return _MARKUP.sub("＜", human_text(kind, value, language))


def label_of(column: str, language: Language) -> str:
    """What a figure is called in a picture, where no table around it says what it is about."""
    return say("chart", column, language) if column in catalog()["chart"] else word(column).label(language)


def said(kind: Kind, value: object, tongue: Tongue) -> str:
    """A figure as short as a label has to be."""
    if kind == "money":
        return short(Decimal(number_of(value)), tongue.language)
    return percent(value) if kind == "rate" else human_text(kind, value, tongue.language)


def scale(kind: Kind, values: Iterable[Decimal], tongue: Tongue) -> dict[str, Any]:
    """The scale and the axis of figures: from nought to a round number, its unit said once."""
    found = list(values)
    high, low = max(found, default=Decimal(0)), min(found, default=Decimal(0))
    above = ticks(max(high, Decimal(0))) if high > 0 or low >= 0 else ()
    if kind in ("count", "days"):
        above = tuple(tick for tick in above if tick == int(tick)) or (Decimal(1),)
    below = tuple(-tick for tick in reversed(ticks(-low))) if low < 0 else ()
    marks = (*below, Decimal(0), *above)
    labels = {f"{mark.normalize():f}": _tick(kind, mark, mark == marks[-1], tongue) for mark in marks}
    return {
        "scale": {"domain": [plain(marks[0]), plain(marks[-1])], "nice": False, "zero": True},
        "axis": {"values": [plain(mark) for mark in marks], "labelExpr": _looked_up(labels), "domain": False},
    }


def _tick(kind: Kind, mark: Decimal, is_last: bool, tongue: Tongue) -> str:
    if kind == "money":
        with_unit = is_last and mark > 0
        return short_with_unit(mark, tongue.language, tongue.currency) if with_unit else short(mark, tongue.language)
    return f"{(mark * 100).normalize():f}%" if kind == "rate" else f"{mark.normalize():,f}"


def _looked_up(labels: Mapping[str, str]) -> str:
    """An expression that gives the label of a mark; all of it is ours."""
    return f"({json.dumps(labels, ensure_ascii=False)})[datum.value]"
