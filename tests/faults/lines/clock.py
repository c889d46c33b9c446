"""A clock that is wrong or goes back: figures stay, since no figure is read off it."""

from __future__ import annotations

import datetime as standard
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

from tests.faults.commands import nothing
from tests.faults.line import Amount
from tests.faults.scene import State, copy, scratch

TITLE = "a clock that stands in another century or goes back an hour at each look"
CLOCKS = ("1971-01-01", "1999-12-31", "2024-02-29", "2038-01-19", "2100-03-01", "backwards", "back after the first")
LINES = (
    ("load", "in/first.csv"),
    ("load", "in/more.csv", "--max-rejects", "1"),
    ("segment", "-f", "csv"),
    ("snapshot", "new"),
    ("report", "-o", "out/report.md"),
)


class _AnyMoment(type):
    """A moment is one whichever clock it is of."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, standard.datetime)


def cases(amount: Amount) -> Iterator[str]:
    yield from CLOCKS if amount.is_long else CLOCKS[::2]


def check(case: str, folder: Path, seed: int) -> None:
    assert _course(case, folder) == _course_now(), "figures depend on the clock"


def _course(case: str, folder: Path) -> tuple[State | None, bytes, bytes]:
    scene = copy(nothing(), folder)
    answer = b""
    for number, arguments in enumerate(LINES):
        run = scene.start(*arguments, before=_set(case, number)).end()
        assert run.code == 0, run
        answer += run.out if arguments[0] == "segment" else b""
    scene.require_clean()
    return scene.state(), answer, (scene.out / "report.md").read_bytes()


@cache
def _course_now() -> tuple[State | None, bytes, bytes]:
    return _course("now", scratch() / "clock as it is")


def _set(case: str, turn: int) -> Callable[[], None]:
    """Set the clock of a process: what it is shown when it asks for the time, wherever the program asks."""

    def done() -> None:
        if case == "now":
            return
        start = standard.datetime.fromisoformat("2100-01-01" if case.startswith("back") else case)
        looks = count()

        def shown() -> standard.datetime:
            step = next(looks) if case == "backwards" else turn if case.startswith("back after") else 0
            return start - standard.timedelta(hours=step)

        class Then(standard.datetime, metaclass=_AnyMoment):
            @classmethod
            def now(cls, tz: standard.tzinfo | None = None) -> standard.datetime:
                return shown().replace(tzinfo=standard.UTC).astimezone(tz)

        for module in [sys.modules[name] for name in sys.modules if name.startswith("crmkit.cli")]:
            if getattr(module, "datetime", None) is standard.datetime:  # nobody else asks, a test of the house says
                module.datetime = Then
        time.time = lambda: shown().replace(tzinfo=standard.UTC).timestamp()

    return done
