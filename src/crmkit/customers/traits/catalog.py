"""Every trait of a customer, by the source (a query) that computes it; kind and names are in the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from crmkit.vocabulary import Kind, word

BOUGHT: Final = "bought"
"""The source that has a row for every customer, whether they ever bought or not."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing known of a customer; ``source`` is ``None`` where no file that crmkit reads has it."""

    name: str
    source: str | None

    @property
    def kind(self) -> Kind:
        """What its values are."""
        return word(self.name).kind


_SOURCES: Mapping[str | None, tuple[str, ...]] = {
    BOUGHT: (
        *("first_purchase_on", "last_purchase_on", "recency_days", "tenure_days", "purchase_days"),
        *("purchase_days_365", "orders", "units", "net_spend", "avg_basket", "is_repeat"),
    ),
    "rhythm": ("median_gap", "gap_iqr", "rhythm_days", "next_expected_on", "stage"),
    "place": ("province", "city"),
    "goods": ("top_product", "category", "category_share", "categories", "products"),
    "habits": ("hour_band", "weekday", "channel"),
    "shops": ("shop", "platform"),
    "discounts": ("discount_share", "sale_day_share"),
    "after_sales": (
        *("refund_orders", "refund_share", "refund_order_share"),
        *("unpaid_orders", "open_orders", "closed_orders"),
    ),
    "standing": ("rfm_cell", "segment", "tier"),
    "facts": (
        *("gender", "member_level", "age", "birthday"),
        *("table_first_on", "table_last_on", "table_orders", "table_total"),
    ),
    None: ("inquiries", "complaints", "positive_reviews"),
}

TRAITS: Mapping[str, Trait] = {name: Trait(name, source) for source, names in _SOURCES.items() for name in names}

SOURCES: tuple[str, ...] = tuple(source for source in _SOURCES if source is not None)
"""Those that files have, ``bought`` first."""


def sources_of(names: Iterable[str]) -> tuple[str, ...]:
    """The sources of the traits ``names``, ``bought`` first, in the order of the catalog."""
    wanted = {TRAITS[name].source for name in names} | {BOUGHT}
    return tuple(source for source in SOURCES if source in wanted)


def traits_of(source: str) -> tuple[str, ...]:
    """The traits of a source."""
    return _SOURCES[source]
