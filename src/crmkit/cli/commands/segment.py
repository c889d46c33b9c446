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
Limits = Annotated[Literal["median", "mean"], typer.Option("--limits", help="limits")]
Clusters = Annotated[int, typer.Option("--clusters", metavar="N", help="clusters", min=2, max=12)]
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
    limits: Limits = "median",
    monetary: Monetary = "total",
    clusters: Clusters = 5,
    detail: options.Detail = False,
    seed: Seed = 0,
) -> None:
    """Score every customer by recency, frequency and money, and name the segments."""
    from crmkit.analyses.cuts import parse_cuts
    from crmkit.analyses.segment import segment as answer

    run = session.current()
    by_language = "cn8" if run.language == "zh" else "grid"
    own_cuts = cuts or run.settings.cuts
    target = delivery.target(keep=source.read())
    day, own = options.day(as_of), parse_cuts(own_cuts) if own_cuts else None
    with source.opened("segment", quiet=delivery.quiet) as shop:
        result = answer(
            shop,
            as_of=day,
            window_days=window_days or run.settings.window_days,
            method=method,
            cuts=own,
            frequency=frequency,
            segments=segments or run.settings.segments or by_language,
            limits=limits,
            monetary=monetary,
            clusters=clusters,
            detail=detail,
            seed=seed,
            language=run.language,
        )
    delivery.send(result, target)
