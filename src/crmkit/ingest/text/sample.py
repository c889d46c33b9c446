"""The first rows of a text file under a delimiter that is being tried, for the search of its header."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from crmkit.ingest.text.cells import Fault, Splitter, Style
from crmkit.ingest.text.encoding import BOM_UTF8, line_decoder
from crmkit.ingest.text.lines import line_blocks

DELIMITERS = (",", "\t", ";", "|")
"""In the order in which they are tried: the one under which a header is known is the file's."""

SAMPLE_ROWS = 30
_SPAN_LINES = 20
_MORE_BLOCKS = 10
"""A sample is within a block for each line and these, but for lines too long to hold: nobody waits for their end."""
_USUAL = Style()


class Row(NamedTuple):
    """One row: the physical line where it begins, how many lines it takes, and its cells."""

    line: int
    lines: int
    cells: list[str]


def sample_rows(path: Path, encoding: str, style: Style = _USUAL, *, limit: int = SAMPLE_ROWS) -> list[Row]:
    """The rows that begin on the first ``limit`` physical lines; a header cell may hold line breaks.

    A line that cannot be decoded or is too long has no cells; one with a stray quote is a single cell.
    """
    with path.open("rb") as stream:
        if encoding.startswith("utf-8") and stream.read(len(BOM_UTF8)) != BOM_UTF8:
            stream.seek(0)
        decode = line_decoder(encoding)
        lines: list[str | None] = []
        for line in islice((line for block in line_blocks(stream, limit + _MORE_BLOCKS) for line in block), limit):
            try:
                lines.append(decode(line).rstrip("\r\n") if isinstance(line, bytes) else None)
            except UnicodeDecodeError:
                lines.append(None)
    return list(_rows(lines, style))


def _rows(lines: list[str | None], style: Style) -> Iterator[Row]:
    index = 0
    while index < len(lines):
        text = lines[index]
        splitter = Splitter(style)
        taken = 1
        fault = splitter.feed(text) if text is not None else None
        while fault is Fault.UNCLOSED and taken < _SPAN_LINES and index + taken < len(lines):
            following = lines[index + taken]
            if following is None:
                break
            fault = splitter.feed(following)
            taken += 1
        if text is None:
            cells = []
        elif fault is None:
            cells = splitter.cells
        else:
            cells, taken = [text], 1
        yield Row(index + 1, taken, cells)
        index += taken
