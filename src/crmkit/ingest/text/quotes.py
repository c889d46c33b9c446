"""Whether a text file holds a quote where none belongs: within a bare cell.

The engine reads on over such a quote; the strict reader quarantines its line. This decides from the bytes alone, in one
pass over blocks of whole lines, whether the engine's reading is to be doubted. It never misses a stray quote; a file
that it doubts without need (a quoted cell that begins with the delimiter) is only read by the strict reader.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from crmkit.ingest.text.cells import Fault, Splitter, Style, split_line
from crmkit.ingest.text.encoding import BOM_UTF8

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

BLOCK = 4 << 20
LONGEST_FORMULA = 64
EDGE = 3
"""Line ends before a block, so that what stands before its first cells can be asked."""
SMALL = 2 << 20
"""Below this it takes less time to read all lines with quotes than to load the array library."""
_QUOTE, _EQUALS = ord('"'), ord("=")
_LINE_ENDS = b"\r\n"


class QuoteSearch:
    """``has_stray_quote`` in a thread, so that the engine can read the same file meanwhile; ``result`` waits for it."""

    def __init__(self, path: Path, delimiter: str, *, skip: int) -> None:
        self._asked = (path, delimiter, skip)
        self._found: bool | OSError = True  # a search that did not come to its end leaves the doubt
        self._thread = threading.Thread(target=self._run, name="quotes", daemon=True)
        self._thread.start()

    def result(self) -> bool:
        """Wait for the end; raises ``OSError`` when the file cannot be read."""
        self._thread.join()
        if isinstance(self._found, OSError):
            raise self._found
        return self._found

    def _run(self) -> None:
        path, delimiter, skip = self._asked
        try:
            self._found = has_stray_quote(path, delimiter, skip=skip)
        except OSError as problem:
            self._found = problem


def start_search(path: Path, delimiter: str, *, skip: int) -> QuoteSearch | None:
    """Begin to look for stray quotes in the background; ``None`` where a file begins without any, as most do."""
    with path.open("rb") as stream:
        begins_quoted = b'"' in stream.read(BLOCK)
    return QuoteSearch(path, delimiter, skip=skip) if begins_quoted else None


def has_stray_quote(path: Path, delimiter: str, *, skip: int = 0) -> bool:
    """Whether some bare cell below the first ``skip`` lines holds a quote, other than Excel's ``="…"``.

    The file is UTF-8, with or without its mark.
    """
    opened = closed = 0
    for buffer, end in _blocks(path, skip):
        if buffer.find(b'"', EDGE, end) < 0:
            continue
        is_open = opened != closed
        is_large = end - EDGE >= SMALL or is_open
        found = _weigh(buffer, end, delimiter, is_open) if is_large else _read_through(buffer[EDGE:end], delimiter)
        if found is None:
            return True
        opened, closed = opened + found[0], closed + found[1]
    return opened != closed


def _blocks(path: Path, skip: int) -> Iterator[tuple[bytearray, int]]:
    """The file without its mark and first lines, in blocks that end at a line end: a buffer, and where the block ends.

    The buffer begins with ``EDGE`` line ends and is used again: to build four new megabytes for each block takes longer
    than to read it.
    """
    buffer = bytearray(b"\n" * EDGE + bytes(BLOCK))
    held = EDGE
    with path.open("rb") as stream:
        if stream.read(len(BOM_UTF8)) != BOM_UTF8:
            stream.seek(0)
        for _ in range(skip):
            stream.readline()
        while read := _fill(stream, buffer, held):
            end = held + read
            cut = buffer.rfind(b"\n", EDGE, end) + 1
            if cut:
                yield buffer, cut
                buffer[EDGE : EDGE + end - cut] = buffer[cut:end]
                held = EDGE + end - cut
            else:
                held = end
            if len(buffer) - held < BLOCK // 2:
                buffer.extend(bytes(len(buffer)))  # a line longer than half a block
    buffer[held : held + 1] = b"\n"  # the last line may have no end
    yield buffer, held + 1


def _fill(stream: BinaryIO, buffer: bytearray, held: int) -> int:
    with memoryview(buffer) as view:
        return cast("io.BufferedReader", stream).readinto(view[held:])


def _read_through(block: bytes | bytearray, delimiter: str) -> tuple[int, int] | None:
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


def _weigh(buffer: bytearray, end: int, delimiter: str, is_open: bool) -> tuple[int, int] | None:
    """How many runs of quotes open a cell and how many close one; ``None`` when one can do neither.

    An odd run at a cell's beginning opens it, one at its end closes it; a run that stands between two edges is an empty
    cell if it is even. An even run within a line is a doubled quote if the line as a whole is right.
    """
    import numpy as np

    data = np.frombuffer(memoryview(buffer)[:end], dtype=np.uint8)
    quotes: Places = np.flatnonzero(data == _QUOTE)
    apart = np.flatnonzero(np.diff(quotes) > 1)
    first = quotes[np.concatenate(([0], apart + 1))]
    last = quotes[np.concatenate((apart, [len(quotes) - 1]))]
    is_edge = np.zeros(256, dtype=np.bool_)
    is_edge[list(delimiter.encode() + _LINE_ENDS)] = True
    begins, ends = is_edge[data[first - 1]], is_edge[data[last + 1]]
    by_formula = (data[first - 1] == _EQUALS) & is_edge[data[first - 2]]
    begins |= by_formula
    odd = (last - first) % 2 == 0
    if bool(np.any(odd & (begins == ends))):
        return None  # in the middle of a text, or a quoted cell of which one end is the delimiter
    turns = begins[odd]
    if bool(np.any(turns != ((np.arange(len(turns)) + is_open) % 2 == 0))):
        return None  # what closes was never opened
    opening = np.flatnonzero(by_formula & odd)
    if len(opening) and (opening[-1] + 1 == len(first) or not _on_one_line(buffer, first[opening], last[opening + 1])):
        return None  # the engine knows no formula: to it that is a bare cell, which ends with its line
    formula = (data[first - 1] == _EQUALS) & (data[first - 2] == _QUOTE) & is_edge[data[first - 3]]
    doubtful = first[~odd & ~(begins & ends) & ~formula]
    if any(isinstance(split_line(line, delimiter), Fault) for line in _lines_at(buffer, end, doubtful)):
        return None
    return int(np.count_nonzero(odd & begins)), int(np.count_nonzero(odd & ends))


def _on_one_line(buffer: bytearray, starts: Places, stops: Places) -> bool:
    """Whether no line ends between any of ``starts`` and the one of ``stops`` that belongs to it."""
    import numpy as np

    data = np.frombuffer(buffer, dtype=np.uint8)
    longest = int((stops - starts).max())
    if longest > LONGEST_FORMULA:
        return False  # no id is as long; the strict reader decides
    is_line_end = np.zeros(256, dtype=np.bool_)
    is_line_end[list(_LINE_ENDS)] = True
    within = (is_line_end[data[np.minimum(starts + step, stops)]] for step in range(1, longest))
    return not any(bool(np.any(ended)) for ended in within)


def _lines_at(buffer: bytearray, end: int, places: Places) -> Iterator[str]:
    """The lines in which ``places`` are, each once."""
    stop = -1
    for place in places.tolist():
        if place < stop:
            continue
        start = buffer.rfind(b"\n", 0, place) + 1
        stop = buffer.find(b"\n", place, end)
        stop = end if stop < 0 else stop
        yield from buffer[start:stop].decode("latin-1").split("\r")
