"""``crmkit rejects``: which lines are in quarantine, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli.emit import Delivery
from crmkit.cli.source import StoreOfShops

Reason = Annotated[str | None, typer.Option("--reason", metavar="CODE", help="reason", show_default=False)]
FromFile = Annotated[str | None, typer.Option("--file", metavar="NAME", help="rejects_file", show_default=False)]


def rejects(source: StoreOfShops, delivery: Delivery, file: FromFile = None, reason: Reason = None) -> None:
    """Quarantined lines, by file and reason."""
    from crmkit.analyses.rejects.rejects import rejects as answer

    target = delivery.target()
    with source.opened() as shop:
        result = answer(shop, file=file, reason=reason)
    delivery.send(result, target)
