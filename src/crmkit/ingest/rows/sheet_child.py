"""The process that opens a workbook: what its library does to itself on a bad one does not touch the program.

It is run by its path, without any other module of ours, so that it starts in a hundredth of a second, and given the
folder of the library and the workbook. On standard input it is told how many sheets there may be, how much memory and
time it may take, then how many rows of a sheet are wanted (0: go on to the next sheet; -1: all that are left). It
answers with lines of JSON: what a sheet is, then the rows, ``null`` behind them. A cell is text, or the number it is.
"""

from __future__ import annotations

import json
import math
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Cell = int | float | str | bool | datetime | date | time | timedelta

EXACT_DIGITS = 1e15
BATCH = 500
"""So many rows are written at once."""
DAMAGED, ENCRYPTED, NO_ROOM = "damaged", "encrypted", "no_room"
"""Why a workbook cannot be opened; what this process cannot say itself, its end says."""
_HALF_SECOND = timedelta(microseconds=500_000)


def as_text(cell: Cell) -> str:
    """A cell as a person would read it; whole numbers without ``.0``, line breaks LF."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return as_id(cell)
    if isinstance(cell, datetime):
        return (cell + _HALF_SECOND).replace(microsecond=0).isoformat(" ")
    return str(cell)


def as_id(cell: Cell) -> str:
    """An id: a number of up to 15 digits is exact, a longer one is written as the destroyed id that it is."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return as_text(cell)
    if not math.isfinite(cell):
        return repr(cell)
    if abs(cell) >= EXACT_DIGITS:
        return f"{cell:.14E}"
    return str(int(cell)) if cell == int(cell) else repr(cell)


def answer(library: str, path: str, orders: IO[str], out: IO[bytes]) -> None:
    """Read the workbook at ``path`` as the lines of ``orders`` ask for it."""
    sys.path.append(library)
    from python_calamine import CalamineError, PasswordError

    most, room, seconds = json.loads(orders.readline())
    _limit(room, seconds)
    _wake_after(seconds)
    try:
        workbook = _opened(path)
        if len(workbook.sheet_names) > most:
            raise ValueError(most)  # several names for one part: each would be read anew
        for name, is_hidden, sheet in _sheets(workbook):
            _say(out, {"sheet": name, "is_hidden": is_hidden, "rows": sheet.height})
            rows = iter(sheet.iter_rows()) if sheet.height else iter(())
            while wanted := json.loads(_order(orders, seconds)):
                _send(rows if wanted < 0 else islice(rows, wanted), out, seconds)
    except BrokenPipeError:
        return  # nobody listens any more
    except PasswordError:
        _say(out, {"error": ENCRYPTED})
    except MemoryError:
        _say(out, {"error": NO_ROOM})
    except (CalamineError, OSError, ValueError, OverflowError):
        _say(out, {"error": DAMAGED})


def _opened(path: str) -> CalamineWorkbook:
    """By its bytes: of some suffixes the library believes that they say what kind of workbook it is."""
    from python_calamine import CalamineWorkbook

    if path.lower().endswith(".xlsx"):
        return CalamineWorkbook.from_path(path)
    return CalamineWorkbook.from_filelike(open(path, "rb"))  # noqa: PTH123 - this process ends with it


def _sheets(workbook: CalamineWorkbook) -> Iterator[tuple[str, bool, CalamineSheet]]:
    """The visible sheets in order, then the others."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for hidden in (False, True):
        for described in workbook.sheets_metadata:
            is_hidden = described.visible != SheetVisibleEnum.Visible
            if described.typ == SheetTypeEnum.WorkSheet and is_hidden is hidden:
                yield described.name, is_hidden, workbook.get_sheet_by_name(described.name)


def _order(orders: IO[str], seconds: int) -> str:
    """The next order; only who waits for one may take any time."""
    _wake_after(0)
    order = orders.readline()
    _wake_after(seconds)
    return order or "0"


def _wake_after(seconds: int) -> None:
    """End after so many seconds: a library that panics without memory to say so waits for itself for ever."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _send(rows: Iterator[Sequence[Cell]], out: IO[bytes], seconds: int) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
    while batch := [encode([_sent(cell) for cell in row]) for row in islice(rows, BATCH)]:
        out.write(("\n".join(batch) + "\n").encode())
        _wake_after(seconds)
    _say(out, None)


def _sent(cell: Cell) -> str | int | float:
    return cell if type(cell) in (int, float) else as_text(cell)  # type: ignore[return-value]


def _say(out: IO[bytes], what: Any) -> None:
    out.write(json.dumps(what).encode() + b"\n")
    out.flush()


def _limit(room: int, seconds: int) -> None:
    """Take no more than so many bytes and seconds; and leave no picture of the memory behind."""
    try:
        import resource
    except ImportError:  # a system without limits
        return
    for kind, most in ((resource.RLIMIT_DATA, room), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        limits = [most, *(limit for limit in resource.getrlimit(kind) if limit != resource.RLIM_INFINITY)]
        resource.setrlimit(kind, (min(limits), resource.getrlimit(kind)[1]))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who reads the answer hears it, and ends this process
    answer(sys.argv[1], sys.argv[2], sys.stdin, sys.stdout.buffer)
