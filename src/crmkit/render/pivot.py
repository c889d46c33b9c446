"""Long rows as people read them (``Result.pivot``): a line per header, a column for each value across, a sum below.

A cell that has no row stays empty, one that is not settled is marked with ``RUNNING``. Settled cells have a level of
1..5 by size, as many in each as ties allow, which formats with colour turn into one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from crmkit.messages import Language, say
from crmkit.render.cells import TEXT_KINDS, human_text, number_of
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
"""The headers of a line, and a cell or nothing for each value across."""


@dataclass(frozen=True, slots=True)
class Footer:
    """The line below: the code of what it is called, its values under each value across, their kind."""

    title: str
    values: Sequence[object]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole pivot: ``steps`` are the values of ``across``, each with a column of cells of ``value``."""

    headers: tuple[Word, ...]
    across: Word
    across_title: str
    steps: Sequence[object]
    value: Word
    lines: Sequence[Line]
    footer: Footer | None

    def is_words(self, place: int) -> bool:
        """Whether a column holds words: the first one, and any other of a kind of text."""
        return place == 0 or (self.headers[place] if place < len(self.headers) else self.value).kind in TEXT_KINDS


def grid(rows: Result, answer: Result) -> Grid | None:
    """The pivot of an answer or of one of its parts, all its lines; ``None`` where people are shown the rows.

    The line below is looked for among the parts of the ``answer``.
    """
    pivot = rows.pivot
    if pivot is None:
        return None
    found = list(_read(rows, pivot))
    below = _below(answer, pivot)
    steps = _steps(word(pivot.across).kind, found, below if pivot.as_footer else ())
    places = {step: place for place, step in enumerate(steps)}
    in_order = sorted(number_of(row.value) for row in found if row.is_coloured(pivot, places))
    lines = []
    for header, together in groupby(found, key=attrgetter("headers")):
        spots: list[Spot | None] = [None] * len(steps)
        for row in together:
            level = _level(number_of(row.value), in_order) if row.is_coloured(pivot, places) else 0
            spots[places[row.step]] = Spot(row.value, row.settled, level)
        lines.append((header, spots))
    headers = tuple(word(name) for name in pivot.headers)
    kind = word(pivot.footer_value).kind if pivot.footer else None
    footer = Footer(pivot.footer_title, [below.get(step) for step in steps], kind) if kind else None
    return Grid(headers, word(pivot.across), pivot.across_title, steps, word(pivot.value), lines, footer)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a pivot needs of one record."""

    headers: Record
    step: object
    value: object
    settled: bool
    weight: int

    def is_coloured(self, pivot: Pivot, places: Mapping[object, int]) -> bool:
        is_known = pivot.coloured and self.settled and self.value is not None
        return is_known and places[self.step] >= pivot.coloured_from and self.weight >= pivot.lightest


def _read(rows: Result, pivot: Pivot) -> Iterator[_Row]:
    """The rows; without a flag every one is settled, without people to count every one is heavy enough."""
    headers = [rows.columns.index(name) for name in pivot.headers]
    across, value = rows.columns.index(pivot.across), rows.columns.index(pivot.value)
    settled = None if pivot.settled is None else rows.columns.index(pivot.settled)
    weight = None if pivot.weight is None else rows.columns.index(pivot.weight)
    for record in rows.records:
        yield _Row(
            tuple(record[place] for place in headers),
            record[across],
            record[value],
            settled is None or record[settled] is True,
            pivot.lightest if weight is None else int(str(record[weight] or 0)),  # left out as few: bears no colour
        )


def _steps(kind: Kind, found: Sequence[_Row], first: Iterable[object]) -> Sequence[object]:
    """What stands across: every number from 0 on when it counts, else ``first``, then other values as they come."""
    if kind == "count":
        return range(max((int(str(row.step)) for row in found), default=-1) + 1)
    return tuple(dict.fromkeys([*first, *(row.step for row in found)]))


def _below(answer: Result, pivot: Pivot) -> Mapping[object, object]:
    """The values of the line below by what stands above them, in the order of its part; none without one."""
    if pivot.footer is None:
        return {}
    below = answer.parts[pivot.footer]
    at, value = below.columns.index(pivot.across), below.columns.index(pivot.footer_value)
    return {record[at]: record[value] for record in below.records}


def _level(value: Decimal | int, in_order: Sequence[Decimal | int]) -> int:
    """1 for the smallest fifth of the numbers ``in_order`` .. 5 for the largest; equal ones share a level."""
    return 1 + LEVELS * bisect_left(in_order, value) // len(in_order)


def parts_shown(answer: Result) -> Iterator[tuple[str, Result]]:
    """The parts that people see by themselves: not what stands below a pivot or in the notes, and no empty list."""
    elsewhere = {each.pivot.footer for each in (answer, *answer.parts.values()) if each.pivot} | set(answer.unseen)
    elsewhere |= {name for name in answer.tables if name in answer.parts and not answer.parts[name].records}
    return ((name, part) for name, part in answer.parts.items() if name not in elsewhere)


def spot_text(spot: Spot | None, kind: Kind, language: Language) -> str:
    """A cell as text: nothing where there is none, a mark in front of what may still grow."""
    if spot is None:
        return ""
    if spot.settled:
        return human_text(kind, spot.value, language)
    return RUNNING if spot.value is None else RUNNING + human_text(kind, spot.value, language)


def caption(shown: Grid, language: Language, *, under: str = "") -> str:
    """What stands in the cells and what is across; empty if a title ``under`` which it would stand names both."""
    value, across = shown.value.label(language), title(shown.across_title, language)
    if value.lower() in under.lower() and across.lower() in under.lower():
        return ""
    return say("text", "pivot", language, {"value": value, "across": across})


def headings(shown: Grid, language: Language) -> list[str]:
    """What stands above the columns."""
    steps = (human_text(shown.across.kind, step, language) for step in shown.steps)
    return [*(header.label(language) for header in shown.headers), *steps]


def cells(shown: Grid, lines: int, language: Language) -> list[list[str]]:
    """The first ``lines`` lines as texts, and the line below if there is one."""
    table = []
    for headers, spots in shown.lines[:lines]:
        named = [human_text(header.kind, value, language) for header, value in zip(shown.headers, headers, strict=True)]
        table.append([*named, *(spot_text(spot, shown.value.kind, language) for spot in spots)])
    if (footer := shown.footer) is not None:
        blanks = [""] * (len(shown.headers) - 1)
        texts = ["" if value is None else human_text(footer.kind, value, language) for value in footer.values]
        table.append([say("text", footer.title, language), *blanks, *texts])
    return table
