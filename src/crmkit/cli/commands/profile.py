"""``crmkit profile``: who the customers are."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

Cross = Annotated[
    tuple[str, str] | None, typer.Option("--cross", metavar="ATTRIBUTE ATTRIBUTE", help="cross", show_default=False)
]


def profile(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    cross: Cross = None,
    segments: options.Segments = None,
    tags: options.Tags = None,
    where: options.Where = None,
    detail: options.Detail = False,
) -> None:
    """Portray the customers, or show everything known of each."""
    from crmkit.analyses.profile.profile import profile as answer

    run = session.current()
    own = tags or run.settings.tags
    target = delivery.target(named=detail)
    day, condition = options.day(as_of), options.condition(where, own)
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
    delivery.send(result, target)
