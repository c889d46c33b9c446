"""A run under limits, watched by a process that survives it: whoever is ended by a limit cannot say so.

A library that gets no memory aborts, reads what is not there, or ends the process with a code of its own; the system
kills it where a container is full. The run says with which code it ends; who ended without saying so was ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from crmkit import allowance
from crmkit.cli import signals, streams

_DIE_WITH_PARENT = 1


def run_watched(run: Callable[[], int], ended: Callable[[], int]) -> int:
    """The exit code of ``run``, or of ``ended`` when it did not come to its end; without limits it just runs."""
    if not (allowance.is_tight() and hasattr(os, "fork")):
        return run()
    allowance.spread_less()
    try:
        told, tell = os.pipe()
        child = os.fork()
    except OSError:  # no process, or no descriptor, to be had for that: the run will say so
        return run()
    if child:
        os.close(tell)
        return _watch(child, told, ended)
    os.close(told)
    _begin()
    code = run()
    with contextlib.suppress(OSError):
        os.write(tell, bytes([code]))
    return code


def _begin() -> None:
    """What libraries cry on their way down is not for the owner: their standard error leads nowhere, ours does not."""
    with contextlib.suppress(OSError, AttributeError, ImportError):
        import ctypes

        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError, ValueError):
        ours = os.fdopen(os.dup(2), "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        os.close(null)
        sys.stderr = ours


def _watch(child: int, told: int, ended: Callable[[], int]) -> int:
    def pass_on(number: int, _frame: FrameType | None) -> None:
        os.kill(child, signal.SIGKILL if signals.received() else number)
        signals.note(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if signal.getsignal(number := getattr(signal, name)) is not signal.SIG_IGN:
            signal.signal(number, pass_on)
    streams.hush(sys.stdout)  # it is the other's
    _, status = os.waitpid(child, 0)
    said = os.read(told, 1)
    if said:
        return said[0]
    code = os.waitstatus_to_exitcode(status)
    heard = signals.received() or -code
    if heard in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        return 128 + heard if heard == signal.SIGINT else 128 + signal.SIGTERM
    return ended()
