"""How much memory reading may take: as a rule little, more where the files need it and as much may be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from crmkit.allowance import memory
from crmkit.errors import StoreError

USUAL = "650MB"
LARGER = (1300, 2600, 5200)
"""In megabytes, one after the other, where the usual is not enough; at most half of what may be taken."""
STDIN = "-"

Answer = TypeVar("Answer")


def within(asked: str | None, files: Sequence[str], read: Callable[[str], Answer]) -> Answer:
    """What ``read`` comes to under the ceiling that was ``asked`` for, else under the lowest that is enough.

    It begins anew under a higher one; what came from standard input cannot be read again.

    Raises:
        StoreError: ``memory_short``, with no name of a file: what is short is no file's.
    """
    rest = iter(()) if asked is not None or STDIN in files else _larger()
    allowed = asked or USUAL
    while True:
        try:
            return read(allowed)
        except StoreError as problem:
            following = next(rest, None) if problem.code == "memory_short" else None
            if following is None:
                problem.where = None if problem.code == "memory_short" else problem.where
                raise
            allowed = following


def _larger() -> Iterator[str]:
    half = memory() // 2
    return (f"{megabytes}MB" for megabytes in LARGER if megabytes * 1_000_000 <= half)
