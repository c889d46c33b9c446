"""One customer who holds most of the money that an answer speaks of: its sums then tell of one, not of all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from crmkit.analyses.naming import names_of
from crmkit.models.shares import percent, rate, yuan
from crmkit.result import Note
from crmkit.store.store import Store

FEWEST = 10
"""Among fewer customers it is no wonder."""


def dominance(store: Store, code: str, customers: npt.NDArray[np.uint64], fen: npt.NDArray[np.int64]) -> Iterator[Note]:
    """The note ``code`` that names who of ``customers`` holds more than half of all ``fen``, with the share."""
    if len(customers) < FEWEST:
        return
    held = np.maximum(fen, 0)
    first, total = int(held.argmax()), int(held.sum())
    most = int(held[first])
    if 2 * most > total:
        (name,) = names_of(store, customers[first : first + 1])
        money = {"amount": yuan(most), "total": yuan(total), "others": yuan(total - most)}
        yield Note(code, {"customer": name, "rate": percent(rate(most, total)), **money})
