"""Signals end a run in order: what is open is closed, temporary files go, then the exit code says why."""

from __future__ import annotations

import os
import signal
from types import FrameType

_RECEIVED: list[int] = []


class Stopped(BaseException):
    """A request to end (TERM, HUP). Not an ``Exception``, so that nothing in between swallows it."""


def listen() -> None:
    """From now on: TERM and HUP raise ``Stopped``, INT raises ``KeyboardInterrupt``, a second one ends at once."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _heard)


def received() -> int:
    """The signal that ended this run, 0 when there was none."""
    return _RECEIVED[0] if _RECEIVED else 0


def note(number: int) -> None:
    """Remember that the signal came, where another process is to be ended by it."""
    _RECEIVED.append(number)


def _heard(number: int, _frame: FrameType | None) -> None:
    if _RECEIVED:
        os._exit(128 + number)
    _RECEIVED.append(number)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Stopped
