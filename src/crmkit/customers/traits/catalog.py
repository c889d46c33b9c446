"""Every trait of a customer, by the piece that computes it; its kind and its names are those of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from crmkit.vocabulary import Kind, word

BOUGHT: Final = "bought"
"""The piece that has a row for every customer, whether they ever bought or not."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing known of a customer; ``piece`` is ``None`` where no file that crmkit reads tells it."""

    name: str
    piece: str | None

    @property
    def kind(self) -> Kind:
        """What its values are."""
        return word(self.name).kind


_PIECES: Mapping[str | None, tuple[str, ...]] = {
    BOUGHT: (
        *("first_purchase_on", "last_purchase_on", "recency_days", "tenure_days", "purchase_days"),
        *("purchase_days_365", "orders", "units", "net", "mean_basket", "is_returning"),
    ),
    "rhythm": ("median_gap", "gap_spread", "rhythm_days", "next_expected_on", "stage"),
    "place": ("province", "city"),
    "goods": ("product", "category", "category_share", "categories", "products"),
    "habits": ("hour_band", "weekday", "channel"),
    "shops": ("shop", "platform"),
    "discounts": ("discount_share", "sale_day_share"),
    "after_sales": (
        *("refund_orders", "refund_share", "refund_order_share"),
        *("unpaid_orders", "open_orders", "closed_orders"),
    ),
    "standing": ("rfm_cell", "segment", "tier"),
    "facts": (
        *("gender", "level", "age", "birthday"),
        *("table_first_on", "table_last_on", "table_orders", "table_total"),
    ),
    None: ("inquiries", "complaints", "praises"),
}

TRAITS: Mapping[str, Trait] = {name: Trait(name, piece) for piece, names in _PIECES.items() for name in names}

PIECES: tuple[str, ...] = tuple(piece for piece in _PIECES if piece is not None)
"""Those that files tell, ``bought`` first."""


def pieces_of(names: Iterable[str]) -> tuple[str, ...]:
    """The pieces that tell the traits ``names``, ``bought`` first, in the order of the catalog."""
    wanted = {TRAITS[name].piece for name in names} | {BOUGHT}
    return tuple(piece for piece in PIECES if piece in wanted)


def traits_of(piece: str) -> tuple[str, ...]:
    """The traits that a piece tells."""
    return _PIECES[piece]
