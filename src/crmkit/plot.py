"""How an answer is drawn: which of its columns make which marks, chosen by the analysis and drawn by a renderer.

A plot is data, as a screen is: it names columns of the answer or of one of its parts, so that masking reaches them, and
says nothing of scales, sizes or colours but for the meaning of a colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Meaning = Literal["main", "new", "nobody", "good", "past", "a", "b", "c"]
"""What a colour says: the figure itself or returning customers, new ones, nobody known, well, past, the tiers."""


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar of each of the columns ``values``, on each other or ``beside``; of columns without anything none.

    ``tones`` are their colours. With ``by`` the bar of the one column is parted by the values of that one, in the order
    of ``shades``, their colours.
    """

    values: tuple[str, ...]
    part: str = ""
    by: str = ""
    beside: bool = False
    tones: tuple[Meaning, ...] = ("main",)
    shades: Mapping[str, Meaning] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of the column ``value``, in ``steps`` or not, with the interval from ``low`` to ``high`` behind it."""

    value: str
    part: str = ""
    low: str = ""
    high: str = ""
    steps: bool = False
    tone: Meaning = "main"


@dataclass(frozen=True, slots=True)
class Dots:
    """A dot of the column ``value``, ``hollow`` or with its figure above it if ``named``."""

    value: str
    part: str = ""
    hollow: bool = False
    named: bool = False
    tone: Meaning = "main"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected: the column ``value`` with a dashed box from ``low`` to ``high``."""

    value: str
    low: str
    high: str
    part: str = ""


Mark: TypeAlias = Bars | Curve | Dots | Outlook


@dataclass(frozen=True, slots=True)
class Plot:
    """Marks over one column, ``along``, which all of their tables have; all figures are of one kind.

    Its values stand side by side in the order of the rows, below each other if ``lying``, or where they lie on a scale
    if ``measured``. ``people`` is a column whose number stands beside each of them. Where the flag column ``settled``
    is not true, they are marked. ``latest`` ones are kept, else the first, where there are too many.
    """

    along: str
    marks: tuple[Mark, ...]
    lying: bool = False
    measured: bool = False
    people: str = ""
    settled: str = ""
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Heat:
    """The pivot of the answer, or of its ``part``, as coloured cells."""

    part: str = ""


Picture: TypeAlias = tuple[Plot | Heat, ...]
"""Plots below each other; of those whose table is not there, or empty, none is drawn."""
