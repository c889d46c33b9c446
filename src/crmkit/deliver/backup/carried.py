"""What was erased since a backup was made stays erased: people who were forgotten, orders that were pruned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import cast

from crmkit.errors import Refused
from crmkit.ingest.keys import read_keys
from crmkit.ingest.merging.join import count_of
from crmkit.privacy.forget.erase import forget_found, workspace_of
from crmkit.privacy.prune.prune import without_older
from crmkit.store.connect import Connection
from crmkit.store.replaced import HELD
from crmkit.store.rewritten import rewriting

SQL = files("crmkit.deliver.backup")
FORGOTTEN = files("crmkit.ingest.forgotten")
THERE = f"select 1 from duckdb_tables() where database_name = '{HELD}' and schema_name = 'kept' and table_name = $name"  # noqa: S608
BOUND = f"select value::date from {HELD}.kept.meta where name = 'pruned_before'"  # noqa: S608 - our own alias
GIVEN = "carried.parquet"


@dataclass(frozen=True, slots=True)
class Carried:
    """How many people and orders of a backup were taken out of it again, and orders from before which day."""

    people: int = 0
    forgotten_orders: int = 0
    pruned_orders: int = 0
    pruned_before: date | None = None


def carry_over(held: Connection, database: Path, keys: tuple[Path, Path], *, wait: float, memory: str) -> Carried:
    """Take out of the unpacked ``database`` what was erased from the store that is ``held``.

    ``keys`` are the key files of the two. Raises ``Refused`` where these differ, so that nobody is known again.
    """
    carried = Carried()
    if (
        held.execute(THERE, {"name": "tombstones"}).fetchall()
        and held.execute(
            f"select 1 from {HELD}.kept.tombstones limit 1"  # noqa: S608 - our own alias
        ).fetchall()
    ):
        carried = _forget(held, database, keys, wait, memory)
    bound = cast("list[tuple[date]]", held.execute(BOUND).fetchall())
    if bound:
        pruned = without_older(database, bound[0][0], wait=wait, memory=memory)
        carried = Carried(carried.people, carried.forgotten_orders, pruned, bound[0][0])
    return carried


def _forget(held: Connection, database: Path, keys: tuple[Path, Path], wait: float, memory: str) -> Carried:
    mine, theirs = keys
    if not (mine.is_file() and theirs.is_file() and read_keys(mine) == read_keys(theirs)):
        raise Refused("restore_forgotten", where=str(theirs))
    with workspace_of(database, read_keys(mine), wait=wait, memory=memory) as space, rewriting(space, wait):
        given = str(space.folder / GIVEN).replace("'", "''")
        held.execute(f"copy {HELD}.kept.tombstones to '{given}' (format parquet)")
        space.run(FORGOTTEN / "begin.sql")
        space.execute(f"create temp table carried as from read_parquet('{given}')")
        space.run(SQL / "carried.sql")
        people, orders = count_of("forgotten_people", space), count_of("forgotten_orders", space)
        forget_found(space)
    return Carried(people, orders)
