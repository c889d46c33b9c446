"""What was loaded: every file with the account of its lines, the days and the money it covers."""

from __future__ import annotations

from typing import cast

from crmkit.result import Result
from crmkit.store.sql import beside
from crmkit.store.store import Store

SQL = beside(__name__)
SUMMARY = (
    "file",
    "kind",
    "lines",
    "loaded_lines",
    "padded_lines",
    "unchanged_lines",
    "older_lines",
    "quarantined_lines",
    "net_total",
    "data_from",
    "data_to",
)


def files(store: Store, *, detail: bool = False) -> Result:
    """The loaded files in the order of loading; ``detail`` adds the whole account, encoding and digest."""
    found = store.query(SQL)
    columns = found.columns if detail else SUMMARY
    places = [found.columns.index(name) for name in columns]
    lines, quarantined = (found.columns.index(name) for name in ("lines", "quarantined_lines"))
    return Result(
        "files",
        columns,
        [tuple(record[place] for place in places) for record in found.records],
        params={"detail": detail},
        facts={
            "files": len(found.records),
            "lines": sum(cast(int, record[lines]) for record in found.records),
            "quarantined_lines": sum(cast(int, record[quarantined]) for record in found.records),
        },
    )
