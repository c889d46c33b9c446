"""Snapshots in the store: where every customer stood on a day, kept under a name beside the orders.

A store has tables for them from its first snapshot on; one without them is read as having none. Taking or removing one
is a single short transaction: the store then holds the old state or the new one, never a part of either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from crmkit.errors import UsageError, near
from crmkit.store.asked_and_written import AskedAndWritten
from crmkit.store.shape import of_snapshots
from crmkit.store.store import Store

SQL = files("crmkit.store")
FILES = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".zip")
"""Endings of files: such a name means a snapshot of files, which is not possible."""
NAME = re.compile(r"\w[\w.-]{0,63}")
STANDINGS = "standings"
"""The temporary table that a snapshot is made of: customer_key, segment, tier, stage, risk, net_fen."""


@dataclass(frozen=True, slots=True)
class SnapshotHeader:
    """What is known of a snapshot as a whole.

    ``segments`` is the choice of the map and ``segment_map`` its text, ``months`` how far the risk looks ahead,
    ``judged`` how many of its ``customers`` have a risk, ``net_fen`` their money, ``version`` that of the program,
    ``shops`` the keys of the shops it is of, nothing for all of them.
    """

    name: str
    as_of: date
    segments: str
    segment_map: str
    months: int
    customers: int
    judged: int
    net_fen: int
    version: str
    shops: str = ""

    @property
    def shop_keys(self) -> list[int]:
        """The keys of the shops it is of; none when it is of all."""
        return [int(key) for key in self.shops.split(",") if key]


def list_snapshots(store: Store) -> list[SnapshotHeader]:
    """The snapshots that ``store`` holds, the earliest day first."""
    if not store.query(SQL / "snapshots_there.sql").records:
        return []
    with of_snapshots(store.path):
        found = store.query(SQL / "snapshots_list.sql")
        return [SnapshotHeader(**dict(zip(found.columns, record, strict=True))) for record in found.records]  # type: ignore[arg-type]


def find_snapshot(taken: Sequence[SnapshotHeader], name: str) -> SnapshotHeader:
    """The snapshot ``name``; ``UsageError`` names the nearest one."""
    for head in taken:
        if head.name == name:
            return head
    if not taken:
        raise UsageError("snapshot_none", name=name)
    raise UsageError("snapshot_unknown", name=name, nearest=near(name, [head.name for head in taken]))


def build_snapshot(store: Store, name: str, table: str) -> None:
    """Build the customers of the snapshot ``name`` as the temporary ``table``."""
    with of_snapshots(store.path):
        store.materialise(table, SQL / "snapshots_rows.sql", name=name)


def require_name(name: str) -> None:
    """``UsageError`` unless ``name`` is a word of letters, digits, ``-``, ``_`` and ``.``, and not that of a file."""
    if Path(name).suffix.lower() in FILES:
        raise UsageError("snapshot_of_files", name=name)
    if not NAME.fullmatch(name):
        raise UsageError("snapshot_name", name=name)


class SnapshotWriter(AskedAndWritten):
    """The store at a path open for questions, then once to keep or remove a snapshot; use it in a ``with`` block."""

    schema = SQL / "schema" / "snapshots.sql"

    def write(self, head: SnapshotHeader, *, replace: bool) -> None:
        """Keep ``standings`` under ``head``; a name that is taken is a ``UsageError`` unless it may be replaced."""
        with of_snapshots(self.store.path), self.changing():
            if self.run(SQL / "snapshots_same.sql", {"name": head.name}):
                if not replace:
                    raise UsageError("snapshot_exists", name=head.name)
                self.run(SQL / "snapshots_remove.sql", {"name": head.name})
            self.run(SQL / "snapshots_write.sql", asdict(head))

    def remove(self, name: str) -> None:
        """Forget the snapshot ``name``; ``UsageError`` when there is none."""
        find_snapshot(list_snapshots(self.store), name)
        with of_snapshots(self.store.path), self.changing():
            self.run(SQL / "snapshots_remove.sql", {"name": name})
