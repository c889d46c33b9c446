"""``crmkit load``: keep export files in the store."""

from __future__ import annotations

from datetime import UTC, datetime

from crmkit.cli import options
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import reporting
from crmkit.cli.source import Reading, patience, store_to_fill
from crmkit.periods import shop_time


def load(
    files: options.LoadFiles,
    delivery: Delivery,
    reading: Reading,
    store: options.StorePath = None,
    dry_run: options.DryRun = False,
    wait: options.Wait = None,
) -> None:
    """Read export files into the store, every line accounted for."""
    from crmkit.ingest.load import load as read

    path = store_to_fill(store)
    target = delivery.target()
    with reporting(delivery.quiet) as progress:
        result = read(
            path,
            files,
            dry_run=dry_run,
            strict=reading.strict,
            wait=patience(wait),
            loaded_at=shop_time(datetime.now(UTC)),
            **reading.said(progress),
        )
    if not delivery.is_silent:  # cron hears of trouble only
        delivery.send(result, target)
