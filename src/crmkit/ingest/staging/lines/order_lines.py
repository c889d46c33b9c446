"""Whether the rows of one order number are lines of the order, and how lines add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from crmkit.ingest.headers.columns import adds_prices
from crmkit.ingest.staging.disputes import leave_out_collided
from crmkit.ingest.staging.staged import Lines, Staged
from crmkit.ingest.staging.survey import survey_lines
from crmkit.store.workspace import Workspace

SAME_SHARE = 0.95
OF_LINES = frozenset(
    {
        *("amounts_differ", "amounts_added", "refunds_differ", "refunds_added"),
        *("lines_unclear", "lines_added", "rows_added", "rows_repeated"),
    }
)
FEW_ORDERS = 2
"""From more orders than this, equal amounts on all lines prove that the order's total is repeated."""


def order_lines(staged: Staged, workspace: Workspace) -> Lines | None:
    """How rows of one order number add up, where they are lines of orders; ``None`` where each row is an order.

    Rows of another order with the same number are left out.
    """
    rows = staged.match.dialect.rows
    deep = is_beyond_fen(staged, workspace)
    if rows == "order" and not deep:
        if staged.count("repeats"):
            leave_out_collided(staged, workspace)
        return None
    cells = staged.match.layout.cells
    if adds_prices(cells) and "refund" not in cells and staged.match.dialect.amounts == "check":
        return Lines(repeats_total=False, repeats_refund=False, repeats_due=False)
    is_lines = rows == "line" or staged.count("line_ids") > 0 or adds_prices(cells)
    if not staged.count("repeats") and not staged.count("line_ids"):
        return Lines(staged.match.dialect.amounts == "order", False, False) if deep or is_lines else None
    survey = survey_lines(staged, workspace)
    if survey["state_like"] and leave_out_collided(staged, workspace):
        survey = survey_lines(staged, workspace)
    if not (is_lines or survey["line_like"] > survey["state_like"]):
        _report_repeated(staged, survey)
        # fractions of a fen are rounded where lines are added up: each row is the whole of its order
        return Lines(repeats_total=True, repeats_refund=True, repeats_due=True) if deep else None
    staged.line_survey = survey
    return _evaluated(staged, survey)


def _evaluated(staged: Staged, survey: Mapping[str, int]) -> Lines:
    repeats_total = _repeats_total(staged, survey)
    if repeats_total:
        _report_repeated(staged, survey)
    return Lines(
        repeats_total=repeats_total,
        repeats_refund=_repeats_refund(staged, survey),
        repeats_due=survey["equal_dues"] >= survey["other_dues"],
    )


def _report_repeated(staged: Staged, survey: Mapping[str, int]) -> None:
    """Report rows that are the same and count once: an export twice over, or an article twice in an order."""
    if staged.match.dialect.rows == "check" and survey["repeated"]:
        staged.add_finding("rows_repeated", survey["repeated"], cast(Decimal, survey["repeated_money"]))


def _repeats_refund(staged: Staged, survey: Mapping[str, int]) -> bool:
    """Whether the refund beside a line is its order's; reported where rows disprove what is usual."""
    equal, added = survey["equal_refunds"], survey["added_refunds"]
    if staged.match.dialect.refunds == "check":
        return equal > survey["other_refunds"]
    repeats = staged.match.dialect.refunds == "order"  # of equal lines the refunds are equal, whosever they are
    if repeats and added:
        repeats = equal >= added
        code = "refunds_differ" if repeats else "refunds_added"
        staged.add_finding(code, added, cast(Decimal, survey["added_refund_money"]))
    return repeats


def _repeats_total(staged: Staged, survey: Mapping[str, int]) -> bool:
    """Whether the amount beside a line is its order's, repeated on each; what stays open is reported."""
    equal, other = survey["equal_amounts"], survey["other_amounts"]
    fewest = FEW_ORDERS if staged.count("line_ids") else 0  # a line with its own number as a rule has its own money
    repeats = equal > fewest and equal >= SAME_SHARE * (equal + other)
    if staged.match.dialect.amounts != "check":
        repeats = staged.match.dialect.amounts == "order"
        if repeats and other:  # the rows themselves disprove what such exports do as a rule
            repeats = equal >= other
            code = "amounts_differ" if repeats else "amounts_added"
            staged.add_finding(code, other, cast(Decimal, survey["other_money"]))
    elif survey["sums_to_due"] + survey["repeats_due"]:
        repeats = survey["repeats_due"] > survey["sums_to_due"]
    elif survey["priced_lines"] + survey["priced_orders"]:  # price times quantity is a line's own money
        repeats = survey["priced_orders"] > survey["priced_lines"]
    elif equal > other:
        # one price everywhere is as likely that of an article; a shop's totals differ
        repeats = repeats and (equal <= FEW_ORDERS or survey["equal_prices"] > 1)
        if not repeats or equal <= FEW_ORDERS:
            code = "lines_unclear" if repeats else "lines_added"
            staged.add_finding(code, equal, cast(Decimal, survey["equal_money"]))
    elif other and {"title", "sku", "suborder_id", "price"}.isdisjoint(staged.match.layout.cells):
        # nothing says what the rows are of
        staged.add_finding("rows_added", other, cast(Decimal, survey["other_money"]))
    return repeats


def is_beyond_fen(staged: Staged, workspace: Workspace) -> bool:
    """Whether the file has amounts of less than a fen."""
    kinds = workspace.execute(f"select typeof(net) from {staged.table} limit 1")  # noqa: S608 - our own name
    return kinds == [("DECIMAL(18,6)",)]


def share_lines(files: Sequence[Staged]) -> None:
    """Files of one form are parts of one export, which may be cut anywhere: their orders prove it all together.

    A part of which no number repeats proves nothing itself; one whose rows are versions of an order does.
    """
    parts: dict[object, list[Staged]] = {}
    for staged in files:
        if staged.kind == "orders" and not staged.no_id:
            parts.setdefault(_form(staged), []).append(staged)
    for group in parts.values():
        proving = [staged for staged in group if staged.line_survey]
        if len(proving) > 1:
            for staged in proving:
                staged.findings = [found for found in staged.findings if found.code not in OF_LINES]
            first = proving[0]
            together = {name: sum(each.line_survey[name] for each in proving) for name in first.line_survey}
            lines = _evaluated(first, together)
            for staged in proving:
                staged.lines = lines
        known = [staged.lines for staged in group if staged.lines is not None and staged.count("repeats")]
        for staged in group:
            if known and staged.lines is None and not staged.count("repeats"):
                staged.lines = known[-1]
                staged.is_gross = False  # what went back is taken off already, where its rows were orders


def _form(staged: Staged) -> object:
    layout = staged.match.layout
    return (staged.match.dialect.name, staged.shop_key, layout.header, tuple(layout.cells.items()))
