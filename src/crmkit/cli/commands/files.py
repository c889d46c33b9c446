"""``crmkit files``: what was loaded."""

from __future__ import annotations

from crmkit.cli.emit import Delivery
from crmkit.cli.source import StoreOfShops


def files(source: StoreOfShops, delivery: Delivery) -> None:
    """The loaded files and their line accounts."""
    from crmkit.analyses.files.files import files as answer

    target = delivery.target()
    with source.opened() as shop:
        result = answer(shop)
    delivery.send(result, target)
