"""Lines of a staged table that are no rows: the header met again, a total line."""

from __future__ import annotations

from crmkit.ingest.forms.forms import plain
from crmkit.ingest.headers.dialect import Match
from crmkit.ingest.rows.totals import ORDER_PARTS, ORDER_TOTAL, PARTS, SHORT, TOTAL
from crmkit.store.workspace import Workspace

TIMED = ("contacts", "consent")
"""Kinds of tables whose rows have a time each: a line without one is no row of theirs anyway."""


def holds_summaries(table: str, match: Match, workspace: Workspace) -> bool:
    """Whether such a line passed for a row of ``table``: its word stands where an order or a buyer is named.

    Other lines of this kind have neither a time nor an amount: there they are faults already. One that names an order
    and the word in place of a buyer is found where the buyers are (merging/buyers.py).
    """
    cells, is_order = match.layout.cells, match.dialect.kind != "customers"
    column, kept = ("order_id", "order_text") if is_order and "order_id" in cells else ("buyer", "nick")
    if column not in cells or match.dialect.kind in TIMED:
        return False
    header = plain(match.layout.header[cells[column]])
    # most texts differ in a few bytes; a short one may be a sum
    parts, total = (ORDER_PARTS, ORDER_TOTAL) if column == "order_id" else (PARTS, TOTAL)
    may_be = " or ".join(f"contains({kept}, '{part}')" for part in parts)
    if column == "order_id":
        may_be = f"{may_be} or strlen({kept}) <= {SHORT}"
    found = f"select 1 from {table} where {kept} = $header or ({may_be})"  # noqa: S608 - our own names
    if not workspace.execute(f"{found} limit 1", {"header": header}):
        return False  # and the pattern, which takes longer to build than a small file to look through, is not needed
    found = f"{found} and regexp_full_match({kept}, $total) limit 1"
    return bool(workspace.execute(found, {"header": header, "total": total}))
