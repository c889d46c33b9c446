"""A full disk and a broken one at every write of every command that writes, once and for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.commands import OF_FILES, WHOM, WRITERS, ends, points, tree
from tests.faults.inject import Point
from tests.faults.line import Amount
from tests.faults.scene import require_told

TITLE = "a full disk (ENOSPC) and a broken one (EIO) at every write of every command that writes"
SHORT = {"load": 24, "first load": 3, "snapshot": 3}
FEW = 1
ERRORS = ("error=ENOSPC", "error=EIO")


def cases(amount: Amount) -> Iterator[str]:
    for name in WRITERS:
        for point in amount.some(points(name, ERRORS, lasting=True), SHORT.get(name, FEW), name):
            yield f"{name}: {point}"


def check(case: str, folder: Path, seed: int) -> None:
    name, _, at = case.partition(": ")
    call, number, error = at.split()
    point = Point(call, int(number.rstrip("+")), f"error={error}", number.endswith("+"))
    writer = WRITERS[name]
    scene = writer.scene(folder)
    before, tree_before, after, tree_after, _ = ends(name)
    run = scene.run_at(point, writer.arguments)
    found, written = scene.state(), tree(scene.out)
    require_told(run, before, after, found)
    scene.require_clean()
    if point.lasting and call == "unlink":  # where nothing can be removed, what grew under another name stays
        written = tuple(each for each in written if not each[0].endswith(".part"))
    if name in OF_FILES:
        assert written == (tree_after if run.code == 0 else tree_before), f"other files than it says: {run}"
        return
    assert {*written} <= {*tree_before, *tree_after}, "a file that is half there"
    if found == before or name not in ("snapshot", "snapshots remove"):
        run = scene.run(*writer.arguments)
        assert run.code == 0, f"the next try: {run}"
    assert scene.state() == after, "the next try leaves another state"
    assert tree(scene.out) == tree_after, "the next try writes other files"
    if name == "forget":
        assert (left := scene.planted(words=[WHOM])) == [], f"who was forgotten is in {left}"
    if name in ("load", "first load"):
        assert scene.keeps_rejects(), "the bytes of quarantined lines are gone"
