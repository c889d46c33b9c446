"""A workbook read by a process of its own, whose death is an error like any other.

The library keeps a sheet in memory as the file claims it to be, and a claim that does not fit aborts the process, as
does what its authors thought impossible. Nothing of that reaches this one (decision 52).
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from crmkit.allowance import memory
from crmkit.errors import InputError, StoreError
from crmkit.ingest.files.source import Source
from crmkit.ingest.rows import sheet_child
from crmkit.ingest.rows.sheet_guard import Held, guard_workbook

LIBRARY = "python_calamine"
ROOM, ROOM_PER_BYTE, ROOM_PER_CELL = 256_000_000, 4, 100
"""The memory that the bytes of a workbook and the cells that its sheets span can explain: several times the usual."""
SMALL_ROOM, ROOM_PER_PACKED_BYTE = 400_000_000, 60
"""A small file has no more than this, however well it is packed."""
SECONDS, SECONDS_PER_MEGABYTE = 60, 10
NO_ROOM = (b"memory allocation of", b"MemoryError", b"MemError", b"Cannot allocate memory")
"""What is said at the end of a process that got no more memory."""
_SAID = 4096

Row = list[str | int | float]


class Sheet:
    """A sheet of a workbook: ``rows`` is how many it has."""

    def __init__(self, name: str, is_hidden: bool, rows: int, child: _Child) -> None:
        self.name, self.is_hidden, self.rows = name, is_hidden, rows
        self._child = child

    def first(self, most: int) -> list[Row]:
        """Its first rows; once."""
        return list(self._child.rows(most)) if self.rows else []

    def rest(self) -> Iterator[Row]:
        """The rows behind those that were taken."""
        return self._child.rows(-1) if self.rows else iter(())


@contextlib.contextmanager
def opened_sheets(source: Source) -> Iterator[Iterator[Sheet]]:
    """The sheets of a workbook, the visible ones first; each is to be read before the next is asked for.

    Raises:
        InputError: ``workbook_damaged``, ``workbook_too_large``, ``workbook_costly``, ``file_encrypted``.
        StoreError: ``memory_short``.
    """
    with _Child(source) as child:  # it starts while the file is looked at
        child.begin(guard_workbook(source.name, source.path))
        yield child.sheets()


class _Child:
    """The process, and what is said to it and by it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._room = 0
        found = importlib.util.find_spec(LIBRARY)
        library = Path(cast(str, found and found.origin)).parents[1]
        self._last_words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the exit
        self._process = subprocess.Popen(  # noqa: S603 - our own program; the path is an argument of it
            [sys.executable, "-I", "-S", sheet_child.__file__, str(library), str(source.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._last_words,
            env={**os.environ, "RUST_BACKTRACE": "0"},
        )
        self._orders = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._answers.close()
        with contextlib.suppress(OSError):  # it may be gone with an order on its way
            self._orders.close()
        self._process.wait()
        self._last_words.close()

    def begin(self, held: Held) -> None:
        """Let it open the file, with the memory and time that what the file has can explain."""
        size = self._source.fingerprint.size
        explained = ROOM + ROOM_PER_BYTE * held.bytes + ROOM_PER_CELL * held.cells
        self._room = min(explained, max(SMALL_ROOM, ROOM_PER_PACKED_BYTE * size))
        self._order([held.parts, self._room, SECONDS + SECONDS_PER_MEGABYTE * size // 1_000_000])

    def sheets(self) -> Iterator[Sheet]:
        """The sheets one after the other."""
        while said := self._said():
            yield Sheet(said["sheet"], said["is_hidden"], said["rows"], self)
            self._order(0)
        if self._process.wait():
            raise self._end()

    def rows(self, most: int) -> Iterator[Row]:
        """The next rows of the sheet that was reached; ``most`` of them, or all (-1)."""
        self._order(most)
        while (row := self._said()) is not None:
            yield row

    def _order(self, what: object) -> None:
        with contextlib.suppress(OSError):  # a dead process is noticed when its answer is wanted
            self._orders.write(json.dumps(what).encode() + b"\n")
            self._orders.flush()

    def _said(self) -> Any:
        line = self._answers.readline()
        if not line.endswith(b"\n"):
            if not line and self._process.wait() == 0:
                return None
            raise self._end()
        said = json.loads(line)
        if isinstance(said, dict) and "error" in said:
            raise self._error(said["error"])
        return said

    def _error(self, why: str) -> InputError | StoreError:
        if why == sheet_child.NO_ROOM:
            return self._no_room()
        code = "file_encrypted" if why == sheet_child.ENCRYPTED else "workbook_damaged"
        return InputError(code, where=self._source.name)

    def _end(self) -> InputError | StoreError:
        """Why it ended without an answer."""
        code = self._process.wait()
        self._last_words.seek(0)
        words = self._last_words.read(_SAID)
        if -code in (getattr(signal, "SIGXCPU", 0), getattr(signal, "SIGALRM", 0)):
            return InputError("workbook_costly", where=self._source.name)
        if code == -getattr(signal, "SIGKILL", 0) or any(end in words for end in NO_ROOM):
            return self._no_room()
        return InputError("workbook_damaged", where=self._source.name)

    def _no_room(self) -> InputError | StoreError:
        if 0 < memory() <= self._room:
            return StoreError("memory_short", more=None)
        return InputError("workbook_costly", where=self._source.name)
