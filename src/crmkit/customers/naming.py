"""What customers and value tiers are called in an answer, and whose name goes first where nothing else decides.

Keys of customers decide nothing that is seen: those made of phones and addresses differ from store to store.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from crmkit.store.store import Store

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SQL = files("crmkit.customers")


def tier_name(number: int) -> str:
    """``A`` for the best tier (1), then ``B`` ..."""
    return chr(ord("A") + number - 1)


def names_of(store: Store, keys: npt.NDArray[np.uint64]) -> list[str]:
    """The name to print of each of ``keys``."""
    if len(keys) == 0:
        return []
    name_of = dict(cast("list[tuple[int, str]]", store.query(SQL / "names.sql", keys=keys.tolist()).records))
    return [name_of[key] for key in keys.tolist()]


def equals_by_name(
    store: Store,
    keys: npt.NDArray[np.uint64],
    order: npt.NDArray[np.intp],
    measures: Sequence[npt.NDArray[np.generic]],
    *,
    most: int | None = None,
) -> npt.NDArray[np.intp]:
    """``order`` (places of customers, sorted by ``measures``) with those of equal measures by name; the first ``most``.

    ``keys`` and ``measures`` are those of all customers.
    """
    import numpy as np

    if len(order) == 0 or most == 0:
        return order[:0]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = np.any([own[order][1:] != own[order][:-1] for own in measures], axis=0)
    group = np.cumsum(begins)
    if most is not None:
        end = int(np.searchsorted(group, group[min(most, len(order)) - 1], side="right"))
        order, group = order[:end], group[:end]
    equal = np.flatnonzero(np.bincount(group)[group] > 1)
    names = names_of(store, keys[order[equal]])
    groups = group[equal].tolist()
    by_name = sorted(range(len(equal)), key=lambda place: (groups[place], names[place]))
    settled = order.copy()
    settled[equal] = order[equal][by_name]
    return settled[:most]
