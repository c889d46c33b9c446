"""``crmkit evaluate``: whether a campaign worked."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.source import StoreAt, existing_store, memory_size, patience

Names = Annotated[list[str], typer.Argument(metavar="NAME", help="evaluate_names", show_default=False)]
Days = Annotated[int | None, typer.Option("--days", metavar="N", help="evaluate_days", min=1, show_default=False)]
Start = Annotated[str | None, typer.Option("--start", metavar="DATE", help="evaluate_start", show_default=False)]
Cost = Annotated[str | None, typer.Option("--cost", metavar="AMOUNT", help="evaluate_cost", show_default=False)]
Margin = Annotated[str | None, typer.Option("--margin", metavar="SHARE", help="evaluate_margin", show_default=False)]
Matched = Annotated[bool, typer.Option("--matched", help="evaluate_matched")]
Detail = Annotated[bool, typer.Option("--detail", help="evaluate_detail")]


def evaluate(
    name: Names,
    source: StoreAt,
    delivery: Delivery,
    as_of: options.AsOf = None,
    days: Days = None,
    start: Start = None,
    cost: Cost = None,
    margin: Margin = None,
    matched: Matched = False,
    detail: Detail = False,
) -> None:
    """Compare what those on a list bought with what those held out of it did."""
    from crmkit.campaigns.evaluate.evaluate import evaluate as answer
    from crmkit.store.store import open_store

    day, first = options.day(as_of), options.day(start, "--start")
    target = delivery.target(named=detail)
    path, memory = existing_store(source.store), memory_size(None)
    with open_store(path, wait=patience(source.wait), memory=memory) as shop, working(delivery.quiet):
        result = answer(
            shop,
            *name,
            as_of=day,
            days=days,
            start=first,
            cost=cost,
            margin=margin,
            matched=matched,
            detail=detail,
            language=session.current().language,
        )
    delivery.send(result, target)
