"""Which temporary tables a store has and what each was made of, so that none is made twice of the same.

Questions that are asked one after the other lay the same tables: purchase days, rhythms, what was paid on which day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crmkit.store.view_names import READ, VIEWS

NAMED_INSIDE = re.compile(r"\b(\w+) as \(")
"""A common table expression of a statement."""
FIXED = frozenset((*VIEWS, "kept"))
"""What does not change under an open store, until its views are built otherwise."""


@dataclass(frozen=True, slots=True)
class Making:
    """How a table is made: the statement, its arguments, and which columns are kept (none named: all)."""

    text: str
    arguments: Mapping[str, object]
    columns: frozenset[str]

    @property
    def read(self) -> frozenset[str]:
        """The tables and views that the statement reads."""
        return frozenset(READ.findall(self.text)).difference(NAMED_INSIDE.findall(self.text))

    def gives(self, other: Making) -> bool:
        """Whether a table made so has all that one made as ``other`` had."""
        has_columns = not self.columns or (other.columns and other.columns <= self.columns)
        return bool(has_columns) and self.text == other.text and self.arguments == other.arguments


@dataclass(frozen=True, slots=True)
class Made:
    """How a table was made, of which makings of other tables; ``number`` tells this making from any other."""

    number: int
    making: Making
    of: Mapping[str, int]


class Laid:
    """The temporary tables of one store by their names."""

    def __init__(self) -> None:
        self._made: dict[str, Made | None] = {}
        self._count = 0

    def has(self, name: str, making: Making) -> bool:
        """Whether ``name`` is there as ``making`` would make it now."""
        made = self._made.get(name)
        return made is not None and made.making.gives(making) and made.of == self._numbers(making)

    def note(self, name: str, making: Making) -> None:
        """The table ``name`` was made now; of tables that are not known here, it is made anew the next time."""
        self._count += 1
        numbers = self._numbers(making)
        self._made[name] = None if numbers is None else Made(self._count, making, numbers)

    def changes(self, name: str) -> None:
        """The table ``name`` is about to be another one than was noted."""
        self._made[name] = None

    def all_change(self) -> None:
        """What the views show is about to change: none of the tables serves a later question."""
        self._made = dict.fromkeys(self._made)

    def emptied(self) -> Iterator[str]:
        """Every name, one after the other, which is then forgotten."""
        while self._made:
            yield self._made.popitem()[0]

    def _numbers(self, making: Making) -> Mapping[str, int] | None:
        """The makings that ``making`` reads; ``None`` where it reads a table that nobody knows what it was made of."""
        read = making.read - FIXED
        found = {name: made.number for name in read if (made := self._made.get(name)) is not None}
        return found if len(found) == len(read) else None
