"""crmkit: customer analytics over exported shop orders.

The library is the command line without the terminal: the same functions, the same answers.

    import crmkit

    shop = crmkit.open(["orders.csv", "orders_recent.xlsx"])
    print(crmkit.segment(shop).rows)

Importing this package is light; a name is loaded when it is first used.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from crmkit.version import __version__

if TYPE_CHECKING:
    from crmkit.analyses.churn import churn
    from crmkit.analyses.cohort import cohort
    from crmkit.analyses.customer import customer
    from crmkit.analyses.diff import diff
    from crmkit.analyses.inspect import inspect
    from crmkit.analyses.profile import profile
    from crmkit.analyses.remind import remind
    from crmkit.analyses.repurchase import repurchase
    from crmkit.analyses.segment import segment
    from crmkit.analyses.snapshots import remove_snapshot, snapshot, snapshots
    from crmkit.analyses.tags import tags
    from crmkit.analyses.tiers import tiers
    from crmkit.analyses.trend import trend
    from crmkit.analyses.value import value
    from crmkit.demo import write_shop
    from crmkit.errors import CrmError, ExitCode
    from crmkit.ingest.costs import read_costs
    from crmkit.ingest.load import load
    from crmkit.result import Note, Result
    from crmkit.store.store import Store

__all__ = [
    "CrmError",
    "ExitCode",
    "Note",
    "Result",
    "Store",
    "__version__",
    "churn",
    "cohort",
    "customer",
    "diff",
    "inspect",
    "load",
    "open",
    "profile",
    "read_costs",
    "remind",
    "remove_snapshot",
    "repurchase",
    "segment",
    "snapshot",
    "snapshots",
    "tags",
    "tiers",
    "trend",
    "value",
    "write_shop",
]

_HOMES = {
    "CrmError": "crmkit.errors",
    "ExitCode": "crmkit.errors",
    "Note": "crmkit.result",
    "Result": "crmkit.result",
    "Store": "crmkit.store.store",
    "churn": "crmkit.analyses.churn",
    "cohort": "crmkit.analyses.cohort",
    "customer": "crmkit.analyses.customer",
    "diff": "crmkit.analyses.diff",
    "inspect": "crmkit.analyses.inspect",
    "load": "crmkit.ingest.load",
    "read_costs": "crmkit.ingest.costs",
    "profile": "crmkit.analyses.profile",
    "remind": "crmkit.analyses.remind",
    "remove_snapshot": "crmkit.analyses.snapshots",
    "repurchase": "crmkit.analyses.repurchase",
    "segment": "crmkit.analyses.segment",
    "snapshot": "crmkit.analyses.snapshots",
    "snapshots": "crmkit.analyses.snapshots",
    "tags": "crmkit.analyses.tags",
    "tiers": "crmkit.analyses.tiers",
    "trend": "crmkit.analyses.trend",
    "value": "crmkit.analyses.value",
    "write_shop": "crmkit.demo",
}


def open(shop: str | Path | Sequence[str | Path]) -> Store:
    """A shop to ask questions of: the path of a store, or a list of export files.

    A store is opened for reading and must exist. Files are read into memory and nothing is kept.
    Close it, or use it in a ``with`` block. Raises a ``CrmError`` when it cannot be opened or read.
    """
    if isinstance(shop, str | Path):
        from crmkit.store.store import open_store

        return open_store(Path(shop))
    from crmkit.ingest.load import open_files

    return open_files([str(file) for file in shop])


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'crmkit' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
