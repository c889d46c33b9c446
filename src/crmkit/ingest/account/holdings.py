"""Facts on what a store holds once a load is done."""

from __future__ import annotations

from crmkit.errors import StoreBusy, StoreError, UsageError
from crmkit.store.holdings import holdings
from crmkit.store.workspace import Workspace


def facts_after(workspace: Workspace) -> dict[str, object]:
    """Facts of all purchases in the store; none without a purchase, with several currencies, or while it is held.

    The load is done by then, so that nothing here may make it fail. Its engine is asked: one more would take longer
    than a small load's own statements.
    """
    try:
        held = holdings(workspace.asked_store(0))
        workspace.leave_asked()
    except (StoreBusy, StoreError, UsageError, OSError):
        return {}
    if held is None or not held.purchases:
        return {}
    named = {} if held.currency is None else {"currency": held.currency}
    days = {"purchases_from": held.first_day, "purchases_to": held.last_day}
    return {"shop_purchases": held.purchases, "shop_net_sales": held.net_sales, **days, **named}
