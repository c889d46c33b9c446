"""``crmkit prune``: delete what is older than it needs to be kept."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from crmkit.cli import options
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.source import existing_store, memory_size, patience
from crmkit.errors import Refused, UsageError
from crmkit.periods import SHOP_TIME

Age = Annotated[str | None, typer.Option("--older-than", metavar="TIME", help="prune_older", show_default=False)]
Texts = Annotated[bool, typer.Option("--quarantine", help="prune_texts")]
Yes = Annotated[bool, typer.Option("--yes", help="prune_yes")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="prune_dry_run")]
Day = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="prune_as_of", show_default=False)]


def prune(
    delivery: Delivery,
    older_than: Age = None,
    quarantine: Texts = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_of: Day = None,
    store: options.StorePath = None,
    wait: options.Wait = None,
    memory: options.Memory = None,
) -> None:
    """Delete orders of long ago, and say what went."""
    from crmkit.cli.guard import kept
    from crmkit.privacy.prune.prune import prune as remove

    path = existing_store(store)
    target = delivery.target(keep=kept().and_store(path))
    today = datetime.now(SHOP_TIME).date()
    day = options.day(as_of) or today
    if day > today:  # what would be loaded until then would be left out
        raise UsageError("prune_future", where="--as-of", value=day.isoformat())
    with working(delivery.quiet):
        result = remove(
            path,
            older_than=older_than,
            quarantine=quarantine,
            yes=yes,
            dry_run=dry_run,
            as_of=day,
            wait=patience(wait),
            memory=memory_size(memory),
        )
    if not delivery.is_silent:  # cron hears of trouble only
        delivery.send(result, target)
    if not (yes or dry_run):
        raise Refused("prune_needs_yes")
