"""``crmkit calendar``: the days to prepare for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source
from crmkit.periods import SHOP_TIME

Start = Annotated[str | None, typer.Option("--from", metavar="DATE", help="calendar_from", show_default=False)]
Days = Annotated[int, typer.Option("--days", metavar="N", help="calendar_days", min=1, max=366)]
Events = Annotated[Path | None, typer.Option("--events", metavar="FILE", help="calendar_events", show_default=False)]
Terms = Annotated[bool, typer.Option("--terms", help="calendar_terms")]
ICS = ".ics"


def calendar(
    source: Source,
    delivery: Delivery,
    start: Start = None,
    days: Days = 90,
    events: Events = None,
    terms: Terms = False,
    as_of: options.AsOf = None,
) -> None:
    """Plan the days to prepare for."""
    from crmkit.analyses.calendar.calendar import calendar as answer

    is_ics = delivery.output is not None and delivery.output.suffix.lower() == ICS and delivery.format is None
    target = delivery.text_target() if is_ics else delivery.target()
    first = options.day(start, "--from") or datetime.now(SHOP_TIME).date()
    language = session.current().language
    with source.opened("calendar", quiet=delivery.quiet, describe=True) as shop:
        result = answer(
            shop, start=first, days=days, events=events, terms=terms, as_of=options.day(as_of), language=language
        )
    if is_ics:
        from crmkit.deliver.ics import calendar_file
        from crmkit.deliver.publish import publish_text

        publish_text(calendar_file(result, language), target, is_read=False)
    else:
        delivery.send(result, target)
