"""``kill -9`` at every call that changes what lies on the disk, of every command that changes the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.commands import OF_STORE, WHOM, WRITERS, ends, is_seen, points, tree
from tests.faults.inject import Point
from tests.faults.line import Amount
from tests.faults.scene import require_told

TITLE = "`kill -9` at every durable system call of a load, and of other commands that write"
SHORT = {"load": 60, "first load": 12}
FEW = 2
ONCE = "snapshot", "snapshots remove", "dialect"
"""What is done cannot be done again by these."""
KILL = "signal=SIGKILL"


def cases(amount: Amount) -> Iterator[str]:
    for name in WRITERS if amount.is_long else OF_STORE:
        for point in amount.some(points(name, [KILL]), SHORT.get(name, FEW), name):
            yield f"{name}: {point.call} {point.number}"


def check(case: str, folder: Path, seed: int) -> None:
    name, _, at = case.partition(": ")
    call, number = at.split()
    writer = WRITERS[name]
    scene = writer.scene(folder)
    before, tree_before, after, tree_after, _ = ends(name)
    run = scene.run_at(Point(call, int(number), KILL), writer.arguments)
    found = scene.state()
    require_told(run, before, after, found)
    assert not [file for file in {*tree(scene.out)} - {*tree_before, *tree_after} if is_seen(file[0])], "half a file"
    is_done = found != before if name in ("snapshot", "snapshots remove") else tree(scene.out) == tree_after
    if not (is_done and name in ONCE):
        told = ("--overwrite",) if name == "demo" and {*tree(scene.out)} & {*tree_after} else ()  # by its refusal
        run = scene.run(*writer.arguments, *told)
        assert run.code == 0, f"the next try: {run}"
    else:
        scene.run("segment", "in/first.csv")  # whoever comes next sweeps up
    assert scene.state() == after, "the next try leaves another state"
    assert tree(scene.out) == tree_after, "the next try writes other files"
    scene.require_clean()
    if name == "forget":
        assert (left := scene.planted(words=[WHOM])) == [], f"who was forgotten is in {left}"
    if name in ("load", "first load"):
        assert scene.keeps_rejects(), "the bytes of quarantined lines are gone"
