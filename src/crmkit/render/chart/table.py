"""The rows of an answer or of one of its parts, by the names of their columns, in the order along an axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from crmkit.plot import Bars, Mark, Plot
from crmkit.render.chart.drawn import distinct
from crmkit.render.chart.figures import Tongue, text_of
from crmkit.render.chart.look import MOST_BARS, MOST_LINES
from crmkit.render.pivot import RUNNING
from crmkit.render.titles import TITLES, without_opening
from crmkit.result import Result
from crmkit.vocabulary import word

Row = Mapping[str, Any]
Key: TypeAlias = tuple[Any, int]
"""A value along the axis, and the how manieth of its rows it is: two goods of one title are two."""
KEY = ""
"""Where a row has its key: no column is called so."""


def rows_of(answer: Result, part: str) -> list[Row]:
    """The rows of the answer, or of its ``part``; none where it is not there."""
    table = answer.parts.get(part) if part else answer
    return [] if table is None else [dict(zip(table.columns, record, strict=True)) for record in table.records]


def rows_along(answer: Result, mark: Mark, along: str) -> list[Row]:
    """The rows of a mark with their keys; those that part one bar have the same."""
    seen: Counter[object] = Counter()
    found: list[Row] = []
    for row in rows_of(answer, mark.part):
        place = 0 if isinstance(mark, Bars) and mark.by else seen[row[along]]
        seen[row[along]] += 1
        found.append({**row, KEY: (row[along], place)})
    return found


@dataclass(frozen=True, slots=True)
class Axis:
    """What stands along the axis: a label for each value that is drawn, of ``all`` there are; those that still run."""

    labels: Mapping[Key, str]
    all: int
    running: frozenset[Key]


def axis_of(answer: Result, plot: Plot, tongue: Tongue) -> Axis:
    """The values along the axis, in the order of the rows of all marks."""
    people: dict[Key, str] = {}
    running: set[Key] = set()
    for mark in plot.marks:
        for row in rows_along(answer, mark, plot.along):
            value = row[KEY]
            people.setdefault(value, f" ({row[plot.people]:,})" if plot.people and row.get(plot.people) else "")
            if plot.settled and row.get(plot.settled) is False:
                running.add(value)
    values, most = list(people), MOST_LINES if plot.lying else MOST_BARS
    kept = values if plot.measured else values[-most:] if plot.latest else values[:most]
    texts = [text_of(word(plot.along).kind, value, tongue.language) for value, _ in kept]
    if plot.along in TITLES:
        texts = without_opening(texts)
    marks = [RUNNING if value in running else "" for value in kept]
    names = distinct(f"{text}{mark}{people[value]}" for text, mark, value in zip(texts, marks, kept, strict=True))
    return Axis(dict(zip(kept, names, strict=True)), len(values), frozenset(running & set(kept)))


def columns_of(mark: Bars, rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns of a bar that have anything in them."""
    if mark.by:
        return mark.values
    return tuple(name for name in mark.values if any(row.get(name) for row in rows)) or mark.values[:1]
