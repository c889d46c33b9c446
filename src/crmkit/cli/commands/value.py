"""``crmkit value``: realised value, potential value and influence of each customer."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

Months = Annotated[int, typer.Option("--months", metavar="N", help="value_months", min=1, max=60)]
Discount = Annotated[float, typer.Option("--discount", metavar="RATE", help="discount", min=0, max=1)]
Costs = Annotated[str | None, typer.Option("--costs", metavar="FILE", help="costs", show_default=False)]
Top = Annotated[int, typer.Option("--top", metavar="N", help="top", min=0)]


def value(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    months: Months = 12,
    discount: Discount = 0.1,
    costs: Costs = None,
    top: Top = 10,
    detail: options.Detail = False,
    where: options.Where = None,
) -> None:
    """Show the realised and potential value and the influence score of customers."""
    from crmkit.analyses.value.value import value as answer

    if detail:
        session.refuse_idle("idle_with_detail", "top")
    condition = options.condition(where)
    target = delivery.target(named=True)
    day = options.day(as_of)
    unit_costs = None
    if costs is not None:
        from crmkit.ingest.costs import read_costs

        unit_costs = read_costs(costs)
    with source.opened("value", quiet=delivery.quiet, describe=True, where=condition) as shop:
        result = answer(
            shop,
            as_of=day,
            months=months,
            discount=discount,
            costs=unit_costs,
            top=delivery.most(top),
            detail=detail,
            where=condition,
            language=session.current().language,
        )
    delivery.send(result, target)
    delivery.warn_if_old(result)
