"""``crmkit waiting``: which orders wait, and which were lost before they were paid."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options
from crmkit.cli.emit import Delivery
from crmkit.cli.session import current
from crmkit.cli.source import Source

Days = Annotated[int, typer.Option("--days", metavar="N", help="waiting_days", min=1, max=365)]
Detail = Annotated[bool, typer.Option("--detail", help="waiting_detail")]


def waiting(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    days: Days = 30,
    detail: Detail = False,
    where: options.Where = None,
) -> None:
    """Count the orders that wait for something, or list them."""
    from crmkit.analyses.waiting.waiting import waiting as answer

    condition = options.condition(where)
    target = delivery.target(named=True)
    day = options.day(as_of)
    with source.opened("waiting", quiet=delivery.quiet, describe=True, where=condition) as shop:
        result = answer(shop, as_of=day, days=days, detail=detail, where=condition, language=current().language)
    delivery.send(result, target)
