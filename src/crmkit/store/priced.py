"""One answer, one currency: amounts of two are never added up."""

from __future__ import annotations

from importlib.resources import files

from crmkit.errors import UsageError
from crmkit.store.store import Store


def settle_prices(store: Store) -> str | None:
    """The currency of every answer from ``store``; ``None`` stands for yuan, which need no name.

    Raises ``UsageError`` when the orders are in several and none was chosen, or none is in the one that was.
    """
    prices = store.prices
    if prices.are_settled:
        return prices.currency
    found = [str(code) for (code,) in store.query(files("crmkit.store") / "currencies.sql").records]
    if prices.asked is not None and found and prices.asked not in found:
        raise UsageError("currency_absent", value=prices.asked, currencies=", ".join(found))
    if prices.asked is None and len(found) > 1:
        raise UsageError("currencies_mixed", currencies=", ".join(found), first=found[0])
    if prices.asked is not None and len(found) > 1:
        store.keep_to(prices.asked)
    chosen = prices.asked or (found[0] if found else "CNY")
    prices.currency = None if chosen == "CNY" else chosen
    prices.are_settled = True
    return prices.currency
