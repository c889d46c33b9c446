"""``crmkit trend``: what was sold, period by period."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

By = Annotated[Literal["day", "week", "month"], typer.Option("--by", help="trend_by")]
Periods = Annotated[int | None, typer.Option("--periods", metavar="N", help="trend_periods", min=0, show_default=False)]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="trend_since", show_default=False)]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="trend_until", show_default=False)]
Forecast = Annotated[int, typer.Option("--forecast", metavar="N", help="trend_forecast", min=0, show_default=False)]


def trend(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    by: By = "month",
    periods: Periods = None,
    since: Since = None,
    until: Until = None,
    forecast: Forecast = 0,
    where: options.Where = None,
) -> None:
    """Show period by period what was sold and to which customers."""
    from crmkit.analyses.trend.trend import trend as answer

    condition = options.condition(where)
    target = delivery.target()
    day, first, last = options.day(as_of), options.day(since, "--since"), options.day(until, "--until")
    with source.opened("trend", quiet=delivery.quiet, where=condition) as shop:
        result = answer(
            shop,
            as_of=day,
            by=by,
            periods=periods,
            since=first,
            until=last,
            forecast=forecast,
            where=condition,
            language=session.current().language,
        )
    delivery.send(result, target)
    if forecast:
        delivery.warn_if_old(result)
