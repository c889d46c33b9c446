"""One line of text into cells, by RFC 4180 and nothing more lenient, or in the one other style that a file proves.

A cell is bare (no quote in it), quoted (``""`` stands for one quote), or Excel's ``="123"`` taken unchanged.
Any other cell with a quote is a fault, never repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

_QUOTED = re.compile(r'"(?:[^"]+|"")*+"')
_WRAPPED = re.compile(r'="[^"]*"')
BLANK_RUNS = " \t"


class Fault(Enum):
    """Why a line is not a record; the value is the reason code."""

    STRAY = "stray_quote"
    UNCLOSED = "unclosed_quote"


@dataclass(frozen=True, slots=True)
class Style:
    """How the cells of a file are separated.

    ``quote`` is ``"``, ``'`` (then an apostrophe within a bare cell is one) or empty (quotes are text like any other);
    ``escape`` is the quote again, which is doubled, or a backslash. With ``runs`` several blanks separate two cells.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    runs: bool = False

    @property
    def is_ordinary(self) -> bool:
        """Whether cells are quoted as RFC 4180 says."""
        return self.quote == self.escape == '"' and not self.runs


@dataclass(frozen=True, slots=True)
class _Grammar:
    cell: re.Pattern[str]
    inside: re.Pattern[str]
    after: re.Pattern[str]


@cache
def _grammar(style: Style) -> _Grammar:
    quote = style.quote
    mark = "[ \\t]+" if style.runs else re.escape(style.delimiter)
    part = BLANK_RUNS if style.runs else re.escape(style.delimiter)
    if not quote:
        bare, inside = f"[^{part}]*+", "(?!)"
    else:
        escaped = r"|\\." if style.escape == "\\" else ""
        inside = rf"(?:[^{quote}{re.escape(style.escape)}]+{escaped}|{quote}{quote})*+"
        bare = f'="[^"{part}]*"|[^"{part}]*+' if quote == '"' else f"(?!{quote})[^{part}]*+"
    return _Grammar(
        cell=re.compile(rf"(?:{quote or '(?!)'}({inside}){quote}|({bare}))({mark}|\Z)"),
        inside=re.compile(inside),
        after=re.compile(rf"{mark}|\Z"),
    )


class Splitter:
    """Splits one record that may go on over further lines: feed it line by line.

    ``cells`` is complete when ``feed`` returned ``None``; ``Fault.UNCLOSED`` means that the next line may close it.
    """

    def __init__(self, style: Style) -> None:
        self._style = style
        self._grammar = _grammar(style)
        self._open: list[str] | None = None
        self.cells: list[str] = []

    def feed(self, text: str) -> Fault | None:
        """Take the next line, without its line end."""
        position = 0
        if self._style.runs:
            text = text.rstrip(BLANK_RUNS) if self._open is not None else text.strip(BLANK_RUNS)
        if self._open is not None:
            inside = self._grammar.inside.match(text)
            position = inside.end() if inside else 0
            self._open.append(text[:position])
            if position == len(text):
                return Fault.UNCLOSED
            self.cells.append(self._unescaped("\n".join(self._open)))
            self._open = None
            after = self._grammar.after.match(text, position + 1)
            if after is None:
                return Fault.STRAY
            if not after[0]:
                return None
            position = after.end()
        return self._split(text, position)

    def _split(self, text: str, position: int) -> Fault | None:
        match_cell = self._grammar.cell.match
        while match := match_cell(text, position):
            quoted, bare, end = match.groups()
            self.cells.append(bare if quoted is None else self._unescaped(quoted))
            if not end:
                return None
            position = match.end()
        opens = bool(self._style.quote) and text[position : position + 1] == self._style.quote
        inside = self._grammar.inside.match(text, position + 1) if opens else None
        if inside is None or inside.end() < len(text):
            return Fault.STRAY
        self._open = [text[position + 1 :]]
        return Fault.UNCLOSED

    def _unescaped(self, text: str) -> str:
        quote = self._style.quote
        if self._style.escape != "\\":
            return text.replace(quote + quote, quote)
        return re.sub(rf"\\([\\{quote}])|{quote}{quote}", lambda match: match[1] or quote, text)


def split_styled(line: str, style: Style) -> list[str] | Fault:
    """The cells of one line (without its line end) in any style, or what is wrong with its quotes.

    Among apostrophes as quotes a doubled ``"`` is a fault: whether it stands for one or two is unknown.
    """
    if style.is_ordinary:
        return split_line(line, style.delimiter)
    if style.quote == "'" and '""' in line:
        return Fault.STRAY
    splitter = Splitter(style)
    return splitter.feed(line) or splitter.cells


def split_line(line: str, delimiter: str) -> list[str] | Fault:
    """The cells of one line (without its line end), or what is wrong with its quotes."""
    parts = line.split(delimiter)
    if '"' not in line:
        return parts
    cells: list[str] = []
    open_cell = ""
    for part in parts:
        if open_cell:
            part = open_cell + delimiter + part
        elif '"' not in part:
            cells.append(part)
            continue
        if part.count('"') % 2:
            # An odd number of quotes: the delimiter after this part is inside the cell.
            if part[0] != '"':
                break
            open_cell = part
        elif _QUOTED.fullmatch(part):
            cells.append(part[1:-1].replace('""', '"'))
            open_cell = ""
        elif not open_cell and _WRAPPED.fullmatch(part):
            cells.append(part)
        else:
            break
    else:
        if not open_cell:
            return cells
    splitter = Splitter(Style(delimiter))
    return splitter.feed(line) or splitter.cells
