"""One column of a table that is looked at: its header, its first cells, and what form they have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from crmkit.ingest.forms import forms, time_forms

Form = Literal["time", "money", "count", "id", "text", "empty"]
NEARLY_ALL = 0.9
LONGEST = 24
MOST_EXAMPLES = 3
_TIME, _COUNT, _ID = (re.compile(pattern) for pattern in (time_forms.TIME, forms.COUNTS["."], forms.ID))
_DIGITS = re.compile("[0-9]+")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """``cells`` are those of the first rows as they are compared, an empty one where there is none."""

    header: str
    cells: tuple[str, ...]
    filled: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "filled", tuple(cell for cell in self.cells if not forms.is_missing(cell)))

    @property
    def form(self) -> Form:
        """What nearly all of its cells look like; long numbers are ids, never amounts."""
        if not self.filled:
            return "empty"
        if self.are(_TIME) and not self.are(_DIGITS):
            return "time"
        if self.are(_COUNT) and max(map(len, self.filled)) <= 4:
            return "count"
        if self.are_amounts and not (self.are(_DIGITS) and max(map(len, self.filled)) > 7):
            return "money"
        return "id" if self.are(_ID) and all(map(_DIGITS.search, self.filled)) else "text"

    @property
    def are_times(self) -> bool:
        """Whether its cells may be times, numbers of days included."""
        return self.are(_TIME)

    @property
    def are_amounts(self) -> bool:
        """Whether its cells may be amounts under one of the decimal marks."""
        return any(_share(self.filled, re.compile(pattern)) >= NEARLY_ALL for pattern in forms.AMOUNTS.values())

    def are(self, pattern: re.Pattern[str]) -> bool:
        """Whether nearly all of its cells are of a pattern."""
        return _share(self.filled, pattern) >= NEARLY_ALL

    @property
    def values(self) -> set[str]:
        """The different cells."""
        return set(self.filled)

    def amounts(self, decimal: str) -> list[Decimal | None]:
        """Its cells as amounts, ``None`` where a cell is none."""
        return [_amount(cell, decimal) for cell in self.cells]

    def examples(self, *, shown: bool) -> tuple[str, ...]:
        """A few different cells; unless they may be ``shown``, only their form: digits as 0, letters as x."""
        found = dict.fromkeys(cell if shown else masked(cell) for cell in self.filled)
        return tuple(cell if len(cell) <= LONGEST else cell[:LONGEST] + "..." for cell in list(found)[:MOST_EXAMPLES])


def column_of(header: str, cells: Sequence[str]) -> Column:
    """A column from the text of its cells."""
    return Column(" ".join(header.split()), tuple(forms.fold(forms.plain(cell)) for cell in cells))


def masked(cell: str) -> str:
    """The form of a cell, without its content: ``AB-1234`` as ``XX-0000``."""
    if cell.isascii() and len(cell) <= LONGEST:
        return "".join("0" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in cell)
    return _LETTERS.sub("x", _DIGITS.sub("0", cell))


def _share(cells: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.fullmatch(cell) is not None for cell in cells) / len(cells) if cells else 0


def _amount(cell: str, decimal: str) -> Decimal | None:
    try:
        return forms.amount(cell, decimal=decimal)
    except ValueError:
        return None
