"""``crmkit check``: whether the store is sound and the data are likely to be right."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from crmkit.cli import session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source
from crmkit.errors import ConditionMet
from crmkit.periods import SHOP_TIME

FailOver = Annotated[
    list[str] | None, typer.Option("--fail-over", metavar="RULE=SHARE,...", help="rule_limits", show_default=False)
]
Detail = Annotated[bool, typer.Option("--detail", help="check_detail")]


def check(source: Source, delivery: Delivery, fail_over: FailOver = None, detail: Detail = False) -> None:
    """Look at the store and the data in it."""
    from crmkit.checks.check import check as answer
    from crmkit.checks.rules import rules_with

    rules_with(fail_over)
    target = delivery.target(named=True)
    with source.opened("check", quiet=delivery.quiet, describe=True) as shop:
        today = datetime.now(SHOP_TIME).date()
        result = answer(shop, fail_over=fail_over, detail=detail, today=today, language=session.current().language)
    over = result.facts["rules_over"]
    if over or not delivery.is_silent:  # cron hears of trouble only
        delivery.send(result, target)
    if over:
        raise ConditionMet("rules_over", rules=over)
