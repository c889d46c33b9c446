"""Taking people out of a store: found, hidden in every table, and the store written anew without a trace of them."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BufferedReader
from pathlib import Path
from typing import cast

from crmkit.errors import UsageError
from crmkit.ingest.forgotten.anonymous import hide_kept, know_digests
from crmkit.ingest.keys import Keys
from crmkit.ingest.merging.join import count_of
from crmkit.ingest.typing.macros import prepare
from crmkit.privacy.forget.beside import Cleaned, to_clean
from crmkit.privacy.forget.search import Search
from crmkit.store.audiences.audiences import RECOUNT
from crmkit.store.connect import DEFAULT_MEMORY
from crmkit.store.private import private_folder
from crmkit.store.rewritten import rewriting
from crmkit.store.workspace import Workspace

SQL = files("crmkit.privacy.forget")
FORGOTTEN = files("crmkit.ingest.forgotten")
TABLES = """
select table_name
from information_schema.tables
where table_catalog = 'target' and table_schema = 'kept'
"""
"""Some of the copy that is changed are made when they are first needed."""
STAGED = "staged_"
"""Tables that first loads of earlier versions left in a store: the rows of files as they were read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a store knows of who was named: people and orders, their net money, the files that brought them.

    ``phones`` are those of the ``unknown`` that are phone numbers.
    ``answers`` are a keyed digest of each text that was named and what the store knows of it.
    """

    found: int
    unknown: int
    phones: int
    known: int
    orders: int
    net_sales: object
    files: int
    answers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is to be forgotten, whether with the orders, and the keys of the ``shops`` whose order numbers are meant."""

    who: Sequence[str] = ()
    takes_orders: bool = False
    shops: Sequence[int] | None = None

    def parameters(self) -> dict[str, object]:
        """It for the statements that look for them."""
        shops = None if self.shops is None else list(self.shops)
        return {"who": list(self.who), "takes_orders": self.takes_orders, "shops": shops}


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: rows changed or removed by place, totals and digests before and after, what was looked for.

    ``texts`` say of each text whom it is of, by a number.
    """

    found: Found
    texts: Mapping[str, int]
    rows: Mapping[str, int]
    cleaned: Sequence[Cleaned]
    totals: tuple[Mapping[str, object], Mapping[str, object]]
    digests: tuple[str, str]


@contextlib.contextmanager
def workspace_of(store: Path, keys: Keys, *, wait: float, memory: str | None) -> Iterator[Workspace]:
    """A workspace in a private folder beside ``store``, which knows its digests."""
    with private_folder(store.parent) as folder:
        space = Workspace(folder, store=store, inputs=[], size=0, memory=memory or DEFAULT_MEMORY, wait=wait)
        with contextlib.closing(space):
            prepare(space)
            know_digests(keys, space)
            yield space


def look_for(wish: Wish, workspace: Workspace) -> Found:
    """Whom the store in use knows; their keys and orders are temporary tables from then on.

    Raises ``UsageError`` where an order number is that of several people in several shops.
    """
    takes_orders = wish.takes_orders
    workspace.run(FORGOTTEN / "begin.sql")
    workspace.run(SQL / "asked.sql", wish.parameters())
    if several := workspace.run(SQL / "of_several.sql"):
        raise UsageError("forget_shops", where="--shop", numbers=len(several), shops=several[0][1])
    workspace.run(SQL / "found.sql", {"takes_orders": takes_orders})
    counts = cast("dict[str, int]", workspace.row(SQL / "counts.sql"))
    answers = [(cast(str, digest), cast(str, state)) for _, state, digest in workspace.run(SQL / "answers.sql")]
    return Found(**counts, answers=answers)


def erase(wish: Wish, workspace: Workspace, *, wait: float) -> Erased:
    """Write the store anew without them; what lies beside it is cleaned just before."""
    store = workspace.store
    assert store is not None  # noqa: S101 - who forgets has one
    cleaned: list[Cleaned] = []

    def clean() -> None:
        for each in cleaned:
            each.write()

    with contextlib.ExitStack() as stack, rewriting(workspace, wait, before=clean), _using("target", workspace):
        handle = stack.enter_context(store.open("rb"))  # closed at the end: that lets go of the engine's lock
        found = look_for(wish, workspace)
        before = workspace.row(SQL / "totals.sql")
        workspace.run(SQL / "sought.sql")
        search = Search(texts := _listed(workspace))
        cleaned += to_clean(store, search, workspace)
        rows = _hide(workspace, cleaned, search, takes_orders=wish.takes_orders)
        after, old = workspace.row(SQL / "totals.sql"), _digest(handle)
    with store.open("rb") as written:
        return Erased(found, texts, rows, cleaned, (before, after), (old, _digest(written)))


def forget_found(workspace: Workspace) -> None:
    """Hide the people and orders of the target that are noted as forgotten, wherever its tables have them."""
    with _using("target", workspace):
        workspace.run(SQL / "asked.sql", Wish().parameters())  # nobody was named: their tombstones say who they are
        workspace.run(SQL / "sought.sql")
        _hide(workspace, (), Search(_listed(workspace)), takes_orders=False)


def _listed(workspace: Workspace) -> dict[str, int]:
    """The texts that are sought, and whose they are."""
    listed = workspace.execute("select text, person from sought order by text")
    return dict(cast("list[tuple[str, int]]", listed))


def _hide(workspace: Workspace, cleaned: Sequence[Cleaned], search: Search, *, takes_orders: bool) -> Mapping[str, int]:
    """Hide them in every table of the target; how many rows that was, by table."""
    there = {cast(str, name) for (name,) in workspace.execute(TABLES)}
    rows = {}
    for table in sorted(there):
        if table.startswith(STAGED):
            workspace.execute(f'drop table target.kept."{table}"')
    workspace.run(SQL / "tombstones.sql", {"takes_orders": takes_orders})
    theirs = "customer_key in (select customer_key from forgotten_people)"
    for table in ("customers", "customer_facts"):
        rows[table] = count_of(f"target.kept.{table} where {theirs}", workspace)
    rows |= hide_kept(workspace)
    for table in ("contacts", "consents"):
        deleted = workspace.execute(f"delete from target.kept.{table} where {theirs}")  # noqa: S608 - our own names
        ((rows[table],),) = cast("list[tuple[int]]", deleted)
    if "snapshot_customers" in there:
        ((rows["snapshot_customers"],),) = cast("list[tuple[int]]", workspace.run(SQL / "snapshots.sql"))
    if "arms" in there:
        ((rows["arms"],),) = cast("list[tuple[int]]", workspace.run(SQL / "audiences.sql"))
        workspace.run(RECOUNT)
    if "models" in there:  # learnt from them, too
        ((rows["models"],),) = cast("list[tuple[int]]", workspace.execute("delete from target.kept.models"))
    workspace.execute("update target.kept.findings set value = '*' where value in (select text from sought)")
    _hide_names_of_files(workspace, search)
    lines = [line for each in cleaned for line in each.lines]
    values = {"files": [file for file, _ in lines], "lines": [line for _, line in lines]}
    ((rows["rejects"],),) = cast("list[tuple[int]]", workspace.run(SQL / "rejects.sql", values))
    return {name: count for name, count in rows.items() if count}


def _hide_names_of_files(workspace: Workspace, search: Search) -> None:
    """An export may be called after somebody."""
    for key, name in workspace.execute("select file_key, name from target.kept.files"):
        hidden, people = search.hidden(cast(str, name))
        if people:
            workspace.execute(
                "update target.kept.files set name = $name where file_key = $key", {"name": hidden, "key": key}
            )


@contextlib.contextmanager
def _using(catalog: str, workspace: Workspace) -> Iterator[None]:
    """Let statements that name no catalog mean this one."""
    workspace.execute(f"use {catalog}")
    try:
        yield
    finally:
        workspace.execute("use memory")


def _digest(stream: BufferedReader) -> str:
    return hashlib.file_digest(stream, "sha256").hexdigest()
