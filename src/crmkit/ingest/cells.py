"""One line of text into cells, by RFC 4180 and nothing more lenient.

A cell is bare (no quote in it), quoted (``""`` stands for one quote), or Excel's ``="123"`` taken as it stands.
Whatever else holds a quote is a fault, never repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

_QUOTED = re.compile(r'"(?:[^"]+|"")*+"')
_WRAPPED = re.compile(r'="[^"]*"')


class Fault(Enum):
    """Why a line is not a record; the value is the reason code."""

    STRAY = "stray_quote"
    UNCLOSED = "unclosed_quote"


@dataclass(frozen=True, slots=True)
class _Grammar:
    cell: re.Pattern[str]
    inside: re.Pattern[str]


@cache
def _grammar(delimiter: str) -> _Grammar:
    mark = re.escape(delimiter)
    return _Grammar(
        cell=re.compile(rf'(?:"((?:[^"]+|"")*+)"|(="[^"{mark}]*"|[^"{mark}]*+))({mark}|\Z)'),
        inside=re.compile(r'(?:[^"]+|"")*+'),
    )


class Splitter:
    """Splits one record that may go on over further lines: feed it line by line.

    ``cells`` is complete when ``feed`` returned ``None``; ``Fault.UNCLOSED`` means that the next line may close it.
    """

    def __init__(self, delimiter: str) -> None:
        self._grammar = _grammar(delimiter)
        self._delimiter = delimiter
        self._open: list[str] | None = None
        self.cells: list[str] = []

    def feed(self, text: str) -> Fault | None:
        """Take the next line, without its line end."""
        position = 0
        if self._open is not None:
            inside = self._grammar.inside.match(text)
            position = inside.end() if inside else 0
            self._open.append(text[:position])
            if position == len(text):
                return Fault.UNCLOSED
            self.cells.append("\n".join(self._open).replace('""', '"'))
            self._open = None
            position += 1
            if position == len(text):
                return None
            if text[position] != self._delimiter:
                return Fault.STRAY
            position += 1
        return self._split(text, position)

    def _split(self, text: str, position: int) -> Fault | None:
        match_cell = self._grammar.cell.match
        while match := match_cell(text, position):
            quoted, bare, end = match.groups()
            self.cells.append(bare if quoted is None else quoted.replace('""', '"'))
            if not end:
                return None
            position = match.end()
        inside = self._grammar.inside.match(text, position + 1) if text[position : position + 1] == '"' else None
        if inside is None or inside.end() < len(text):
            return Fault.STRAY
        self._open = [text[position + 1 :]]
        return Fault.UNCLOSED


def split_line(line: str, delimiter: str) -> list[str] | Fault:
    """The cells of one line (without its line end), or what is wrong with its quotes."""
    pieces = line.split(delimiter)
    if '"' not in line:
        return pieces
    cells: list[str] = []
    open_cell = ""
    for piece in pieces:
        if open_cell:
            piece = open_cell + delimiter + piece
        elif '"' not in piece:
            cells.append(piece)
            continue
        if piece.count('"') % 2:
            # An odd number of quotes: the delimiter after this piece lies inside the cell.
            if piece[0] != '"':
                break
            open_cell = piece
        elif _QUOTED.fullmatch(piece):
            cells.append(piece[1:-1].replace('""', '"'))
            open_cell = ""
        elif not open_cell and _WRAPPED.fullmatch(piece):
            cells.append(piece)
        else:
            break
    else:
        if not open_cell:
            return cells
    splitter = Splitter(delimiter)
    return splitter.feed(line) or splitter.cells
