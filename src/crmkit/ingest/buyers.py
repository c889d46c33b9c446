"""The buyers of a staged file, joined into those that the target knows."""

from __future__ import annotations

from importlib.resources import files
from typing import cast

from crmkit.errors import StoreError
from crmkit.ingest.staged import Staged
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest") / "sql"
CROWD_ROWS, CROWD_SHARE, CROWD_TIMES = 30, 0.05, 5
"""A buyer with so many rows, such a share of them and so many times those of the next one is hardly one person."""


def merge_buyers(staged: Staged, workspace: Workspace) -> None:
    """Add the buyers of ``staged``, the view of the file's rows, to the target.

    Raises ``StoreError`` when two nicks share one digest, rather than merge two people.
    """
    workspace.keep("batch_buyers", SQL / "batch_buyers.sql")
    if staged.returns is not None:
        _compose_nicks(staged.returns, workspace)
    if workspace.execute("select 1 from batch_buyers where nick <> nfc_normalize(nick) or ends_blank(nick) limit 1"):
        _compose_nicks(staged.table, workspace)
        workspace.keep("batch_buyers", SQL / "batch_buyers.sql")
    if workspace.execute(
        "select 1 from batch_buyers as batch "
        "join target.kept.customers as kept using (customer_key) where kept.nick is distinct from batch.nick limit 1"
    ):
        raise StoreError("nick_collision")
    workspace.run(SQL / "merge_buyers.sql")
    _tell_crowd(staged, workspace)
    workspace.execute("drop table batch_buyers")


def _compose_nicks(table: str, workspace: Workspace) -> None:
    """A nick is the same however its letters were composed, with or without a blank of any width behind it."""
    odd = "identity = 1 and (nick <> nfc_normalize(nick) or ends_blank(nick))"
    workspace.execute(
        f"update {table} set nick = nfc_normalize(rtrim(nick, blanks())), "  # noqa: S608 - our own name
        f"customer_key = hash(nfc_normalize(rtrim(nick, blanks()))) where {odd}"
    )


def _tell_crowd(staged: Staged, workspace: Workspace) -> None:
    most, following, identified = cast("tuple[int, int, int]", workspace.run(SQL / "crowded_buyers.sql")[0])
    if most >= CROWD_ROWS and most >= CROWD_SHARE * identified and most >= CROWD_TIMES * following:
        staged.tell("buyer_crowded", most, value=f"{most / identified:.0%}")
