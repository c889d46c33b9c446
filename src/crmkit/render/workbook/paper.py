"""How wide a column is, and how a sheet prints: on A4, as wide as one page, as long as its rows need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from crmkit.messages import Language
from crmkit.render.cells import human_text
from crmkit.vocabulary import Word

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TEXT_WIDTH = 48
"""Characters of the widest column; a longer text goes on in the next line."""
MEASURED = 2_000
"""Rows that a width is taken from: the first ones, which people see."""
_LEAST = 8
_ONE_LINE = 16
"""A heading of so many characters does not break."""
_BUTTON = 3
"""Characters that the arrow of a filter takes."""
_UPRIGHT = 104
"""Characters that are well read across an upright page."""
_UNSCALED = 70
"""Characters that fit across it in any font; some programs would make fewer larger."""
_MOST_ACROSS = 260
"""Characters across a page that can still be read; more of them take further pages."""
LINE_HEIGHT, _HEADING_HEIGHT = 15.0, 18
_A4 = 9


def column_width(entry: Word, values: Sequence[object], language: Language) -> float:
    """Characters that the values and the heading need, a long heading on two lines."""
    cells = (human_text(entry.kind, value, language) for value in values[:MEASURED] if value is not None)
    return max(_LEAST, min(_widest(cells) + 2, TEXT_WIDTH), _heading_width(entry.label(language)))


def number_width(entry: Word, values: Iterable[object], language: Language) -> float:
    """Characters that figures below a bare number need."""
    return max(5, _widest(human_text(entry.kind, value, language) for value in islice(values, MEASURED)) + 2)


def prints_on(sheet: Worksheet, name: str, width: float) -> None:
    """Set up the pages of a sheet of so many characters across; the name and the page stand below each."""
    sheet.set_paper(_A4)
    if width > _UPRIGHT:
        sheet.set_landscape()
    if width > _UNSCALED:
        sheet.fit_to_pages(-(-int(width) // _MOST_ACROSS), 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.set_footer(f"&L{name.replace('&', '&&')[:80]}&R&P / &N")


def make_room(sheet: Worksheet, line: int, text: str, width: float, height: float = LINE_HEIGHT) -> None:
    """Make a line high enough for a text on several lines of ``height`` points: not every program does so by itself.

    Has to be called before anything of the line is written.
    """
    rows = -(-_width(text) * height // (width * 0.9 * LINE_HEIGHT))
    if rows > 1 or height > LINE_HEIGHT:
        sheet.set_row(line, height * max(rows, 1))


def make_room_for_headings(sheet: Worksheet, labels: Sequence[str], widths: Sequence[float], line: int = 0) -> None:
    """Make the first line, or another, high enough for headings on two lines."""
    rows = [-(-_width(label) // (width - _BUTTON)) for label, width in zip(labels, widths, strict=True)]
    sheet.set_row(line, _HEADING_HEIGHT * max(rows, default=1))


def _widest(texts: Iterable[str]) -> int:
    return max(map(_width, texts), default=0)


def _width(text: str) -> int:
    """Characters of the usual width that a text takes: a Chinese one is two."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(mark) in "WFA" else 1 for mark in text)


def _heading_width(label: str) -> int:
    whole = _width(label)
    if whole <= _ONE_LINE:
        return whole + _BUTTON
    words = max(_width(part) for part in re.split(r"(?<=[ \u2e80-\uffef])", label))
    return max(words, -(-whole // 2) + 1) + _BUTTON
