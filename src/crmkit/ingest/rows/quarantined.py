"""What can still be read of a row in quarantine: its cells, and its money."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal

from crmkit.ingest.forms.forms import money_fen
from crmkit.ingest.headers.layout import Layout

SHEET = "xlsx"
"""What stands for the encoding of a sheet, whose rows are kept with tabs between their cells."""
_NO_ROW = frozenset({"line_too_long", "nul_byte", "cut_off", "too_short", "too_long"})


def cells_of(reason: str, raw: bytes, layout: Layout, encoding: str) -> Sequence[str] | None:
    """The cells of a row with these bytes; ``None`` where they are not one for each header, or are no longer there."""
    if reason in _NO_ROW or not raw:
        return None
    text = decoded(raw, encoding).rstrip("\r\n")
    delimiter = "\t" if encoding == SHEET else layout.delimiter
    if delimiter == " ":
        cells = text.split()
    else:
        try:
            rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
        except (csv.Error, TypeError):
            return None
        cells = rows[0] if len(rows) == 1 else []
    return cells if len(cells) == layout.width else None


def amount_of(reason: str, raw: bytes, layout: Layout, encoding: str) -> Decimal | None:
    """The money of the row, in yuan, where it can be read."""
    cells = cells_of(reason, raw, layout, encoding) if layout.money else None
    for place in layout.money if cells is not None else ():
        try:
            fen = money_fen(cells[place])  # type: ignore[index]
        except ValueError:
            continue
        if fen is not None:
            return Decimal(fen) / 100
    return None


def decoded(raw: bytes, encoding: str) -> str:
    """The text of a line's bytes, whatever they are."""
    for name in ("utf-8", encoding):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")
