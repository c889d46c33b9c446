"""What customers and value tiers are called in an answer."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, cast

from crmkit.store.store import Store

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SQL = files("crmkit.analyses")


def tier_name(number: int) -> str:
    """``A`` for the best tier (1), then ``B`` ..."""
    return chr(ord("A") + number - 1)


def names_of(store: Store, keys: npt.NDArray[np.uint64]) -> list[str]:
    """The name to print of each of ``keys``."""
    if len(keys) == 0:
        return []
    told = dict(cast("list[tuple[int, str]]", store.query(SQL / "names.sql", keys=keys.tolist()).records))
    return [told[key] for key in keys.tolist()]
