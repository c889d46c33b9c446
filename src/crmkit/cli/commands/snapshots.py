"""``crmkit snapshots``: which ones there are."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli.emit import Delivery
from crmkit.cli.source import StoreAt, existing_store, patience

Remove = Annotated[str | None, typer.Option("--remove", metavar="NAME", help="snapshot_remove", show_default=False)]


def snapshots(source: StoreAt, delivery: Delivery, remove: Remove = None) -> None:
    """The snapshots in the store; or without one of them."""
    from crmkit.analyses.snapshots.snapshots import remove_snapshot
    from crmkit.analyses.snapshots.snapshots import snapshots as answer

    target = delivery.target()
    if remove is not None:
        remove_snapshot(existing_store(source.store), remove, wait=patience(source.wait))
    with source.opened() as shop:
        result = answer(shop)
    delivery.send(result, target)
