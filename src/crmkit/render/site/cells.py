"""Cells of a page to browse: as numbers and texts for its script, and as people read them.

What the script shows of a number is its digits with marks between the thousands, so it goes there as a whole number of
the smallest unit that is shown: what it writes is, digit by digit, what stands in every other form of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from crmkit.messages import Language, say
from crmkit.render.cells import NOTHING, TEXT_KINDS, human_text, number_of
from crmkit.render.safe import show
from crmkit.render.site.document import Choices, View
from crmkit.vocabulary import Kind, word

Sort = Literal["text", "day", "number", "code", "set"]
Cell = str | int | list[int] | None
_DIGITS: dict[Kind, int] = {"money": 2, "mean": 2, "rate": 1}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what its cells are, and how they are written.

    ``labels`` are the values of codes and sets, ``digits`` the decimals of a number.
    """

    title: str
    sort: Sort
    labels: tuple[str, ...] = ()
    digits: int = 0
    suffix: str = ""

    @property
    def kind(self) -> str:
        """The classes of its cells: texts stand to the left, sets of them break."""
        return {"number": "", "set": "t many"}.get(self.sort, "t")


def column_of(name: str, choices: Choices | None, language: Language) -> Column:
    """The column of an answer called ``name``."""
    if choices is not None:
        title = word(choices.word).short(language)
        return Column(title, "set" if choices.several else "code", tuple(choices.labels.values()))
    kind, title = word(name).kind, word(name).short(language)
    if kind in TEXT_KINDS:
        return Column(title, "text")
    if kind in ("date", "time"):
        return Column(title, "day")
    return Column(title, "number", digits=_DIGITS.get(kind, 0), suffix="%" if kind == "rate" else "")


def cells_of(view: View, name: str, language: Language) -> list[Cell]:
    """The cells of a column for the script: texts, whole numbers, or the places of labels."""
    values = [record[view.result.columns.index(name)] for record in view.result.records]
    kind, choices = word(name).kind, view.choices.get(name)
    if choices is not None:
        return [_places(value, list(choices.labels), several=choices.several) for value in values]
    if kind in TEXT_KINDS or kind in ("date", "time"):
        return [None if value is None else human_text(kind, value, language) for value in values]
    return [None if value is None else _units(kind, value) for value in values]


def texts_of(column: Column, cells: Sequence[Cell], language: Language) -> list[str]:
    """The cells of a column as the script writes them."""
    return [_text(column, cell, language) for cell in cells]


def _places(value: object, codes: Sequence[str], *, several: bool) -> Cell:
    if value is None:
        return None
    return [codes.index(code) for code in str(value).split(",")] if several else codes.index(str(value))


def _units(kind: Kind, value: object) -> int:
    """A number in units of the last digit that is shown; a rate in tenths of a per cent."""
    scale = _DIGITS.get(kind, 0) + (2 if kind == "rate" else 0)
    return int(Decimal(number_of(value)).scaleb(scale).quantize(Decimal(1), ROUND_HALF_UP))


def _text(column: Column, cell: Cell, language: Language) -> str:
    if cell is None:
        return NOTHING
    if isinstance(cell, list):
        return say("site", "between", language).join(show(column.labels[place]) for place in cell)
    if isinstance(cell, int):
        if column.sort == "code":
            return show(column.labels[cell])
        return f"{Decimal(cell).scaleb(-column.digits):,f}{column.suffix}"
    return cell
