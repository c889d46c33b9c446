"""What only the whole file shows: destroyed ids, rows that are no order of their own, and what its amounts mean."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast

from crmkit.ingest.findings import Finding
from crmkit.ingest.headers.columns import ORDER, UNREAD
from crmkit.ingest.line_counts import PLACES
from crmkit.ingest.staging.basis import report_missing_refunds, report_missing_status, settle_basis
from crmkit.ingest.staging.currency import leave_out_others, name_currencies, name_refund_currencies
from crmkit.ingest.staging.lines.order_lines import is_beyond_fen, order_lines
from crmkit.ingest.staging.lines.roles import tell_lines_apart
from crmkit.ingest.staging.lines.versions import leave_newest_versions
from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.staging.survey import repeats, survey_orders
from crmkit.ingest.staging.totals.left_out import leave_out_subtotals
from crmkit.ingest.typing.typed import name_columns
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.staging")
DESTROYED_SHARE = 0.5


def settle_ids(staged: Staged, workspace: Workspace) -> None:
    """Mark the order ids of an item or refund file that a spreadsheet destroyed, so that they never join an order."""
    _set_aside(staged, workspace)
    if staged.kind == "items" and "status" in staged.match.layout.cells:
        staged.findings += _unknown_statuses("line_status_unknown", workspace)
    if staged.kind == "refunds":
        staged.unknown = _unknown_statuses("refund_status_unknown", workspace, money="amount")
        name_refund_currencies(staged, workspace)
    if "order_id" not in staged.match.layout.cells:
        return
    staged.survey = workspace.row(SQL / "survey_ids.sql")
    if _is_zero_tailed(staged):
        workspace.execute(
            f"update {staged.table} set marks = 1 "  # noqa: S608 - our own name
            "where order_text is null and order_key >= 1000000000000000 and marks = 0"
        )
        staged.keyless = staged.count("long_ids")
    staged.keyless += staged.count("destroyed")


def _unknown_statuses(
    code: str, workspace: Workspace, is_unknown: str = "status = 0", money: str = "net"
) -> list[Finding]:
    """The status words of the staged rows that nothing is known of as findings ``code``, those of most rows first."""
    found = workspace.execute(
        f"select status_raw, count(*), sum({money})::decimal(38, 2) from staged "  # noqa: S608 - our own words
        f"where {is_unknown} and status_raw is not null group by status_raw order by 2 desc, 1"
    )
    return [
        Finding(code, cast(int, rows), cast("Decimal | None", amount), value=cast(str, word))
        for word, rows, amount in found
    ]


def settle_orders(staged: Staged, workspace: Workspace, *, currency: str | None = None) -> None:
    """Decide what only the whole file shows of an order table; ``staged`` is its view.

    Rows in another ``currency`` than the one to read are left out and reported.
    """
    name_currencies(staged, workspace)
    if wanted := currency or staged.match.dialect.said.currency:
        leave_out_others(staged, wanted, workspace)
    _set_aside(staged, workspace)
    leave_newest_versions(staged, workspace)
    survey_orders(staged, workspace)
    leave_out_subtotals(staged, workspace)
    _report_unread(staged)
    _find_unknown(staged, workspace)
    staged.no_id = "order_id" not in staged.match.layout.cells and "suborder_id" not in staged.match.layout.cells
    zero_tailed = _is_zero_tailed(staged)
    settle_basis(staged)
    report_missing_refunds(staged)
    report_missing_status(staged)
    _take_returns(staged, workspace)
    staged.keyless = staged.count("records") if staged.no_id else staged.count("destroyed")
    if zero_tailed and not staged.no_id:
        staged.keyless += staged.count("long_ids")
    if staged.keyless:
        name_columns("orders", workspace)
        dialect = staged.match.dialect
        known = {"no_id": staged.no_id, "zero_tailed": zero_tailed, "repeats_total": dialect.amounts == "order"}
        known |= {"are_lines": dialect.rows == "line", "may_be_lines": dialect.rows == "check"}
        _rebuild(staged, "keyed", SQL / "key_orders.sql", known, workspace)
        staged.survey = {**staged.survey, "repeats": repeats(staged.count("records"), workspace)}
    if not staged.no_id:
        staged.lines = order_lines(staged, workspace)
    elif is_beyond_fen(staged, workspace):
        _round_rows(staged, workspace)
    is_netted = staged.is_gross and staged.lines is None and staged.count("refunded") > 0
    if is_netted:
        workspace.execute(
            f"update {staged.table} set net = greatest(net - refund, 0), refund = least(refund, net) "  # noqa: S608 - our own name
            "where status not in (1, 5, 6) and refund > 0"
        )
    if staged.keyless or is_netted or staged.returns:
        refunded = staged.count("refunded")
        survey_orders(staged, workspace)
        staged.survey = {**staged.survey, "refunded": refunded}


def _find_unknown(staged: Staged, workspace: Workspace) -> None:
    """Note the status words of orders that nothing is known of, counted as paid or, without a payment, as unpaid."""
    if staged.count("unknown_statuses"):
        is_unknown = "(status = 0 and doubts & 2 = 0 or doubts & 16 > 0)"
        staged.unknown = _unknown_statuses("status_unknown", workspace, is_unknown)
    if staged.survey["is_doubted"]:
        due = "due" if "due" in workspace.columns(staged.table) else "null"
        staged.unknown += _unknown_statuses("status_unpaid", workspace, "doubts & 4 > 0", money=due)


def _report_unread(staged: Staged) -> None:
    """Report what is beside orders and could not be read: it is unknown, the orders are not."""
    if staged.count("unread"):
        layout = staged.match.layout
        bits = staged.count("unread_columns")
        columns = [layout.header[layout.cells[name]].strip() for bit, name in enumerate(UNREAD) if bits >> bit & 1]
        first = cast("int | None", staged.survey["unread_line"])
        staged.findings.append(Finding("aside_unread", staged.count("unread"), line=first, column=", ".join(columns)))


def _is_zero_tailed(staged: Staged) -> bool:
    """Whether a spreadsheet cut the column's ids to 15 digits: more than half end in two zeros, by chance 1 % do."""
    long_ids = staged.count("long_ids")
    return long_ids > 1 and staged.count("zero_tailed") > DESTROYED_SHARE * long_ids


def _set_aside(staged: Staged, workspace: Workspace) -> None:
    """Count the rows that are no records: left out, a further line of an order, closed without time or amount.

    Money back of an order that is left out is left out with it.
    """
    if staged.kind == "orders" and staged.match.dialect.skips:
        select = f"select {ORDER} from {staged.table} where part"  # noqa: S608 - our own name
        workspace.execute(
            f"update {staged.table} set part = 4 where part = 1 "  # noqa: S608 - our own name
            f"and {ORDER} in ({select} = 4) and {ORDER} not in ({select} in (0, 2, 3))"
        )
    rows = cast(
        "list[tuple[int, int, int]]",
        workspace.execute(
            "select part, count(*), sum(coalesce(lines, 1))::bigint from staged where part >= 2 group by part"
        ),
    )
    counts = staged.line_counts
    for part, records, lines in rows:
        counts.recount(PLACES[part], records, lines)
    if counts.skipped:
        workspace.execute(f"delete from {staged.table} where part = 4")  # noqa: S608 - our own name


def _take_returns(staged: Staged, workspace: Workspace) -> None:
    """Put the rows of money that went back into a table of their own: they are no orders."""
    tell_lines_apart(staged, workspace)
    if staged.count("repeats") and staged.count("sent_back") and staged.match.dialect.rows == "check":
        _rebuild(staged, "parted", SQL / "refund_rows.sql", {}, workspace)
        survey_orders(staged, workspace)
    if staged.met.types:
        _take_refund_rows(staged, workspace)
    if not staged.count("returns"):
        return
    staged.returns = f"{staged.table}_returns"
    workspace.execute(f"create table {staged.returns} as from {staged.table} where part = 1")
    workspace.execute(f"delete from {staged.table} where part = 1")  # noqa: S608 - our own name


def _take_refund_rows(staged: Staged, workspace: Workspace) -> None:
    """Rows that are called refunds and bear a number that no sale has are money that went back."""
    table = staged.table
    workspace.execute(
        f"update {table} set part = 1 where part = 0 and status = 6 and refund > 0 "  # noqa: S608 - our own name
        f"and {ORDER} not in (select {ORDER} from {table} where part = 0 and status <> 6)"
    )
    survey_orders(staged, workspace)


def _rebuild(
    staged: Staged, name: str, made_by: Traversable, values: Mapping[str, object], workspace: Workspace
) -> None:
    """Replace the staged rows by those that ``made_by`` selects."""
    rebuilt = f"{staged.table}_{name}"
    workspace.keep(rebuilt, made_by, values)
    workspace.execute(f"drop table {staged.table}")
    staged.table = rebuilt
    look_at(rebuilt, staged, workspace)


def _round_rows(staged: Staged, workspace: Workspace) -> None:
    """Each row is an order of its own: its fractions of a fen are rounded once, half to even."""
    table = staged.table
    ((rounded,),) = cast(
        "list[tuple[int]]",
        workspace.execute(f"select count(*) from {table} where net <> round_even(net, 2)"),  # noqa: S608 - our own name
    )
    for name in ("net", "refund", "due"):
        workspace.execute(f"alter table {table} alter {name} type decimal(18, 2) using round_even({name}, 2)")
    look_at(table, staged, workspace)
    staged.add_finding("cents_rounded", rounded)
