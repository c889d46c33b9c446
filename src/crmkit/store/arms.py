"""Lists that were drawn, with the customers on each and those who were held out: what a campaign is judged by.

A store has tables for them from its first list on; one without them is read as having none. Who was forgotten is in
none of them any more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb

from crmkit.errors import StoreError, UsageError, near
from crmkit.store.store import Store

SQL = files("crmkit.store")


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is known of a list as a whole.

    Each customer of it was held out with a chance of ``holdout_millionths``; ``listed`` and ``held_out`` are how many
    they were on the day ``as_of``. Of ``base_customers`` alike, ``base_buyers`` bought by themselves in so many days
    (``window_days``) before. ``shops`` are the keys of the shops it is of, nothing for all of them.
    """

    name: str
    as_of: date
    holdout_millionths: int
    window_days: int
    listed: int
    held_out: int
    base_buyers: int
    base_customers: int
    shops: str

    @property
    def shop_keys(self) -> list[int]:
        """The keys of the shops it is of; none when it is of all."""
        return [int(key) for key in self.shops.split(",") if key]


def list_campaigns(store: Store) -> list[Campaign]:
    """The lists that ``store`` holds, the earliest day first."""
    if not store.query(SQL / "arms_there.sql").records:
        return []
    with _of_audiences(store.path):
        found = store.query(SQL / "arms_campaigns.sql")
        return [Campaign(**dict(zip(found.columns, record, strict=True))) for record in found.records]  # type: ignore[arg-type]


def find_campaign(drawn: Sequence[Campaign], name: str) -> Campaign:
    """The list ``name``; ``UsageError`` names the nearest one."""
    for campaign in drawn:
        if campaign.name == name:
            return campaign
    if not drawn:
        raise UsageError("campaign_none", name=name)
    raise UsageError("campaign_unknown", name=name, nearest=near(name, [campaign.name for campaign in drawn]))


def build_arms(store: Store, name: str, table: str) -> None:
    """Build who is on the list ``name`` and who was held out as the temporary ``table``."""
    with _of_audiences(store.path):
        store.materialise(table, SQL / "arms_rows.sql", name=name)


def build_others(store: Store, name: str, first: date, last: date, table: str) -> None:
    """Build who is on another list of these days as the temporary ``table``."""
    with _of_audiences(store.path):
        store.materialise(table, SQL / "arms_others.sql", name=name, first=first, last=last)


@contextlib.contextmanager
def _of_audiences(path: Path | None) -> Iterator[None]:
    """``StoreError`` where the tables of lists, which not every store has, are not as this version made them."""
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ConversionException, TypeError) as problem:
        raise StoreError("store_altered", where=str(path), what="audiences") from problem
