"""``crmkit audience``: whom to contact, and who is held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.source import existing_store, memory_size, patience
from crmkit.errors import UsageError

if TYPE_CHECKING:
    from crmkit.campaigns.audience.wish import Wish
    from crmkit.customers.conditions.where import Where as Condition

Name = Annotated[str, typer.Argument(metavar="NAME", help="audience_name", show_default=False)]
Where = Annotated[str | None, typer.Option("--where", metavar="CONDITION", help="audience_where", show_default=False)]
Most = Annotated[int | None, typer.Option("--max", metavar="N", help="audience_max", min=1, show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="audience_by")]
Holdout = Annotated[str, typer.Option("--holdout", metavar="SHARE", help="audience_holdout")]
Salt = Annotated[str | None, typer.Option("--salt", metavar="TEXT", help="audience_salt", show_default=False)]
Cap = Annotated[str, typer.Option("--cap", metavar="N/DAYS", help="audience_cap")]
Rest = Annotated[str, typer.Option("--rest", metavar="DAYS", help="audience_quiet")]
After = Annotated[str | None, typer.Option("--after-order", metavar="DAYS", help="audience_after", show_default=False)]
Channel = Annotated[str, typer.Option("--channel", metavar="NAME", help="audience_channel")]
Assume = Annotated[bool, typer.Option("--assume-consent", help="audience_assume")]
Priority = Annotated[int, typer.Option("--priority", metavar="N", help="audience_priority", min=1, max=1000)]
Window = Annotated[int, typer.Option("--window", metavar="DAYS", help="audience_window", min=1, max=366)]
Replace = Annotated[bool, typer.Option("--replace", help="audience_replace")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="audience_dry_run")]


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is left out, and how many are held out."""

    most: Most = None
    by: By = "value"
    holdout: Holdout = "10%"
    salt: Salt = None
    cap: Cap = "2/30d"
    rest: Rest = "7d"
    after_order: After = None
    channel: Channel = "sms"
    assume_consent: Assume = False
    priority: Priority = 100
    window: Window = 30

    def wish(self, name: str, condition: Condition) -> Wish:
        """What was typed, read; ``UsageError`` where it has no meaning."""
        from crmkit.campaigns.audience import wish as read

        return read.Wish(
            condition=condition.text,
            salt=self.salt or name,
            holdout_millionths=read.share_of(self.holdout),
            channel=read.chosen("--channel", self.channel, read.CHANNELS),  # type: ignore[arg-type]
            assumes_consent=self.assume_consent,
            cap=read.cap_of(self.cap),
            quiet_days=read.days_of("--rest", self.rest),
            after_order_days=read.days_of("--after-order", self.after_order or self.rest),
            priority=self.priority,
            window_days=self.window,
            by=read.chosen("--by", self.by, read.ORDERS),  # type: ignore[arg-type]
            most=self.most,
        )


def audience(
    name: Name,
    delivery: Delivery,
    rules: Rules,
    where: Where = None,
    as_of: options.AsOf = None,
    replace: Replace = False,
    dry_run: DryRun = False,
    shop: options.Shops = None,
    platform: options.Platforms = None,
    store: options.StorePath = None,
    wait: options.Wait = None,
    memory: options.Memory = None,
) -> None:
    """Make a list of customers who may be contacted, and keep it."""
    from crmkit.campaigns.audience.audience import audience as draw
    from crmkit.campaigns.audience.wish import require_audience_name

    require_audience_name(name)
    condition = options.condition(where)
    if condition is None:
        raise UsageError("audience_where", where="--where", name=name)
    path = existing_store(store)
    target = delivery.target(named=True)
    shops = {"shop": shop or "", "platform": platform or ""}
    with working(delivery.quiet):
        result = draw(
            path,
            name,
            where=condition,
            wish=rules.wish(name, condition),
            as_of=options.day(as_of),
            replace=replace,
            dry_run=dry_run,
            wait=patience(wait),
            memory=memory_size(memory),
            language=session.current().language,
            **shops,
        )
    if not delivery.is_silent:
        delivery.send(result, target)
