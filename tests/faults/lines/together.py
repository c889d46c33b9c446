"""Four loads at once: all come in, none twice, and none is told that crmkit failed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.commands import nothing
from tests.faults.line import Amount
from tests.faults.scene import copy, export, loaded, orders
from tests.program import LONG

TITLE = "rounds of four loads at once, into a store and into none yet"


def cases(amount: Amount) -> Iterator[str]:
    for number in range(amount.times(4, 50)):
        yield f"{('later', 'first')[number % 2]} {number}"


def check(case: str, folder: Path, seed: int) -> None:
    is_first = case.startswith("first")
    scene = copy(nothing() if is_first else loaded(), folder)
    names = [f"part{number}.csv" for number in range(4)]
    for number, name in enumerate(names):
        scene.file(name, export(*orders(200 + 20 * number, 230 + 20 * number)))
    runs = [scene.start("load", f"in/{name}", "--wait", str(LONG)) for name in names]
    ended = [run.end() for run in runs]
    assert [run.code for run in ended] == [0] * 4, f"{ended}"
    found = scene.state()
    assert found is not None
    assert len(found.orders) == 90 + (0 if is_first else 199), "orders are lost or double"
    assert len(found.files) == 4 + (0 if is_first else 1)
    scene.require_clean()
    again = scene.run("load", *(f"in/{name}" for name in names))
    assert again.code == 0, again
    assert scene.state() == found, "the same files once more change something"
