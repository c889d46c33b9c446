"""``crmkit member``: who holds which level of a membership."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source
from crmkit.errors import UsageError

PlanFile = Annotated[Path | None, typer.Option("--plan", metavar="FILE", help="member_plan", show_default=False)]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="member_since", show_default=False)]
Near = Annotated[str | None, typer.Option("--near", metavar="SHARE", help="member_near", show_default=False)]
Falling = Annotated[str | None, typer.Option("--falling", metavar="DATE", help="member_falling", show_default=False)]
Against = Annotated[str | None, typer.Option("--against", metavar="level", help="member_against", show_default=False)]
Suggest = Annotated[bool, typer.Option("--suggest", help="member_suggest")]


def member(
    source: Source,
    delivery: Delivery,
    plan: PlanFile = None,
    since: Since = None,
    near: Near = None,
    falling: Falling = None,
    detail: options.Detail = False,
    against: Against = None,
    suggest: Suggest = False,
    where: options.Where = None,
    as_of: options.AsOf = None,
) -> None:
    """Show which level of a membership each customer has."""
    condition = options.condition(where)
    if suggest:
        _suggest(source, delivery, as_of, idle=(plan, since, near, falling, against, where))
        return
    from crmkit.analyses.member.member import member as answer

    target = delivery.target(named=detail or near is not None or falling is not None)
    days = {"since": options.day(since, "--since"), "falling": options.day(falling, "--falling")}
    with source.opened("member", quiet=delivery.quiet, where=condition) as shop:
        result = answer(
            shop,
            plan=plan,
            near=None if near is None else options.share("--near", near),
            detail=detail,
            against=against,
            as_of=options.day(as_of),
            where=condition,
            language=session.current().language,
            **days,
        )
    delivery.send(result, target)


def _suggest(source: Source, delivery: Delivery, as_of: str | None, *, idle: tuple[object, ...]) -> None:
    """Write the plan that is drawn from the shop's customers instead of the answer."""
    from crmkit.analyses.member.member import suggest_plan
    from crmkit.deliver.publish import publish_text

    if any(value is not None for value in idle) or delivery.format is not None:
        raise UsageError("member_suggest_alone")
    target = delivery.text_target()
    with source.opened("member", quiet=delivery.quiet) as shop:
        text = suggest_plan(shop, as_of=options.day(as_of), language=session.current().language)
    publish_text(text, target, is_read=target.file is None and sys.stdout.isatty())
