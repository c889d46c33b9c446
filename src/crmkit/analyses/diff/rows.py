"""The rows of a comparison: the matrix of groups, the moves, customers by name; the direction of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crmkit.customers.standings.standings import UNKNOWN, Place
from crmkit.messages import Language, say
from crmkit.models.shares import yuan
from crmkit.result import Record, Result

Code = str | None
"""Of a group; ``None``: not there."""
Direction = Literal["not_moved", "up", "down", "joined", "left", "unknown"]
MOVED: tuple[Direction, ...] = ("up", "down", "joined", "left")
MONEY_COLUMNS = ("net_spend_before", "net_spend_after", "net_spend_change")
MATRIX_COLUMNS = ("from_code", "from_group", "customers_before", "to_code", "to_group", "customers", *MONEY_COLUMNS)
TOTAL_COLUMNS = ("to_code", "to_group", "customers", *MONEY_COLUMNS)
MOVE_COLUMNS = (
    *("from_code", "from_group", "to_code", "to_group", "direction_code", "direction", "customers"),
    *MONEY_COLUMNS,
)
PEOPLE_COLUMNS = (
    *("customer", "from_code", "from_group", "to_code", "to_group", "direction_code", "direction"),
    *MONEY_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class MoveCell:
    """Customers who went from one group to another, or stayed; money in fen."""

    from_code: Code
    to_code: Code
    customers: int
    before_fen: int
    after_fen: int

    @property
    def money(self) -> Record:
        """Before, after and the change, in yuan."""
        return yuan(self.before_fen), yuan(self.after_fen), yuan(self.after_fen - self.before_fen)


Person = tuple[str | None, Code, Code, int, int, int]
"""A customer: name, groups before and now, fen before and now, key."""


class Ladder:
    """The groups of one kind, the best first, and what each side calls who is not there."""

    def __init__(self, groups: Sequence[Place], language: Language) -> None:
        self._ranks = {place.code: rank for rank, place in enumerate(groups)}
        self._labels = {place.code: place.label for place in groups}
        self._labels[UNKNOWN] = say("move", "unknown", language)
        self._language = language

    def label(self, code: Code, *, before: bool) -> str:
        """What people call a group; of who is not there, that they came later or went."""
        if code is not None:
            return self._labels.get(code, code)
        return say("move", "not_yet", self._language) if before else say("move", "no_longer", self._language)

    def order(self, codes: Iterable[Code]) -> list[Code]:
        """Codes from the best to the worst, then the unknown, at the end who is not there."""
        last = len(self._ranks)
        return sorted(
            set(codes),
            key=lambda code: (self._ranks.get(code, last) if code else last + 1, code == UNKNOWN, code or ""),
        )

    def direction(self, before: Code, after: Code) -> Direction:
        """The direction of a customer; unknown where a risk is."""
        if before is None:
            return "joined"
        if after is None:
            return "left"
        if UNKNOWN in (before, after):
            return "unknown"
        if before == after:
            return "not_moved"
        last = len(self._ranks)
        return "up" if self._ranks.get(after, last) < self._ranks.get(before, last) else "down"

    def word(self, direction: Direction) -> str:
        """What people call a direction."""
        return say("move", direction, self._language)


def counts(cells: Sequence[MoveCell], ladder: Ladder) -> Mapping[Direction, int]:
    """Customers by direction."""
    found: dict[Direction, int] = dict.fromkeys((*MOVED, "not_moved", "unknown"), 0)
    for cell in cells:
        found[ladder.direction(cell.from_code, cell.to_code)] += cell.customers
    return found


def matrix(cells: Sequence[MoveCell], ladder: Ladder) -> list[Record]:
    """A row for every pair of groups with a customer, the best group before first, then the best after."""
    ranks = {code: rank for rank, code in enumerate(ladder.order(code for cell in cells for code in _codes(cell)))}
    rows: list[Record] = []
    for cell in sorted(cells, key=lambda cell: (ranks[cell.from_code], ranks[cell.to_code])):
        whole = sum(other.customers for other in cells if other.from_code == cell.from_code)
        left = (cell.from_code, ladder.label(cell.from_code, before=True), whole)
        rows.append((*left, cell.to_code, ladder.label(cell.to_code, before=False), cell.customers, *cell.money))
    return rows


def totals(cells: Sequence[MoveCell], ladder: Ladder) -> Result:
    """The customers of each group after, whatever their group before."""
    rows: list[Record] = []
    for after in ladder.order(cell.to_code for cell in cells):
        own = [cell for cell in cells if cell.to_code == after]
        sums = (sum(getattr(cell, name) for cell in own) for name in ("customers", "before_fen", "after_fen"))
        cell = MoveCell(None, after, *sums)
        rows.append((after, ladder.label(after, before=False), cell.customers, *cell.money))
    return Result("diff_totals", TOTAL_COLUMNS, rows)


def moves(cells: Sequence[MoveCell], ladder: Ladder, top: int | None) -> Result:
    """The ``top`` moves from one group to another with most money, before or after, or all of them."""
    ranks = {code: rank for rank, code in enumerate(ladder.order(code for cell in cells for code in _codes(cell)))}
    found = [cell for cell in cells if ladder.direction(cell.from_code, cell.to_code) in MOVED]
    found.sort(key=lambda cell: (-max(cell.before_fen, cell.after_fen), ranks[cell.from_code], ranks[cell.to_code]))
    rows = [
        (*_direction_columns(cell.from_code, cell.to_code, ladder), cell.customers, *cell.money) for cell in found[:top]
    ]
    return Result("diff_moves", MOVE_COLUMNS, rows)


def people(name: str, found: Iterable[Person], ladder: Ladder) -> Result:
    """Customers by name, in the order given, as the part or answer ``name``."""
    return Result(name, PEOPLE_COLUMNS, list(_people(found, ladder)))


def _people(found: Iterable[Person], ladder: Ladder) -> Iterator[Record]:
    for customer, before, after, before_fen, after_fen, _key in found:
        money = yuan(before_fen), yuan(after_fen), yuan(after_fen - before_fen)
        yield (customer, *_direction_columns(before, after, ladder), *money)


def _direction_columns(before: Code, after: Code, ladder: Ladder) -> Record:
    direction = ladder.direction(before, after)
    named = before, ladder.label(before, before=True), after, ladder.label(after, before=False)
    return (*named, direction, ladder.word(direction))


def _codes(cell: MoveCell) -> tuple[Code, Code]:
    return cell.from_code, cell.to_code
