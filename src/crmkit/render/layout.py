"""How wide the columns of a table become, where its lines break, and what to do when it does not fit.

Knows no terminal library: the width of a text in cells comes in as ``pieces``, a function that cuts a text into
characters as people see them, each with its width. Nothing is ever cut away: a table too wide for the line is
set as several blocks that repeat the first column; a text too long for its column goes on in the next line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Pieces = Callable[[str], list[tuple[str, int]]]

GAP = 2
"""Blank cells between two columns."""

_COMFORTABLE = 24
_TIGHT = 12
_COMFORTABLE_LINES = 2
_LEAST = 4
# No line begins with one of the first or ends with one of the second, as in Chinese typesetting.
_NEVER_FIRST = frozenset("，。；：！？、）》」』”’…％%,.;:!?)")
_NEVER_LAST = frozenset("（《「『“‘(")


@dataclass(frozen=True, slots=True)
class Column:
    """One column as texts: its heading, its cells, whether cells may break, which side they keep to."""

    heading: str
    cells: Sequence[str]
    breakable: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that stand side by side: their places in the table and the width of each."""

    places: tuple[int, ...]
    widths: tuple[int, ...]


def width_of(text: str, pieces: Pieces) -> int:
    """The cells that ``text`` takes on one line."""
    return len(text) if text.isascii() else sum(width for _, width in pieces(text))


def fits(columns: Sequence[Column], available: int, pieces: Pieces) -> bool:
    """Whether all columns stand side by side without squeezing a text; a last long text may stand below them."""
    floors = [_floor(column, _COMFORTABLE, available, pieces) for column in columns]
    last = columns[-1] if columns else None
    if last is not None and last.breakable and floors[-1] > _COMFORTABLE and len(columns) > 2:
        floors.pop()
    return sum(floors) + GAP * (len(floors) - 1) <= available


def blocks(columns: Sequence[Column], available: int, pieces: Pieces) -> list[Block]:
    """The blocks to set one below the other; more than one when the columns do not fit side by side.

    There are as few as possible, of about equal width, so that no column is left over; only a long last text does not
    draw figures down to it.
    """
    if not columns:
        return []
    comfort = _COMFORTABLE if available >= 3 * _COMFORTABLE else _TIGHT
    floors = [_floor(column, comfort, available, pieces) for column in columns]
    groups = _filled(floors, available)
    if not (columns[-1].breakable and floors[-1] > comfort):
        narrower = available - 1
        while len(groups) > 1 and len(closer := _filled(floors, narrower)) == len(groups) and narrower > floors[0]:
            groups = closer
            narrower -= 1
    return [Block(tuple(group), _widths(group, columns, floors, available, pieces)) for group in groups]


def _filled(floors: Sequence[int], available: int) -> list[list[int]]:
    """The columns in lines of at most ``available`` cells, each beginning with the first and holding another."""
    groups: list[list[int]] = [[0]]
    used = floors[0]
    for place in range(1, len(floors)):
        if used + GAP + floors[place] > available and len(groups[-1]) > 1:
            groups.append([0])
            used = floors[0]
        groups[-1].append(place)
        used += GAP + floors[place]
    return groups


def _widths(
    group: Sequence[int], columns: Sequence[Column], floors: Sequence[int], available: int, pieces: Pieces
) -> tuple[int, ...]:
    """Shares out a line: everyone gets the floor, what is left goes where most is missing."""
    wanted = [_natural(columns[place], pieces) for place in group]
    widths = [floors[place] for place in group]
    room = available - GAP * (len(group) - 1)
    while sum(widths) > room and max(widths) > 2:  # a very short line: texts give way first, then even numbers break
        text = [index for index, place in enumerate(group) if columns[place].breakable and widths[index] > _LEAST]
        widest = max(text or range(len(group)), key=lambda index: widths[index])
        widths[widest] -= 1
    while sum(widths) < room:
        index = max(range(len(group)), key=lambda place: (wanted[place] / widths[place], -place))
        if widths[index] >= wanted[index]:
            break
        widths[index] += 1
    return tuple(widths)


def _natural(column: Column, pieces: Pieces) -> int:
    """The width that needs no line break."""
    return max([width_of(column.heading, pieces), *(width_of(cell, pieces) for cell in column.cells), 1])


def _floor(column: Column, comfort: int, available: int, pieces: Pieces) -> int:
    """The least width that reads well: numbers and identifiers whole, text and headings broken between words.

    A text has at least ``comfort`` cells and on a wide line so many that it takes few lines, whole words at most half
    the line.
    """
    longest = max((width_of(cell, pieces) for cell in column.cells), default=0)
    if column.breakable and longest > comfort:
        wanted = max(_longest_word(column.cells, pieces), _few_lines(column, longest, pieces))
        longest = max(comfort, min(wanted, available // 2))
    return max(longest, _longest_word([column.heading], pieces), min(4, width_of(column.heading, pieces)), 1)


def _few_lines(column: Column, longest: int, pieces: Pieces) -> int:
    """The least width at which no text of the column takes more than ``_COMFORTABLE_LINES`` lines."""
    width = -(-longest // _COMFORTABLE_LINES)
    while any(len(wrap(cell, width, pieces)) > _COMFORTABLE_LINES for cell in column.cells):
        width += 1
    return width


def _longest_word(texts: Sequence[str], pieces: Pieces) -> int:
    """The widest part that should not be broken."""
    return max((width_of(part.rstrip(" "), pieces) for text in texts for part in _words(text, pieces)), default=0)


def wrap(text: str, width: int, pieces: Pieces) -> list[str]:
    """``text`` in lines of at most ``width`` cells; breaks at blanks and between wide characters, else anywhere."""
    if width_of(text, pieces) <= width:
        return [text.rstrip(" ")]
    lines = [""]
    used = 0
    for part in _words(text, pieces):
        size = width_of(part, pieces)
        if used and used + width_of(part.rstrip(" "), pieces) > width:
            lines.append("")
            used = 0
        if size > width:
            *full, part = _chopped(part, width, pieces)
            lines[-1:] = [*(line for line in full), ""]
            size = width_of(part, pieces)
        lines[-1] += part
        used += size
    return [line.rstrip(" ") for line in lines]


def balanced(text: str, width: int, pieces: Pieces) -> list[str]:
    """``text`` in as few lines as ``wrap`` makes, but of about equal length: no heading leaves one character over."""
    lines = wrap(text, width, pieces)
    for narrower in range(_longest_word([text], pieces), width):
        if len(other := wrap(text, narrower, pieces)) == len(lines):
            return other
    return lines


def _words(text: str, pieces: Pieces) -> list[str]:
    """Parts that stay together: a word with its blanks, a wide character with the punctuation after it."""
    parts = [""]
    before_is_wide = False
    for piece, width in pieces(text):
        is_wide = width > 1
        opens = (is_wide or before_is_wide) and piece not in _NEVER_FIRST and piece != " "
        opens = opens and parts[-1][-1:] not in _NEVER_LAST
        if parts[-1] and (opens or (parts[-1].endswith(" ") and piece != " ")):
            parts.append("")
        parts[-1] += piece
        before_is_wide = is_wide
    return [part for part in parts if part]


def _chopped(part: str, width: int, pieces: Pieces) -> list[str]:
    """A part longer than a line, cut where the line ends."""
    lines = [""]
    used = 0
    for piece, size in pieces(part):
        if used and used + size > width:
            lines.append("")
            used = 0
        lines[-1] += piece
        used += size
    return lines


def flow(items: Sequence[str], width: int, pieces: Pieces) -> list[str]:
    """Items side by side, three blanks apart, in lines of at most ``width``; an item breaks only when it must."""
    lines: list[str] = []
    for item in items:
        joined = f"{lines[-1]}   {item}" if lines else item
        if lines and width_of(joined, pieces) <= width:
            lines[-1] = joined
        else:
            lines.extend(wrap(item, width, pieces))
    return lines
