"""One bit of the store is another: the answer is the same, or the store is called damaged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import warm
from tests.faults.commands import ends
from tests.faults.line import Amount, chance
from tests.faults.scene import Scene, State, copy, loaded, scratch, state_of

TITLE = "a bit of the store flipped, then an answer and a load"
ASKED = ("segment", "--detail", "-f", "csv"), ("files", "-f", "csv"), ("profile", "-f", "json"), ("tiers", "-f", "csv")


def cases(amount: Amount) -> Iterator[str]:
    for number in range(amount.times(30, 1000)):
        yield f"flip {number}"


def check(case: str, folder: Path, seed: int) -> None:
    scene = copy(loaded(), folder)
    luck = chance(seed, case)
    data = bytearray(scene.store.read_bytes())
    place = luck.randrange(len(data))
    data[place] ^= 1 << luck.randrange(8)
    scene.store.write_bytes(data)
    require_seen_or_harmless(scene, luck.choice(ASKED), f"byte {place}")


def require_seen_or_harmless(scene: Scene, asked: tuple[str, ...], where: str) -> None:
    """A damaged store is called so, with code 6; or what is damaged was not read, and all is as it would be."""
    run = scene.run(*asked)
    assert run.code in (0, 6), f"exit code, {where}: {run}"
    assert run.code == 6 or run.out == _answer(asked), f"a wrong answer, {where}"
    run = scene.run("load", "in/more.csv", "--max-rejects", "1")
    assert run.code in (0, 6), f"exit code of the load, {where}: {run}"
    if run.code:
        assert run.err.count("\n") == 1 and run.err.startswith("crmkit: "), f"not one line: {run}"
        return
    found = warm.call(_state_or_damage, scene.store)
    assert found in (ends("load").after, None), f"another state after a load that was told as done, {where}"


def _state_or_damage(store: Path) -> State | None:
    """``None`` where the flipped bit is in what only this looks at, and is seen. In a process of its own."""
    try:
        return state_of(store)
    except Exception as damage:
        if "checksum" in str(damage) or "orrupt" in str(damage):
            return None
        raise


@cache
def _answer(asked: tuple[str, ...]) -> bytes:
    """Asked in a copy: the shop itself is copied by all workers at any time, with what a run has open there."""
    with TemporaryDirectory(dir=scratch()) as folder:
        run = copy(loaded(), Path(folder)).run(*asked)
    assert run.code == 0, run
    return run.out
