"""``crmkit audiences``: which lists were kept."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli.emit import Delivery
from crmkit.cli.source import StoreAt, existing_store, patience

Drop = Annotated[str | None, typer.Option("--drop", metavar="NAME", help="audience_drop", show_default=False)]


def audiences(source: StoreAt, delivery: Delivery, drop: Drop = None) -> None:
    """The lists in the store; or without one of them."""
    from crmkit.campaigns.audience.kept import audiences as answer
    from crmkit.campaigns.audience.kept import drop_audience

    target = delivery.target()
    if drop is not None:
        drop_audience(existing_store(source.store), drop, wait=patience(source.wait))
    with source.opened() as shop:
        result = answer(shop)
    delivery.send(result, target)
