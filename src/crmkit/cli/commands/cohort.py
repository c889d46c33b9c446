"""``crmkit cohort``: how customers of one first period buy again."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

By = Annotated[
    Literal["month", "week", "quarter", "province", "product", "channel"], typer.Option("--by", help="cohort_by")
]
Period = Annotated[
    Literal["month", "week", "quarter", "30d"] | None,
    typer.Option("--period", help="cohort_period", show_default=False),
]
Metric = Annotated[
    Literal["retention", "customers", "net-sales", "orders", "avg-basket", "cumulative-sales"],
    typer.Option("--metric", metavar="FIGURE", help="cohort_metric"),
]
Periods = Annotated[int, typer.Option("--periods", metavar="N", help="cohort_periods", min=0, max=600)]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="first_since", show_default=False)]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="first_until", show_default=False)]


def cohort(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    by: By = "month",
    period: Period = None,
    metric: Metric = "retention",
    periods: Periods = 12,
    since: Since = None,
    until: Until = None,
    where: options.Where = None,
) -> None:
    """Follow customers from their first purchase on, period by period."""
    from crmkit.analyses.cohort.cohort import cohort as answer

    condition = options.condition(where)
    target = delivery.target()
    day, first, last = options.day(as_of), options.day(since, "--since"), options.day(until, "--until")
    with source.opened(
        "cohort", quiet=delivery.quiet, describe=by in ("province", "product", "channel"), where=condition
    ) as shop:
        result = answer(
            shop,
            as_of=day,
            since=first,
            until=last,
            by=by,
            period=period,
            metric=metric.replace("-", "_"),  # type: ignore[arg-type]  # its code
            periods=periods,
            where=condition,
            language=session.current().language,
        )
    delivery.send(result, target)
