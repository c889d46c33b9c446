"""``kill -9`` at random moments of a load: the old state or the new one, and the next load goes on from there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.faults.commands import OF_MANY, ends
from tests.faults.line import Amount, chance
from tests.faults.scene import require_told, scratch

TITLE = "`kill -9` at random moments of a load"


def cases(amount: Amount) -> Iterator[str]:
    for number in range(amount.times(16, 200)):
        yield f"{list(OF_MANY)[number % 2]} {number}"


def check(case: str, folder: Path, seed: int) -> None:
    name = case.rpartition(" ")[0]
    writer = OF_MANY[name]
    scene = writer.scene(folder)
    before, _, after, *_ = ends(name)
    process = scene.start(*writer.arguments)
    time.sleep(_span(name) * chance(seed, case).random())
    process.kill()
    require_told(process.end(), before, after, scene.state())
    run = scene.run(*writer.arguments)
    assert run.code == 0, f"the next load: {run}"
    assert scene.state() == after, "the next load leaves another state"
    scene.require_clean()


@cache
def _span(name: str) -> float:
    """Seconds that the load takes here, and a little more, so that some kills come too late."""
    scene = OF_MANY[name].scene(scratch() / f"span of {name}")
    start = time.monotonic()
    assert scene.run(*OF_MANY[name].arguments).code == 0
    return 1.1 * (time.monotonic() - start)
