"""Where the needed columns of a table are, and how a header cell is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crmkit.ingest.forms.forms import FORMS, plain
from crmkit.ingest.text.cells import Style

_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("帐"): "账"}
"""The full-width forms of ASCII, and the one character that platforms spell in two forms."""


_ANY = Style("")
SLID_ROWS = 2
"""A single row may be empty anywhere."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read one table: which line is the header, and where each needed column is.

    ``header`` holds the header's cells as they are in the file, ``cells`` the position of each canonical column
    (in the order in which they are written), ``forms`` the name of each one's form (``text`` when unnamed),
    ``required`` those that no row may leave empty. ``header_line`` is the 1-based physical line (or sheet row) where
    the header begins; ``header_lines`` is 2 or more only when a header cell holds a line break. ``style`` says how the
    cells of a text file are separated; it is the ordinary one of ``delimiter`` where none is given. A blank cell of a
    column in ``fill`` says the same as the one above it. ``money`` are the places of a row's money; the first that can
    be read counts.
    """

    header_line: int
    delimiter: str
    header: tuple[str, ...]
    cells: Mapping[str, int]
    forms: Mapping[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    header_lines: int = 1
    style: Style = _ANY
    fill: frozenset[str] = frozenset()
    money: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.style is _ANY:
            object.__setattr__(self, "style", Style(self.delimiter))
        if not self.cells or any(not 0 <= position < len(self.header) for position in self.cells.values()):
            raise ValueError("a needed column is outside the header")
        unknown = self.required - set(self.cells) | set(self.forms.values()) - set(FORMS)
        if unknown:
            raise ValueError(f"unknown column or form: {sorted(unknown)}")

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.header)

    @property
    def named_width(self) -> int:
        """How many cells a row has at least: behind the last name nothing is missing."""
        return max((position for position, cell in enumerate(self.header, start=1) if cell.strip()), default=0)


def is_slid(layout: Layout, rows: Sequence[Sequence[str]]) -> bool:
    """Whether an empty cell too much within the header moved the names behind it one column to the right.

    Then the column without a name is full in all ``rows`` below, and the last one with a name is empty in all of them.
    """
    named = [position for position, cell in enumerate(layout.header) if cell.strip()]
    unnamed = [place for place in range(1, max(layout.cells.values())) if place not in named]
    table = [row for row in rows if any(cell.strip() for cell in row)]

    def filled(place: int) -> list[bool]:
        return [place < len(row) and bool(row[place].strip()) for row in table]

    return len(table) >= SLID_ROWS and not any(filled(named[-1])) and any(all(filled(place)) for place in unnamed)


def canonical_header(cell: str) -> str:
    """A header cell as it is compared: unwrapped, no blanks or invisible marks, half-width ASCII, ``账`` for ``帐``."""
    return _INVISIBLE.sub("", plain(cell)).translate(_WIDE)


def respelled(names: Mapping[str, int], spellings: Iterable[str]) -> Mapping[str, int]:
    """Canonical header ``names``, each also under the one of ``spellings`` from which it differs in case alone."""
    known = {spelling.casefold(): spelling for spelling in spellings}
    other = {known[name.casefold()]: place for name, place in names.items() if name.casefold() in known}
    return {**other, **names}
