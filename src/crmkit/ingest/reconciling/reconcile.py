"""What no file shows by itself: refunds on the orders they belong to, and what fits no order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.ingest.findings import Finding
from crmkit.ingest.forms.forms import SHARED_SIGNS
from crmkit.ingest.merging.join import has_rows
from crmkit.ingest.reconciling.returns import place_returns
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.reconciling")


def apply_refunds(workspace: Workspace) -> list[Finding]:
    """Record with the target's orders what the refund cases returned; what no order explains is reported."""
    if not has_rows("refunds", workspace):
        return []
    findings = place_returns(workspace)
    signs = {"signs": list(SHARED_SIGNS), "shared": ["|".join(codes) for codes in SHARED_SIGNS.values()]}
    workspace.run(SQL / "apply_refunds.sql", signs)
    for code in ("refund_without_order", "refund_off_already"):
        findings += _left_over(code, {}, workspace)
    found = cast("list[tuple[str, int, Decimal, str]]", workspace.run(SQL / "refund_currencies.sql"))
    return findings + [Finding(code, rows, amount, value=currency) for code, rows, amount, currency in found]


def find_misfits(items: list[int], workspace: Workspace) -> list[Finding]:
    """Report what no file shows by itself.

    That is item lines whose order is in no file, orders that count twice because of a destroyed number, and orders
    that are unpaid where a status is known.

    ``items`` are the item tables that come in now.
    """
    found = _left_over("items_without_order", {"files": items}, workspace) if has_rows("order_lines", workspace) else []
    return found + [
        finding for code in ("ids_reported_twice", "unpaid_in_one_file") for finding in _left_over(code, {}, workspace)
    ]


def _left_over(code: str, values: Mapping[str, object], workspace: Workspace) -> list[Finding]:
    ((rows, amount),) = cast("list[tuple[int, Decimal]]", workspace.run(SQL / f"{code}.sql", values))
    return [Finding(code, rows, amount)] if rows else []
