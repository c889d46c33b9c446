"""``crmkit remind``: whose next purchase is due."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

Days = Annotated[int, typer.Option("--days", metavar="N", help="remind_days", min=1, max=365)]
Top = Annotated[int, typer.Option("--top", metavar="N", help="top", min=0)]


def remind(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    days: Days = 14,
    top: Top = 20,
    detail: options.Detail = False,
    where: options.Where = None,
) -> None:
    """Name the customers whose next purchase is expected soon or is a little late."""
    from crmkit.analyses.remind.remind import remind as answer

    condition = options.condition(where)
    if detail:
        session.refuse_idle("idle_with_detail", "top")
    target = delivery.target(named=True)
    day = options.day(as_of)
    with source.opened("remind", quiet=delivery.quiet, describe=True, where=condition) as shop:
        result = answer(
            shop,
            days=days,
            as_of=day,
            detail=detail,
            top=delivery.most(top, leading=True),
            where=condition,
            language=session.current().language,
        )
    delivery.send(result, target)
    delivery.warn_if_old(result)
