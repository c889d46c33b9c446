"""How wide the columns of a table become, where its lines break, and what to do when it does not fit.

Knows no terminal library: the width of a text in cells comes in as ``graphemes``, a function that splits a text into
characters as people see them, each with its width. Nothing is ever cut away: a table too wide for the line is
set as several blocks that repeat the first column; a text too long for its column goes on in the next line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Graphemes = Callable[[str], list[tuple[str, int]]]

GAP = 2
"""Blank cells between two columns."""

_COMFORTABLE = 24
_TIGHT = 12
_COMFORTABLE_LINES = 2
_LEAST = 4
# No line begins with one of the first or ends with one of the second, as in Chinese typesetting.
_NEVER_FIRST = frozenset("，。；：！？、）》」』”’…％%,.;:!?)")
_NEVER_LAST = frozenset("（《「『“‘(")
# A figure and what it counts stay on one line: 1,359 位, 30.9 万元, 12 个月.
_MEASURES = frozenset("位元天笔个件月年次行日款份单周组种条万亿")
_FIGURE = re.compile(r"\d ?[万亿个]?$")
# What a sentence tells to type stands at its end.
_COMMAND = re.compile(r"(?<![`\w])crmkit [^`。]*$")


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


def width_of(text: str, graphemes: Graphemes) -> int:
    """The cells that ``text`` takes on one line."""
    return len(text) if text.isascii() else sum(width for _, width in graphemes(text))


def fits(columns: Sequence[Column], available: int, graphemes: Graphemes) -> bool:
    """Whether all columns stand side by side without squeezing a text; a last long text may stand below them."""
    least_widths = [_least_width(column, _COMFORTABLE, available, graphemes) for column in columns]
    last = columns[-1] if columns else None
    if last is not None and last.breakable and least_widths[-1] > _COMFORTABLE and len(columns) > 2:
        least_widths.pop()
    return sum(least_widths) + GAP * (len(least_widths) - 1) <= available


def blocks(columns: Sequence[Column], available: int, graphemes: Graphemes) -> list[Block]:
    """The blocks to set one below the other; more than one when the columns do not fit side by side.

    There are as few as possible, of about equal width, so that no column is left over; only a long last text does not
    draw figures down to it.
    """
    if not columns:
        return []
    comfort = _COMFORTABLE if available >= 3 * _COMFORTABLE else _TIGHT
    least_widths = [_least_width(column, comfort, available, graphemes) for column in columns]
    groups = _filled(least_widths, available)
    if not (columns[-1].breakable and least_widths[-1] > comfort):
        narrower = available - 1
        while (
            len(groups) > 1
            and len(closer := _filled(least_widths, narrower)) == len(groups)
            and narrower > least_widths[0]
        ):
            groups = closer
            narrower -= 1
    return [Block(tuple(group), _widths(group, columns, least_widths, available, graphemes)) for group in groups]


def _filled(least_widths: Sequence[int], available: int) -> list[list[int]]:
    """The columns in lines of at most ``available`` cells, each beginning with the first and holding another."""
    groups: list[list[int]] = [[0]]
    used = least_widths[0]
    for place in range(1, len(least_widths)):
        if used + GAP + least_widths[place] > available and len(groups[-1]) > 1:
            groups.append([0])
            used = least_widths[0]
        groups[-1].append(place)
        used += GAP + least_widths[place]
    return groups


def _widths(
    group: Sequence[int], columns: Sequence[Column], least_widths: Sequence[int], available: int, graphemes: Graphemes
) -> tuple[int, ...]:
    """Shares out a line: everyone gets the floor, what is left goes where most is missing."""
    wanted = [_natural(columns[place], graphemes) for place in group]
    widths = [least_widths[place] for place in group]
    room = available - GAP * (len(group) - 1)
    while sum(widths) > room and max(widths) > 2:  # a very short line: texts shrink first, then even numbers break
        text = [index for index, place in enumerate(group) if columns[place].breakable and widths[index] > _LEAST]
        widest = max(text or range(len(group)), key=lambda index: widths[index])
        widths[widest] -= 1
    while sum(widths) < room:
        index = max(range(len(group)), key=lambda place: (wanted[place] / widths[place], -place))
        if widths[index] >= wanted[index]:
            break
        widths[index] += 1
    return tuple(widths)


def _natural(column: Column, graphemes: Graphemes) -> int:
    """The width that needs no line break."""
    return max([width_of(column.heading, graphemes), *(width_of(cell, graphemes) for cell in column.cells), 1])


def _least_width(column: Column, comfort: int, available: int, graphemes: Graphemes) -> int:
    """The least width that reads well: numbers and identifiers whole, text and headings broken between words.

    A text has at least ``comfort`` cells and on a wide line so many that it takes few lines, whole words at most half
    the line.
    """
    longest = max((width_of(cell, graphemes) for cell in column.cells), default=0)
    if column.breakable and longest > comfort:
        wanted = max(_longest_word(column.cells, graphemes), _few_lines(column, longest, graphemes))
        longest = max(comfort, min(wanted, available // 2))
    return max(longest, _longest_word([column.heading], graphemes), min(4, width_of(column.heading, graphemes)), 1)


def _few_lines(column: Column, longest: int, graphemes: Graphemes) -> int:
    """The least width at which no text of the column takes more than ``_COMFORTABLE_LINES`` lines."""
    width = -(-longest // _COMFORTABLE_LINES)
    while any(len(wrap(cell, width, graphemes)) > _COMFORTABLE_LINES for cell in column.cells):
        width += 1
    return width


def _longest_word(texts: Sequence[str], graphemes: Graphemes) -> int:
    """The widest part that should not be broken."""
    return max((width_of(part.rstrip(" "), graphemes) for text in texts for part in _words(text, graphemes)), default=0)


def wrap(text: str, width: int, graphemes: Graphemes) -> list[str]:
    """``text`` in lines of at most ``width`` cells; breaks at blanks and between wide characters, else anywhere."""
    if width_of(text, graphemes) <= width:
        return [text.rstrip(" ")]
    lines = [""]
    used = 0
    before, command = _command_last(text, width, graphemes)
    for part in [*_words(before, graphemes), *command]:
        size = width_of(part, graphemes)
        if used and used + width_of(part.rstrip(" "), graphemes) > width:
            lines.append("")
            used = 0
        if size > width:
            *full, part = _chopped(part, width, graphemes)
            lines[-1:] = [*(line for line in full), ""]
            size = width_of(part, graphemes)
        lines[-1] += part
        used += size
    return [line.rstrip(" ") for line in lines]


def _command_last(text: str, width: int, graphemes: Graphemes) -> tuple[str, list[str]]:
    """``text`` and the command that it ends with: one that a line takes stays whole, so that it can be copied."""
    found = _COMMAND.search(text)
    if found is None or width_of(found[0], graphemes) > width:
        return text, []
    return text[: found.start()], [found[0]]


def balanced(text: str, width: int, graphemes: Graphemes) -> list[str]:
    """``text`` in as few lines as ``wrap`` makes, but of about equal length: no heading leaves one character over."""
    lines = wrap(text, width, graphemes)
    for narrower in range(_longest_word([text], graphemes), width):
        if len(other := wrap(text, narrower, graphemes)) == len(lines):
            return other
    return lines


def _words(text: str, graphemes: Graphemes) -> list[str]:
    """Parts that stay together: a word with its blanks, a wide character and its punctuation, a figure and its unit."""
    parts = [""]
    before_is_wide = False
    for grapheme, width in graphemes(text):
        is_wide = width > 1
        opens = (is_wide or before_is_wide) and grapheme not in _NEVER_FIRST and grapheme != " "
        opens = opens and parts[-1][-1:] not in _NEVER_LAST
        opens = opens or (parts[-1].endswith(" ") and grapheme != " ")
        if parts[-1] and opens and not (grapheme in _MEASURES and _FIGURE.search(parts[-1])):
            parts.append("")
        parts[-1] += grapheme
        before_is_wide = is_wide
    return [part for part in parts if part]


def _chopped(part: str, width: int, graphemes: Graphemes) -> list[str]:
    """A part longer than a line, cut where the line ends."""
    lines = [""]
    used = 0
    for grapheme, size in graphemes(part):
        if used and used + size > width:
            lines.append("")
            used = 0
        lines[-1] += grapheme
        used += size
    return lines


def flow(items: Sequence[str], width: int, graphemes: Graphemes) -> list[str]:
    """Items side by side, three blanks apart, in lines of at most ``width``; an item breaks only when it must."""
    lines: list[str] = []
    for item in items:
        joined = f"{lines[-1]}   {item}" if lines else item
        if lines and width_of(joined, graphemes) <= width:
            lines[-1] = joined
        else:
            lines.extend(wrap(item, width, graphemes))
    return lines
