"""A ceiling on the memory of this process while it answers one question.

The engine counts blocks against its limit, not the values of a row in the making: ``repeat('x', 2000000000)`` takes all
there is. The system can say no, which the engine hears as any other lack of memory.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from crmkit.errors import StoreError
from crmkit.store.connect import DEFAULT_MEMORY, bytes_of

BESIDE = 2
"""So many times the engine's own limit, for what it holds beside its blocks."""
PER_ROW = 1_000
PER_BYTE = 3
"""Bytes that a row, and a byte of its text, takes here until it is written."""
_STATUS = Path("/proc/self/status")


@contextlib.contextmanager
def ceiling(memory: str | None, rows: int, text: int) -> Iterator[None]:
    """Let the process take so much more memory at most: for an engine of ``memory``, ``rows`` and bytes of ``text``.

    Only for a process that does nothing else meanwhile. Where the system cannot say how much is taken there is none.

    Raises:
        StoreError: the memory does not suffice.
    """
    room = BESIDE * bytes_of(memory or DEFAULT_MEMORY) + PER_ROW * rows + PER_BYTE * text
    try:
        with _limited(room):
            yield
    except MemoryError:
        raise StoreError("sql_memory") from None


@contextlib.contextmanager
def _limited(room: int) -> Iterator[None]:
    taken = _taken()
    if taken is None:
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    most = [limit for limit in before if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min([taken + room, *most]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _taken() -> int | None:
    """The private memory that this process has, where Linux says it."""
    try:
        found = re.search(r"^VmData:\s*(\d+) kB$", _STATUS.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
