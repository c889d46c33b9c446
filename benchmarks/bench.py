"""Runs steps in turn, again and again, so that whatever disturbs the machine disturbs them all alike."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.place import ROOT, Place
from benchmarks.process import Run, run

BLOCK = 1 << 22


class Broken(Exception):
    """A step failed or gave another answer than it must: its time would mean nothing."""


def _nothing() -> None:
    """Prepare nothing."""


def _anything(_: Run) -> None:
    """Accept any answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command to measure under a name.

    ``reads`` are brought into the page cache and ``prepare`` is called before each run, outside the time;
    ``check`` raises ``Broken`` when the answer is not what it must be. ``is_product`` steps are held to the memory bar.
    """

    name: str
    command: tuple[str, ...]
    reads: tuple[Path, ...] = ()
    prepare: Callable[[], None] = _nothing
    check: Callable[[Run], None] = _anything
    is_product: bool = False


@dataclass(slots=True)
class Sample:
    """All runs of one step."""

    runs: list[Run]
    is_product: bool

    @property
    def wall(self) -> float:
        """Median seconds."""
        return statistics.median(each.wall for each in self.runs)

    @property
    def cpu(self) -> float:
        """Median processor seconds."""
        return statistics.median(each.cpu for each in self.runs)

    @property
    def spread(self) -> float:
        """The slowest run by the fastest: how much the machine was disturbed."""
        return max(each.wall for each in self.runs) / min(each.wall for each in self.runs)

    @property
    def peak(self) -> int:
        """The most memory that any run held, in bytes."""
        return max(each.peak for each in self.runs)


class Bench:
    """Everything measured so far, by the name of the step."""

    def __init__(self, place: Place, *, orders: int, runs: int) -> None:
        self.place = place
        self.orders = orders
        self.customers = max(1, orders // 10)
        self.runs = runs
        self.samples: dict[str, Sample] = {}
        self.answers: dict[str, object] = {}

    def measure(self, steps: Sequence[Step], *, runs: int | None = None) -> None:
        """Run the steps in turn, ``runs`` times over."""
        rounds = runs or self.runs
        for turn in range(1, rounds + 1):
            for step in steps:
                self._once(step, f"{turn}/{rounds}")

    def once_at_least(self, *steps: Step, runs: int | None = None) -> None:
        """Measure those of the steps that were not measured yet."""
        missing = [step for step in steps if step.name not in self.samples]
        self.measure(missing, runs=runs)

    def _once(self, step: Step, turn: str) -> None:
        step.prepare()
        for path in step.reads:
            _warm(path)
        os.sync()
        done = run(step.command, environment=self.place.environment, folder=ROOT)
        print(
            f"{step.name} [{turn}]: {done.wall:.2f} s, cpu {done.cpu:.2f} s, {done.peak / 1e6:.0f} MB",
            file=sys.stderr,
            flush=True,
        )
        if done.code != 0:
            raise Broken(f"{step.name} ended with {done.code}: {done.complaint.strip() or done.output.strip()}")
        step.check(done)
        self.samples.setdefault(step.name, Sample([], step.is_product)).runs.append(done)


def python(module: str, *arguments: object) -> tuple[str, ...]:
    """The command line of a module of ours."""
    return (sys.executable, "-m", module, *map(str, arguments))


def remove(path: Path) -> None:
    """Remove a database with all that belongs to it."""
    for found in path.parent.glob(path.name + "*"):
        shutil.rmtree(found) if found.is_dir() else found.unlink()


def _warm(path: Path) -> None:
    """Read the file once, so that every run finds it in memory."""
    buffer = bytearray(BLOCK)
    with path.open("rb", buffering=0) as stream:
        while stream.readinto(buffer):
            pass
