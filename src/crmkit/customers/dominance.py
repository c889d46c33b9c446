"""One customer with most of the money of an answer: its sums then describe one, not all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, cast

from crmkit.models.shares import percent, rate, yuan
from crmkit.result import Note
from crmkit.store.store import Store

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SQL = files("crmkit.customers")
FEWEST = 10
"""Among fewer customers it is no wonder."""


def dominance(store: Store, code: str, customers: npt.NDArray[np.uint64], fen: npt.NDArray[np.int64]) -> Iterator[Note]:
    """The note ``code`` that names who of ``customers`` holds more than half of all ``fen``, with the share."""
    if len(customers) < FEWEST:
        return
    held = fen.clip(min=0)
    first = int(held.argmax())
    yield from _named(store, code, int(customers[first]), int(held[first]), int(held.sum()))


def biggest_spender(store: Store, file: Traversable) -> Iterator[Note]:
    """The same of the money in a window; ``file`` gives who spent most, that money, all of it, and how many spent."""
    ((key, most, total, customers),) = cast("Sequence[tuple[int, int, int, int]]", store.query(file).records)
    if customers >= FEWEST:
        yield from _named(store, "one_has_spent", key, most, total)


def _named(store: Store, code: str, key: int, most: int, total: int) -> Iterator[Note]:
    if 2 * most > total:
        ((_, name),) = store.query(SQL / "names.sql", keys=[key]).records
        money = {"amount": yuan(most), "total": yuan(total), "others": yuan(total - most)}
        yield Note(code, {"customer": name, "rate": percent(rate(most, total)), **money})
