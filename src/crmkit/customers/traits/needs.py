"""Which file has a trait: what to load when it is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from crmkit.customers.traits.catalog import TRAITS
from crmkit.messages import Language, say

NEEDS: Final = ("orders", "places", "titles", "prices", "states", "refunds", "customer_table", "chats", "reviews")
"""What a trait may need, in the order it is named; each has its words in the catalog (``need_...``)."""
_BY_SOURCE: Mapping[str, str] = {
    "place": "places",
    "goods": "titles",
    "facts": "customer_table",
}
_BY_NAME: Mapping[str, str] = {
    "discount_share": "prices",
    **dict.fromkeys(("refund_orders", "refund_share", "refund_order_share"), "refunds"),
    **dict.fromkeys(("unpaid_orders", "open_orders", "closed_orders"), "states"),
    "inquiries": "chats",
    **dict.fromkeys(("complaints", "positive_reviews"), "reviews"),
}


def needs_of(traits: Iterable[str]) -> tuple[str, ...]:
    """What the ``traits`` need, each once, in the order of ``NEEDS``."""
    found = {_BY_NAME.get(name) or _BY_SOURCE.get(TRAITS[name].source or "", "orders") for name in traits}
    return tuple(need for need in NEEDS if need in found)


def needs_text(needs: Iterable[str], language: Language) -> str:
    """``needs`` in words."""
    return listed([say("text", f"need_{need}", language) for need in needs], language)


def listed(words: Iterable[str], language: Language) -> str:
    """``words`` one behind the other."""
    return say("text", "between_events", language).join(words)
