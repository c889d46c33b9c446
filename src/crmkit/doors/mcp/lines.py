"""What the client says, line by line, read so that the process can end while it waits for more."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator, Callable

MOST_BYTES = 16_000_000
"""A longer line is no call: it is dropped."""
WAITING = 64
"""So many lines may wait before no more is read."""
CHUNK = 1 << 16


class Lines:
    """The lines of a ``descriptor``. A thread that nobody waits for reads it; ``left`` is told when it has ended."""

    def __init__(self, descriptor: int, left: Callable[[], object]) -> None:
        self._descriptor = descriptor
        self._left = left
        self._room = threading.Semaphore(WAITING)
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None

    def __aiter__(self) -> AsyncIterator[str]:
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="lines", daemon=True).start()
        return self

    async def __anext__(self) -> str:
        """The next line, undecodable bytes replaced."""
        line = await self._queue.get()
        if line is None:
            raise StopAsyncIteration
        self._room.release()
        return line.decode("utf-8", "replace")

    def end(self) -> None:
        """End it, from any thread, as if the client had left."""
        self._left()
        self._put(None)

    def _read(self) -> None:
        pending = bytearray()
        with contextlib.suppress(OSError):
            while chunk := os.read(self._descriptor, CHUNK):
                *whole, rest = chunk.split(b"\n")
                for line in whole:
                    pending += line
                    self._take(bytes(pending))
                    pending.clear()
                if len(pending) <= MOST_BYTES:
                    pending += rest
        self.end()

    def _take(self, line: bytes) -> None:
        if line.strip() and len(line) <= MOST_BYTES:
            self._room.acquire()
            self._put(line)

    def _put(self, line: bytes | None) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._queue.put_nowait, line)
