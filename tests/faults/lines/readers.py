"""Readers beside a load: each gets the answer from before it or from after it, and waits where it must."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.faults.commands import OF_MANY
from tests.faults.line import Amount
from tests.faults.scene import scratch
from tests.program import LONG

TITLE = "readers beside a load"
READERS = 10
ASKED = ("tiers", "-f", "csv", "--wait", str(LONG))


def cases(amount: Amount) -> Iterator[str]:
    for number in range(amount.times(2, 20)):
        yield f"round {number}"


def check(case: str, folder: Path, seed: int) -> int:
    writer = OF_MANY["later load"]
    scene = writer.scene(folder)
    load = scene.start(*writer.arguments, "--wait", str(LONG))
    readers = [scene.start(*ASKED) for _ in range(READERS)]
    answers = [reader.end() for reader in readers]
    assert load.end().code == 0
    for run in answers:
        assert run.code == 0, run
        assert run.out in _answers(), f"neither the answer from before nor from after: {run}"
    assert scene.run(*ASKED).out == _answers()[1]
    scene.require_clean()
    return READERS


@cache
def _answers() -> tuple[bytes, bytes]:
    writer = OF_MANY["later load"]
    scene = writer.scene(scratch() / "answers")
    before = scene.run(*ASKED).out
    assert scene.run(*writer.arguments).code == 0
    return before, scene.run(*ASKED).out
