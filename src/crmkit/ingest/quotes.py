"""Whether a text file holds a quote where none belongs: within a bare cell.

The engine reads on over such a quote; the strict reader quarantines its line. This tells from the bytes alone, in one
pass over blocks of whole lines, whether the engine's reading is to be doubted. It never misses a stray quote; a file
that it doubts without need (a quoted cell that begins with the delimiter) is only read the slower way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crmkit.ingest.cells import Fault, Splitter, Style, split_line
from crmkit.ingest.encoding import BOM_UTF8

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

BLOCK = 4 << 20
SMALL = 2 << 20
"""Below this it takes less time to read all lines with quotes than to load the array library."""
_QUOTE, _EQUALS = ord('"'), ord("=")
_LINE_ENDS = b"\r\n"


def has_stray_quote(path: Path, delimiter: str, *, skip: int = 0) -> bool:
    """Whether some bare cell below the first ``skip`` lines holds a quote, other than Excel's ``="…"``.

    The file is UTF-8, with or without its mark.
    """
    opened = closed = 0
    for block in _blocks(path, skip):
        if b'"' not in block:
            continue
        is_open = opened != closed
        is_large = len(block) >= SMALL or is_open
        found = _weigh(block, delimiter, is_open) if is_large else _read_through(block, delimiter)
        if found is None:
            return True
        opened, closed = opened + found[0], closed + found[1]
    return opened != closed


def _blocks(path: Path, skip: int) -> Iterator[bytes]:
    """The file without its mark and first lines, in blocks that end at a line end."""
    carry = b""
    with path.open("rb") as stream:
        if stream.read(len(BOM_UTF8)) != BOM_UTF8:
            stream.seek(0)
        for _ in range(skip):
            stream.readline()
        while block := stream.read(BLOCK):
            cut = block.rfind(b"\n") + 1
            if cut:
                yield carry + block[:cut]
                carry = block[cut:]
            else:
                carry += block
    yield carry


def _read_through(block: bytes, delimiter: str) -> tuple[int, int] | None:
    """The same answer for a small block, from its lines: all quotes are in order, or ``None``."""
    if _in_order(delimiter).fullmatch(b"\n" + block):
        return 0, 0
    splitter = Splitter(Style(delimiter))
    fault: Fault | None = None
    for line in block.decode("latin-1").replace("\r\n", "\n").split("\n"):
        if fault is None:
            if '"' not in line:
                continue
            splitter = Splitter(Style(delimiter))
        fault = splitter.feed(line)
        if fault is Fault.STRAY:
            return None
    return None if fault else (0, 0)


@cache
def _in_order(delimiter: str) -> re.Pattern[bytes]:
    """Text whose quotes all stand around whole cells, from one edge to the other."""
    marks = rb"\r\n" + re.escape(delimiter.encode())
    edge = rb"[" + marks + rb"]"
    quoted = rb"(?<=" + edge + rb')"(?:[^"]|"")*+"'
    formula = rb"(?<=" + edge + rb'=)"[^"' + marks + rb']*+"'
    return re.compile(rb'[^"]*+(?:(?:' + quoted + rb"|" + formula + rb")(?=" + edge + rb'|\Z)[^"]*+)*+')


def _weigh(block: bytes, delimiter: str, is_open: bool) -> tuple[int, int] | None:
    """How many runs of quotes open a cell and how many close one; ``None`` when one can do neither.

    An odd run at a cell's beginning opens it, one at its end closes it; a run that stands between two edges is an empty
    cell if it is even. An even run within a line is a doubled quote if the line as a whole is right.
    """
    import numpy as np

    data = np.frombuffer(b"\n\n\n" + block + b"\n", dtype=np.uint8)
    quotes: Places = np.flatnonzero(data == _QUOTE)
    apart = np.flatnonzero(np.diff(quotes) > 1)
    first = quotes[np.concatenate(([0], apart + 1))]
    last = quotes[np.concatenate((apart, [len(quotes) - 1]))]
    is_edge = np.zeros(256, dtype=np.bool_)
    is_edge[list(delimiter.encode() + _LINE_ENDS)] = True
    begins, ends = is_edge[data[first - 1]], is_edge[data[last + 1]]
    begins |= (data[first - 1] == _EQUALS) & is_edge[data[first - 2]]
    odd = (last - first) % 2 == 0
    if bool(np.any(odd & (begins == ends))):
        return None  # in the middle of a text, or a quoted cell of which one end is the delimiter
    turns = begins[odd]
    if bool(np.any(turns != ((np.arange(len(turns)) + is_open) % 2 == 0))):
        return None  # what closes was never opened
    formula = (data[first - 1] == _EQUALS) & (data[first - 2] == _QUOTE) & is_edge[data[first - 3]]
    telling = first[~odd & ~(begins & ends) & ~formula] - 3
    if any(isinstance(split_line(line, delimiter), Fault) for line in _lines_at(block, telling)):
        return None
    return int(np.count_nonzero(odd & begins)), int(np.count_nonzero(odd & ends))


def _lines_at(block: bytes, places: Places) -> Iterator[str]:
    """The lines in which ``places`` lie, each once."""
    end = -1
    for place in places.tolist():
        if place < end:
            continue
        start = block.rfind(b"\n", 0, place) + 1
        end = block.find(b"\n", place)
        end = len(block) if end < 0 else end
        yield from block[start:end].decode("latin-1").split("\r")
