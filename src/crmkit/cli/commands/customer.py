"""``crmkit customer``: one card of one customer."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

Who = Annotated[str, typer.Argument(metavar="WHO", help="who", show_default=False)]
Months = Annotated[int, typer.Option("--months", metavar="N", help="months", min=1, max=24)]
Forecast = Annotated[bool, typer.Option("--forecast/--no-forecast", help="customer_forecast", show_default=False)]


def customer(
    who: Who,
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    months: Months = 3,
    forecast: Forecast = True,
    segments: options.Segments = None,
) -> None:
    """Show everything known of one customer."""
    from crmkit.analyses.customer.customer import customer as answer
    from crmkit.privacy.mask import mask_nick

    if not forecast:
        session.refuse_idle("idle_without_forecast", "months")
    target = delivery.target(named=True)
    day = options.day(as_of)
    run = session.current()
    with source.opened("customer WHO", quiet=delivery.quiet, describe=True) as shop:
        result = answer(
            shop,
            who,
            months=months,
            as_of=day,
            forecast=forecast,
            segments=segments or run.settings.segments,
            named=str if delivery.reveal else mask_nick,
            language=run.language,
        )
    delivery.send(result, target)
    if forecast:
        delivery.warn_if_old(result)
