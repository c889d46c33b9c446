"""``crmkit inspect``: what sets some customers apart from the others."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source
from crmkit.errors import UsageError

Top = Annotated[int, typer.Option("--top", metavar="N", help="inspect_top", min=1)]


def inspect(
    source: Source,
    delivery: Delivery,
    where: options.Where = None,
    as_of: options.AsOf = None,
    segments: options.Segments = None,
    tags: options.Tags = None,
    top: Top = 20,
) -> None:
    """Compare the customers that a condition chooses with the others."""
    from crmkit.analyses.inspect.inspect import inspect as answer

    run = session.current()
    own = tags or run.settings.tags
    condition = options.condition(where, own)
    if condition is None:
        raise UsageError("inspect_whom", where="--where")
    target = delivery.target()
    day = options.day(as_of)
    with source.opened("inspect --where CONDITION", quiet=delivery.quiet, describe=True) as shop:
        result = answer(
            shop,
            where=condition,
            as_of=day,
            segments=segments or run.settings.segments,
            tags=own,
            top=delivery.most(top),
            language=run.language,
        )
    delivery.send(result, target)
