"""Rows of people who were forgotten, set apart from the rest of a load before anything is merged.

They are counted as such, and merged as what they became (``anonymous``): the shop's totals go on, and a newer state of
an order counts. Where the orders were not to be kept either, the rows are passed over.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import cast

from crmkit.ingest.forgotten.anonymous import OF_ORDER, hide_kept, know_digests
from crmkit.ingest.headers.columns import OF_PEOPLE
from crmkit.ingest.keys import Keys
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.forgotten")


def set_apart(staged: Sequence[Staged], keys: Keys, workspace: Workspace) -> Mapping[int, Staged]:
    """Take the rows of forgotten people out of the ``staged`` files; what of each file is to be merged apart.

    It needs the store to be held. Costs one question where nobody was ever forgotten.
    """
    if not workspace.has_store or not workspace.execute("select 1 from target.kept.tombstones limit 1"):
        return {}
    know_digests(keys, workspace)
    workspace.run(SQL / "begin.sql")
    for each in staged:
        _find_people(each, workspace)
    for each in sorted(staged, key=lambda file: file.kind != "orders"):  # orders say whose the rows of others are
        _place(each, workspace)
        _find_orders(each, workspace)
    workspace.run(SQL / "remember_orders.sql")
    if workspace.execute("select 1 from forgotten_orders where is_new limit 1"):
        hide_kept(workspace)  # what tables without a buyer said of these orders before
    found = {number: _apart(each, workspace) for number, each in enumerate(staged)}
    return {number: each for number, each in found.items() if each is not None}


def _find_people(staged: Staged, workspace: Workspace) -> None:
    if staged.kind != "orders" and staged.kind not in OF_PEOPLE:
        return
    for table in staged.tables:
        look_at(table, staged, workspace)
        workspace.run(SQL / "known_people.sql")


def _place(staged: Staged, workspace: Workspace) -> None:
    """Rows about forgotten orders in a table that names no shop are of the shop of these."""
    if staged.shop or staged.kind not in ("items", "refunds"):
        return
    workspace.execute(f"create or replace temp view rows_of_orders as select * from {staged.table}")  # noqa: S608
    workspace.run(SQL / "homes.sql", {"platform": staged.match.dialect.platform})
    workspace.execute("drop view rows_of_orders")
    if not workspace.execute("select 1 from homes limit 1"):
        return
    placed = f"{staged.table.rpartition('.')[2]}_placed"
    workspace.execute(
        f"create temp table {placed} as "  # noqa: S608 - our own names
        "select entries.* replace (coalesce(homes.shop_key, entries.shop_key) as shop_key) "
        f"from {staged.table} as entries left join homes on homes.order_key = entries.order_key "
        "and homes.order_text is not distinct from entries.order_text"
    )
    staged.table = placed


def _find_orders(staged: Staged, workspace: Workspace) -> None:
    if staged.kind in OF_PEOPLE:
        return
    buyer = "" if staged.kind == "orders" else ", null::ubigint as customer_key"
    for table in staged.tables:
        workspace.execute(f"create or replace temp view rows_of_orders as select *{buyer} from {table}")  # noqa: S608 - our own name
        workspace.run(SQL / "known_orders.sql")
    workspace.execute("drop view rows_of_orders")


def _apart(staged: Staged, workspace: Workspace) -> Staged | None:
    """What of ``staged`` is to be merged apart, counted; its own rows are the others from now on."""
    lines = sum(_count(table, staged, workspace) for table in staged.tables)
    if not lines:
        return None
    ghost = copy.copy(staged)
    ghost.findings, ghost.line_counts, ghost.is_forgotten = [], LineCounts(record_lines=lines), True
    ghost.table = _keep("forgotten", staged.table, _theirs(staged, "not takes_orders"), workspace)
    staged.table = _keep("others", staged.table, f"not {_theirs(staged)}", workspace)
    if staged.returns:
        ghost.returns = _keep("forgotten", staged.returns, _theirs(staged, "not takes_orders"), workspace)
        staged.returns = _keep("others", staged.returns, f"not {_theirs(staged)}", workspace)
    is_kept = any(workspace.execute(f"select 1 from {table} limit 1") for table in ghost.tables)  # noqa: S608
    return ghost if is_kept and staged.kind not in OF_PEOPLE else None


def _count(table: str, staged: Staged, workspace: Workspace) -> int:
    """Move the lines of forgotten people of a table to their place in the account; how many there are."""
    look_at(table, staged, workspace)
    found = workspace.execute(
        "select part, count(*), sum(coalesce(lines, 1))::bigint from staged as entries "  # noqa: S608 - our own words
        f"where {_theirs(staged)} group by part"
    )
    for part, records, lines in cast("list[tuple[int, int, int]]", found):
        staged.line_counts.recount_part("forgotten", part, records, lines)
    return sum(cast(int, lines) for _, _, lines in found)


def _theirs(staged: Staged, which: str = "true") -> str:
    """The condition on the row ``entries`` to be of who was forgotten."""
    person = f"coalesce(entries.customer_key in (select customer_key from forgotten_people where {which}), false)"  # noqa: S608
    if staged.kind in OF_PEOPLE:
        return person
    known = f"exists (select 1 from forgotten_orders as orders where {OF_ORDER}"  # noqa: S608
    order = f"{known} and {which})"
    return f"({order} or {person} and not {known}))" if staged.kind == "orders" else order


def _keep(end: str, table: str, condition: str, workspace: Workspace) -> str:
    """The rows of ``table`` that meet a ``condition`` as a temporary table: beside a store only such may be written."""
    name = f"{table.rpartition('.')[2]}_{end}"
    workspace.execute(f"create temp table {name} as select * from {table} as entries where {condition}")  # noqa: S608
    return name
