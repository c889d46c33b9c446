"""``crmkit tiers``: whose spending carries the shop."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

TierShares = Annotated[str, typer.Option("--tier-shares", metavar="A,B", help="tier_shares")]


def tiers(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    window_days: options.WindowDays = None,
    tier_shares: TierShares = "0.8,0.95",
    detail: options.Detail = False,
    where: options.Where = None,
) -> None:
    """Rank customers by spending: value tiers, deciles, concentration."""
    from crmkit.analyses.tiers.tiers import tiers as answer

    run = session.current()
    condition = options.condition(where)
    target = delivery.target(named=detail)
    day, shares = options.day(as_of), options.shares("--tier-shares", tier_shares)
    with source.opened("tiers", quiet=delivery.quiet, where=condition) as shop:
        result = answer(
            shop,
            as_of=day,
            window_days=window_days or run.settings.window_days,
            tier_shares=shares,
            detail=detail,
            where=condition,
            language=run.language,
        )
    delivery.send(result, target)
