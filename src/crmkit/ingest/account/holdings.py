"""What a store holds once a load is done: how many purchases, of which days, for how much."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from crmkit.errors import StoreBusy, UsageError
from crmkit.store.priced import settle_prices
from crmkit.store.store import open_store

SQL = files("crmkit.ingest.account")


def holdings(store: Path, *, wait: float) -> dict[str, object]:
    """Facts of all purchases in ``store``; none without a purchase, with several currencies, or while it is held.

    The load is done by then, so that nothing here may make it fail.
    """
    try:
        with open_store(store, wait=wait) as opened:
            currency = settle_prices(opened)
            ((purchases, net_sales, first_day, last_day),) = opened.query(SQL / "holdings.sql").records
    except (StoreBusy, UsageError):
        return {}
    if not purchases:
        return {}
    named = {} if currency is None else {"currency": currency}
    days = {"purchases_from": first_day, "purchases_to": last_day}
    return {"shop_purchases": purchases, "shop_net_sales": net_sales, **days, **named}
