"""``crmkit segment``: who bought lately, often and much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

if TYPE_CHECKING:
    from crmkit.customers.scores.thresholds import Thresholds as OwnThresholds

Method = Annotated[Literal["quantile", "fixed", "kmeans"], typer.Option("--method", help="method")]
Frequency = Annotated[Literal["auto", "quantile", "counts"], typer.Option("--frequency", help="frequency")]
Monetary = Annotated[Literal["total", "average"], typer.Option("--monetary", help="monetary")]
SplitBy = Annotated[Literal["median", "mean"], typer.Option("--split-by", help="split_by")]
Clusters = Annotated[int, typer.Option("--clusters", metavar="N", help="clusters", min=2, max=12)]
Thresholds = Annotated[
    str | None, typer.Option("--thresholds", metavar="THRESHOLDS", help="thresholds", show_default=False)
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="seed", min=0)]


def segment(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    window_days: options.WindowDays = None,
    method: Method = "quantile",
    thresholds: Thresholds = None,
    frequency: Frequency = "auto",
    segments: options.Segments = None,
    split_by: SplitBy = "median",
    monetary: Monetary = "total",
    clusters: Clusters = 5,
    detail: options.Detail = False,
    seed: Seed = 0,
    where: options.Where = None,
) -> None:
    """Score every customer by recency, frequency and money, and name the segments."""
    from crmkit.analyses.segment.segment import segment as answer

    run = session.current()
    chosen = segments or run.settings.segments
    own = _thresholds(thresholds or run.settings.thresholds)
    _refuse_idle(method, chosen, own)
    condition = options.condition(where)
    target = delivery.target(named=detail)
    day = options.day(as_of)
    with source.opened("segment", quiet=delivery.quiet, where=condition) as shop:
        result = answer(
            shop,
            as_of=day,
            window_days=window_days or run.settings.window_days,
            method=method,
            thresholds=None if method == "kmeans" else own,
            frequency=frequency,
            segments=chosen,
            split_by=split_by,
            monetary=monetary,
            clusters=clusters,
            detail=detail,
            seed=seed,
            where=condition,
            language=run.language,
        )
    delivery.send(result, target)


def _thresholds(text: str | None) -> OwnThresholds | None:
    from crmkit.customers.scores.thresholds import parse_thresholds

    return parse_thresholds(text) if text else None


def _refuse_idle(method: str, segments: str | None, thresholds: OwnThresholds | None) -> None:
    """Refuse options that were typed and have no say under this method, this map and these thresholds.

    Where no map was chosen, what was typed chooses it.
    """
    from crmkit.customers.scores.maps import load_map

    if method == "kmeans":
        session.refuse_idle("idle_with_kmeans", "thresholds", "segments", "split_by", "frequency")
        return
    session.refuse_idle("idle_without_kmeans", "clusters", "seed")
    if segments is not None and load_map(segments).scale == "scores":
        session.refuse_idle("idle_with_scores", "split_by", segments=segments)
    elif segments is not None or session.was_typed("split_by"):
        session.refuse_idle("idle_with_bits", "frequency", segments=segments or "cn8")
    if thresholds is not None and thresholds.frequency is not None:
        session.refuse_idle("idle_with_thresholds", "frequency", thresholds=thresholds)
        if thresholds.recency_days is not None and thresholds.monetary is not None:
            session.refuse_idle("idle_with_thresholds", "split_by", thresholds=thresholds)
