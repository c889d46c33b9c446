"""Builds the traits that were named: one temporary table per source, nothing that was not asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from importlib.resources import files
from typing import Any, cast

from crmkit.customers.rhythms.rhythms import build_days, build_steps, rhythms_on
from crmkit.customers.scores.maps import SegmentMap, load_map
from crmkit.customers.scores.score_thresholds import BITS, NEVER, SCORES, Band, recency_sign
from crmkit.customers.scores.scoring import parts_of, settle
from crmkit.customers.traits.catalog import BOUGHT, sources_of, traits_of
from crmkit.customers.traits.category_words import category_words
from crmkit.events import events_between
from crmkit.periods import EARLIEST, days_through
from crmkit.store.shops import settle_shops
from crmkit.store.store import Store

SQL = files("crmkit.customers.traits")
SCORES_SQL = files("crmkit.customers.scores")
TIER_THRESHOLDS = {
    "threshold_1": 800_000,
    "threshold_2": 950_000,
    "threshold_3": 1_000_001,
    "threshold_4": 1_000_001,
    "threshold_5": 1_000_001,
}
"""Millionths of revenue at which tiers A and B end, as ``tiers`` has them; the others are out of reach."""
READERS = frozenset(("rhythm", "standing", "shops"))
"""The sources that read the source ``BOUGHT``."""
READ = ("last_purchase_on", "recency_days", "purchase_days", "net_fen", "has_history")
"""What they are made of."""


def build(
    store: Store, names: Collection[str], as_of: date, *, segments: str | SegmentMap = "grid", alone: bool = False
) -> tuple[str, ...]:
    """Build the traits ``names`` of every customer as of a day; the temporary tables that hold them, by customer key.

    ``segments`` is the map of the trait ``segment``; ``alone``: the other traits of the same sources are not asked for.
    The first table has a row for every customer, the others for those they know something about.
    """
    sources = sources_of(names)
    if alone and READERS.isdisjoint(sources) and set(names).isdisjoint(traits_of(BOUGHT)):
        sources = tuple(source for source in sources if source != BOUGHT)
    _build_everyone(store, as_of)
    for source in sources:
        parameters = (
            _PREPARED.get(source, _nothing)(store, as_of) if source != "standing" else _standing(store, segments)
        )
        read = () if source != BOUGHT or READERS.isdisjoint(sources) else READ
        known = [name for name in traits_of(source) if name in names and name not in read]
        columns = ["customer_key", *read, *known] if alone else []
        store.materialise(f"trait_{source}", SQL / f"{source}.sql", columns, as_of=as_of, **parameters)
    tables = tuple(f"trait_{source}" for source in sources)
    return tables if BOUGHT in sources else ("everyone", *tables)


def _build_everyone(store: Store, as_of: date) -> None:
    """Who was a customer already."""
    last_day = store.span().last_day
    is_past = last_day is not None and as_of < last_day
    store.materialise("everyone", SQL / "everyone.sql", as_of=as_of, is_past=is_past)


def _nothing(_store: Store, _as_of: date) -> Mapping[str, object]:
    return {}


def _bought(store: Store, as_of: date) -> Mapping[str, object]:
    """Purchase days."""
    build_days(store, as_of)
    return {}


def _rhythm(store: Store, as_of: date) -> Mapping[str, object]:
    build_steps(store)
    shop = rhythms_on(store, as_of, ("customer_key", "last_purchase_on", "purchase_days", "rhythm_days"))
    names = ("median_days", "most_days", "nearly_all_days")
    return {name: getattr(shop, name) for name in names}


def _goods(store: Store, as_of: date) -> Mapping[str, object]:
    """Products by number, money by customer and product, the category word of each product."""
    for table in ("goods_products", "goods_money"):
        store.materialise(table, SQL / f"{table}.sql", as_of=as_of)
    found = cast("list[tuple[str, int]]", store.query(SQL / "goods_titles.sql").records)
    words = category_words([product for product, _ in found])
    numbers = {word: number for number, word in enumerate(sorted({word for word in words if word is not None}))}
    known = [(key, word) for (_, key), word in zip(found, words, strict=True) if word is not None]
    store.materialise(
        "goods_categories",
        SQL / "goods_categories.sql",
        products=[key for key, _ in known],
        categories=[numbers[word] for _, word in known],
        words=[word for _, word in known],
    )
    return {}


def _discounts(_store: Store, as_of: date) -> Mapping[str, object]:
    sales = [event for event in events_between(EARLIEST, as_of) if event.is_sale]
    return {"sale_days": sorted({day for event in sales for day in days_through(event.first_day, event.last_day)})}


def _shops(store: Store, _as_of: date) -> Mapping[str, object]:
    """The one shop that orders are of, or that there are several."""
    shops = settle_shops(store)
    only = shops[0] if len(shops) == 1 else None
    return {"several": len(shops) > 1, "shop": (only and only.name) or None, "platform": only and only.platform}


def _standing(store: Store, segments: str | SegmentMap) -> Mapping[str, object]:
    """The thresholds of the scores, the owner of each cell and the least spend of the tiers, from all customers."""
    segment_map = segments if isinstance(segments, SegmentMap) else load_map(segments)
    parts = parts_of(segment_map)
    store.materialise("scores_rfm", SQL / "standing_rfm.sql")
    rows = store.query(SCORES_SQL / "rfm_bands.sql", parts=parts, recency_sign=recency_sign(parts)).records
    bands = [Band(measure, *map(int, values)) for measure, *values in cast("list[tuple[Any, ...]]", rows)]
    if not bands:
        return {"lowest": 1, "cells": [], "codes": [], "tier_a": NEVER, "tier_b": NEVER} | _UNREACHED
    found_thresholds, _ = settle(bands, parts=parts, frequency="auto", middle="median", thresholds=None)
    owners = segment_map.owners()
    store.materialise("scores_spent", SQL / "standing_rfm.sql")
    least_spends: dict[int, int] = {}
    for number, _decile, _customers, _net, lowest, *_ in cast(
        "list[tuple[int, ...]]", store.query(SCORES_SQL / "tiers.sql", **TIER_THRESHOLDS).records
    ):
        least_spends[number] = min(least_spends.get(number, NEVER), lowest)
    return {
        "lowest": 0 if parts == BITS else 1,
        "cells": [r * 100 + f * 10 + m for r, f, m in owners],
        "codes": [segment.code for segment in owners.values()],
        "tier_a": least_spends.get(1, NEVER),
        "tier_b": least_spends.get(2, NEVER),
        **found_thresholds.parameters(),
    }


_UNREACHED = {
    f"{measure}_{score}": NEVER for measure in ("recency", "frequency", "monetary") for score in range(2, SCORES + 1)
}
_PREPARED: Mapping[str, Callable[[Store, date], Mapping[str, object]]] = {
    "bought": _bought,
    "rhythm": _rhythm,
    "goods": _goods,
    "discounts": _discounts,
    "shops": _shops,
}
