"""What an audience is compared by: features, the words of their values, and which of them a condition decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from crmkit.customers.conditions.values import word_of
from crmkit.customers.traits.catalog import TRAITS
from crmkit.messages import Language, say
from crmkit.store.predicate import All, Compare, Predicate, leaves, traits_of
from crmkit.vocabulary import word

TAG: Final = "tag"
FEATURES: Final = (
    *("stage", "is_repeat", "tier", "segment", "avg_basket", "median_gap", "province", "category", "top_product"),
    *("hour_band", "weekday", "channel", "discount_share", "refund_orders", "gender", "member_level"),
)
"""The traits that are compared, value by value or band by band; tags come after them."""
BOUGHT: Final = Compare("purchase_days", ">=", 1)
ONCE: Final = Compare("purchase_days", "=", 1)
MOST_VALUES: Final = 20
"""Of each feature so many values are compared, those of most customers."""
_FROM: Mapping[str, Collection[str]] = {
    **dict.fromkeys(("recency_days", "last_purchase_on"), ("recency",)),
    **dict.fromkeys(("purchase_days", "is_repeat", "orders", "units"), ("frequency",)),
    "purchase_days_365": ("recency", "frequency"),
    **dict.fromkeys(("tenure_days", "first_purchase_on"), ("tenure", "recency")),
    **dict.fromkeys(("median_gap", "gap_iqr", "rhythm_days"), ("gaps", "frequency")),
    **dict.fromkeys(("stage", "next_expected_on"), ("recency", "frequency", "gaps")),
    **dict.fromkeys(("net_spend", "tier"), ("money",)),
    **dict.fromkeys(("segment", "rfm_cell"), ("recency", "frequency", "money")),
    **dict.fromkeys(("province", "city"), ("place",)),
    **dict.fromkeys(("top_product", "category", "category_share", "categories", "products"), ("goods",)),
    **dict.fromkeys(("refund_orders", "refund_share", "refund_order_share"), ("refunds",)),
}
"""What a trait is made from, where that is more than the trait itself."""


def sources(traits: Collection[str]) -> frozenset[str]:
    """What ``traits`` are made from: two with a source in common differ together by what they mean alone."""
    return frozenset(source for name in traits for source in _FROM.get(name, (name,)))


def sources_of(rule: Predicate) -> frozenset[str]:
    """What the traits of a rule are made from; that a customer bought at all does not count."""
    return sources(traits_of(All(tuple(leaf for leaf in leaves(rule) if leaf != BOUGHT))))


def same_as(rule: Predicate) -> tuple[str, str] | None:
    """The value of a feature that a rule names and nothing else; that a customer bought at all does not count."""
    parts = [part for part in (rule.parts if isinstance(rule, All) else (rule,)) if part != BOUGHT]
    if len(parts) != 1 or not isinstance(only := parts[0], Compare) or only.operator != "=":
        return None
    return ("is_repeat", "once") if only == ONCE else (only.column, str(only.value))


def feature_label(feature: str, language: Language) -> str:
    """What people call a feature."""
    return word(feature).label(language)


def value_label(feature: str, value: str, language: Language, own: Mapping[str, Mapping[str, str]]) -> str:
    """What people call a value of a feature; ``own`` are the words of this answer (bands, segments, tags)."""
    if feature in own:
        return own[feature].get(value, value)
    if feature == "is_repeat" and value in ("returning", "once"):
        return say("inspect", value, language)
    return word_of(TRAITS[feature], value, language)
