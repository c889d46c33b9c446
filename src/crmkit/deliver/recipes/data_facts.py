"""The facts of the data that a check may name: how old, how much, and how well it was read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from crmkit.deliver.recipes.bench import Bench
from crmkit.errors import CrmError
from crmkit.periods import OLD_DAYS, days_apart
from crmkit.result import Note, Result
from crmkit.store.store import Store
from crmkit.vocabulary import Kind

DATA: Final = "data"
"""What stands before these facts."""
AGE: Final = f"{DATA}.days_old"
"""A step that tests it has said from when on the data are old."""
FACTS: Final[Mapping[str, Kind]] = {
    "days_old": "days",
    "files": "count",
    "orders": "count",
    "purchases": "count",
    "net_sales": "money",
    "rejected_lines": "count",
    "rejected_share": "rate",
    "unknown_statuses": "count",
}
"""Days since the newest order; what was loaded; lines that were set aside, of all; rows whose status means nothing."""
STATUSES: Final = frozenset({"status_unknown", "line_status_unknown"})
"""What reading finds of an order's status that it does not know."""


def data_facts(bench: Bench) -> Mapping[str, object]:
    """All of them but the age where no clock was given; the money is not known where it is in several currencies."""
    from crmkit.analyses.files.files import files
    from crmkit.customers.reading import found_in
    from crmkit.store.holdings import holdings

    store = bench.shop({})
    listed = files(store)
    lines = sum(_counted(listed, "lines"))
    rejected = sum(_counted(listed, "rejected_lines"))
    held = holdings(store)
    return {
        "days_old": _age(bench, store),
        "files": len(listed.records),
        "orders": store.span().orders,
        "purchases": None if held is None else held.purchases,
        "net_sales": None if held is None else held.net_sales,
        "rejected_lines": rejected,
        "rejected_share": Decimal(rejected) / lines if lines else None,
        "unknown_statuses": sum(found.rows for found in found_in(store) if found.code in STATUSES),
    }


def _counted(listed: Result, column: str) -> list[int]:
    place = listed.columns.index(column)
    return [int(str(record[place])) for record in listed.records]


def note_if_old(bench: Bench) -> Iterator[Note]:
    """Says that the newest order is old, to who reads of a run: nobody else may see that no export was laid there."""
    with contextlib.suppress(CrmError):  # a store that cannot be asked is trouble of a step
        store = bench.shop({})
        age, newest = _age(bench, store), store.span().last_order_day
        if age is not None and age > OLD_DAYS:
            yield Note("data_is_old", {"days": age, "newest": newest})


def _age(bench: Bench, store: Store) -> int | None:
    """Days from the newest order until today; ``None`` without an order or without a clock."""
    newest = store.span().last_order_day
    if newest is None or bench.means.now is None:
        return None
    return max(days_apart(newest, bench.means.now().date()), 0)
