"""Rejects: which lines are in quarantine, where they lie and why."""

from __future__ import annotations

from crmkit.result import Note, Result
from crmkit.store.sql import beside
from crmkit.store.store import Store

SQL = beside(__name__)
SUMMARY = beside(__name__, "_by_reason.sql")


def rejects(store: Store, *, file: str | None = None, reason: str | None = None) -> Result:
    """The quarantined lines, by file and line; the part ``reasons`` counts them by file and reason.

    Args:
        store: the store to look into.
        file: only files whose name ends so.
        reason: only this reason code.
    """
    chosen = {"file": file, "reason": reason}
    lines = store.query(SQL, **chosen)
    summary = store.query(SUMMARY, **chosen)
    parts = {"reasons": Result("rejects", summary.columns, summary.records)} if summary.records else {}
    notes = (
        (Note("raw_lines", {"folder": f"{store.path.name}.quarantine"}),)
        if lines.records and store.path is not None
        else ()
    )
    return Result(
        "rejects",
        lines.columns,
        lines.records,
        params={name: value for name, value in chosen.items() if value is not None},
        facts={"quarantined_lines": sum(int(str(record[2])) for record in summary.records)},
        notes=notes,
        parts=parts,
    )
