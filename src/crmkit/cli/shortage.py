"""What is short where the machine, or a limit that is set on this process, gives no more: exit code 6, and which one.

Libraries say it in the words of the system, in errors of any class.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from errno import EAGAIN, EMFILE, ENFILE, ENOMEM

from crmkit import allowance
from crmkit.errors import StoreError

SAID = {
    "files_short": (os.strerror(EMFILE), os.strerror(ENFILE)),
    "processes_short": (os.strerror(EAGAIN), "can't start new thread"),
    "memory_short": (os.strerror(ENOMEM), "bad_alloc", "failed to map segment", "memory allocation of"),
}
LIFTED = {"addresses": "ulimit -v unlimited", "data": "ulimit -d unlimited"}
MEGABYTE = 1_000_000


def require_room() -> None:
    """Raise ``StoreError`` where so little memory is allowed that no work can be done."""
    low = allowance.too_low()
    if low is None:
        return
    allowed, least = low.bytes // MEGABYTE, allowance.LEAST[low.kind] // MEGABYTE
    if low.kind == "container":
        raise StoreError("container_small", allowed=allowed, least=least)
    raise StoreError("memory_limited", allowed=allowed, least=least, command=LIFTED[low.kind])


def shortage(error: BaseException) -> StoreError | None:
    """What ``error`` says to be short, itself or by what caused it; ``None`` for other errors."""
    for each in _causes(error):
        if isinstance(each, MemoryError):
            return StoreError("memory_short", more=None)
        for code, words in SAID.items():
            if any(said in str(each) for said in words):
                return StoreError(code, more=None) if code == "memory_short" else StoreError(code)
    return None


def ended() -> StoreError:
    """What to say of a run that was ended by a limit."""
    memory = [limit.bytes // MEGABYTE for limit in allowance.limits()]
    return StoreError("run_ended", allowed=min(memory, default=None))


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    met: list[BaseException] = []
    while cause is not None and all(cause is not each for each in met):  # the engine's may be their own cause
        yield cause
        met.append(cause)
        cause = cause.__cause__
