"""``crmkit load``: keep export files in the store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import reporting
from crmkit.cli.source import mapping, memory_size, patience, rejects_allowed, store_to_fill
from crmkit.periods import shop_time


def load(
    files: options.LoadFiles,
    delivery: Delivery,
    store: options.StorePath = None,
    map: options.Map = None,
    encoding: options.Encoding = None,
    shop: options.ShopName = None,
    dry_run: options.DryRun = False,
    strict: options.Strict = False,
    max_rejects: options.MaxRejects = None,
    wait: options.Wait = None,
    memory: options.Memory = None,
) -> None:
    """Read export files into the store, every line accounted for."""
    from crmkit.ingest.load import load as read

    run = session.current()
    path = store_to_fill(store)
    target = delivery.target(keep=[path, *(Path(file) for file in files)])
    headers = mapping(map)
    with reporting(delivery.quiet) as progress:
        result = read(
            path,
            files,
            mapping=headers,
            dialect_folder=run.folders.dialects,
            shop=shop or run.settings.shop or "",
            dry_run=dry_run,
            strict=strict,
            max_rejects=rejects_allowed(max_rejects),
            wait=patience(wait),
            encoding=encoding,
            loaded_at=shop_time(datetime.now(UTC)),
            memory=memory_size(memory or run.settings.memory),
            progress=progress,
        )
    if not delivery.quiet or delivery.output or delivery.format:  # -q alone: cron hears of trouble only
        delivery.send(result, target)
