"""A line that was typed, with a mark under the part that an error is about; Chinese takes two cells a character."""

from __future__ import annotations

import unicodedata

from crmkit.errors import Excerpt
from crmkit.render.safe import show

WIDEST = 76
"""Cells of a line that are shown; of a longer one the part around the mark."""
MARGIN = "  "
ELLIPSIS = "..."


def pointed(excerpt: Excerpt) -> list[str]:
    """Two lines: the text, and carets under its part."""
    before, part = show(excerpt.text[: excerpt.start]), show(excerpt.text[excerpt.start : excerpt.end])
    after = show(excerpt.text[excerpt.end :])
    part = _first(part, WIDEST // 2)
    if _width(before) > WIDEST // 2:
        before = ELLIPSIS + _last(before, WIDEST // 2 - len(ELLIPSIS))
    rest = WIDEST - _width(before) - _width(part)
    if _width(after) > rest:
        after = _first(after, rest - len(ELLIPSIS)) + ELLIPSIS
    return [MARGIN + before + part + after, MARGIN + " " * _width(before) + "^" * max(_width(part), 1)]


def _width(text: str) -> int:
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _first(text: str, cells: int) -> str:
    """As much of the beginning as fits."""
    kept = 0
    for place, character in enumerate(text):
        kept += _cells(character)
        if kept > cells:
            return text[:place]
    return text


def _last(text: str, cells: int) -> str:
    """As much of the end as fits."""
    return _first(text[::-1], cells)[::-1]
