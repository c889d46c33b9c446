"""Which lines are in quarantine, and why: by file and reason, or each of them."""

from __future__ import annotations

from typing import cast

from crmkit.errors import UsageError
from crmkit.messages import Language, catalog, say
from crmkit.result import Record, Result
from crmkit.store.sql import beside
from crmkit.store.store import Store

SQL = beside(__name__)
SUMMARY = ("file", "reason", "meaning", "quarantined_lines", "first_line")
DETAIL = ("file", "line", "lines", "reason", "meaning", "source_column", "digest")


def rejects(
    store: Store,
    *,
    file: str | None = None,
    reason: str | None = None,
    detail: bool = False,
    language: Language = "en",
) -> Result:
    """Quarantined lines by file and reason; ``detail`` gives each with its line number, column and digest.

    ``file`` and ``reason`` leave out the rest. Raises ``UsageError`` when there is no such reason.
    """
    if reason is not None and reason not in catalog()["reason"]:
        raise UsageError("unknown_reason", value=reason, known=", ".join(sorted(catalog()["reason"])))
    found = store.query(SQL, file=file, reason=reason).records
    return Result(
        "rejects",
        DETAIL if detail else SUMMARY,
        [_told(record, language) for record in found] if detail else _summed(found, language),
        params={"file": file, "reason": reason, "detail": detail},
        facts={"quarantined_lines": sum(cast(int, lines) for _, _, lines, *_ in found)},
    )


def _told(record: Record, language: Language) -> Record:
    file, line, lines, reason, column, digest = record
    return file, line, lines, reason, say("reason", str(reason), language), column, digest


def _summed(records: object, language: Language) -> list[Record]:
    """One row per file and reason, in the order in which they first come."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for file, line, lines, reason, *_ in cast("list[tuple[str, int, int, str, str, str]]", records):
        counted, first = sums.get((file, reason), (0, line))
        sums[file, reason] = (counted + lines, first)
    return [
        (file, reason, say("reason", reason, language), counted, first)
        for (file, reason), (counted, first) in sums.items()
    ]
