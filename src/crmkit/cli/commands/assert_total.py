"""``crmkit assert``: whether a month is what the platform says; ``assert`` alone is no name in Python."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source
from crmkit.errors import ConditionMet

Month = Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="assert_month", show_default=False)]
Paid = Annotated[str | None, typer.Option("--paid", metavar="AMOUNT", help="assert_paid", show_default=False)]
Orders = Annotated[int | None, typer.Option("--orders", metavar="N", help="assert_orders", show_default=False)]
Refunded = Annotated[
    str | None, typer.Option("--refunded", metavar="AMOUNT", help="assert_refunded", show_default=False)
]
Tolerance = Annotated[str, typer.Option("--tolerance", metavar="AMOUNT", help="assert_tolerance")]


def assert_total(
    source: Source,
    delivery: Delivery,
    month: Month,
    paid: Paid = None,
    orders: Orders = None,
    refunded: Refunded = None,
    tolerance: Tolerance = "0",
) -> None:
    """Compare the totals of a month with those of the platform."""
    from crmkit.checks.totals.assert_total import assert_total as answer
    from crmkit.checks.totals.assert_total import month_of

    month_of(month)
    target = delivery.target(named=True)
    with source.opened("assert", quiet=delivery.quiet, describe=True) as shop:
        result = answer(
            shop,
            month,
            paid=paid,
            orders=orders,
            refunded=refunded,
            tolerance=tolerance,
            language=session.current().language,
        )
    differing = result.facts["totals_differ"]
    if differing or not delivery.is_silent:  # cron hears of trouble only
        delivery.send(result, target)
    if differing:
        raise ConditionMet("totals_differ", totals=differing)
