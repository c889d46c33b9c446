"""The models' measures: processor seconds of fits and scores, against ``lifetimes`` on the same customers."""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks.bars import Line
from benchmarks.bench import Bench, Broken, Step, python
from benchmarks.place import ROOT
from benchmarks.process import Run

FULL = 1_000_000
BARS = {"BG/NBD": 0.3, "MBG/NBD": 0.25, "Gamma-Gamma": 0.4}
ALL, MEMORY, PARETO = 1.0, 300_000_000, 0.5
FAR = 0.05
"""Days and fen are rounded: parameters come back within this part of what made the customers, not within errors."""


def models(bench: Bench) -> list[Line]:
    """Fits and scores of as many customers as the main export has; the bars are for a million."""
    table = _table(bench)
    ours = Step("models", python("benchmarks.model_fits", "ours", table), reads=(table,), check=_sound)
    peers = find_spec("lifetimes") is not None
    bench.measure([ours])
    if peers:
        bench.measure([Step("lifetimes", python("benchmarks.model_fits", "theirs", table), reads=(table,))], runs=1)
    lines = [
        _seconds(bench, (name,), bar, f"{name} fit, {bench.customers:,} customers", full=bench.customers == FULL)
        for name, bar in BARS.items()
    ]
    steps = ("group", *BARS, "score")
    lines.append(_seconds(bench, steps, ALL, "group, fit and score all three", full=bench.customers == FULL))
    peak = bench.samples["models"].peak
    kept = peak <= MEMORY if bench.customers == FULL else None
    lines.append(Line("peak memory: models", peak / 1e6, bar=f"<= {MEMORY / 1e6:,.0f} MB", kept=kept, unit="MB"))
    return [*lines, _pareto(bench)] if peers else lines


def _table(bench: Bench) -> Path:
    """The customers, played out in a process of their own."""
    path = bench.place.folder / f"customers-{bench.customers}.npy"
    command = python("benchmarks.model_fits", "make", path, bench.customers)
    subprocess.run(command, env=bench.place.environment, cwd=ROOT, check=True)
    return path


def _answer(run: Run) -> dict[str, object]:
    answer: dict[str, object] = json.loads(run.output.splitlines()[-1])
    return answer


def _sound(run: Run) -> None:
    """The fits must have found what made the customers."""
    answer = _answer(run)
    if answer["status"] != ["converged"] * 3:
        raise Broken(f"fits ended with {answer['status']}")
    if float(str(answer["off"])) > FAR:
        raise Broken(f"parameters are {answer['off']} away from those that made the customers")


def _median(bench: Bench, sample: str, steps: Sequence[str]) -> float | None:
    """Seconds of these steps together; ``None`` when the sample has not done all of them."""
    sums = []
    for run in bench.samples[sample].runs if sample in bench.samples else []:
        seconds = _answer(run)["seconds"]
        assert isinstance(seconds, dict)
        if set(steps) <= set(seconds):
            sums.append(sum(seconds[step] for step in steps))
    return statistics.median(sums) if sums else None


def _seconds(bench: Bench, steps: Sequence[str], bar: float, measure: str, *, full: bool) -> Line:
    product, other = _median(bench, "models", steps), _median(bench, "lifetimes", steps)
    assert product is not None
    ratio = product / other if other else None
    return Line(
        measure,
        product,
        other,
        cpu_ratio=ratio,
        bar=f"<= {bar:g} s",
        kept=product <= bar if full else None,
        unit="s cpu",
    )


def _pareto(bench: Bench) -> Line:
    bench.measure([Step("Pareto/NBD", python("benchmarks.model_fits", "pareto"))])
    product, other = (_median(bench, "Pareto/NBD", (who,)) for who in ("ours", "theirs"))
    assert product is not None and other is not None
    return Line(
        "Pareto/NBD fit, CDNOW",
        product,
        other,
        cpu_ratio=product / other,
        bar=f"<= {PARETO:g} s",
        kept=product <= PARETO,
        unit="s cpu",
    )
