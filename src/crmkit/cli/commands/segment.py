"""``crmkit segment``: who bought lately, often and much."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

Method = Annotated[Literal["quantile", "fixed", "kmeans"], typer.Option("--method", help="method")]
Frequency = Annotated[Literal["auto", "quantile", "counts"], typer.Option("--frequency", help="frequency")]
Monetary = Annotated[Literal["total", "average"], typer.Option("--monetary", help="monetary")]
Cuts = Annotated[str | None, typer.Option("--cuts", metavar="LIMITS", help="cuts", show_default=False)]
Segments = Annotated[
    str | None, typer.Option("--segments", metavar="[grid|cn8|FILE]", help="segments", show_default=False)
]
Seed = Annotated[int, typer.Option("--seed", help="seed", min=0)]


def segment(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    window_days: options.WindowDays = None,
    method: Method = "quantile",
    cuts: Cuts = None,
    frequency: Frequency = "auto",
    segments: Segments = None,
    monetary: Monetary = "total",
    detail: options.Detail = False,
    seed: Seed = 0,
) -> None:
    """Score every customer by recency, frequency and money, and name the segments."""
    from crmkit.analyses.cuts import parse_cuts
    from crmkit.analyses.segment import segment as answer

    run = session.current()
    by_language = "cn8" if run.language == "zh" else "grid"
    limits = cuts or run.settings.cuts
    with source.opened("segment", quiet=delivery.quiet) as shop:
        result = answer(
            shop,
            as_of=options.day(as_of),
            window_days=window_days or run.settings.window_days,
            method=method,
            cuts=parse_cuts(limits) if limits else None,
            frequency=frequency,
            segments=segments or run.settings.segments or by_language,
            monetary=monetary,
            detail=detail,
            seed=seed,
            language=run.language,
        )
    delivery.send(result, keep=source.read())
