"""A report as data: its blocks in the order of an owner's questions, each with a finding, charts and tables.

Whoever makes a report decides what is said and shown; a renderer decides how it looks. Texts are sentences of
``sentences/report.toml`` with typed values, so that one report can be set in any form. Tables are those of answers,
which are masked already. Charts hold numbers only, and each stands beside a table of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from crmkit.messages import Language
from crmkit.render.report.charts import Chart
from crmkit.result import Note, Result
from crmkit.screen import Sentence, Table

Role = Literal[
    "returning",
    "new",
    "unidentified",
    "mean",
    "forecast",
    "unfinished",
    "kept",
    "overdue",
    "past",
    "without",
    "tier_a",
    "tier_b",
    "tier_c",
    "expected",
    "happened",
]
"""What a colour, a dash or a hatch means; the same through the whole report."""
Meaning = Literal["good", "bad", "neither"]
"""Of a change: more refunds are bad, though their arrow points up."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against an earlier one: ``rate`` is relative, or in points of a share if ``in_points``.

    ``against`` names the earlier period (``report.toml``) and nothing else, so that any form can put it into its own
    words: "May", "the week before". Without a ``rate``, where the figure is not complete, the
    earlier ``value`` itself is said.
    """

    against: Sentence
    rate: Decimal | None = None
    value: object = None
    meaning: Meaning = "neither"
    in_points: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline number: a word of the vocabulary and its value, its course (oldest first) and how it changed.

    ``low`` and ``high`` are the ends of its 95 % interval, where it is an estimate. ``settled`` is false while the
    figure still grows by itself.
    """

    word: str
    value: object
    course: tuple[Decimal | None, ...] = ()
    changes: tuple[Change, ...] = ()
    low: object = None
    high: object = None
    settled: bool = True
    note: Sentence | None = None
    marks: Sentence | None = None
    """What its course shows, said only beside it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat table: a count or a share, a second figure ``below``, and how strong its colour is (0 to 5).

    ``running``: its time is not over. ``few``: a handful of people. ``own``: where nobody moved.
    """

    value: object = None
    below: object = None
    level: int | None = None
    running: bool = False
    few: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Heat:
    """A table whose cells are coloured by size; headers are values of the vocabulary's words or whole numbers.

    ``heads`` are the words of the header columns, ``across`` the word that the columns are values of. ``footer`` is a
    last row, called by its sentence.
    """

    heads: tuple[str, ...]
    across: str
    columns: tuple[object, ...]
    rows: tuple[tuple[tuple[object, ...], tuple[Cell, ...]], ...]
    footer: tuple[Sentence, tuple[Cell, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of an answer (masked): its columns and rows as on a screen (``Table``); ``folded`` until asked for.

    ``spare`` columns go first where there is little room. ``note`` says what a mark in it means.
    """

    result: Result
    table: Table
    caption: Sentence
    folded: bool = False
    spare: tuple[str, ...] = ()
    note: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart, a table or both, with what is measured and in what unit (``deck``); ``big`` is its headline number.

    ``keys`` are what its colours mean: a role, whose words are ``means_ROLE`` of ``page.toml``. ``command`` writes the
    whole list, with what says which data (``Report.at``) behind it. A panel that ``is_wide`` takes two thirds of the
    line beside another one, and all of it alone.
    """

    title: Sentence | None = None
    deck: Sentence | None = None
    marks: Sentence | None = None
    """What lines, colours and bars of its picture mean, said only where it is drawn."""
    big: Sentence | None = None
    keys: tuple[Role, ...] = ()
    chart: Chart | None = None
    described: Sentence | None = None
    """What the chart shows, for those who cannot see it: the finding."""
    heat: Heat | None = None
    listings: tuple[Listing, ...] = ()
    notes: tuple[Sentence, ...] = ()
    command: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A question of the owner: its topic, the finding and what proves it.

    The topic is the sentence ``topic_NAME`` of ``page.toml``; on a page ``name`` is what links lead to.
    ``refused`` is the one sentence of an answer that could not be given, in place of panels.
    """

    name: str
    heading: Sentence
    deck: Sentence | None = None
    panels: tuple[Panel, ...] = ()
    notes: tuple[Sentence, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means: the title of its block and the sentence of the catalog, in the language of the report."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report, in one language and one currency, of the data up to a day.

    ``lead`` is the paragraph at its head, ``latest`` the line on the last week, ``facts`` what the masthead says of the
    data. ``revealed``: names are not masked. ``left_out`` names the blocks for which no export was loaded. ``found``
    are the notes of all answers, each once. ``at`` is what says on a command line which data were asked and in which
    language, ``at_named`` the same as it is said in what is sent to others, and ``asked`` what was asked of the report
    itself.
    """

    language: Language
    currency: str
    shop: str
    as_of: date
    facts: Mapping[str, object]
    title: Sentence
    lead: tuple[Sentence, ...]
    latest: tuple[Sentence, ...] = ()
    tiles: tuple[Tile, ...] = ()
    blocks: tuple[Block, ...] = ()
    definitions: tuple[Definition, ...] = ()
    files: Listing | None = None
    found: tuple[Note, ...] = ()
    left_out: tuple[Sentence, ...] = ()
    revealed: bool = False
    params: Mapping[str, object] = field(default_factory=dict)
    at: str = ""
    at_named: str = ""
    asked: str = ""
