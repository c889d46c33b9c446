"""Facts on what a store holds once a load is done."""

from __future__ import annotations

from pathlib import Path

from crmkit.errors import StoreBusy, UsageError
from crmkit.store.holdings import holdings
from crmkit.store.store import open_store


def facts_after(store: Path, *, wait: float) -> dict[str, object]:
    """Facts of all purchases in ``store``; none without a purchase, with several currencies, or while it is held.

    The load is done by then, so that nothing here may make it fail.
    """
    try:
        with open_store(store, wait=wait) as opened:
            held = holdings(opened)
    except (StoreBusy, UsageError):
        return {}
    if held is None or not held.purchases:
        return {}
    named = {} if held.currency is None else {"currency": held.currency}
    days = {"purchases_from": held.first_day, "purchases_to": held.last_day}
    return {"shop_purchases": held.purchases, "shop_net_sales": held.net_sales, **days, **named}
