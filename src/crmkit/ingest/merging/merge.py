"""Merging a staged file into the target, and the account of what that did to each of its lines.

The merge is a join of states: the newest state of an order wins by an order of the states themselves, every other
column only becomes known. Order, overlap and repetition of files therefore cannot matter (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.ingest.batches.batches import lines_into_orders, reduce_lines, reduce_orders, survey_batch, view_orders
from crmkit.ingest.forgotten.anonymous import hide_batch
from crmkit.ingest.headers.columns import GREATEST, Kind
from crmkit.ingest.merging.buyers import merge_buyers
from crmkit.ingest.merging.join import Verdicts, all_new, has_rows, join, merge_batch
from crmkit.ingest.merging.promote import is_first, promote
from crmkit.ingest.staging.customers import column_groups, report_disputed
from crmkit.ingest.staging.disputes import Disputes, know_buyers, remember_reach, settle_disputes
from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.staging.survey import columns_present
from crmkit.ingest.typing.typed import name_columns
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.merging")


def merge(staged: Staged, file_key: int, workspace: Workspace, *, keep_lines: bool) -> Verdicts:
    """Join the staged rows into ``target``; says what became of every line.

    ``keep_lines`` = ``False`` leaves out the lines of orders, which an answer about buyers alone does not need; those
    beside money that went back are kept where a status may say that it was theirs.
    Raises ``StoreError`` when two nicks share one digest, rather than merge two people.
    """
    look_at(staged.table, staged, workspace)
    if staged.kind != "orders":
        kind = cast(Kind, staged.kind)
        verdicts = merge_batch(kind, kind, column_groups(staged), file_key, workspace, is_forgotten=staged.is_forgotten)
        # rows that repeat one of the file
        verdicts += Verdicts(unchanged=staged.line_counts.record_lines - verdicts.lines)
        report_disputed(staged, workspace)
    else:
        if not staged.is_forgotten:
            merge_buyers(staged, workspace)
        if "shop" in staged.match.layout.cells:
            workspace.run(SQL / "enter_shops.sql", {"platform": staged.match.dialect.platform})
        verdicts = _merge_returns(staged, file_key, workspace)
        if staged.lines is not None:
            keep_lines |= staged.returns is not None and "status" in staged.match.layout.cells
            verdicts += _merge_lines(staged, file_key, workspace, keep_lines=keep_lines)
        else:
            verdicts += Verdicts(older=staged.left_out)
            verdicts += _merge_orders(staged, file_key, workspace, staged.line_counts.record_lines - verdicts.lines)
    workspace.execute("drop view staged")
    if workspace.home == "target" and not staged.is_alone:  # of a new store: what was read does not stay in it twice
        for table in filter(None, (staged.table, staged.returns)):
            workspace.execute(f"drop table if exists {table}")
    return verdicts


def _reduce(table: str, staged: Staged, known: Mapping[str, object], workspace: Workspace) -> None:
    """Make the orders of the lines ``table``, naming nobody where they are forgotten."""
    reduce_lines(table, staged, known, workspace)
    _hide(staged, workspace)


def _hide(staged: Staged, workspace: Workspace) -> None:
    """Let the batch name nobody, if its orders are forgotten."""
    if staged.is_forgotten:
        hide_batch("orders", workspace)


def _merge_returns(staged: Staged, file_key: int, workspace: Workspace) -> Verdicts:
    """The rows of money that went back are cases of their own; whose they were is decided when everything is loaded."""
    if staged.returns is None:
        return Verdicts()
    look_at(staged.returns, staged, workspace)
    verdicts = merge_batch("refunds", "returns", {}, file_key, workspace, is_forgotten=staged.is_forgotten)
    look_at(staged.table, staged, workspace)
    return verdicts


def _merge_lines(staged: Staged, file_key: int, workspace: Workspace, *, keep_lines: bool) -> Verdicts:
    """The lines, then the orders that they make together with the lines the target has already."""
    assert staged.lines is not None  # noqa: S101 - asked by who looked
    known = asdict(staged.lines) | columns_present(staged) | {"is_gross": staged.is_gross, "reach": staged.reach}
    known |= {name: staged.survey.get(name, True) for name in ("is_doubted", "is_marked")}
    known["identity"] = _one_identity(staged)
    kept = workspace.columns(staged.table)
    workspace.execute("set variable greatest = $names", {"names": [name for name in GREATEST if name in kept]})
    workspace.execute("set variable spare = $names", {"names": []})
    of_lines, disputes = None, Disputes()
    if has_rows("orders", workspace):
        _reduce("batch", staged, known, workspace)
        disputes = settle_disputes(staged, workspace, is_view=False)
    if keep_lines:
        of = "suborders" if staged.count("line_ids") else "lines"
        of_lines = merge_batch("items", of, known, file_key, workspace, is_forgotten=staged.is_forgotten)
    becomes = f"{staged.table}_orders" if is_first(workspace) else None
    if becomes:  # what it lacks the table of orders gets without writing a row
        spare = {"title", "status_raw", "due", "paid_at"} - kept.keys() | ({"buyer_at"} if staged.is_alone else set())
        workspace.execute("set variable spare = $names", {"names": sorted(spare)})
    _reduce(becomes or "batch", staged, known, workspace)
    if becomes:
        workspace.execute(f"create temp view batch as from {becomes}")
    elif keep_lines and has_rows("orders", workspace):
        lines_into_orders(known, workspace)
    survey_batch(staged, workspace)
    if becomes:
        of_orders = all_new(workspace)
        workspace.execute("drop view batch")
        workspace.execute(f"drop table {staged.table}")
        promote(becomes, staged, file_key, workspace)
    else:
        workspace.execute("alter table batch drop column is_rounded")
        workspace.execute("alter table batch drop column is_contradicted")
        _report_wholes(staged, workspace)
        of_orders = join("orders", file_key, workspace)
        know_buyers(staged, disputes, workspace)
        workspace.execute("drop table batch")
    lines = of_lines or of_orders
    older = lines.older + disputes.lines + staged.left_out
    return Verdicts(lines.loaded, lines.padded, lines.unchanged, older, of_orders.new, of_orders.updated)


def _one_identity(staged: Staged) -> int | None:
    """By what every buyer of the file is known, where that is the same for all."""
    identities = ("by_nick", "by_phone", "by_address")
    rows = [staged.count(identity) for identity in identities]
    return 1 + rows.index(max(rows)) if max(rows) == staged.count("records") > 0 else None


def _report_wholes(staged: Staged, workspace: Workspace) -> None:
    found = workspace.row(SQL / "lines_and_wholes.sql")
    for code, name in (("lines_and_wholes", "mixed"), ("orders_differ", "differing")):
        if found[name]:
            staged.add_finding(code, cast(int, found[name]), cast(Decimal, found[f"{name}_amount"]))


def _merge_orders(staged: Staged, file_key: int, workspace: Workspace, lines: int) -> Verdicts:
    """Orders that have a row each; ``lines`` is how many physical lines the rows take."""
    name_columns("orders", workspace)
    spare_older = 0
    is_view = not staged.count("repeats") and not staged.is_forgotten
    if is_view:
        view_orders(workspace)
    else:
        spare_older = reduce_orders(staged, workspace)
        _hide(staged, workspace)
    promoted = is_view and is_first(workspace)
    if promoted:
        verdicts = all_new(workspace)
        remember_reach(staged, workspace)
        promote(staged.table, staged, file_key, workspace)
    else:
        disputes = settle_disputes(staged, workspace, is_view=is_view)
        _report_wholes(staged, workspace)
        verdicts = join("orders", file_key, workspace) + Verdicts(older=disputes.lines)
        know_buyers(staged, disputes, workspace)
    elsewhere = 0
    if verdicts.new and not promoted:
        ((elsewhere,),) = cast("list[tuple[int]]", workspace.run(SQL / "orders_elsewhere.sql"))
    workspace.execute(f"drop {'view' if is_view else 'table'} batch")
    spare = lines - verdicts.lines
    older = min(spare, spare_older)
    return verdicts + Verdicts(unchanged=spare - older, older=older, differing=spare_older, elsewhere=elsewhere)
