"""A page to browse as data: the rows of one thing, as they are today and as they were on days before.

Whoever makes it decides what is shown; a renderer decides how it looks. Answers are masked already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crmkit.messages import Language
from crmkit.result import Note, Result
from crmkit.screen import Sentence


@dataclass(frozen=True, slots=True)
class Choices:
    """The few values of a column, best first, by code with what people call them; ``word`` is the heading.

    ``several``: a cell holds any number of codes, with commas between them.
    """

    word: str
    labels: Mapping[str, str]
    several: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """The rows of one day, called ``label``, in the order of the column ``sorted_by``, the most first.

    The first column of ``result`` names its rows; ``places`` says which row of the whole page each of them is. Rows of
    several views with one place are of one and the same. ``note`` is what there is to know of this day.
    """

    label: str
    result: Result
    places: Sequence[int]
    choices: Mapping[str, Choices]
    sorted_by: str
    note: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page called ``name``: its views, that of today first.

    Sentences about it are ``title_NAME``, ``find_NAME`` and so on of ``site.toml``. ``left_out`` says which rows or
    days are not on it. ``command`` writes all of them. ``revealed``: names of people are not masked.
    """

    name: str
    language: Language
    deck: Sentence
    views: tuple[View, ...]
    command: str
    left_out: tuple[Sentence, ...] = ()
    notes: tuple[Note, ...] = ()
    revealed: bool = False
    currency: str = "CNY"
    shop: str = ""

    @property
    def as_of(self) -> date:
        """The last day that counts."""
        day = self.views[0].result.as_of
        assert day is not None  # noqa: S101 - whoever makes a page asks as of a day
        return day
