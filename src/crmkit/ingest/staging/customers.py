"""Customer tables: what could not be read in one, and whose rows nothing but the order of loading decides between."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import cast

from crmkit.ingest.findings import Finding
from crmkit.ingest.staging.staged import Staged
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.staging")
GROUPS = (
    ("gender",), ("birthday",), ("level",), ("province", "city"), ("first_at", "last_at", "orders", "total"),
)  # fmt: skip
"""Columns that count as one, in the order of their bits (see ``key_customers.sql``)."""


def settle_customers(staged: Staged, workspace: Workspace) -> None:
    """Report which birthdays, and which cells of a member's history, are unknown because they cannot be read."""
    staged.survey = workspace.row(SQL / "survey_customers.sql")
    header, cells = staged.match.layout.header, staged.match.layout.cells
    for code, rows, line, group in (
        ("birthday_unknown", "odd_birthdays", "odd_birthday_line", GROUPS[1]),
        ("history_unknown", "odd_histories", "odd_history_line", GROUPS[-1]),
    ):
        if staged.count(rows):
            column = ", ".join(header[cells[name]].strip() for name in group if name in cells)
            first = cast("int | None", staged.survey[line])
            staged.findings.append(Finding(code, staged.count(rows), line=first, column=column))


def column_groups(staged: Staged) -> Mapping[str, int]:
    """The groups of columns that a customer table has, as bits; nothing of other tables."""
    if staged.kind != "customers":
        return {}
    cells = staged.match.layout.cells
    bits = (1 << place for place, group in enumerate(GROUPS) if any(name in cells for name in group))
    return {"column_groups": sum(bits)}


def report_disputed(staged: Staged, workspace: Workspace) -> None:
    """Report for how many customers the rows differ and nothing in them shows which is the newer."""
    if staged.kind != "customers":
        return
    ((customers,),) = cast("list[tuple[int]]", workspace.execute("select count(*) from outcome where is_disputed"))
    if customers:
        staged.add_finding("level_by_order_of_loading", customers)
