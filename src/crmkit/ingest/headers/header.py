"""Which line of a text file is its header, and how the file's cells are separated.

The ordinary style is the one of RFC 4180 with one of four delimiters. Another is never guessed: it is taken only when
under it the file's lines have the header's width, and under the ordinary one they have not.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import islice

from crmkit.errors import CrmError, InputError, UsageError
from crmkit.ingest.files.source import Source
from crmkit.ingest.headers.dialect import Dialect, Match, recognise
from crmkit.ingest.headers.foreign import unknown_header
from crmkit.ingest.headers.layout import Layout, canonical_header, is_slid
from crmkit.ingest.text.cells import Fault, Style, split_line, split_styled
from crmkit.ingest.text.decode import Decoded
from crmkit.ingest.text.encoding import line_decoder
from crmkit.ingest.text.garbled import garbled
from crmkit.ingest.text.lines import line_blocks
from crmkit.ingest.text.sample import DELIMITERS, Row, sample_rows

LIKE = 0.6
"""From here on two headers are spelt so much alike that one may be meant by the other."""
IMPORTANT = ("order_id", "buyer", "status", "refund", "refund_status")
"""Columns whose lack an owner who named them should know of."""
NEARLY_ALL = 0.99
FIRST_ROWS = 3
"""In so many rows a header is looked at for characters that were read in the wrong encoding."""
SAMPLE_SHARE = 0.9
"""Of the first rows, of which a last one may be cut short or a comment."""
MOST_MARKED, MOST_LINES = 20_000, 5_000_000
"""How many lines with quotes or backslashes are weighed, and in how many lines they are looked for."""

_BLANKS = (Style(" "), Style(" ", runs=True))
_MARKS = ('"', "'", "\\")
_MARK_BYTES = tuple(mark.encode() for mark in _MARKS)
_WELL_QUOTED = re.compile(r'"(?:[^"]+|"")*+"')
_APOSTROPHES = re.compile(r"'[^']+'")


def find_header(source: Source, decoded: Decoded, dialects: Sequence[Dialect]) -> Match:
    """The header of a text file, with the style under which it and the first rows are read.

    Raises ``InputError`` when no line is a known header.
    """
    seen: list[tuple[int, Sequence[str]]] = []
    single = [Style(delimiter, "'", "'") for delimiter in DELIMITERS]
    for style in (*map(Style, DELIMITERS), *single, *_BLANKS):
        rows = sample_rows(decoded.path, decoded.reads_as, style)
        match = _match(source, rows, style, dialects)
        if match is not None and (style not in _BLANKS or _is_width_of_most(rows, match.layout)):
            require_aligned(source, match.layout, [row.cells for row in rows if row.line > match.layout.header_line])
            if style.is_ordinary and _is_single_quoted(rows, match.layout):
                return _in_style(source, decoded, match, Style(style.delimiter, "'", "'"), dialects) or match
            return match
        if style.is_ordinary:
            seen += [(row.line, row.cells) for row in rows if len(row.cells) > 1]
    raise unknown_table(source, seen, dialects)


def absent_headers(match: Match) -> Iterator[tuple[str, str | None]]:
    """The headers that the owner's own dialect names and the file lacks, each with the spare one that may be meant."""
    cells, header = match.layout.cells, match.layout.header
    used = set(cells.values())
    spare = [canonical_header(name) for place, name in enumerate(header) if place not in used]
    for name, spelt in match.dialect.columns.items() if match.dialect.is_asked else ():
        if name not in cells and len(spelt) == 1:
            near = get_close_matches(spelt[0], spare, n=1, cutoff=LIKE)
            if near or name in IMPORTANT:
                yield spelt[0], near[0] if near else None


def refitted(source: Source, decoded: Decoded, match: Match, dialects: Sequence[Dialect]) -> Match | None:
    """The same header in the other style that the file's lines prove; ``None`` when they prove none."""
    layout = match.layout
    if not layout.style.is_ordinary:
        return None
    others = [Style(layout.delimiter, quote, escape) for quote, escape in (("'", "'"), ('"', "\\"), ("'", "\\"))]
    if layout.delimiter == "\t":
        others.append(Style(layout.delimiter, "", ""))
    signs = {style: _sign(style) for style in others}
    fits: Counter[Style] = Counter()
    refuted: set[Style] = set()
    marked = 0
    for text in islice(_marked_lines(decoded, layout), MOST_MARKED):
        marked += 1
        as_usual = _fits(split_line(text, layout.delimiter), layout)
        fits[layout.style] += as_usual
        for style in others:
            if not signs[style].search(text):
                fits[style] += as_usual
                continue
            cells = split_styled(text, style)
            fits[style] += _fits(cells, layout)
            if isinstance(cells, list) and _refutes(cells, style):
                refuted.add(style)
    best = max((style for style in others if style not in refuted), key=lambda style: fits[style], default=layout.style)
    if fits[best] <= fits[layout.style] or fits[best] < NEARLY_ALL * marked:
        return None
    return _in_style(source, decoded, match, best, dialects)


def unknown_table(source: Source, rows: Sequence[tuple[int, Sequence[str]]], dialects: Sequence[Dialect]) -> CrmError:
    """What to say of a file without a known header; one that may be no table at all is not taken for nearly one."""
    if any(dialect.asked_columns for dialect in dialects):
        return UsageError("map_of_unknown", where=source.name)
    if source.may_be_other:
        headers = [{canonical_header(cell): 0 for cell in cells} for _, cells in rows]
        if not any(dialect.known(header) for header in headers for dialect in dialects):
            return InputError("header_unknown", where=source.name, line=None, cells=None)
    if code := garbled("".join(cell for _, cells in rows[:FIRST_ROWS] for cell in cells)):
        return InputError(code, where=source.name)
    return unknown_header(rows, dialects, source.name)


def require_aligned(source: Source, layout: Layout, rows: Sequence[Sequence[str]]) -> None:
    """Raise ``InputError`` (``header_too_wide``) when the header's names do not stand over their columns."""
    if is_slid(layout, rows):
        width = layout.named_width
        raise InputError("header_too_wide", where=source.name, line=layout.header_line, header=width, row=width - 1)


def recognised(
    source: Source, cells: Sequence[str], line: int, delimiter: str, dialects: Sequence[Dialect]
) -> Match | None:
    """``recognise``, with errors that name the file."""
    try:
        return recognise(cells, line, delimiter, dialects)
    except InputError as problem:
        problem.where = source.name
        raise


def _match(source: Source, rows: Sequence[Row], style: Style, dialects: Sequence[Dialect]) -> Match | None:
    for row in rows:
        if match := recognised(source, row.cells, row.line, style.delimiter, dialects):
            return Match(match.dialect, dataclasses.replace(match.layout, header_lines=row.lines, style=style))
    return None


def _in_style(
    source: Source, decoded: Decoded, match: Match, style: Style, dialects: Sequence[Dialect]
) -> Match | None:
    """The header where it was found, read in another style; ``None`` when it is not known then."""
    rows = sample_rows(decoded.path, decoded.reads_as, style)
    return _match(source, [row for row in rows if row.line == match.layout.header_line], style, dialects)


def _is_width_of_most(rows: Sequence[Row], layout: Layout) -> bool:
    widths = [len(row.cells) for row in rows if row.line > layout.header_line and any(row.cells)]
    return bool(widths) and widths.count(layout.width) >= SAMPLE_SHARE * len(widths)


def _is_single_quoted(rows: Sequence[Row], layout: Layout) -> bool:
    """Whether all cells of some column stand in apostrophes: then they are quotes, whatever the width says."""
    table = [row.cells for row in rows if row.line > layout.header_line and len(row.cells) == layout.width]
    columns = ([cell for cell in column if cell] for column in zip(*table, strict=True))
    return any(len(column) > 1 and all(map(_APOSTROPHES.fullmatch, column)) for column in columns)


def _sign(style: Style) -> re.Pattern[str]:
    """What a line must hold to say anything of the style: a cell that it quotes, a quote that it escapes."""
    quoted = rf"(?:^|{re.escape(style.delimiter)})'" if style.quote == "'" else ""
    return re.compile(quoted or ('"' if style.escape != "\\" else r"\\"))


def _fits(cells: list[str] | Fault, layout: Layout) -> bool:
    return isinstance(cells, list) and len(cells) == layout.width


def _refutes(cells: Sequence[str], style: Style) -> bool:
    """Whether a line of the right width still speaks against the style: it holds cells that are quoted otherwise."""
    if style.quote == "'":
        return any(cell.startswith('"') for cell in cells)
    return not style.quote and any(map(_WELL_QUOTED.fullmatch, cells))


def _marked_lines(decoded: Decoded, layout: Layout) -> Iterator[str]:
    """The lines after the header that hold a quote or a backslash."""
    decode = line_decoder(decoded.reads_as)
    number = 0
    with decoded.path.open("rb") as stream:
        for line in islice((line for block in line_blocks(stream) for line in block), MOST_LINES):
            number += 1
            if number < layout.header_line + layout.header_lines or not isinstance(line, bytes):
                continue
            if not any(mark in line for mark in _MARK_BYTES):
                continue
            try:
                text = decode(line).rstrip("\r\n")
            except UnicodeDecodeError:
                continue
            if any(mark in text for mark in _MARKS):
                yield text
