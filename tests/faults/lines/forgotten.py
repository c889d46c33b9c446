"""A thousand people are forgotten: none is found in any byte or text of the folder, and the totals stand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.faults import warm
from tests.faults.line import Amount, chance
from tests.faults.scene import Scene, copy, empty, export, row, scratch
from tests.faults.texts import texts_kept

TITLE = "people of 1,000 who are forgotten and found nowhere, also when it was killed and begun again"
PEOPLE = 1000
LONGEST = 3.0
"""Seconds within which it is killed, or comes to its end before."""


def cases(amount: Amount) -> Iterator[str]:
    yield "at once"
    yield from (f"killed {number}" for number in range(amount.times(1, 20)))


def check(case: str, folder: Path, seed: int) -> int:
    scene = copy(_shop(), folder)
    before = scene.state()
    asked = ("forget", "--from", "in/whom.txt", "--yes")
    if case != "at once":
        process = scene.start(*asked)
        time.sleep(chance(seed, case).uniform(0, LONGEST))
        process.kill()
        process.end()
    run = scene.run(*asked)
    assert run.code == 0 or (case != "at once" and run.code == 1), run  # 1: nobody of that name any more
    after = scene.state()
    assert before is not None and after is not None
    assert sum(order[3] for order in after.orders) == sum(order[3] for order in before.orders), "totals changed"
    _require_nobody(scene, "after it")
    again = scene.run("load", "in/people.csv")
    assert again.code == 0, again
    _require_nobody(scene, "after a later load of an old export")
    return PEOPLE


def _require_nobody(scene: Scene, when: str) -> None:
    content = b"".join(path.read_bytes() for path in _files(scene))
    texts = warm.call(texts_kept, scene.store)
    found = [name for name in _names() if name.encode() in content or name in texts]
    assert not found, f"{len(found)} of {PEOPLE} are found {when}, {found[:3]} among them"


def _files(scene: Scene) -> list[Path]:
    return [path for place in ("data", "tmp", "home") for path in (scene.folder / place).rglob("*") if path.is_file()]


def _names() -> list[str]:
    return [f"密客{number:04d}号" for number in range(PEOPLE)]


@cache
def _shop() -> Scene:
    """A shop of theirs and of others, with a snapshot and what churn learnt."""
    scene = empty(scratch() / "people")
    lines = [row(number).split(",") for number in range(2 * PEOPLE)]
    for number, cells in enumerate(lines):
        cells[1] = _names()[number % PEOPLE]
    scene.file("people.csv", export(*(",".join(cells) for cells in lines)))
    scene.file("whom.txt", "\n".join(_names()) + "\n")
    for arguments in (("load", "in/first.csv", "in/people.csv"), ("snapshot", "old"), ("churn", "-q")):
        run = scene.run(*arguments)
        assert run.code in (0, 4), run
    return scene
