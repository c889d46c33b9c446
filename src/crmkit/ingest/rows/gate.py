"""The row gate: which rows are let in, for text files and sheets alike.

A row is checked by its needed cells alone: each is unwrapped, must be of its column's form, and must not be empty where
the layout requires it. What passes is the row's canonical cells as text, missing ones as the empty string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from crmkit.ingest.forms.forms import (
    BLANKS,
    FORMS,
    TEXT_LIMIT,
    Form,
    fold,
    identifier,
    is_missing,
    plain,
)
from crmkit.ingest.headers.layout import Layout, canonical_header
from crmkit.ingest.rows.totals import IS_ORDER_TOTAL, IS_TOTAL, MAY_BE_TOTAL

Role = Literal["blank", "header", "total", "row"]

_TELLING = frozenset({"time", "money", "count"})
_SEPARATOR = "\x1f"

# Cells that are what they look like, for the quick pattern: already plain, already of their form, on a real day.
_TRIMMED = f"[^{_SEPARATOR}{re.escape(BLANKS)}='`]"
_LAST = f"[^{_SEPARATOR}{re.escape(BLANKS)}]"
_REAL_DAY = (
    "(?:199[0-9]|20[0-9]{2})-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_QUICK = {
    "money": r"-?[0-9]{1,15}(?:\.[0-9]{1,2})?",
    "time": f"{_REAL_DAY} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
    "count": "[0-9]{1,9}",
    "id": "[0-9][0-9A-Za-z_-]{0,63}",
    "text": f"{_TRIMMED}(?:[^{_SEPARATOR}\\x00]{{0,2000}}{_LAST})?",
}


class Refusal(NamedTuple):
    """Why a row is not let in: a reason code, and the canonical column that it is about."""

    reason: str
    column: str | None = None


class Gate:
    """Checks the rows of one layout."""

    def __init__(self, layout: Layout) -> None:
        self._names = tuple(layout.cells)
        self._positions = tuple(layout.cells.values())
        self._forms = tuple(FORMS[layout.forms.get(name, "text")] for name in self._names)
        self._required = layout.required
        self._above = dict.fromkeys(layout.fill, "")
        self._has_begun = False
        self._header = tuple(canonical_header(cell) for cell in layout.header)
        self._quick, self._pick = self._quick_pattern()
        self._typed = [
            (place, form) for place, form in zip(self._positions, self._forms, strict=True) if form.name != "text"
        ]
        words = {"order_id": IS_ORDER_TOTAL, "buyer": IS_TOTAL, "refund_id": IS_ORDER_TOTAL}
        self._naming = [(layout.cells[name], total) for name, total in words.items() if name in layout.cells]
        self._times = [self._positions[i] for i, form in enumerate(self._forms) if form.name == "time"]

    @property
    def columns(self) -> tuple[str, ...]:
        """The canonical columns, in the order of ``check``'s values."""
        return self._names

    def quick(self, cells: Sequence[str], *, wrapped: bool = False) -> Sequence[str] | None:
        """The values of a row that is clean without changes, else ``None``: then ask ``role`` and ``check``.

        ``wrapped`` says that some cell may be ``="…"``. Never lets pass what ``check`` would refuse or change.
        """
        if self._quick is None:
            return None
        values = self._pick(cells)
        if wrapped:
            values = [value[2:-1] if value[:2] == '="' else value for value in values]
        if not self._quick.fullmatch(_SEPARATOR.join(values)) or self._names_no_order(cells):
            return None
        self._has_begun = True
        return values

    def role(self, cells: Sequence[str]) -> Role:
        """What kind of line this is: blank, the header again, a total line, or a row to check."""
        filled = [cell for cell in map(plain, cells) if cell]
        if not filled:
            return "blank"
        if not self._has_begun and self._explains(cells):
            return "header"
        timeless = not any(plain(cells[i]) for i in self._times if i < len(cells))
        if self._names_no_order(cells) or (timeless and IS_ORDER_TOTAL.fullmatch(filled[0])):
            return "total"
        is_comment = self.is_comment(filled[0], len(filled))
        if is_comment and ((self._times and timeless) or isinstance(self.check(cells), Refusal)):
            return "total"
        if len(cells) >= len(self._header) and canonical_header(cells[0]) == self._header[0]:
            names = tuple(canonical_header(cell) for cell in cells)
            if names[: len(self._header)] == self._header and not any(names[len(self._header) :]):
                return "header"
        return "row"

    def _explains(self, cells: Sequence[str]) -> bool:
        """Whether the first line says what the columns are: several typed cells are full, none has its form."""
        typed = [(cells[place], form) for place, form in self._typed if place < len(cells) and plain(cells[place])]
        return len(typed) > 2 and not any(_fits(cell, form) for cell, form in typed)

    def _names_no_order(self, cells: Sequence[str]) -> bool:
        """Whether the word of a total stands where the order or its buyer is named: it may have a day, and a number."""
        for place, total in self._naming:
            may_be = place < len(cells) and (total is IS_ORDER_TOTAL or MAY_BE_TOTAL.search(cells[place]))
            if may_be and total.fullmatch(plain(cells[place])):
                return True
        return False

    def check(self, cells: Sequence[str]) -> list[str] | Refusal:
        """The row's canonical cells, or why it is refused. A cell beyond the row's end counts as empty."""
        self._has_begun = True
        values: list[str] = []
        for name, position, form in zip(self._names, self._positions, self._forms, strict=True):
            try:
                value = _value(cells[position] if position < len(cells) else "", form)
            except ValueError:
                self._above = dict.fromkeys(self._above, "")  # whose the rows below are is unknown
                return Refusal(f"bad_{form.name}", name)
            if name in self._above:
                value = self._above[name] = value or self._above[name]
            if not value and name in self._required:
                return Refusal("missing_cell", name)
            values.append(value)
        return values

    def is_comment(self, text: str, filled: int) -> bool:
        """Whether a line of ``filled`` cells that starts with ``text`` is a comment (an order may be ``#1001``)."""
        return text.startswith("#") and filled * 2 <= len(self._header)

    def misses_required(self, width: int) -> bool:
        """Whether a row of ``width`` cells ends before a required column."""
        return any(
            position >= width
            for name, position in zip(self._names, self._positions, strict=True)
            if name in self._required
        )

    def says_nothing(self, width: int) -> bool:
        """Whether a row of ``width`` cells ends before all that an order, an item or a refund is told by.

        What is left are names: no time, no amount, no count and no status, so that nothing can be made of it.
        """
        columns = zip(self._names, self._positions, self._forms, strict=True)
        telling = [place for name, place, form in columns if form.name in _TELLING or name.endswith("status")]
        return bool(self._times) and all(position >= width for position in telling)

    def _quick_pattern(self) -> tuple[re.Pattern[str] | None, Callable[[Sequence[str]], Sequence[str]]]:
        """One pattern over all needed cells; ``None`` where it could let a header or total line pass."""
        pick: Callable[[Sequence[str]], Sequence[str]] = itemgetter(*self._positions)
        columns = list(zip(self._names, self._forms, strict=True))
        timed = any(form.name == "time" and name in self._required for name, form in columns)
        if self._above or not timed or len(columns) < 2 or any(form.name not in _QUICK for form in self._forms):
            return None, pick
        parts = [_QUICK[form.name] if name in self._required else f"(?:{_QUICK[form.name]})?" for name, form in columns]
        return re.compile(_SEPARATOR.join(parts)), pick


def _fits(cell: str, form: Form) -> bool:
    try:
        _value(cell, form)
    except ValueError:
        return False
    return True


def _value(cell: str, form: Form) -> str:
    """The cell as text, missing marks of a typed cell as the empty string; ``ValueError`` when it has another form."""
    text = identifier(cell) if form.name == "id" else plain(cell)
    if form.typed:
        text = fold(text)
        if is_missing(text):
            return ""
    if len(text) > TEXT_LIMIT or (text and re.fullmatch(form.pattern, text) is None):
        raise ValueError(text)
    return text
