"""Files that end too early: a store, and an export in three encodings, cut at every byte."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.faults import warm
from tests.faults.line import Amount
from tests.faults.lines.bits import ASKED, require_seen_or_harmless
from tests.faults.scene import Scene, copy, export, loaded, orders

TITLE = "an export of 40 lines cut at every byte, in three encodings; a store cut at every block and between"
ENCODINGS = ("utf-8", "gb18030", "utf-16")
BLOCK = 4096
EXPORT = export(*orders(1, 40))
LONG_CUTS_OF_STORE = 2000


def cases(amount: Amount) -> Iterator[str]:
    for encoding in ENCODINGS:
        every = range(len(EXPORT.encode(encoding)))
        for place in amount.some(every, 12, encoding):
            yield f"{encoding} {place}"
    size = loaded().store.stat().st_size
    edges = [edge + beside for edge in range(0, size, BLOCK) for beside in (-1, 0, 1) if edge + beside >= 0]
    between = range(1, size, max(1, size // LONG_CUTS_OF_STORE))
    for place in amount.some(sorted({*edges, *between}), 10, "store"):
        yield f"store {place}"


def check(case: str, folder: Path, seed: int) -> None:
    kind, place = case.split()
    if kind == "store":
        _store(copy(loaded(), folder), int(place))
    else:
        path = folder / "cut.csv"
        path.write_bytes(EXPORT.encode(kind)[: int(place)])
        require_sound(warm.call(loaded_rows, folder, path), of_clean(), case)


def _store(scene: Scene, place: int) -> None:
    with scene.store.open("r+b") as file:
        file.truncate(place)
    broken = scene.store.read_bytes()
    require_seen_or_harmless(scene, ASKED[place % len(ASKED)], f"cut at byte {place}")
    assert scene.store.stat().st_size != place or scene.store.read_bytes() == broken, "the file was written to"
    scene.require_clean()


Money = dict[str, tuple[Any, ...]]


def loaded_rows(folder: Path, path: Path) -> Money | None:
    """The orders that come out of an export, whose account must close; ``None`` when it is refused."""
    from tests.ingest.load_case import fresh, keep, kept

    from crmkit.errors import InputError

    store = fresh(folder / "shop")
    try:
        keep(store, path)
    except InputError:
        return None
    return {order["id"]: (order["net"], order["refund"], order["created_at"]) for order in kept(store)}


@cache
def of_clean() -> Money:
    """By order number: what the whole export says, read by plain Python."""
    from tests.ingest import shop_model

    found = [shop_model.order(row) for row in shop_model.rows(EXPORT.encode(), "utf-8")]
    return {order.id: (order.net, order.refund, order.times[0]) for order in found}


def require_sound(rows: Money | None, clean: Money, case: str) -> None:
    for name, facts in (rows or {}).items():
        assert clean.get(name) == facts, f"silently wrong: {name} {facts}, not {clean.get(name)} ({case})"
