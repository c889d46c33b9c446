"""``crmkit repurchase``: how many customers buy again, and how soon."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

By = Annotated[
    Literal["month", "product", "province", "channel", "basket", "period"], typer.Option("--by", help="repurchase_by")
]
Period = Annotated[Literal["month", "quarter", "week"], typer.Option("--period", help="repurchase_period")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="repurchase_since", show_default=False)]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="repurchase_until", show_default=False)]
Products = Annotated[int, typer.Option("--products", metavar="N", help="products", min=1)]


def repurchase(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    by: By = "month",
    period: Period = "month",
    since: Since = None,
    until: Until = None,
    products: Products = 20,
    where: options.Where = None,
) -> None:
    """Show what share of customers buys again, by when, and what they bought first."""
    from crmkit.analyses.repurchase.repurchase import repurchase as answer

    if by != "product":
        session.refuse_idle("idle_without_products", "products")
    if by != "period":
        session.refuse_idle("idle_without_period", "period")
    condition = options.condition(where)
    target = delivery.target()
    day, first, last = options.day(as_of), options.day(since, "--since"), options.day(until, "--until")
    with source.opened(
        "repurchase", quiet=delivery.quiet, describe=by not in ("month", "basket", "period"), where=condition
    ) as shop:
        result = answer(
            shop,
            as_of=day,
            by=by,
            period=period,
            since=first,
            until=last,
            products=products,
            where=condition,
            language=session.current().language,
        )
    delivery.send(result, target)
