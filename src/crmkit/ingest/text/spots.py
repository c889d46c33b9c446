"""A look at some spots of a large file: whether the engine could read it at all.

The engine gives up at a row of another width only after it has taken several hundred megabytes. What the look turns
away is read strictly, with the same result; it never turns away a file whose rows are mostly whole.
"""

from __future__ import annotations

import csv
from pathlib import Path

LARGE = 2 << 20
SPOTS = 8
SPOT = 1 << 16


def is_mostly_broken(path: Path, delimiter: str, width: int) -> bool:
    """Whether at some spot of the UTF-8 file no line ends, or less than half of the rows have ``width`` cells."""
    size = path.stat().st_size
    if size < LARGE:
        return False
    with path.open("rb") as stream:
        for number in range(SPOTS):
            stream.seek(size // SPOTS * number)
            lines = stream.read(SPOT).decode("utf-8", "replace").splitlines(keepends=True)
            if len(lines) < 2 or _is_broken(lines[1:-1], delimiter, width):
                return True
    return False


def _is_broken(lines: list[str], delimiter: str, width: int) -> bool:
    """The first and last line of a spot may be halves, and were left out."""
    rows = fitting = 0
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            rows += bool(cells)
            fitting += len(cells) == width
    except (csv.Error, TypeError):
        return False
    return 2 * fitting < rows
