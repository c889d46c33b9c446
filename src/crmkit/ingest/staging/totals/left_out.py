"""Orders that turn out to be none when the whole file is known: total lines with a number, sums, summary sheets."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.staging.survey import survey_orders
from crmkit.periods import days_through
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.staging.totals")


def leave_out(staged: Staged, which: str, place: str, workspace: Workspace) -> tuple[int, Decimal]:
    """Take the orders that are ``which`` (a condition) out of ``staged`` and count them in ``place`` of the account.

    Returns how many they are and their money. Beside the owner's store a transaction may write temporary tables only,
    so there the other rows are copied.
    """
    where = f"(part = 0 or part = 2 and net > 0) and ({which})"
    (records, lines, money), (follow_up, follow_up_lines, more) = (
        _sums(f"part = {part} and {where}", workspace) for part in (0, 2)
    )
    if not records + follow_up:
        return 0, Decimal(0)
    rest = f"not coalesce({where}, false)"
    if workspace.home == "target":
        workspace.execute(f"delete from {staged.table} where not ({rest})")  # noqa: S608 - our own words
    else:
        copy = f"{staged.table.rpartition('.')[2]}_rest"
        workspace.execute(f"create temp table {copy} as select * from {staged.table} where {rest}")  # noqa: S608
        staged.table = copy
    look_at(staged.table, staged, workspace)
    staged.line_counts.recount(place, records, lines)
    staged.line_counts.follow_up -= follow_up_lines
    setattr(staged.line_counts, place, getattr(staged.line_counts, place) + follow_up_lines)
    refunded = staged.count("refunded")
    survey_orders(staged, workspace)
    staged.survey = {**staged.survey, "refunded": refunded}
    return records + follow_up, money + more


def _sums(where: str, workspace: Workspace) -> tuple[int, int, Decimal]:
    """How many staged rows there are, on how many lines, and their money."""
    sums = "count(*), coalesce(sum(coalesce(lines, 1)), 0)::bigint, coalesce(sum(net), 0)::decimal(38, 2)"
    (found,) = workspace.execute(f"select {sums} from staged where {where}")  # noqa: S608 - our own words
    return cast("tuple[int, int, Decimal]", found)


def leave_out_subtotals(staged: Staged, workspace: Workspace) -> None:
    """Rows without a buyer that are, all of them, the sum of their day or of everything are no purchases.

    Where more rows have no buyer than there are days, they are guests.
    """
    blank, first, last = staged.count("unidentified"), staged.first_day, staged.last_day
    if not 0 < blank < staged.count("records") or first is None or last is None:
        return
    if blank <= len(days_through(first, last)) + 1 and workspace.row(SQL / "subtotals.sql")["are_sums"]:
        rows, money = leave_out(staged, "identity = 0", "total", workspace)
        staged.add_finding("subtotals", rows, money)
