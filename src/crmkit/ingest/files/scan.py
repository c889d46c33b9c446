"""What one pass over the raw bytes of a file finds: its digest and its physical lines.

The pass runs in a thread of its own, so that the engine can read the same file meanwhile.
"""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from crmkit.errors import InputError

BLOCK = 4 << 20
_LONE_RETURN = re.compile(rb"\r(?![\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Scan:
    """``lines`` are physical lines (LF, CR LF and a lone CR end one; an unended last line counts).

    ``has_quotes`` says that a ``"`` stands in the text. ``sha256`` (hex) and ``size`` are of the raw file; it is
    empty unless asked for.
    """

    size: int
    sha256: str
    lines: int
    nuls: int
    lone_returns: int
    ended: bool
    has_quotes: bool


class Counter:
    """Takes a file's blocks in order and counts; ``digest`` may be fed other bytes than ``count``."""

    def __init__(self, *, digest: bool = True) -> None:
        self._digest = hashlib.sha256() if digest else None
        self._size = self._feeds = self._returns = self._pairs = self._nuls = 0
        self._last = b"\n"
        self._quotes = False

    @property
    def size(self) -> int:
        """Raw bytes taken so far."""
        return self._size

    def digest(self, raw: bytes) -> None:
        """Take raw bytes into the digest."""
        if self._digest is not None:
            self._digest.update(raw)
        self._size += len(raw)

    def count(self, block: bytes | bytearray) -> None:
        """Count the lines of a block of text."""
        if not block:
            return
        # Looking whether a byte is there at all is ten times quicker than counting it.
        self._feeds += _feeds(block)
        self._nuls += block.count(b"\0") if b"\0" in block else 0
        self._quotes = self._quotes or b'"' in block
        if b"\r" in block:
            self._count_returns(block)
        if self._last == b"\r" and block[:1] == b"\n":
            self._pairs += 1
        self._last = bytes(block[-1:])

    def _count_returns(self, block: bytes | bytearray) -> None:
        if _LONE_RETURN.search(block):
            self._returns += block.count(b"\r")
            self._pairs += block.count(b"\r\n")
        else:
            # All are halves of pairs, which need no counting; only a last one may still be alone.
            self._returns += block.endswith(b"\r")

    def close(self) -> Scan:
        """The result so far."""
        lone = self._returns - self._pairs
        ended = self._last in (b"\n", b"\r")
        lines = self._feeds + lone + (not ended)
        sha256 = self._digest.hexdigest() if self._digest is not None else ""
        return Scan(self._size, sha256, lines, self._nuls, lone, ended, self._quotes)


def _feeds(block: bytes | bytearray) -> int:
    """How many line feeds there are. NumPy counts twice as fast, and lets other threads run, but takes time to load."""
    if len(block) < BLOCK // 2:
        return block.count(b"\n")
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n")))


class ScanJob:
    """A running scan; ``result`` waits for it."""

    def __init__(self, path: Path, *, digest: bool) -> None:
        self._path = path
        self._counter = Counter(digest=digest)
        self._scan: Scan | None = None
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="scan", daemon=True)
        self._thread.start()

    @property
    def bytes_done(self) -> int:
        """For a progress bar."""
        return self._counter.size

    def result(self) -> Scan:
        """Wait for the end of the pass.

        Raises:
            InputError: ``file_unreadable``, the file went away or its disk failed.
        """
        self._thread.join()
        if self._scan is None:
            raise InputError("file_unreadable", where=self._path.name) from self._error
        return self._scan

    def _run(self) -> None:
        try:
            with self._path.open("rb", buffering=0) as stream:
                while block := stream.read(BLOCK):
                    self._counter.digest(block)
                    self._counter.count(block)
        except OSError as error:
            self._error = error
            return
        self._scan = self._counter.close()


def start_scan(path: Path, *, digest: bool = True) -> ScanJob:
    """Begin to count the file in the background, and to ``digest`` it."""
    return ScanJob(path, digest=digest)


def blank_tail(path: Path, most: int) -> int:
    """How many of the file's last lines are empty."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 2 * most - 2))
        tail = stream.read().replace(b"\r\n", b"\n")
    return min(most, len(tail) - len(tail.rstrip(b"\n")) - 1)
