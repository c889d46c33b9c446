"""``crmkit snapshot``: save the groups of every customer."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.source import existing_store, memory_size, patience

Name = Annotated[str, typer.Argument(metavar="NAME", help="snapshot_name", show_default=False)]
Months = Annotated[int, typer.Option("--months", metavar="N", help="months", min=1, max=24)]
Replace = Annotated[bool, typer.Option("--replace", help="snapshot_replace")]


def snapshot(
    name: Name,
    delivery: Delivery,
    as_of: options.AsOf = None,
    months: Months = 3,
    segments: options.Segments = None,
    replace: Replace = False,
    shop: options.Shops = None,
    platform: options.Platforms = None,
    store: options.StorePath = None,
    wait: options.Wait = None,
    memory: options.Memory = None,
) -> None:
    """Keep segment, tier, stage, risk and net spend of every customer under a name."""
    from crmkit.analyses.snapshots.snapshots import snapshot as keep
    from crmkit.store.snapshots import require_name

    run = session.current()
    require_name(name)  # before the store is looked for: a file was named, perhaps, where there is no store
    path = existing_store(store)
    target = delivery.target()
    with working(delivery.quiet):
        result = keep(
            path,
            name,
            as_of=options.day(as_of),
            months=months,
            segments=segments or run.settings.segments,
            replace=replace,
            shop=shop or "",
            platform=platform or "",
            wait=patience(wait),
            memory=memory_size(memory),
            language=run.language,
        )
    if not delivery.is_silent:  # cron hears of trouble only
        delivery.send(result, target)
