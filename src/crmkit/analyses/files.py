"""Files: what was loaded, and where every line of it went."""

from __future__ import annotations

from crmkit.result import Result
from crmkit.store.sql import beside
from crmkit.store.store import Store

SQL = beside(__name__)


def files(store: Store) -> Result:
    """Every loaded file with its account of physical lines and the net money of its orders, oldest load first."""
    answer = store.query(SQL)
    return Result("files", answer.columns, answer.records, facts={"files": len(answer.records)})
