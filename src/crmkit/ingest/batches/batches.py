"""A batch: what the rows of a staged file say of each record, once, as it is joined with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.ingest.headers.columns import Kind
from crmkit.ingest.staging.disputes import leave_out_collided
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.typing.typed import name_columns
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.batches")


def key_rows(kind: Kind, of: str, values: Mapping[str, object], workspace: Workspace) -> None:
    """Keep the staged rows as the batch of one ``kind``, with the key of each by what they are rows ``of``."""
    name_columns(kind, workspace)
    workspace.keep("batch", SQL / f"key_{of}.sql", values)


def reduce_lines(table: str, staged: Staged, known: Mapping[str, object], workspace: Workspace) -> None:
    """Make the orders of lines ``table``; once more where rows of another order with the same number are among them.

    Where the file was surveyed in part, these may show as late as here.
    """
    workspace.keep(table, SQL / "reduce_lines.sql", known)
    odd = workspace.execute(f"select 1 from {table} where is_contradicted limit 1")  # noqa: S608 - our own name
    if odd and leave_out_collided(staged, workspace):
        workspace.keep(table, SQL / "reduce_lines.sql", known)


def lines_into_orders(known: Mapping[str, object], workspace: Workspace) -> None:
    """Make the batch what the current lines say of their orders together with those that the target has."""
    workspace.run(SQL / "orders_of_lines.sql", known)


def survey_batch(staged: Staged, workspace: Workspace) -> None:
    """Report what adding the lines up has shown."""
    found = workspace.row(SQL / "survey_batch.sql")
    staged.survey = {**staged.survey, **found}
    if rounded := staged.count("rounded"):
        staged.add_finding("cents_rounded", rounded)
    if contradicted := staged.count("contradicted"):
        staged.add_finding("rows_contradict", contradicted, cast(Decimal, found["contradicted_money"]))


def view_orders(workspace: Workspace) -> None:
    """Orders that have a row each are the batch unchanged."""
    view = (SQL / "batch_orders.sql").read_text(encoding="utf-8")
    workspace.execute(f"create or replace temp view batch as {view}")


def reduce_orders(staged: Staged, workspace: Workspace) -> int:
    """Make one row of those that repeat an order; returns how many rows say something else of an order than another."""
    workspace.keep("batch", SQL / "reduce_orders.sql")
    ((different,),) = cast("list[tuple[int]]", workspace.run(SQL / "repeats_orders.sql"))
    ((orders,),) = cast("list[tuple[int]]", workspace.execute("select count(*) from batch"))
    older = different - orders
    if older:
        staged.survey = {**staged.survey, **workspace.row(SQL / "survey_differing.sql")}
    return older
