"""How much memory reading may take: as a rule little, more where the files need it and the machine has it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from crmkit.errors import StoreError

USUAL = "650MB"
LARGER = (1300, 2600, 5200)
"""In megabytes, one after the other, where the usual is not enough; at most half of what the machine has."""
STDIN = "-"

Answer = TypeVar("Answer")


def within(asked: str | None, files: Sequence[str], read: Callable[[str], Answer]) -> Answer:
    """What ``read`` comes to under the ceiling that was ``asked`` for, else under the lowest that is enough.

    It begins anew under a higher one; what came from standard input cannot be read again.

    Raises:
        StoreError: ``memory_short``, with no name of a file: what is short is no file's.
    """
    rest = iter(()) if asked is not None or STDIN in files else _larger()
    memory = asked or USUAL
    while True:
        try:
            return read(memory)
        except StoreError as problem:
            following = next(rest, None) if problem.code == "memory_short" else None
            if following is None:
                problem.where = None if problem.code == "memory_short" else problem.where
                raise
            memory = following


def _larger() -> Iterator[str]:
    half = machine_memory() // 2
    return (f"{megabytes}MB" for megabytes in LARGER if megabytes * 1_000_000 <= half)


def machine_memory() -> int:
    """The bytes of memory that the machine has; 0 where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
