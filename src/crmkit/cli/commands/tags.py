"""``crmkit tags``: which kinds of customers there are."""

from __future__ import annotations

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source


def tags(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    tags: options.Tags = None,
    detail: options.Detail = False,
    where: options.Where = None,
) -> None:
    """Count the customers of every tag, or list them."""
    from crmkit.analyses.tags.tags import tags as answer

    run = session.current()
    own = tags or run.settings.tags
    condition = options.condition(where, own)
    target = delivery.target(named=detail)
    day = options.day(as_of)
    with source.opened("tags", quiet=delivery.quiet, describe=True) as shop:
        result = answer(shop, as_of=day, tags=own, detail=detail, where=condition, language=run.language)
    delivery.send(result, target)
