"""What a store holds: how many purchases, of which days, for how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.errors import UsageError
from crmkit.store.priced import settle_prices
from crmkit.store.store import Store

SQL = files("crmkit.store") / "holdings.sql"


@dataclass(frozen=True, slots=True)
class Holdings:
    """All purchases and their net money; ``currency`` is ``None`` for yuan, which need no name."""

    purchases: int
    net_sales: Decimal
    first_day: date | None
    last_day: date | None
    currency: str | None


def holdings(store: Store) -> Holdings | None:
    """What ``store`` holds; ``None`` where its money is in several currencies."""
    try:
        currency = settle_prices(store)
    except UsageError:
        return None
    (found,) = cast("list[tuple[int, Decimal, date | None, date | None]]", store.query(SQL).records)
    return Holdings(*found, currency)
