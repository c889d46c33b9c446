"""``crmkit profile``: who the customers are."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.sharing import Sharing
from crmkit.cli.source import Source

Cross = Annotated[
    tuple[str, str] | None, typer.Option("--cross", metavar="ATTRIBUTE ATTRIBUTE", help="cross", show_default=False)
]


def profile(
    source: Source,
    delivery: Delivery,
    sharing: Sharing,
    as_of: options.AsOf = None,
    cross: Cross = None,
    segments: options.Segments = None,
    tags: options.Tags = None,
    where: options.Where = None,
    detail: options.Detail = False,
) -> None:
    """Portray the customers, or show everything known of each."""
    from crmkit.analyses.profile.profile import profile as answer
    from crmkit.customers.conditions.tags import all_tags

    run = session.current()
    own = tags or run.settings.tags
    sharing.check(delivery)
    target = delivery.target(named=detail)
    day, condition = options.day(as_of), options.condition(where, own)
    if tags is not None:
        all_tags(tags)  # refused here if it cannot be read: not every profile looks into it
    with source.opened("profile", quiet=delivery.quiet, describe=True) as shop:
        result = answer(
            shop,
            as_of=day,
            cross=cross,
            segments=segments or run.settings.segments,
            tags=own,
            where=condition,
            detail=detail,
            language=run.language,
        )
    sharing.send(delivery, result, target, source)
