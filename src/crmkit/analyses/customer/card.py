"""What a card shows of one customer: everything known, the purchases, the orders to look at, the rank among all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any, cast

from crmkit.customers.conditions.tagging import build_tags
from crmkit.customers.conditions.tags import vocabulary
from crmkit.customers.scores.maps import SegmentMap
from crmkit.customers.traits.build import build
from crmkit.customers.traits.catalog import TRAITS
from crmkit.customers.traits.needs import listed
from crmkit.messages import Language
from crmkit.models.shares import rate
from crmkit.result import Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.customer")
DAY_COLUMNS = ("bought_on", "gap_days", "orders", "units", "net_spend", "refunded_amount", "products_kept")
ORDER_COLUMNS = ("ordered_on", "order_id", "order_status", "paid", "refunded_amount", "product")
STANDING_COLUMNS = (
    "rfm_cell", "segment", "segment_code", "tier", "spend_rank", "customers", "spend_percentile",
)  # fmt: skip
MOST_GOODS = 5
"""Kinds of goods of one day that are named."""


def build_known(store: Store, as_of: date, segments: SegmentMap) -> None:
    """Build every trait and every tag of all customers as of a day."""
    built = build(store, [name for name, trait in TRAITS.items() if trait.source], as_of, segments=segments)
    build_tags(store, as_of, vocabulary(), built=built)


def known_of(store: Store, key: int, language: Language) -> dict[str, object]:
    """What is known of the customer, by trait, in the order of a card; empty for who is no customer yet."""
    found = store.query(SQL / "traits.sql", key=key)
    if not found.records:
        return {}
    traits: dict[str, Any] = dict(zip(found.columns, found.records[0], strict=True))
    if traits["tags"] is not None:
        labels = {tag.code: tag.label(language) for tag in vocabulary()}
        traits["tag_codes"] = traits["tags"]
        traits["tags"] = listed([labels[code] for code in traits["tags"].split(",")], language)
    return traits


def purchases(store: Store, key: int, as_of: date, language: Language) -> list[Record]:
    """One row per purchase day, the latest first. Reads the temporary table ``goods`` (``remind_rule``)."""
    goods: defaultdict[date, list[str]] = defaultdict(list)
    for day, product in cast("list[tuple[date, str]]", store.query(SQL / "goods.sql", key=key).records):
        goods[day].append(product)
    days = cast("list[tuple[Any, ...]]", store.query(SQL / "days.sql", key=key, as_of=as_of).records)
    return [(*day, _goods(goods[day[0]], language)) for day in days]


def orders_to_look_at(store: Store, key: int, as_of: date) -> dict[str, Result]:
    """The part of orders that are not received yet, no purchase, or went back; none without such an order."""
    found = store.query(SQL / "orders.sql", key=key, as_of=as_of).records
    return {"customer_orders": Result("customer_orders", ORDER_COLUMNS, found)} if found else {}


def standing(store: Store, key: int, segments: SegmentMap, language: Language) -> dict[str, Result]:
    """The part of scores and ranks among all who bought; none for who never did."""
    rows = cast("list[tuple[Any, ...]]", store.query(SQL / "standing.sql", key=key).records)
    labels: Mapping[str, str] = {found.code: found.labels[language] for found in segments.segments}
    standing_rows: list[Record] = [
        (cell, labels[code], code, tier, int(ahead) + 1, customers, rate(int(behind), customers - 1))
        for cell, code, tier, ahead, behind, customers in rows
    ]
    return {"customer_standing": Result("customer_standing", STANDING_COLUMNS, standing_rows)} if standing_rows else {}


def _goods(products: Sequence[str], language: Language) -> str | None:
    """The goods of one day in words."""
    more = [f"... (+{len(products) - MOST_GOODS})"] if len(products) > MOST_GOODS else []
    return listed([*products[:MOST_GOODS], *more], language) or None
