"""Lines of a staged table that are no rows: the header met again, a total line."""

from __future__ import annotations

from crmkit.ingest.dialect import Match
from crmkit.ingest.forms import plain
from crmkit.ingest.gate import TOTAL_WORDS
from crmkit.store.workspace import Workspace


def holds_summaries(table: str, match: Match, workspace: Workspace) -> bool:
    """Whether such a line passed for a row of ``table``: its first word stands where an id or a nick does.

    Rows of other tables need a time or an amount, which these lines have not: there they are faults already.
    """
    column, kept = ("buyer", "nick") if match.dialect.kind == "customers" else ("order_id", "order_text")
    if column not in match.layout.cells:
        return False
    words = [*TOTAL_WORDS, plain(match.layout.header[match.layout.cells[column]])]
    found = f"select 1 from {table} where {kept} in (select unnest($words)) limit 1"  # noqa: S608 - our own name
    return bool(workspace.execute(found, {"words": words}))
