"""The report on a shop, large or small: the first one, which learns, and the next one of the same data."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from benchmarks import bars, steps
from benchmarks.answers import equal_to_earlier
from benchmarks.bars import MEMORY_BAR, Line
from benchmarks.bench import Bench, Broken, Step, python
from benchmarks.place import ROOT
from benchmarks.process import Run

MOST_MEMORY_TO_LEARN = 2_000_000_000
SECONDS, SMALL_SECONDS = 60, 5
EXAMPLES = tuple(ROOT / "examples" / name for name in ("orders.csv", "items.csv", "refunds.csv", "customers.csv"))
"""A small shop with all kinds of exports."""


def report(bench: Bench) -> list[Line]:
    """A page of everything, in the form of HTML."""
    steps.loaded(bench)
    shops = {"report": steps.store(bench), "report of the examples": _small(bench)}
    for name, path in shops.items():
        bench.measure([_step(bench, path, f"{name}, learning", learns=True), _step(bench, path, name)])
    got = bench.samples
    return [
        bars.within("report, learning", got["report, learning"], peak=MOST_MEMORY_TO_LEARN),
        bars.within("report", got["report"], seconds=SECONDS, peak=MEMORY_BAR),
        *(bars.within(name, got[name], seconds=SMALL_SECONDS) for name in got if name.startswith("report of")),
    ]


def _step(bench: Bench, path: Path, name: str, *, learns: bool = False) -> Step:
    """A report; that of a store which has learnt must have the same bytes as the one that learnt."""
    page = path.with_suffix(".html")

    def prepare() -> None:
        page.unlink(missing_ok=True)
        if learns:
            steps.forget(path)

    def check(_: Run) -> None:
        if not page.exists():
            raise Broken(f"{name}: no page was written")
        equal_to_earlier(bench, f"page of {path.name}", hashlib.sha256(page.read_bytes()).hexdigest())

    command = python("crmkit", "report", "--store", path, "-o", page, "--lang", "en", "-q")
    return Step(name, command, reads=(path,), prepare=prepare, check=check)


def _small(bench: Bench) -> Path:
    """The examples in a store of their own, loaded outside the time."""
    path = bench.place.work / "examples.duckdb"
    if not path.exists():
        command = python("crmkit", "load", *EXAMPLES, "--store", path, "-q")
        done = subprocess.run(command, env=bench.place.environment, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise Broken(done.stderr.strip())
    return path
