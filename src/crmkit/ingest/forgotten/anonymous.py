"""What becomes of rows of people who were forgotten: money and goods stay, who they were and when exactly does not.

One table says it for rows that the store has and for rows that a later export brings, so that these meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import cast

from crmkit.ingest.headers.columns import Kind
from crmkit.ingest.keys import Keys
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.forgotten")
MARK = "~!"
"""What the number of a forgotten order begins with."""
_ORDER = {
    "order_key": "hidden_order_key(shop_key, order_key, order_text)",
    "order_text": "hidden_order(shop_key, order_key, order_text)",
}
_LINE = "hidden_line(shop_key, order_key, order_text, line_key, line_text)"
_REFUND = "hidden_refund(shop_key, refund_text)"


def _days(*names: str) -> dict[str, str]:
    """Of a moment its day stays: the second of an order names its buyer to whoever saw the order."""
    return {name: f"date_trunc('day', {name})" for name in names}


BECOMES: Mapping[Kind, Mapping[str, str]] = {
    "orders": {
        **_ORDER,
        **{"customer_key": "null::ubigint", "identity": "0::utinyint", "buyer_at": "null::timestamp"},
        **{"city": "null::varchar", "memo_mark": "null::varchar"},
        **_days("created_at", "paid_at", "shipped_at", "received_at", "status_at", "promised_at"),
    },
    "items": {**_ORDER, "line_key": f"text_key({_LINE})", "line_text": _LINE, **_days("status_at")},
    "refunds": {
        **_ORDER,
        **{"refund_key": f"text_key({_REFUND})", "refund_text": _REFUND, "customer_key": "null::ubigint"},
        **{"line_text": "hidden_number(shop_key, line_text)", "reason": "null::varchar"},
        **_days("applied_at", "finished_at"),
    },
}
"""The columns of each kind that change, and what they become."""
TABLES: Mapping[Kind, str] = {"orders": "orders", "items": "order_lines", "refunds": "refunds"}
OF_ORDER = (
    "orders.order_key = entries.order_key and orders.shop_key = entries.shop_key "
    "and orders.order_text is not distinct from entries.order_text"
)
"""Which row of ``orders`` a row of ``entries`` is of."""


def know_digests(keys: Keys, workspace: Workspace) -> None:
    """Teach the engine the digests of forgotten people under the keys of the store, and how a name may be spelled."""
    workspace.macros.define(SQL / "digests.sql")
    workspace.macros.define(SQL / "spelled.sql")
    for name, key in zip(("inner_key", "outer_key"), keys, strict=True):
        workspace.execute(f"set variable {name} = $key", {"key": key})


def hide_batch(kind: Kind, workspace: Workspace) -> None:
    """Let the rows of the temporary table ``batch`` name nobody."""
    had = workspace.columns("batch")
    changes = ", ".join(f"{made} as {name}" for name, made in BECOMES[kind].items() if name in had)
    workspace.execute(f"create or replace temp table hidden as select * replace ({changes}) from batch")  # noqa: S608
    workspace.execute("drop table batch")
    workspace.execute("alter table hidden rename to batch")


def hide_kept(workspace: Workspace) -> Mapping[str, int]:
    """Let the target's rows of ``forgotten_orders`` and ``forgotten_people`` name nobody; how many by table.

    Those whose orders are not to be kept are removed. People are no customers afterwards.
    """
    workspace.run(SQL / "place_lines.sql")
    workspace.run(SQL / "left_behind.sql")
    counts = {}
    for kind, table in TABLES.items():
        kept = f"target.kept.{table}"
        removed = _count(f"delete from {kept} as entries where {_theirs(kind, 'takes_orders')}", workspace)  # noqa: S608
        changes = ", ".join(f"{name} = {made}" for name, made in BECOMES[kind].items())
        hidden = _count(f"update {kept} as entries set {changes} where {_theirs(kind, 'not takes_orders')}", workspace)  # noqa: S608
        counts[table] = removed + hidden
    workspace.run(SQL / "settle_customers.sql")
    return counts


def _theirs(kind: Kind, which: str) -> str:
    """The condition on the row ``entries`` to be of who was forgotten."""
    theirs = f"exists (select 1 from forgotten_orders as orders where {OF_ORDER} and {which})"  # noqa: S608
    if kind != "refunds":
        return theirs
    return f"({theirs} or customer_key in (select customer_key from forgotten_people where {which}))"  # noqa: S608


def _count(text: str, workspace: Workspace) -> int:
    ((rows,),) = cast("list[tuple[int]]", workspace.execute(text))
    return rows
