"""``crmkit backup``: the database and its key in one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from crmkit.cli import options
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.source import existing_store, memory_size, patience
from crmkit.periods import shop_time

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="backup_file", readable=False, show_default=False)]


def backup(
    archive: Archive,
    delivery: Delivery,
    store: options.StorePath = None,
    wait: options.Wait = None,
    memory: options.Memory = None,
) -> None:
    """Write the store with all it needs into one file."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.backup.backup import backup as write

    path = existing_store(store)
    keep = kept().and_store(path)
    keep.refuse(archive)
    target = delivery.target(keep=keep.and_read(archive))
    made_at = shop_time(datetime.now(UTC)).replace(microsecond=0)
    with working(delivery.quiet):
        result = write(path, archive, wait=patience(wait), memory=memory_size(memory), made_at=made_at)
    if not delivery.is_silent:  # cron hears of trouble only
        delivery.send(result, target)
