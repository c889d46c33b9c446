"""``crmkit churn``: customers that the shop is about to lose."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

Months = Annotated[int, typer.Option("--months", metavar="N", help="months", min=1, max=24)]
Top = Annotated[int, typer.Option("--top", metavar="N", help="top", min=0)]
Method = Annotated[
    Literal["auto", "mbg-nbd", "classifier", "past-rates"], typer.Option("--method", help="churn_method")
]
FailOver = Annotated[
    float | None, typer.Option("--fail-over", metavar="SHARE", help="fail_over", min=0, max=1, show_default=False)
]


def churn(
    source: Source,
    delivery: Delivery,
    as_of: options.AsOf = None,
    months: Months = 3,
    method: Method = "auto",
    top: Top = 20,
    fail_over: FailOver = None,
    detail: options.Detail = False,
    where: options.Where = None,
) -> None:
    """Predict who will not buy in the coming months, and what that would cost."""
    from crmkit.analyses.churn.churn import churn as answer
    from crmkit.cli.goal import require_at_most

    condition = options.condition(where)
    if detail:
        session.refuse_idle("idle_with_detail", "top")
    target = delivery.target(named=True)
    day = options.day(as_of)
    with source.opened("churn", quiet=delivery.quiet, describe=True, where=condition) as shop:
        result = answer(
            shop,
            months=months,
            as_of=day,
            detail=detail,
            top=delivery.most(top, leading=True),
            method=method.replace("-", "_"),  # type: ignore[arg-type]  # its code
            where=condition,
            language=session.current().language,
        )
    delivery.send(result, target)
    delivery.warn_if_old(result)
    require_at_most(result, "expected_loss_rate", "expected_loss", "spend_if_retained", fail_over)
