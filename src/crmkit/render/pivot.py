"""Long rows as people read them (``Result.pivot``): a line for each head, a column for each number, an average below.

A cell that has no row stays empty, one that is not settled is marked with ``RUNNING``. Settled cells have a level of
1..5 by size, as many in each as ties allow, which formats with colour turn into one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from crmkit.messages import Language, say
from crmkit.render.cells import human_text, number_of
from crmkit.render.wording import title
from crmkit.result import Pivot, Record, Result
from crmkit.vocabulary import Kind, Word, word

RUNNING = "*"
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell: its value, whether it is settled, its level (0: none)."""

    value: object
    settled: bool
    level: int = 0


Line: TypeAlias = tuple[Record, Sequence[Spot | None]]
"""The heads of a line, and a cell or nothing for each number."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole pivot: heads, numbers, ``lines``, and below them the values of ``footer`` under each number."""

    heads: tuple[Word, ...]
    numbers: Sequence[int]
    value: Word
    lines: Sequence[Line]
    footer: Sequence[object]
    footer_kind: Kind


def grid(result: Result, pivot: Pivot) -> Grid:
    """The pivot of an answer, all its lines."""
    heads = [result.columns.index(name) for name in pivot.heads]
    names = (pivot.across, pivot.value, pivot.settled, pivot.weight)
    across, value, settled, weight = (result.columns.index(name) for name in names)
    found = [
        _Row(
            tuple(record[place] for place in heads),
            int(str(record[across])),
            record[value],
            record[settled] is True,
            int(str(record[weight])),
        )
        for record in result.records
    ]
    in_order = sorted(number_of(row.value) for row in found if row.is_coloured(pivot))
    numbers = range(max((row.number for row in found), default=-1) + 1)
    lines = []
    for head, rows in groupby(found, key=attrgetter("heads")):
        spots: list[Spot | None] = [None] * len(numbers)
        for row in rows:
            level = _level(number_of(row.value), in_order) if row.is_coloured(pivot) else 0
            spots[row.number] = Spot(row.value, row.settled, level)
        lines.append((head, spots))
    named = tuple(word(name) for name in pivot.heads)
    footer = _footer(result, pivot, numbers)
    return Grid(named, numbers, word(pivot.value), lines, footer, word(pivot.footer_value).kind)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a pivot needs of one record."""

    heads: Record
    number: int
    value: object
    settled: bool
    weight: int

    def is_coloured(self, pivot: Pivot) -> bool:
        is_known = self.settled and self.value is not None
        return is_known and self.number >= pivot.coloured_from and self.weight >= pivot.lightest


def _footer(result: Result, pivot: Pivot, numbers: Sequence[int]) -> list[object]:
    below = result.parts[pivot.footer]
    at, mean = below.columns.index(pivot.across), below.columns.index(pivot.footer_value)
    averages = {record[at]: record[mean] for record in below.records}
    return [averages.get(number) for number in numbers]


def _level(value: Decimal | int, in_order: Sequence[Decimal | int]) -> int:
    """1 for the smallest fifth of the numbers ``in_order`` .. 5 for the largest; equal ones share a level."""
    return 1 + LEVELS * bisect_left(in_order, value) // len(in_order)


def spot_text(spot: Spot | None, kind: Kind, language: Language) -> str:
    """A cell as text: nothing where there is none, a mark in front of what may still grow."""
    if spot is None:
        return ""
    if spot.settled:
        return human_text(kind, spot.value, language)
    return RUNNING if spot.value is None else RUNNING + human_text(kind, spot.value, language)


def caption(pivot: Pivot, language: Language) -> str:
    """What stands in the cells, and what the numbers above them count."""
    return say(
        "text",
        "pivot",
        language,
        {"value": word(pivot.value).label(language), "across": title(pivot.across_title, language)},
    )


def cells(shown: Grid, lines: int, language: Language) -> list[list[str]]:
    """Headings, the first ``lines`` lines and the average as texts."""
    table = [[*(head.label(language) for head in shown.heads), *map(str, shown.numbers)]]
    for heads, spots in shown.lines[:lines]:
        named = [human_text(head.kind, value, language) for head, value in zip(shown.heads, heads, strict=True)]
        table.append([*named, *(spot_text(spot, shown.value.kind, language) for spot in spots)])
    blanks = [""] * (len(shown.heads) - 1)
    means = ["" if value is None else human_text(shown.footer_kind, value, language) for value in shown.footer]
    table.append([say("text", "pivot_footer", language), *blanks, *means])
    return table
