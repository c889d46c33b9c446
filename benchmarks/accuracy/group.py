"""The bars of accuracy among the benchmarks: measured once in a process of their own, since chance has no part."""

from __future__ import annotations

import json

from benchmarks.bars import Line
from benchmarks.bench import Bench, Step, python


def accuracy(bench: Bench) -> list[Line]:
    """CDNOW, the demo shop and a shop of one-time buyers; ``python -m benchmarks.accuracy`` shows the whole tables."""
    bench.measure([Step("accuracy", python("benchmarks.accuracy", "--json"))], runs=1)
    (done,) = bench.samples["accuracy"].runs
    return [
        Line(held["measure"], held["value"], bar=held["bar"], kept=held["kept"], unit="")
        for held in json.loads(done.output.splitlines()[-1])
    ]
