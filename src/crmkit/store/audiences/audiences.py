"""Audiences in the store: lists that were drawn to be contacted, with those held out, kept under a name.

A store has tables for them from its first audience on; one without them is read as having none. They are never
changed, only dropped or, before anybody can have been contacted, drawn anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb

from crmkit.errors import Refused, StoreError, UsageError, near
from crmkit.store.asked_and_written import AskedAndWritten
from crmkit.store.store import Store

SQL = files("crmkit.store.audiences")
RECOUNT = SQL / "recount.sql"
"""To be run where customers were taken out of audiences: these say how many they have."""
MEMBERS = "drawn_members"
"""The temporary table that an audience is made of: customer_key, arm, reason."""


@dataclass(frozen=True, slots=True)
class AudienceRecord:
    """What is kept of an audience as a whole, beside its members.

    ``condition`` selected ``matched`` customers as of the day; ``rule_digest`` is that of all that decides who is on
    the list. ``base_buyers`` of ``base_customers`` bought within the window after ``base_day`` by themselves; they are
    ``None`` where the past does not say. ``shops`` are the keys of the shops it is of, nothing for all of them.
    """

    name: str
    as_of: date
    condition: str
    rule_digest: str
    salt: str
    holdout_millionths: int
    channel: str
    assumed_consent: bool
    cap: str
    quiet_days: int
    after_order_days: int
    priority: int
    window_days: int
    list_by: str
    list_max: int | None
    matched: int
    listed: int
    held_out: int
    left_out: int
    base_buyers: int | None
    base_customers: int | None
    base_day: date | None
    shops: str
    version: str

    @property
    def shop_keys(self) -> list[int]:
        """The keys of the shops it is of; none when it is of all."""
        return [int(key) for key in self.shops.split(",") if key]


@contextlib.contextmanager
def of_audiences(path: Path | None) -> Iterator[None]:
    """``StoreError`` where the tables of audiences are not as this version made them."""
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ConversionException, TypeError) as problem:
        raise StoreError("store_altered", where=str(path), what="audiences") from problem


def list_audiences(store: Store) -> list[AudienceRecord]:
    """The audiences that ``store`` holds, the earliest day first."""
    if not store.query(SQL / "there.sql").records:
        return []
    with of_audiences(store.path):
        found = store.query(SQL / "list.sql")
        return [AudienceRecord(**dict(zip(found.columns, record, strict=True))) for record in found.records]  # type: ignore[arg-type]


def find_audience(kept: Sequence[AudienceRecord], name: str) -> AudienceRecord:
    """The audience ``name``; ``UsageError`` names the nearest one."""
    for record in kept:
        if record.name == name:
            return record
    if not kept:
        raise UsageError("audience_none", name=name)
    raise UsageError("audience_missing", name=name, nearest=near(name, [record.name for record in kept]))


def build_members(store: Store, name: str, table: str) -> None:
    """Build the members of the audience ``name`` as the temporary ``table``."""
    with of_audiences(store.path):
        store.materialise(table, SQL / "members.sql", name=name)


def build_arms(store: Store, name: str, table: str) -> None:
    """Build who is on the list ``name`` and who was held out as the temporary ``table``."""
    with of_audiences(store.path):
        store.materialise(table, SQL / "arms.sql", name=name)


def build_others(store: Store, name: str, first: date, last: date, table: str) -> None:
    """Build who is on another list of these days as the temporary ``table``."""
    with of_audiences(store.path):
        store.materialise(table, SQL / "others.sql", name=name, first=first, last=last)


def build_planned(store: Store, name: str, table: str) -> None:
    """Build the customers of all audiences but ``name`` as the temporary ``table``."""
    has_any = bool(store.query(SQL / "there.sql").records)
    with of_audiences(store.path):
        if has_any:
            store.materialise(table, SQL / "planned.sql", name=name)
        else:
            store.materialise(table, SQL / "planned_none.sql")


class AudienceWriter(AskedAndWritten):
    """The store at a path open for questions, then once to keep or drop an audience; use it in a ``with`` block."""

    schema = files("crmkit.store") / "schema" / "audiences.sql"

    def write(self, record: AudienceRecord, *, replace: bool) -> None:
        """Keep ``drawn_members`` under ``record``; a name that is taken is refused unless it is replaced."""
        with of_audiences(self.store.path), self.changing():
            if self.run(SQL / "same.sql", {"name": record.name}):
                if not replace:
                    raise Refused("audience_differs", name=record.name, as_of=record.as_of)
                self.run(SQL / "remove.sql", {"name": record.name})
            self.run(SQL / "write.sql", asdict(record))

    def remove(self, name: str) -> None:
        """Drop the audience ``name``; ``UsageError`` when there is none."""
        find_audience(list_audiences(self.store), name)
        with of_audiences(self.store.path), self.changing():
            self.run(SQL / "remove.sql", {"name": name})
