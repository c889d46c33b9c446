"""The most valuable customers one by one: where they stand today, and where they stood in a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, cast

from crmkit.customers.conditions.tagging import build_tags
from crmkit.customers.conditions.tags import Tag
from crmkit.customers.scores.maps import SegmentMap
from crmkit.customers.standings.standings import build_standings
from crmkit.customers.traits.build import build
from crmkit.customers.traits.catalog import TRAITS
from crmkit.customers.window import Window
from crmkit.models.shares import yuan
from crmkit.store.predicate import All, columns_of
from crmkit.store.snapshots import SnapshotHeader, build_snapshot
from crmkit.store.store import Store

SQL = files("crmkit.customers.standings")
STANDING = ("net_spend", "segment", "tier", "stage", "recency_days", "last_purchase_on", "purchase_days")
NOW = (
    *("customer", "stage", "segment_code", "tier", "last_purchase_on", "recency_days", "purchase_days"),
    *("net_spend", "risk", "tag_codes"),
)
THEN = ("customer", "stage", "segment_code", "tier", "net_spend", "risk")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where customers stand: their ``keys`` and a row for each, of ``customers`` who bought in all.

    ``reason`` says why no risk could be predicted.
    """

    keys: Sequence[int]
    rows: Sequence[tuple[object, ...]]
    customers: int
    reason: Literal["churn_needs", "no_skill"] | None = None


def standing_now(
    store: Store, window: Window, segment_map: SegmentMap, tags: Sequence[Tag], *, months: int, most: int
) -> Standing:
    """The ``most`` valuable of those who bought up to the last day of ``window``, the greatest net spend first.

    ``months`` is how far the risk looks ahead. Rows have the columns ``NOW``; ``tags`` that hold stand in the last one
    by their codes, with commas between them.
    """
    rules = columns_of(All(tuple(tag.predicate for tag in tags)))
    named = [name for name in dict.fromkeys((*STANDING, *rules)) if TRAITS[name].source]
    built = build(store, named, window.as_of, segments=segment_map)
    build_tags(store, window.as_of, tags, built=built)
    reason = build_standings(store, "standings_now", window, segment_map, months=months)
    ((customers,),) = cast("list[tuple[int]]", store.query(SQL / "bought.sql").records)
    store.materialise("most_valuable", SQL / "most_valuable.sql", most=most)
    found = cast("list[tuple[Any, ...]]", store.query(SQL / "listed.sql").records)
    return Standing([key for key, *_ in found], [tuple(row) for _, *row in found], customers, reason)


def standing_then(store: Store, head: SnapshotHeader, *, everyone: bool) -> Standing:
    """Where those whom ``standing_now`` found, or ``everyone`` who is still in the data, stood: rows of ``THEN``."""
    build_snapshot(store, head.name, "standings_then")
    found = cast("list[tuple[Any, ...]]", store.query(SQL / "stood.sql", everyone=everyone).records)
    rows = [(name, stage, segment, tier, yuan(fen), risk) for _, name, stage, segment, tier, fen, risk in found]
    return Standing([key for key, *_ in found], rows, head.customers)
