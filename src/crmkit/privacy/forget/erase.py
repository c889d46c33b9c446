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

from crmkit.ingest.forgotten.anonymous import hide_kept, know_digests
from crmkit.ingest.keys import Keys
from crmkit.ingest.merging.join import count_of
from crmkit.ingest.typing.macros import prepare
from crmkit.privacy.forget.beside import Cleaned, to_clean
from crmkit.privacy.forget.search import Search
from crmkit.store.connect import DEFAULT_MEMORY
from crmkit.store.private import private_folder
from crmkit.store.rewritten import rewriting
from crmkit.store.workspace import Workspace

SQL = files("crmkit.privacy.forget")
FORGOTTEN = files("crmkit.ingest.forgotten")
STAGED = "staged_"
"""Tables that first loads of earlier versions left in a store: the rows of files as they were read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a store knows of who was named: people and orders, their net money, the files that brought them.

    ``answers`` are a keyed digest of each text that was named and what the store knows of it.
    """

    found: int
    unknown: int
    known: int
    orders: int
    net_sales: object
    files: int
    answers: Sequence[tuple[str, str]] = ()


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


def look_for(who: Sequence[str], workspace: Workspace, *, takes_orders: bool) -> Found:
    """Whom the store in use knows; their keys and orders are temporary tables from then on."""
    workspace.run(FORGOTTEN / "begin.sql")
    workspace.run(SQL / "asked.sql", {"who": list(who)})
    workspace.run(SQL / "found.sql", {"takes_orders": takes_orders})
    counts = cast("dict[str, int]", workspace.row(SQL / "counts.sql"))
    answers = [(cast(str, digest), cast(str, state)) for _, state, digest in workspace.run(SQL / "answers.sql")]
    return Found(**counts, answers=answers)


def erase(who: Sequence[str], workspace: Workspace, *, takes_orders: bool, wait: float) -> Erased:
    """Write the store anew without them; what lies beside it is cleaned just before."""
    store = workspace.store
    assert store is not None  # noqa: S101 - who forgets has one
    cleaned: list[Cleaned] = []

    def clean() -> None:
        for each in cleaned:
            each.write()

    with contextlib.ExitStack() as stack, rewriting(workspace, wait, before=clean), _using("target", workspace):
        handle = stack.enter_context(store.open("rb"))  # closed at the end: that lets go of the engine's lock
        found = look_for(who, workspace, takes_orders=takes_orders)
        before = workspace.row(SQL / "totals.sql")
        workspace.run(SQL / "sought.sql")
        texts = dict(cast("list[tuple[str, int]]", workspace.run(SQL / "listed.sql")))
        cleaned += to_clean(store, Search(texts))
        rows = _hide(workspace, cleaned, takes_orders=takes_orders)
        after, old = workspace.row(SQL / "totals.sql"), _digest(handle)
    with store.open("rb") as written:
        return Erased(found, texts, rows, cleaned, (before, after), (old, _digest(written)))


def forget_found(workspace: Workspace) -> None:
    """Hide the people and orders of the target that are noted as forgotten, wherever its tables have them."""
    with _using("target", workspace):
        workspace.run(SQL / "asked.sql", {"who": []})  # nobody was named: their tombstones say who they are
        workspace.run(SQL / "sought.sql")
        _hide(workspace, (), takes_orders=False)


def _hide(workspace: Workspace, cleaned: Sequence[Cleaned], *, takes_orders: bool) -> Mapping[str, int]:
    """Hide them in every table of the target; how many rows that was, by table."""
    there = {cast(str, name) for (name,) in workspace.run(SQL / "tables.sql")}
    rows = {}
    for table in sorted(there):
        if table.startswith(STAGED):
            workspace.execute(f'drop table target.kept."{table}"')
    workspace.run(SQL / "tombstones.sql", {"takes_orders": takes_orders})
    for table in ("customers", "customer_facts"):
        theirs = "customer_key in (select customer_key from forgotten_people)"
        rows[table] = count_of(f"target.kept.{table} where {theirs}", workspace)
    rows |= hide_kept(workspace)
    if "snapshot_customers" in there:
        ((rows["snapshot_customers"],),) = cast("list[tuple[int]]", workspace.run(SQL / "snapshots.sql"))
    if "models" in there:  # learnt from them, too
        ((rows["models"],),) = cast("list[tuple[int]]", workspace.execute("delete from target.kept.models"))
    workspace.run(SQL / "rest.sql")
    lines = [line for each in cleaned for line in each.lines]
    values = {"files": [file for file, _ in lines], "lines": [line for _, line in lines]}
    ((rows["rejects"],),) = cast("list[tuple[int]]", workspace.run(SQL / "rejects.sql", values))
    return {name: count for name, count in rows.items() if count}


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
