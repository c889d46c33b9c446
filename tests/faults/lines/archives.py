"""Archives and workbooks that attack: refused in a line or read as what they are, and nothing lies outside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.faults.archives import archives
from tests.faults.line import Amount
from tests.faults.scene import Scene, copy, loaded
from tests.faults.workbooks import attacks

TITLE = "archives and workbooks that attack, asked and loaded"
SUFFIXES = (".zip", ".gz", ".xlsx", ".xlsm", ".xls", ".ods")


def cases(amount: Amount) -> Iterator[str]:
    yield from amount.some(list(_all()), 40, "archives")


def check(case: str, folder: Path, seed: int) -> None:
    scene = copy(loaded(), folder)
    name = case if case.endswith(SUFFIXES) else f"{case}.xlsx"
    scene.file(name, _all()[case])
    before = scene.state()
    outside = _outside(folder)
    for command in ("segment", "load"):
        run = scene.run(command, f"in/{name}", "--max-rejects", "1")
        assert run.code in (0, 3, 4), f"exit code: {run}"
        assert run.code == 0 or (run.err.startswith("crmkit: ") and run.err.count("\n") == 1), f"not one line: {run}"
        assert "\x1b" not in run.err + run.text and "\u202e" not in run.err + run.text, f"a terminal code: {run}"
        assert scene.state() == before or run.code == 0, "refused, but the store is another"
    assert _outside(folder) == outside, "something was written outside"
    _require_nothing_left(scene)


def _require_nothing_left(scene: Scene) -> None:
    assert (left := scene.leftovers()) == [], f"left behind: {left}"


@cache
def _all() -> dict[str, bytes]:
    """Archives, and workbooks with one lie each."""
    return dict(archives()) | dict(attacks())


def _outside(folder: Path) -> set[str]:
    """Names where an archive that leads out would put its files."""
    places = (folder, folder / "in", folder.parent, Path("/tmp"), Path("/"))  # noqa: S108
    return {f"{place}/{path.name}" for place in places for path in place.iterdir() if path.name.startswith("out.")}
