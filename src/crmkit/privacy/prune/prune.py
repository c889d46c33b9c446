"""Prune: orders of long ago leave the store, with all that was kept because of them, and no byte of them stays in it.

The store is written anew without them. It keeps the day before which nothing is kept, so that a later load of an old
export passes over what was removed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import cast

from crmkit.errors import StoreError, UsageError
from crmkit.periods import read_day
from crmkit.privacy.prune.age import first_kept
from crmkit.privacy.prune.screen import on_screen
from crmkit.result import Note, Record, Result
from crmkit.store.audiences.audiences import RECOUNT
from crmkit.store.connect import DEFAULT_MEMORY, attach, followed, waiting
from crmkit.store.private import private_folder
from crmkit.store.quarantine import empty, note_emptied, texts
from crmkit.store.rewritten import rewriting
from crmkit.store.store import Store, open_store
from crmkit.store.store_file import require_store
from crmkit.store.workspace import Workspace

SQL = files("crmkit.privacy.prune")
COLUMNS = ("period", "currency", "orders", "net_sales")
THERE = "select 1 from duckdb_tables() where database_name = 'target' and schema_name = 'kept' and table_name = $name"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What goes: a row per year, and how many of each thing."""

    rows: tuple[Record, ...]
    counts: Mapping[str, int]


def prune(
    store: str | Path,
    *,
    older_than: str | None = None,
    quarantine: bool = False,
    yes: bool = False,
    dry_run: bool = False,
    as_of: date | str | None = None,
    wait: float = 10,
    memory: str | None = None,
) -> Result:
    """Remove from the store at ``store`` the orders on which nothing happened for a time, with what hangs on them.

    Their lines and refunds go, customers who then have nothing, the facts that customer tables gave of these, snapshots
    of days before, and what questions learnt. Later loads pass over orders from before that day. Nothing changes
    without ``yes``: the answer then says what would go.

    Args:
        store: the path of a store.
        older_than: for how long, as ``3y``, ``18m`` or ``400d``.
        quarantine: remove the texts of all rejected lines.
        yes: do it.
        dry_run: do not, even with ``yes``.
        as_of: the day from which ``older_than`` is counted; the last day of a purchase when ``None``.
        wait: seconds to wait while another process holds the store.
        memory: how much the engine may use, as ``700MB``.

    Returns:
        What went, or would go: orders and net sales by year.

    Raises:
        UsageError: there is no store, ``older_than`` is no time, or nothing was asked for.
        StoreBusy, StoreError: the store was not to be had or not written; nothing changed.
    """
    place = followed(Path(store))
    if older_than is None and not quarantine:
        raise UsageError("prune_what")
    if not place.exists():
        raise UsageError("no_store", where=str(place), store=None)
    require_store(place)
    day = read_day(as_of)
    if older_than is not None:
        first_kept(older_than, day or date.max)  # refused before the store is looked at
        day = day or _last_day(place, wait, memory)
    does = yes and not dry_run
    bound = None if older_than is None or day is None else first_kept(older_than, day)
    pruned = Pruned((), {}) if bound is None else _without(place, bound, does, wait, memory or DEFAULT_MEMORY)
    return _answer(
        place, day, bound, pruned, {"older_than": older_than, "quarantine": quarantine, "dry_run": dry_run}, does=does
    )


def pruned_before(store: Store) -> date | None:
    """The day before which ``store`` keeps nothing since it was pruned."""
    found = store.query(SQL / "bound.sql").records
    return cast(date, found[0][0]) if found else None


def without_older(place: Path, bound: date, *, wait: float, memory: str) -> int:
    """Take out of the store at ``place`` what is from before the day ``bound``; how many orders that were."""
    return _without(place, bound, True, wait, memory).counts["orders"]


def _last_day(place: Path, wait: float, memory: str | None) -> date | None:
    with open_store(place, wait=wait, memory=memory) as shop:
        return shop.span().last_day


def _without(place: Path, bound: date, does: bool, wait: float, memory: str) -> Pruned:
    """What goes; the store is without it if it ``does``."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(private_folder(place.parent if does else None))
        workspace = Workspace(folder, store=place, inputs=[], size=0, memory=memory, wait=wait)
        stack.enter_context(contextlib.closing(workspace))
        if not does:
            _look_into(place, workspace, wait)
            return _found(workspace, bound)
        with rewriting(workspace, wait):
            found = _found(workspace, bound)
            if workspace.execute(THERE, {"name": "snapshots"}):
                workspace.run(SQL / "remove_snapshots.sql", {"bound": bound})
            if workspace.execute(THERE, {"name": "audiences"}):
                workspace.run(SQL / "remove_audiences.sql", {"bound": bound})
                workspace.run(RECOUNT)
            if workspace.execute(THERE, {"name": "models"}):
                workspace.execute("delete from target.kept.models")
            workspace.run(SQL / "remove.sql", {"bound": bound})
        return found


def _look_into(place: Path, workspace: Workspace, wait: float) -> None:
    """Let ``target`` be the store, to be read alone, until the workspace is closed."""
    workspace.asked_store(wait)  # brings an older one up to date
    workspace.leave_asked()
    waiting(lambda: attach(workspace.connection, "target", place, read_only=True), path=place, seconds=wait)


def _found(workspace: Workspace, bound: date) -> Pruned:
    workspace.run(SQL / "find.sql", {"bound": bound})
    counts = cast("dict[str, int]", workspace.row(SQL / "counts.sql"))
    if workspace.execute(THERE, {"name": "snapshots"}):
        counts |= cast("dict[str, int]", workspace.row(SQL / "snapshots.sql", {"bound": bound}))
    return Pruned(tuple(workspace.run(SQL / "by_year.sql")), counts)


def _answer(
    place: Path, day: date | None, bound: date | None, pruned: Pruned, asked: Mapping[str, object], *, does: bool
) -> Result:
    """The account, once the texts of rejected lines are gone, too."""
    held = texts(place) if asked["quarantine"] else (0, 0)
    if does and asked["quarantine"]:
        try:
            empty(place)
            note_emptied(place)
        except OSError as problem:
            raise StoreError("output_failed", where=problem.filename, reason=problem.strerror or "") from problem
    currencies = {record[1] for record in pruned.rows}
    money = sum(record[3] for record in pruned.rows) if len(currencies) == 1 else None  # type: ignore[misc]
    shown = ("orders", "orders_kept", "item_lines", "refund_cases", "customers", "customer_rows", "snapshots")
    facts: dict[str, object] = {"is_done": does, **{n: pruned.counts[n] for n in shown if n in pruned.counts}}
    facts |= {} if bound is None else {"pruned_before": bound}
    facts |= {} if money is None else {"net_sales": money}
    facts |= {"currency": code} if len(currencies) == 1 and (code := currencies.pop()) else {}
    facts |= {"text_files": held[0]} if asked["quarantine"] else {}
    result = Result(
        "prune",
        COLUMNS,
        pruned.rows,
        as_of=None if bound is None else day,
        params={name: value for name, value in asked.items() if value},
        facts=facts,
        notes=tuple(_notes(pruned, bound, does=does)),
        spare=("currency",),
    )
    return on_screen(result, does=does, is_dry=bool(asked["dry_run"]))


def _notes(pruned: Pruned, bound: date | None, *, does: bool) -> Iterator[Note]:
    if changed := pruned.counts.get("snapshots_changed"):
        yield Note("pruned_snapshots", {"snapshots": changed})
    if undated := pruned.counts.get("undated"):
        yield Note("pruned_undated", {"orders": undated})
    if bound is not None:
        yield Note("pruned_loads", {"bound": bound})
        yield Note("pruned_elsewhere")
