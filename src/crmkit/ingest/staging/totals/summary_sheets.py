"""Sheets of a workbook with the headers of its orders whose rows are sums of them: per day, month or buyer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmkit.ingest.files.source import SHEET_MARK
from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.staging.totals.left_out import leave_out
from crmkit.periods import unit_number
from crmkit.store.workspace import Workspace

SUMMARY = re.compile(r"汇总|合计|总计|小计|统计|总表|總計|合計|透视|(?i:summar|total|pivot|overview|statistic)")
"""What summaries are called."""
REFUNDS = re.compile("退款|退货|售后|退單|(?i:refund|return)")
"""What sheets of money that went back are called."""
FEWEST = 2
"""One order as large as another is no sum of it."""


def leave_out_summaries(tables: Sequence[Staged], workspace: Workspace) -> None:
    """Leave out the sheets that add up to exactly what another sheet, or all others, have in more orders.

    A sheet that is called a summary and adds up to something else counts, and that is reported. Orders with the numbers
    of another sheet are the same orders: they count once anyway.
    """
    sheets = [staged for staged in tables if staged.kind == "orders" and staged.net_total > 0]
    for sheet in sorted(sheets if len(sheets) > 1 else [], key=lambda staged: staged.count("records")):
        name = sheet.source.name.rpartition(SHEET_MARK)[2]
        others = [staged for staged in sheets if staged is not sheet and staged.count("records") > 0]
        if REFUNDS.search(name) and sheet.returns is None:
            sheet.add_finding("sheet_like_refunds", sheet.count("records"), sheet.net_total)
        if sheet.lines is not None or any(_share_orders(sheet, other, workspace) for other in others):
            continue
        parts = [[other] for other in others] + [others]
        if any(_sums_up(sheet, each, workspace) for each in parts):
            look_at(sheet.table, sheet, workspace)
            rows, money = leave_out(sheet, "true", "skipped", workspace)
            sheet.add_finding("sheet_summary", rows, money)
        elif SUMMARY.search(name):
            sheet.add_finding("sheet_like_summary", sheet.count("records"), sheet.net_total)


def _sums_up(sheet: Staged, parts: Sequence[Staged], workspace: Workspace) -> bool:
    """Whether ``sheet`` says, of the same months and nobody or the same buyers, how much money ``parts`` have."""
    if any(part.lines is not None and part.lines.repeats_total for part in parts):
        return False  # the money of its rows is not that of its orders
    orders = sum(part.count("records") for part in parts)
    if orders < FEWEST or sheet.net_total != sum(part.net_total for part in parts):
        return False
    firsts = [part.first_day for part in parts if part.first_day]
    lasts = [part.last_day for part in parts if part.last_day]
    if not (firsts and lasts and sheet.first_day and sheet.last_day):
        return False
    first, last = (unit_number(day, "month") for day in (min(firsts), max(lasts)))
    if unit_number(sheet.first_day, "month") < first or unit_number(sheet.last_day, "month") > last:
        return False
    if sheet.count("unidentified") == sheet.count("records"):
        return True
    return sheet.count("records") < orders and _has_sums_of_buyers(sheet, parts, workspace)


def _has_sums_of_buyers(sheet: Staged, parts: Sequence[Staged], workspace: Workspace) -> bool:
    """Whether each buyer of ``sheet`` has there the money of all their orders in ``parts``."""
    money = "select customer_key, net from {} where part = 0"
    sums = "select customer_key, sum(net)::decimal(38, 2) as money from ({}) group by customer_key"
    ours, theirs = (" union all ".join(money.format(each.table) for each in side) for side in ([sheet], parts))
    return not workspace.execute(f"{sums.format(ours)} except {sums.format(theirs)} limit 1")


def _share_orders(sheet: Staged, other: Staged, workspace: Workspace) -> bool:
    """Whether some order of ``sheet`` is in ``other``, too."""
    return bool(
        workspace.execute(
            f"select 1 from {sheet.table} as ours semi join {other.table} as theirs "  # noqa: S608 - our own names
            "on theirs.order_key = ours.order_key and theirs.shop_key = ours.shop_key "
            "and theirs.order_text is not distinct from ours.order_text limit 1"
        )
    )
